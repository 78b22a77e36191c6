"""Calendars over the API: made, changed, refused by field, asked; and what is open by one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import House
from tests.web.test_wishes import raw

OFFICE: dict[str, Any] = {
    "zone": "Europe/Warsaw",
    "week": {"monday-friday": ["09:00-17:00"]},
    "holidays": [{"country": "PL"}],
    "days": [
        {"date": "12-24", "name": "Wigilia", "hours": ["09:00-12:00"]},
        {"from": "2026-08-03", "to": "2026-08-14", "name": "Urlop"},
    ],
}


async def test_friday(floor: House) -> None:
    """Received on Friday at 16:00 with an hour to go: reached at 17:00, due on Monday at 9:00, a moment later it is broken."""
    async with raw(floor) as http:
        assert (await http.put("/calendars/office", json=OFFICE)).status_code == 200
        asked = {"received": "2026-11-20T16:00", "target": 3_600_000}
        due = (await http.get("/calendars/office/due", params=asked)).json()
        assert (due["reached"], due["due"]) == ("2026-11-20T16:00:00.000Z", "2026-11-23T08:00:00.000Z")
        at = [
            await http.get("/calendars/office/due", params=asked | {"at": f"2026-11-23T09:00:00.00{ms}"})
            for ms in (0, 1)
        ]
        assert [(one.json()["age_ms"], one.json()["breached"]) for one in at] == [
            (3_600_000, False),
            (3_600_001, True),
        ]
        span = {"from": "2026-11-20T16:00", "to": "2026-11-23T09:00"}
        assert (await http.get("/calendars/office/between", params=span)).json()["open_ms"] == 3_600_000
        now = (await http.get("/calendars/office/now", params={"at": "2026-12-24T12:00"})).json()
        assert (now["open"], now["next_opening"]) == (False, "2026-12-28T08:00:00.000Z")
        assert now["local"] == "2026-12-24T12:00:00+01:00"


async def test_as_it_was_written(floor: House) -> None:
    """What was sent is shown again, weekdays by name, days in a row as one; each field is changed alone."""
    async with raw(floor) as http:
        await http.put("/calendars/office", json=OFFICE)
        got = (await http.get("/calendars/office")).json()
        assert got["week"]["friday"] == ["09:00-17:00"]
        assert got["week"]["sunday"] == []
        assert got["holidays"][0]["country"] == "PL"
        assert [(day["date"], day["first"], day["to"], day["name"]) for day in got["days"]] == [
            ("12-24", None, None, "Wigilia"),
            (None, "2026-08-03", "2026-08-14", "Urlop"),
        ]
        again = {
            "days": [
                {"from" if name == "first" else name: value for name, value in day.items()}
                for day in got["days"]
            ]
        }
        assert (await http.put("/calendars/office", json=again)).json()["done"] == "same"
        changed = (await http.put("/calendars/office", json={"name": "Biuro"})).json()
        assert (changed["done"], changed["zone"], len(changed["days"])) == ("changed", "Europe/Warsaw", 2)


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"zone": "Europe/Warschau"}, "zone", "Europe/Warsaw"),
        ({"week": {"monday": ["9-5"]}}, "week.monday", "'9-5'"),
        ({"week": {"monday": ["09:00-12:00", "11:00-15:00"]}}, "week.monday", "overlap"),
        ({"week": {"monday": ["17:00-09:00"]}}, "week.monday", "next day"),
        ({"week": {"someday": []}}, "week.someday", "monday"),
        (
            {"week": {"friday": ["22:00-03:00 next day"], "saturday": ["02:00-04:00"]}},
            "week.friday",
            "reaches into",
        ),
        ({"holidays": [{"country": "Poland"}]}, "holidays.country", "ISO 3166"),
        ({"holidays": [{"country": "PL", "region": "XX"}]}, "holidays.region", "PL"),
        ({"days": [{"date": "24.12."}]}, "days[1].date", "2026-12-24"),
        ({"days": [{"date": "2026-12-24"}, {"date": "2026-12-24"}]}, "days[2].date", "once"),
        ({"days": [{"from": "2026-12-24"}]}, "days[1].to", "both"),
    ],
)
async def test_refused_by_field(floor: House, change: dict[str, Any], field: str, word: str) -> None:
    """What cannot be meant is refused with its field and what to write instead; tried or put, nothing is stored."""
    async with raw(floor) as http:
        for answer in (
            await http.put("/calendars/office", json=OFFICE | change),
            await http.post("/calendars/try", json=OFFICE | change),
        ):
            error = answer.json()["error"]
            assert (answer.status_code, error["field"]) == (422, field)
            assert word in f"{error['why']} {error['remedy']}"
            assert "'office'" not in error["why"], "the calendar's code is not what is wrong"
        assert (await http.get("/calendars")).json() == []


async def test_in_use(floor: House) -> None:
    """A queue or number needs a calendar that is there; one by which something is open is not removed."""
    async with raw(floor) as http:
        wrong = (await http.put("/queues/sales", json={"calendar": "office"})).json()["error"]
        assert (wrong["field"], wrong["remedy"]) == ("calendar", "there are none yet, make it first")
        await http.put("/calendars/office", json=OFFICE)
        to = {
            "target": {"kind": "queue", "value": "sales"},
            "calendar": "office",
            "closed": {"kind": "hangup", "value": ""},
        }
        number = (await http.put("/numbers/100", json=to)).json()
        assert (number["calendar"], number["closed"]) == ("office", {"kind": "hangup", "value": ""})
        await http.put("/queues/sales", json={"calendar": "office"})
        assert (await http.get("/calendars/office")).json()["used_by"] == ["queue sales", "number 100"]
        refused = await http.delete("/calendars/office")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "in-use")
        assert "queue sales, number 100" in refused.json()["error"]["why"]
        number = (await http.put("/numbers/100", json={"calendar": ""})).json()
        assert (number["calendar"], number["closed"]) == ("", None)
        await http.put("/queues/sales", json={"calendar": ""})
        assert (await http.delete("/calendars/office")).status_code == 200


async def test_a_queue_closes_when_its_calendar_is_changed(floor: House) -> None:
    """On its board, at once."""
    async with raw(floor) as http:
        await http.put("/calendars/office", json={"zone": "UTC", "week": {"monday-sunday": ["00:00-24:00"]}})
        await http.put("/queues/sales", json={"calendar": "office"})
        board = next(
            queue for queue in (await http.get("/state")).json()["queues"] if queue["code"] == "sales"
        )
        assert board["hours"] == {"open": True, "next_change": None}
        shut = await http.put("/calendars/office", json={"week": {}})
        assert (shut.json()["ever_opens"], shut.json()["open"]) == (False, False)
        board = next(
            queue for queue in (await http.get("/state")).json()["queues"] if queue["code"] == "sales"
        )
        assert board["hours"] == {"open": False, "next_change": None}


async def test_ahead(floor: House) -> None:
    """The days to come and the year's holidays, of one that is stored and of one that is only tried; countries by code."""
    async with raw(floor) as http:
        await http.put("/calendars/office", json=OFFICE)
        there = (await http.get("/calendars/office/ahead")).json()
        tried = (await http.post("/calendars/try", json=OFFICE)).json()
        assert there["days"] == tried["days"]
        assert {"name": "Wigilia", "hours": ["09:00-12:00"]}.items() <= next(
            day for day in there["days"] if day["date"].endswith("-12-24")
        ).items()
        assert any(day["date"].endswith("-11-11") and day["hours"] == [] for day in there["days"])
        changes = (
            await http.get("/calendars/office/changes", params={"from": "2026-11-20T16:00", "days": 4})
        ).json()
        assert [(one["local"], one["open"]) for one in changes] == [
            ("2026-11-20T16:00:00+01:00", True),
            ("2026-11-20T17:00:00+01:00", False),
            ("2026-11-23T09:00:00+01:00", True),
            ("2026-11-23T17:00:00+01:00", False),
            ("2026-11-24T09:00:00+01:00", True),
        ]
        known = {one["country"]: one["regions"] for one in (await http.get("/holidays")).json()}
        assert "CT" in known["ES"]
        assert known["EE"] == []


async def test_moments_that_are_none(floor: House) -> None:
    """A moment that cannot be read is refused with its name and an example."""
    async with raw(floor) as http:
        await http.put("/calendars/office", json=OFFICE)
        for what, params in {
            "between": {"from": "yesterday", "to": "2026-11-20"},
            "due": {"received": "9 o'clock", "target": "1"},
            "now": {"at": "1066-10-14"},
        }.items():
            answer = await http.get(f"/calendars/office/{what}", params=params)
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, next(iter(params)))
        assert (await http.get("/calendars/nowhere/now")).status_code == 404
