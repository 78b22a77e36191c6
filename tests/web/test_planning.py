"""Campaigns from a few questions: planned, made as one step, refused as one; their crew; the pace of the last hour."""

from __future__ import annotations

from typing import Any

from acd.board.fields import iso
from aftercall.office import SwitchRefused
from aftercall.office.planning import free_code
from dialer.board.history import EVERY, REMEMBERED, PaceHistory
from tests.web.house import House
from tests.web.test_campaigns import join, spring, until
from tests.web.test_wishes import raw

ASKED: dict[str, Any] = {
    "name": "Wiosna łódzka",
    "regime": "eu",
    "region": "PL",
    "language": "pl",
    "caller_id": "+48221234567",
    "hours": {
        "days": [0, 1, 2, 3, 4],
        "opens": 600,
        "closes": 960,
        "zone": "Europe/Warsaw",
        "holidays": "PL",
    },
    "agents": ["1001", "1002"],
    "list": "March",
}


async def test_a_plan_makes_nothing(floor: House) -> None:
    """It says code, mode, what the law asks, how long a day people may be called, and what to know; nothing is there afterwards."""
    async with raw(floor) as http:
        await http.put("/trunks/pl", json={"endpoint": "carrier"})
        plan = (await http.post("/campaigns/plan", json=ASKED)).json()
        assert (plan["code"], plan["campaign"]["mode"]) == ("wiosna-lodzka", "progressive")
        assert (plan["law"]["cap"], plan["law"]["team_least"], plan["law"]["hours"][6]) == (100, 5, None)
        assert plan["campaign"]["trunks"] == ["pl"]
        assert 0 < plan["a_day_ms"] <= 6 * 3_600_000
        assert {one["code"] for one in plan["notes"]} == {"auto-answer"}
        wanting = {"name": "x", "mode": "predictive", "agents": ["1001"], "trunks": []}
        bare = (await http.post("/campaigns/plan", json=wanting)).json()
        assert {one["code"] for one in bare["notes"]} == {
            "no-trunk",
            "no-caller-id",
            "few-agents",
            "auto-answer",
        }
        assert (await http.get("/campaigns")).json() == []
        laws = (await http.get("/regimes")).json()
        assert [one["code"] for one in laws] == ["us", "uk", "eu"]


async def test_made_as_one_step(floor: House) -> None:
    """Campaign, queue, calendar, list and crew are there, stopped; the same name again gets another code."""
    async with raw(floor) as http:
        made = await http.post("/campaigns", json=ASKED)
        assert (made.status_code, made.json()["campaign"]["state"]) == (201, "stopped"), made.text
        card = (await http.get("/campaigns/wiosna-lodzka")).json()
        assert 'monday = ["10:00-16:00"]' in card["calendar"]
        assert 'country = "PL"' in card["calendar"]
        assert [one["code"] for one in card["dispositions"]][:2] == ["sale", "no-interest"]
        assert (await http.get("/campaigns/wiosna-lodzka/agents")).json()["agents"] == ["1001", "1002"]
        assert [one["name"] for one in (await http.get("/lists")).json()] == ["March"]
        assert ["wiosna-lodzka", 0] in (await http.get("/agents/1001")).json()["queues"]
        assert (await http.post("/campaigns", json=ASKED)).json()["code"] == "wiosna-lodzka-2"
        taken = await http.post("/campaigns", json=ASKED | {"code": "wiosna-lodzka"})
        assert (taken.status_code, taken.json()["error"]["field"]) == (422, "code")
    await until(lambda: "wiosna-lodzka" in floor.dialer.room.campaigns)


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"agents": ["1001", "nobody"]}, 404, ""),
    ({"regime": "mars"}, 422, "regime"),
    ({"name": ""}, 422, "name"),
    ({"trunks": ["nowhere"]}, 422, "trunks"),
    ({"caller_id": "call me"}, 422, "caller_id"),
    ({"hours": ASKED["hours"] | {"closes": 600}}, 422, "hours"),
    ({"hours": ASKED["hours"] | {"zone": "Mars"}}, 422, "hours.zone"),
    ({"more": {"cap": 301}}, 422, "cap"),
]


async def test_refused_as_one(floor: House) -> None:
    """Whatever is wrong is said with its field, by the plan as by the making; no campaign, list or queue is left."""
    async with raw(floor) as http:
        for wrong, status, field in WRONG:
            for path in ("/campaigns/plan", "/campaigns"):
                refused = await http.post(path, json=ASKED | wrong)
                assert refused.status_code == status, (path, wrong, refused.text)
                assert (refused.json()["error"].get("field") or "").startswith(field)
        floor.switch.trouble = SwitchRefused("no such thing")
        assert (await http.post("/campaigns", json=ASKED)).status_code == 502
        assert (await http.get("/campaigns")).json() == []
        assert (await http.get("/lists")).json() == []
        assert (await http.get("/agents/1001")).json()["queues"] == [["sales", 0], ["help", 2]]


async def test_its_crew(floor: House) -> None:
    """These may join and nobody else; one who is not known changes nothing."""
    await spring(floor, 0)
    async with raw(floor) as http:
        assert (await http.put("/campaigns/spring/agents", json={"agents": ["1002"]})).json()["agents"] == [
            "1002"
        ]
        assert (await http.get("/agents/1001")).json()["queues"] == []
        refused = await http.put("/campaigns/spring/agents", json={"agents": ["1001", "9"]})
        assert refused.status_code == 404
        assert (await http.get("/campaigns/spring/agents")).json()["agents"] == ["1002"]


def test_codes() -> None:
    """Of any alphabet a code is made that a queue can have, and one that is free."""
    assert free_code("Zażółć gęślą jaźń", []) == "zazolc-gesla-jazn"
    assert free_code("Весна 2026", []) == "vesna-2026"
    assert free_code("2026 spring", []) == "c-2026-spring"
    assert free_code("!!!", ["campaign"]) == "campaign-2"
    assert len(free_code("x" * 100, [])) <= 24


async def test_the_pace_of_the_last_hour(floor: House) -> None:
    """A point every five seconds with its reason; older ones go, and those before a moment are left out."""
    await spring(floor, 3)
    await join(floor, "1001")
    async with raw(floor) as http:
        assert (await http.post("/campaigns/spring/start")).status_code == 200
        board = (await http.get("/campaigns/spring/board")).json()
        history: PaceHistory = floor.service.pace
        history.forget("spring")  # the campaign tells its own, too, and may again while we ask
        begin = floor.desk.now() - 60_000
        for step in range(10):
            history.note("spring", board, begin + step * 1000)
        told = (await http.get("/campaigns/spring/pace")).json()["points"]
        points = [one for one in told if one["at"] < iso(begin + 10_000)]
        assert [one["state"] for one in points] == ["running"] * 2
        assert points[0]["why"] == board["why"]
        later = (await http.get("/campaigns/spring/pace", params={"since": points[0]["at"]})).json()["points"]
        assert [one["at"] for one in later][:1] == [points[1]["at"]]
        assert (await http.get("/campaigns/nowhere/pace")).status_code == 404
        for step in range(REMEMBERED + 10):
            history.note("spring", board, begin + 10_000 + step * EVERY)
        assert len(history.since("spring", 0)) == REMEMBERED
