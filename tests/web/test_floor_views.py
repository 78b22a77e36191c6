"""Everything now, health, an agent's day and its corrections, over the API."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from acd.core.floor import Rules
from aftercall.client import WishUnknown, Wrong
from aftercall.web.answers import PartNow
from tests.web.house import House, house, small_floor
from tests.web.test_wishes import raw


async def test_state_shows_agents_queues_and_the_daemon(floor: House) -> None:
    """One answer shows who talks with whom, who waits, and that the daemon is up."""
    await floor.client.wish("1001", "login")
    await floor.talk("1001")
    state = await floor.client.state()
    assert [(a.code, a.state) for a in state.agents] == [("1001", "talking"), ("1002", "off")]
    assert [(q.code, q.members.logged_in, q.members.talking) for q in state.queues] == [
        ("help", 1, 1),
        ("sales", 1, 1),
    ]
    assert state.daemon is not None
    assert (state.daemon.state, state.daemon.database) == ("up", "ok")


async def test_an_empty_house_has_an_empty_state(empty: House) -> None:
    """Before anybody is made there is a state and a list of types, and nothing fails."""
    state = await empty.client.state()
    assert (state.agents, state.queues) == ((), ())
    assert [card.code for card in await empty.client.types()][:2] == ["phone", "mail"]
    assert [await empty.client.agents(), await empty.client.queues(), await empty.client.phones()] == [
        [],
        [],
        [],
    ]


async def test_health_is_away_when_a_part_is(floor: House) -> None:
    """A part that is off does not count, one that is away does, and its word is told."""
    health = await floor.client.health()
    assert (health.state, health.version) == ("ok", "0.1.0")
    floor.parts.append(PartNow(name="database", state="away", detail="connection refused"))
    health = await floor.client.health()
    assert (health.state, health.parts[-1].detail) == ("away", "connection refused")


async def test_a_day_adds_up(floor: House) -> None:
    """The day's intervals lie edge to edge, their sums are the log-in's length, and the answer says so."""
    await floor.client.wish("1001", "login")
    await floor.client.wish("1001", "type", type="lunch")
    await floor.client.wish("1001", "resume")
    await floor.client.wish("1001", "logout")
    await floor.journal.drained()
    day = await floor.client.day("1001")
    assert (day.right, day.faults) == (True, ())
    assert [part.state for part in day.intervals if part.length_ms][-1] == "off"
    assert (
        sum(one.sum_ms for one in day.sums)
        == day.columns.logged_in_ms
        == sum(s.length_ms for s in day.sessions)
    )
    assert sum(part.length_ms for part in day.intervals) == day.end - day.begin


async def test_a_correction_is_a_new_entry(floor: House) -> None:
    """A corrected span is shown as corrected, with why and by whom; the log-ins stay as they were recorded."""
    await floor.client.wish("1001", "login")
    await floor.journal.drained()
    today = dt.datetime.now(dt.UTC)
    begin = today.replace(hour=0, minute=0, second=0, microsecond=0)
    body = {
        "begin": begin.isoformat(),
        "end": (begin + dt.timedelta(milliseconds=1)).isoformat(),
        "state": "free",
        "type": "phone",
        "why": "was at his desk, the phone was broken",
    }
    async with raw(floor) as http:
        answer = await http.post("/agents/1001/corrections", json=body)
    assert answer.status_code == 200, answer.text
    day = await floor.client.day("1001", today.date().isoformat())
    assert day.corrections[0].why == body["why"]
    assert (day.intervals[0].state, day.intervals[0].length_ms) == ("free", 1)
    assert day.intervals[0].corrected == day.corrections[0].by
    assert all(part.corrected == "" for part in day.recorded)
    assert day.recorded
    assert len(day.sessions) == 1


BAD_CORRECTIONS = [
    ({"begin": "2026-11-21T10:00:00"}, "begin"),
    ({"end": "2026-11-21T09:00:00Z"}, "correction"),
    ({"state": "dancing"}, "correction"),
    ({"why": ""}, "why"),
    ({"agent": "1002"}, "agent"),
]


async def test_bad_corrections_are_refused(floor: House) -> None:
    """A moment without zone, an empty span, an unknown state, no reason or a stray field: 422, and nothing is kept."""
    good = {
        "begin": "2026-11-21T10:00:00Z",
        "end": "2026-11-21T11:00:00Z",
        "state": "free",
        "type": "phone",
        "why": "x",
    }
    async with raw(floor) as http:
        for change, field in BAD_CORRECTIONS:
            answer = await http.post("/agents/1001/corrections", json=good | change)
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, field), change
    assert (await floor.client.day("1001", "2026-11-21")).corrections == ()


async def test_days_of_nobody_and_bad_dates(floor: House) -> None:
    """An unknown agent's day is 404, a date that is none is 422 and names the field."""
    with pytest.raises(Wrong) as unknown:
        await floor.client.day("77")
    assert unknown.value.status == 404
    with pytest.raises(Wrong) as bad:
        await floor.client.day("1001", "21.11.2026")
    assert (bad.value.status, bad.value.field) == (422, "date")


async def test_the_description_describes_every_path(floor: House) -> None:
    """The OpenAPI document names every path with a summary; pages that load from elsewhere are not served."""
    async with raw(floor) as http:
        document = (await http.get("/openapi.json")).json()
        pages = [(await http.get(f"http://a{path}")).status_code for path in ("/docs", "/redoc")]
    assert pages == [404, 404]
    operations = [op for path in document["paths"].values() for op in path.values()]
    assert len(operations) > 30
    assert all(op.get("summary") for op in operations)
    assert all(path.startswith("/api/v1/") for path in document["paths"])


# --- faults ------------------------------------------------------------------------------------------------------


async def test_a_fault_of_ours_is_a_500_and_the_next_request_is_served(
    floor: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody foresaw is answered in the shape of all errors, without its innards, and ends nothing."""

    async def broken() -> None:
        raise ZeroDivisionError("a secret detail")

    with monkeypatch.context() as patch:
        patch.setattr(floor.service.office, "all", broken)
        with pytest.raises(Wrong) as wrong:
            await floor.client.agents()
    assert (wrong.value.status, wrong.value.code) == (500, "internal")
    assert "secret detail" not in str(wrong.value)
    assert len(await floor.client.agents()) == 2


async def test_a_floor_that_gives_no_answer_is_unknown(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the floor's own answer does not come (its record is stuck), the caller is told "unknown", not left waiting."""
    async with house(template, Rules(answer_within=100)) as it:
        await small_floor(it)

        async def never(wish: object) -> None:
            await asyncio.sleep(3600)

        monkeypatch.setattr(it.desk, "ask", never)
        with pytest.raises(WishUnknown, match="has not answered") as unknown:
            await it.client.wish("1001", "login")
        assert unknown.value.answer.state == "off"


async def test_without_a_database_nothing_is_changed_and_it_says_so(
    floor: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database away: cards and days are 503 with its words, wishes go on."""

    def away(self: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("acd.store.database.Database.read", away)
    for asked in (floor.client.agents(), floor.client.put_queue("new"), floor.client.day("1001")):
        with pytest.raises(Wrong, match="database is away") as wrong:
            await asked
        assert (wrong.value.status, wrong.value.code) == (503, "database-away")
    assert "new" not in floor.desk.floor.queues
    assert (await floor.client.wish("1001", "login")).agent.state == "free"
    assert len((await floor.client.state()).agents) == 2
