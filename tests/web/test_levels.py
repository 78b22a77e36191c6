"""Levels over the API: made, changed, put in order, tried, refused where a promise could never be due, and their promises added up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from acd.core import heard
from acd.core.level import Target
from acd.core.moment import HOUR, MINUTE
from aftercall.client import Wrong
from tests.web.house import House
from tests.web.test_wishes import raw

GOLD: dict[str, Any] = {
    "name": "Gold",
    "priority": 5,
    "targets": {"call answered": 20_000, "first answered": HOUR},
    "warn": 75,
    "pauses": False,
    "credit": 500,
    "when": [{"customer": "gold"}, {"queue": "sales", "tag": "vip", "priority": 3}],
    "order": 1,
}


async def test_what_is_put_is_what_is_got(floor: House) -> None:
    """Every field comes back, the floor hears of it, the same again changes nothing, and it goes."""
    async with raw(floor) as http:
        made = await http.put("/levels/gold", json=GOLD)
        assert (made.status_code, made.json()["done"]) == (200, "made"), made.text
        got = (await http.get("/levels/gold")).json()
        assert {name: got[name] for name in GOLD if name != "when"} == {
            name: value for name, value in GOLD.items() if name != "when"
        }
        assert got["when"] == [
            {"queue": None, "tag": None, "customer": "gold", "priority": None},
            {"queue": "sales", "tag": "vip", "customer": None, "priority": 3},
        ]
        assert floor.desk.floor.levels["gold"].targets == {
            Target.CALL_ANSWERED: 20_000,
            Target.FIRST_ANSWERED: HOUR,
        }
        assert (await http.put("/levels/gold", json=GOLD)).json()["done"] == "same"
        assert (await http.put("/levels/gold", json={"warn": 50})).json()["name"] == "Gold"
        assert (await http.delete("/levels/gold")).json()["done"] == "removed"
        assert (await http.get("/levels/gold")).status_code == 404
        assert floor.desk.floor.levels == {}


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"targets": {"solved": 0}}, "targets.solved", "no time to keep a promise in"),
        ({"targets": {"soon": 1}}, "targets.soon.[key]", "is none of those"),
        ({"calendar": "nowhere"}, "calendar", "is no calendar"),
        ({"when": [{}]}, "when[1]", "names nothing"),
        ({"when": [{"tag": "x"}, {"queue": "nowhere"}]}, "when[2].queue", "is no queue"),
        ({"warn": 101}, "warn", "out of range"),
        ({"credit": 50_000}, "credit", "are 500 %"),
        ({"targets": {"solved": 400 * 24 * HOUR}}, "targets.solved", "more than 366 days"),
    ],
)
async def test_what_is_refused(floor: House, changes: dict[str, Any], field: str, why: str) -> None:
    """Each mistake is named by its field; a target of nothing is no promise."""
    with pytest.raises(Wrong) as refused:
        await floor.client.put_level("bad", **changes)
    assert why in str(refused.value)
    assert refused.value.field == field
    assert await floor.client.levels() == []


async def test_a_calendar_that_never_opens(floor: House) -> None:
    """Refused wherever it is configured: at the level, at the queue whose hours it would be, and at the calendar itself."""
    async with raw(floor) as http:
        await http.put("/calendars/never", json={"zone": "Europe/Warsaw", "week": {"monday": []}})
        await http.put(
            "/calendars/office", json={"zone": "Europe/Warsaw", "week": {"monday": ["9:00-17:00"]}}
        )
        await http.put(
            "/calendars/office", json={"zone": "Europe/Warsaw", "week": {"monday": ["09:00-17:00"]}}
        )
        targets = {"targets": {"call answered": 20_000}}
        wrong = (await http.put("/levels/l", json={**targets, "calendar": "never"})).json()["error"]
        assert (wrong["field"], "never open" in wrong["why"]) == ("calendar", True)
        await http.put("/queues/help", json={"calendar": "never"})
        wrong = (await http.put("/levels/l", json=targets)).json()["error"]
        assert (wrong["field"], "queue help goes by it" in wrong["why"]) == ("calendar", True)
        only_sales = {**targets, "when": [{"queue": "sales"}]}
        assert (await http.put("/levels/l", json=only_sales)).json()["done"] == "made"
        wrong = (await http.put("/queues/sales", json={"calendar": "never"})).json()["error"]
        assert (wrong["field"], "level l" in wrong["why"]) == ("calendar", True)
        assert (await http.put("/levels/l", json={"calendar": "office"})).json()["done"] == "changed"
        wrong = (await http.put("/calendars/office", json={"week": {"monday": []}})).json()["error"]
        assert (wrong["field"], "level l" in wrong["why"]) == ("week", True)
        used = await http.delete("/calendars/office")
        assert "level l" in used.json()["error"]["why"]


async def test_a_queue_that_a_level_names_stays(floor: House) -> None:
    """It is not removed under the level."""
    await floor.client.put_queue("spare")
    await floor.client.put_level("l", when=[{"queue": "spare"}])
    with pytest.raises(Wrong, match="level l"):
        await floor.client.remove("queues", "spare")
    await floor.client.remove("levels", "l")
    await floor.client.remove("queues", "spare")


async def test_which_level_would_it_be(floor: House) -> None:
    """By queue, tag, customer and priority, in the order of the list; with what would be promised, and who was asked before."""
    await floor.client.put_level("gold", **GOLD)
    await floor.client.put_level("rest", order=9, targets={"solved": 8 * HOUR})
    for about, level, passed in (
        ({}, "rest", ("gold",)),
        ({"customer": ["gold", "K7"]}, "gold", ()),
        ({"tag": ["vip"], "priority": 3}, "gold", ()),
        ({"tag": ["vip"], "priority": 2}, "rest", ("gold",)),
    ):
        found = await floor.client.which_level("sales", **about)
        assert (found.level and found.level.code, found.passed) == (level, passed), about
    found = await floor.client.which_level("sales", customer=["gold"])
    call, first = found.promises
    assert (call.target, call.span_ms, first.target) == ("call answered", 20_000, "first answered")
    with pytest.raises(Wrong, match="nowhere"):
        await floor.client.which_level("nowhere")


async def test_in_which_order_they_are_asked(floor: House) -> None:
    """What is named comes first in this order, the rest behind as it was."""
    for nth, code in enumerate(("a", "b", "c")):
        await floor.client.put_level(code, order=nth)
    async with raw(floor) as http:
        assert (await http.post("/levels/order", json={"levels": ["c", "a"]})).status_code == 200
        assert [level["code"] for level in (await http.get("/levels")).json()] == ["c", "a", "b"]
        wrong = await http.post("/levels/order", json={"levels": ["nobody"]})
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (404, "not-known")


async def test_promises_of_the_day(floor: House) -> None:
    """A caller who was answered in time and one who gave up late are in today's sums; the queue's board counts them too."""
    await floor.client.put_level("quick", targets={"call answered": MINUTE}, credit=250)
    now = floor.desk.now()
    await floor.desk.heed(
        heard.CallerJoined(now - HOUR, "sales", "late", "PJSIP/in-late", "+48500", "Jan", 1)
    )
    await floor.desk.heed(heard.CallerJoined(now, "sales", "soon", "PJSIP/in-soon", "+48500", "Ewa", 2))
    await floor.desk.heed(heard.CallerDone(now + 5, "sales", "soon", heard.Parting.ABANDONED))
    await floor.desk.heed(heard.CallerDone(now + 5, "sales", "late", heard.Parting.ABANDONED))
    await floor.journal.drained()
    day = dt.datetime.fromtimestamp((now - HOUR + MINUTE) / 1000, dt.UTC).date()
    sums = await floor.client.promise_sums(
        **{"from": str(day - dt.timedelta(days=1)), "to": str(day + dt.timedelta(days=1))}
    )
    assert (sums.kept, sums.broken, sums.dropped, sums.credit) == (0, 1, 1, 250)
    assert {row.queue for row in sums.rows} == {"sales"}
    counts = floor.desk.floor.queues["sales"].counts
    assert (counts.promises_broken, counts.given_up) == (1, 1)
    with pytest.raises(Wrong, match="swap them"):
        await floor.client.promise_sums(**{"from": "2026-05-02", "to": "2026-05-01"})
    with pytest.raises(Wrong, match="out of reach"):
        await floor.client.promise_sums(**{"from": "9999-12-31", "to": "9999-12-31"})
    with pytest.raises(Wrong, match="at most"):
        await floor.client.promise_sums(**{"from": "1980-05-02", "to": "2026-05-01"})
