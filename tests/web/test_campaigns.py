"""Campaigns and trunks over the API: made with their queue, refused by field, started, tuned, stopped; previews and their agents."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from dialer.core.attempt import Attempt
from dialer.core.cards import State
from dialer.core.heard import LineEnded, LineOut
from tests.edges.dialer_kit import add_list
from tests.web.house import House
from tests.web.test_wishes import raw


def where_it_is_noon() -> str:
    """A zone in which people may be called now, whenever the test runs. (`Etc/GMT-5` is five hours before Greenwich.)"""
    ahead = 12 - time.gmtime().tm_hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


async def until(true: Callable[[], object], timeout: float = 15.0) -> None:
    """Wait until it is so; fail with what was waited for."""
    async with asyncio.timeout(timeout):
        while not true():  # noqa: ASYNC110  what is waited for is somebody else's
            await asyncio.sleep(0.02)


async def spring(floor: House, people: int = 3, **fields: Any) -> None:
    """Campaign spring over trunk pl, in which both agents may work; with so many contacts, who may be called now."""
    async with raw(floor) as http:
        assert (await http.put("/trunks/pl", json={"endpoint": "carrier"})).status_code == 200
        body = {"name": "Spring", "trunks": ["pl"], "regime": "us", "aftercall": 5000} | fields
        made = await http.put("/campaigns/spring", json=body)
        assert (made.status_code, made.json()["done"]) == (200, "made"), made.text
    for agent in ("1001", "1002"):
        await floor.client.put_agent(agent, queues=[["spring", 0]])
    if people:
        await add_list(floor.database, [{"zone": where_it_is_noon()} for _ in range(people)])


async def test_a_campaign_is_made_with_its_queue(floor: House) -> None:
    """Its card comes back as sent; a queue of its code is on the floor and in Asterisk, fit for outbound calls; the dialer has it."""
    retries = {"busy": {"after": 60_000, "times": 3, "step": "same"}}
    dispositions = [
        {
            "code": "sale",
            "does": "finish",
            "names": {"pl": "Sprzedaż"},
            "retry": None,
            "success": True,
            "order": 1,
        }
    ]
    form = [{"code": "size", "label": "Size", "kind": "choice", "choices": ["S", "L"], "required": True}]
    sent: dict[str, Any] = {
        "mode": "power",
        "ratio": 150,
        "cap": 50,
        "caller_id": "+48221234567",
        "retries": retries,
        "dispositions": dispositions,
        "form": form,
        "amd": "hang up",
        "agent_ring": 9000,
        "longest": 60_000,
    }
    await spring(floor, 0, **sent)
    async with raw(floor) as http:
        card = (await http.get("/campaigns/spring")).json()
        assert {name: card[name] for name in sent} == sent
        assert (card["state"], card["aftercall"], card["strategy"]) == ("stopped", 5000, "leastrecent")
        assert card["music"] == "acd-silence"
        queue = (await http.get("/queues/spring")).json()
        assert (queue["work"], queue["rest"], queue["ring"], queue["name"]) == (
            "phone",
            "break",
            9000,
            "Spring",
        )
        assert [one["code"] for one in (await http.get("/campaigns")).json()] == ["spring"]
        same = await http.put("/campaigns/spring", json={"mode": "power"})
        assert same.json()["done"] == "same"
    assert floor.desk.floor.queues["spring"].card.work == "phone"
    assert [one.code for one in floor.switch.cards.campaigns] == ["spring"]
    await until(lambda: "spring" in floor.dialer.room.campaigns)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"regime": "mars"}, "regime"),
    ({"cap": 301}, "cap"),
    ({"trunks": ["nowhere"]}, "trunks"),
    ({"work_type": "lunch"}, "work_type"),
    ({"ring": 1000}, "ring"),
    ({"auto_answer": ""}, "auto_answer"),
    ({"auto_answer": "a\r\nb: c"}, "auto_answer"),
    ({"calendar": "zone = 1"}, "calendar"),
    ({"longest": 1000}, "longest"),
    ({"strategy": "best"}, "strategy"),
    ({"state": "running"}, "state"),
    ({"retries": {"lost": {"after": 1, "times": 1}}}, "retries"),
    ({"dispositions": [{"code": "x", "does": "retry"}]}, "dispositions.x.retry"),
]


@pytest.mark.parametrize(("fields", "field"), BAD, ids=[field for _, field in BAD])
async def test_a_bad_field_changes_nothing(floor: House, fields: dict[str, Any], field: str) -> None:
    """Refused as 422 with the field; neither the campaign, its queue nor what Asterisk holds has changed."""
    await spring(floor, 0)
    async with raw(floor) as http:
        before = [(await http.get(path)).json() for path in ("/campaigns/spring", "/queues/spring")]
        applied = floor.switch.applied
        refused = await http.put("/campaigns/spring", json={"name": "Other"} | fields)
        assert refused.status_code == 422, refused.text
        assert refused.json()["error"]["field"].startswith(field)
        assert [(await http.get(path)).json() for path in ("/campaigns/spring", "/queues/spring")] == before
        new = await http.put("/campaigns/other", json=fields)
        assert new.status_code == 422
        assert [(await http.get(path)).status_code for path in ("/campaigns/other", "/queues/other")] == [
            404,
            404,
        ]
        assert floor.switch.applied == applied


async def test_asterisk_says_no(floor: House) -> None:
    """What Asterisk refuses is put back whole: no campaign, no queue."""
    from aftercall.office import SwitchRefused

    floor.switch.trouble = SwitchRefused("no such thing")
    async with raw(floor) as http:
        assert (await http.put("/campaigns/spring", json={})).status_code == 502
        assert (await http.get("/campaigns/spring")).status_code == 404
        assert (await http.get("/queues/spring")).status_code == 404
    assert "spring" not in floor.desk.floor.queues


async def test_a_campaigns_queue_is_the_campaigns(floor: House) -> None:
    """A plain queue's code is not taken; a campaign's queue, types and trunk stay; all goes with the campaign."""
    await spring(floor, 0)
    async with raw(floor) as http:
        taken = await http.put("/campaigns/sales", json={})
        assert (taken.status_code, taken.json()["error"]["field"]) == (422, "code")
        for path in ("/queues/spring", "/types/phone", "/types/break", "/trunks/pl"):
            kept = await http.delete(path)
            assert (kept.status_code, "campaign spring" in kept.json()["error"]["why"]) == (409, True), (
                kept.text
            )
        renamed = await http.put("/queues/spring", json={"work": ""})
        assert (renamed.status_code, renamed.json()["error"]["field"]) == (422, "work")
        assert (await http.put("/queues/spring", json={"aftercall": 7000})).status_code == 200
        assert (await http.get("/campaigns/spring")).json()["aftercall"] == 7000
        await http.put("/campaigns/spring", json={"trunks": []})
        assert (await http.delete("/trunks/pl")).status_code == 200
        assert (await http.delete("/campaigns/spring")).status_code == 200
        assert (await http.get("/queues/spring")).status_code == 404
        assert (await http.get("/agents/1001")).json()["queues"] == []
    assert "spring" not in floor.desk.floor.queues
    await until(lambda: not floor.dialer.room.campaigns)


async def test_start_says_all_that_is_in_the_way(floor: House) -> None:
    """Without trunk and contacts it is refused with both, as with a calendar of the past; without either it runs. A removal then
    says to stop it first."""
    await spring(floor, 0, trunks=[])
    async with raw(floor) as http:
        refused = await http.post("/campaigns/spring/start")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "cannot-dial")
        why = refused.json()["error"]["why"]
        assert "no trunk" in why
        assert "nobody to call" in why
        await add_list(floor.database, [{}, {}], active=False)
        await http.put("/campaigns/spring", json={"trunks": ["pl"]})
        assert "no list of its 2 contacts is active" in (await http.post("/campaigns/spring/start")).text
        await add_list(floor.database, [{}], name="second")
        await http.put("/trunks/pl", json={"active": False})
        assert "none of its trunks is in use: pl" in (await http.post("/campaigns/spring/start")).text
        await http.put("/trunks/pl", json={"active": True})
        past = 'zone = "Etc/UTC"\nweek = {}\n[[days]]\ndate = 2020-02-20\nhours = ["10:00-12:00"]\n'
        await http.put("/campaigns/spring", json={"calendar": past})
        assert "its calendar never opens again" in (await http.post("/campaigns/spring/start")).text
        await http.put("/campaigns/spring", json={"calendar": None})
        started = (await http.post("/campaigns/spring/start")).json()
        nothing = {"calls": None, "calls_parts": [], "warning": None, "warning_parts": []}
        assert started == {"campaign": "spring", "state": "running", **nothing}
        await until(lambda: floor.dialer.room.campaigns["spring"].card.state is State.RUNNING)
        assert (await http.delete("/campaigns/spring")).status_code == 409
        paused = (await http.post("/campaigns/spring/pause")).json()
        assert paused["state"] == "paused"
        assert (await http.get("/campaigns/spring")).json()["state"] == "paused"
        assert (await http.post("/campaigns/none/start")).status_code == 404


async def test_tuning_keeps_the_state_and_holds_at_once(floor: House) -> None:
    """Cap, ratio, ring and mode of a running campaign change without stopping it; the dialer has them, and an event says what."""
    await spring(floor)
    async with raw(floor) as http:
        await http.post("/campaigns/spring/start")
        await http.put("/campaigns/spring", json={"cap": 30, "mode": "power", "ratio": 200, "ring": 20_000})
        await until(lambda: floor.dialer.room.campaigns["spring"].card.cap == 30)
        card = floor.dialer.room.campaigns["spring"].card
        assert (card.state, card.mode.value, card.ratio, card.ring) == (State.RUNNING, "power", 200, 20_000)
        async with asyncio.timeout(15):
            async for event in floor.client.events(replay=1000):
                if event.kind == "campaign-changed" and event.data.why:
                    break
        assert (event.data.state, event.data.why) == ("running", "changed: mode, cap, ratio, ring")


async def join(floor: House, *agents: str) -> None:
    for agent in agents:
        await floor.client.wish(agent, "login", type="phone")
        async with raw(floor) as http:
            joined = await http.post(f"/agents/{agent}/join", json={"campaign": "spring"})
            assert joined.status_code == 200, joined.text


async def test_a_preview_is_dialled_and_skipped(floor: House) -> None:
    """The agent is shown a contact; skip passes it on and shows another, dial rings it. Who is shown nothing is refused."""
    await spring(floor, mode="preview", auto_answer="")
    async with raw(floor) as http:
        assert (await http.post("/agents/1001/dial")).json()["code"] == "no-contact"
        assert (await http.post("/agents/nobody/dial")).status_code == 404
        await join(floor, "1001")
        await http.post("/campaigns/spring/start")
        shown = await _shown(floor, "1001")
        assert (await http.post("/agents/1001/skip")).json()["text"] == "passed on"
        await until(lambda: shown.id not in floor.dialer.room.lines)
        other = await _shown(floor, "1001")
        assert other.contact != shown.contact
        assert (await http.post("/agents/1001/dial")).status_code == 200
        await until(lambda: floor.telephone.dialled)
        assert floor.telephone.dialled[0].attempt == other
        board = (await http.get("/campaigns/spring/board")).json()
        assert (board["lines"]["ringing"], board["agents"]["booked"], board["today"]) == (1, 1, 2)


async def _shown(floor: House, agent: str) -> Attempt:
    """The contact that he is shown: its attempt."""
    found: list[Attempt] = []

    def look() -> bool:
        lines = floor.dialer.room.lines.values()
        found[:] = [line.attempt for line in lines if line.attempt.agent == agent]
        return bool(found)

    await until(look)
    return found[0]


async def test_stop_says_first_what_happens_to_calls(floor: House) -> None:
    """With a line ringing it is refused and says so; `yes` lets it happen; agents leave when the line is over; progress counts it."""
    await spring(floor, mode="progressive")
    async with raw(floor) as http:
        await join(floor, "1001")
        await http.post("/campaigns/spring/start")
        await until(lambda: floor.telephone.dialled)
        attempt = floor.telephone.dialled[0].attempt
        floor.dialer.hear(LineOut(floor.desk.now(), attempt.id))
        refused = await http.post("/campaigns/spring/stop")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "calls-in-progress")
        assert "1 ringing line is cancelled after 15 s of ringing" in refused.json()["error"]["why"]
        assert floor.dialer.room.campaigns["spring"].card.state is State.RUNNING
        stopped = (await http.post("/campaigns/spring/stop", json={"yes": True})).json()
        assert stopped["state"] == "stopped"
        assert "1 ringing line" in stopped["calls"]
        assert floor.desk.floor.agents["1001"].joins == {"spring"}
        floor.dialer.hear(LineEnded(floor.desk.now(), attempt.id, 17, 486))
        await until(lambda: not floor.desk.floor.agents["1001"].joins)
        await floor.journal.drained()
        found = await _through(floor)
        assert found["attempts"]["by_outcome"] == {"busy": 1}
        assert (found["contacts"]["left"], found["contacts"]["later"], found["attempts"]["today"]) == (
            3,
            1,
            1,
        )
        assert (found["cap"]["cap"], found["cap"]["live"], found["forecast"]) == (
            3.0,
            0,
            {"dialling_ms": None, "end": None},
        )


async def _through(floor: House) -> dict[str, Any]:
    """The progress when nobody is being called any more."""
    async with raw(floor) as http, asyncio.timeout(15):
        while True:
            found: dict[str, Any] = (await http.get("/campaigns/spring/progress")).json()
            if not found["contacts"]["out"]:
                return found
            await asyncio.sleep(0.05)


async def test_what_the_dialer_does_is_among_the_events(floor: House) -> None:
    """Start, pace, attempt and its end come on the event stream, numbered with the floor's; the state shows the campaign's board."""
    await spring(floor, mode="progressive")
    async with raw(floor) as http:
        await join(floor, "1001")
        await http.post("/campaigns/spring/start")
        await until(lambda: floor.telephone.dialled)
        attempt = floor.telephone.dialled[0].attempt
        floor.dialer.hear(LineEnded(floor.desk.now(), attempt.id, 17, 486))
        await until(lambda: attempt.id not in floor.dialer.room.lines)
        state = (await http.get("/state")).json()
        assert [(one["code"], one["state"]) for one in state["campaigns"]] == [("spring", "running")]
        seen: list[Any] = []
        async with asyncio.timeout(15):
            async for event in floor.client.events(replay=1000):
                seen.append(event)
                if event.kind == "attempt-ended":
                    break
    kinds = [event.kind for event in seen if event.scope == "campaigns"]
    assert kinds[0] == "campaign-changed"
    assert "attempt-began" in kinds
    assert [event.seq for event in seen] == list(range(seen[0].seq, seen[0].seq + len(seen)))
    assert seen[-1].data.outcome == "busy"


async def test_removed_while_its_agent_is_on_a_break(floor: House) -> None:
    """Who left it for a break resumes into what is there: his work type, and no campaign that is no more."""
    await spring(floor, 0)
    await join(floor, "1001")
    await floor.client.wish("1001", "type", type="lunch")
    async with raw(floor) as http:
        removed = await http.delete("/campaigns/spring")
        assert removed.status_code == 200, removed.text
    answer = await floor.client.wish("1001", "resume")
    assert (answer.agent.state, answer.agent.queues) == ("free", ())
    assert not floor.desk.floor.agents["1001"].joins


async def test_joining_and_leaving_by_the_client(floor: House) -> None:
    """The typed client starts, looks at and stops a campaign, and its agents join."""
    await spring(floor, mode="preview", auto_answer="")
    await floor.client.wish("1001", "login", type="phone")
    joined = await floor.client.wish("1001", "join", campaign="spring")
    assert "spring" in joined.agent.queues
    assert [one.code for one in await floor.client.trunks()] == ["pl"]
    assert (await floor.client.put_trunk("pl", rate=9)).rate == 9
    assert (await floor.client.set_campaign("spring", "start")).state == "running"
    assert (await floor.client.progress("spring")).contacts.left == 3
    assert (await floor.client.set_campaign("spring", "stop", yes=True)).state == "stopped"
    await until(lambda: not floor.desk.floor.agents["1001"].joins)
    assert [one.state for one in await floor.client.campaigns()] == ["stopped"]
