"""What is wished of agents over the API: every verb, every answer."""

from __future__ import annotations

import asyncio
import os
import pwd
from pathlib import Path

import httpx2
import pytest

from acd.core.floor import Rules
from aftercall.client import Client, WishRefused, WishUnknown, Wrong
from tests.web.house import House, house, small_floor


def raw(it: House, headers: dict[str, str] | None = None) -> httpx2.AsyncClient:
    transport = httpx2.AsyncHTTPTransport(uds=str(it.socket))
    return httpx2.AsyncClient(transport=transport, base_url="http://a/api/v1", headers=headers)


async def test_log_in_is_granted_with_the_board_as_it_is_then(floor: House) -> None:
    """A log-in is answered with the agent as he stands in the switch: free, on his type, in all his queues."""
    answer = await floor.client.wish("1001", "login")
    assert (answer.answer, answer.agent.state, answer.agent.queues) == ("granted", "free", ("help", "sales"))
    assert answer.agent.type is not None
    assert answer.agent.type.code == "phone"


async def test_type_and_resume(floor: House) -> None:
    """A break type takes the agent out of his queues, resuming puts him back."""
    await floor.client.wish("1001", "login")
    lunch = await floor.client.wish("1001", "type", type="lunch")
    assert (lunch.agent.state, lunch.agent.queues) == ("break", ())
    back = await floor.client.wish("1001", "resume")
    assert (back.agent.state, back.agent.queues) == ("free", ("help", "sales"))


async def test_a_break_during_a_call_is_kept_and_can_be_taken_back(floor: House) -> None:
    """In a call the answer is "kept" and names what comes next; taking it back leaves nothing to come."""
    await floor.client.wish("1001", "login")
    await floor.talk("1001")
    kept = await floor.client.wish("1001", "type", type="lunch")
    assert (kept.answer, kept.text, kept.agent.state) == ("kept", "lunch", "talking")
    assert kept.agent.next is not None
    back = await floor.client.wish("1001", "takeback")
    assert (back.answer, back.agent.next) == ("granted", None)


async def test_extend_and_finish(floor: House) -> None:
    """An extension moves the deadline by the queue's step; an early end frees the agent."""
    await floor.client.wish("1001", "login")
    call = await floor.talk("1001")
    await floor.hang_up(call, "1001")
    before = floor.service.agent("1001")
    longer = await floor.client.wish("1001", "extend")
    assert before is not None
    assert before.aftercall is not None
    assert longer.agent.aftercall is not None
    assert longer.agent.aftercall.deadline == before.aftercall.deadline + 5000
    done = await floor.client.wish("1001", "finish", disposition="sold")
    assert (done.agent.state, done.agent.aftercall) == ("free", None)


async def test_hold_and_lift(floor: House) -> None:
    """A supervisor's hold is told with its reason and by whom, and goes when he lifts it."""
    await floor.client.wish("1001", "login")
    held = await floor.client.wish("1001", "hold", reason="come here, please")
    assert (held.agent.state, held.agent.holds[0].reason) == ("supervisor", "come here, please")
    free = await floor.client.wish("1001", "lift")
    assert (free.agent.state, free.agent.holds) == ("free", ())


async def test_log_out(floor: House) -> None:
    """A log-out takes the agent off; a second one is granted as already so."""
    await floor.client.wish("1001", "login")
    assert (await floor.client.wish("1001", "logout")).agent.state == "off"
    assert "already" in (await floor.client.wish("1001", "logout")).text


REFUSALS: list[tuple[str, dict[str, str], str]] = [
    ("login", {"type": "siesta"}, "unknown-type"),
    ("login", {"phone": "9999"}, "unknown-phone"),
    ("type", {"type": "lunch"}, "logged-out"),
    ("resume", {}, "logged-out"),
    ("takeback", {}, "nothing"),
    ("extend", {}, "no-aftercall"),
    ("finish", {}, "no-aftercall"),
    ("hold", {}, "logged-out"),
    ("lift", {}, "nothing"),
]


async def test_refusals_say_why_and_change_nothing(floor: House) -> None:
    """Whatever cannot be done is answered 409 with a code, a sentence, and the agent as he still is."""
    async with raw(floor) as http:
        for verb, fields, code in REFUSALS:
            answer = await http.post(f"/agents/1001/{verb}", json=fields)
            body = answer.json()
            assert (answer.status_code, body["answer"], body["code"]) == (409, "refused", code), verb
            assert "1001" in body["why"] or next(iter(fields.values())) in body["why"], verb
            assert body["agent"]["state"] == "off", verb


async def test_a_used_phone_is_refused_and_names_its_user(floor: House) -> None:
    """A phone at which somebody is logged in is refused to the next one, naming who is there."""
    await floor.client.wish("1001", "login")
    with pytest.raises(WishRefused, match=r"used by agent 1001 \(Agent 1001\)") as refused:
        await floor.client.wish("1002", "login", phone="1001")
    assert refused.value.code == "phone-used"


async def test_unknown_agent_is_404(floor: House) -> None:
    """A wish for nobody is 404 and says that he is not known."""
    with pytest.raises(Wrong, match="'9999' is not known") as wrong:
        await floor.client.wish("9999", "login")
    assert (wrong.value.status, wrong.value.code) == (404, "unknown-agent")


async def test_an_unknown_verb_or_field_is_refused(floor: House) -> None:
    """A misspelt verb is 404, a misspelt field 422 and named; the agent is not touched."""
    async with raw(floor) as http:
        verb = await http.post("/agents/1001/sleep")
        fields = await http.post("/agents/1001/login", json={"fone": "1001"})
        empty = await http.post("/agents/1001/logout", json={"now": True})
        method = await http.get("/agents/1001/login")
    assert (verb.status_code, verb.json()["error"]["code"]) == (404, "no-such-path")
    assert (fields.status_code, fields.json()["error"]["field"]) == (422, "fone")
    assert (empty.status_code, empty.json()["error"]["field"]) == (422, "now")
    assert (method.status_code, method.json()["error"]["code"]) == (405, "no-such-verb")


async def test_a_silent_switch_is_answered_as_unknown(template: Path) -> None:
    """When the switch does not answer in time the answer is 504 with the last known state, and the wish stays in force."""
    async with house(template, Rules(answer_within=200)) as it:
        await small_floor(it)
        it.switch.silent = True
        with pytest.raises(WishUnknown, match="last known to be off") as unknown:
            await it.client.wish("1001", "login")
        assert unknown.value.answer.state == "off"
        it.switch.silent = False
        it.switch.order(it.switch.given[-1])
        await it.desk.heed()
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if (board := it.service.agent("1001")) is not None and board.state == "free":
                break
        else:
            pytest.fail("the late answer of the switch was not taken")


async def test_concurrent_wishes_are_each_answered_once(floor: House) -> None:
    """Forty wishes of two agents at once each get an answer of their own, and both agents end as the last one says."""
    await floor.client.wish("1001", "login")
    await floor.client.wish("1002", "login")

    async def one(number: int) -> str:
        agent = ("1001", "1002")[number % 2]
        try:
            return (await floor.client.wish(agent, "type", type=("lunch", "phone")[number // 2 % 2])).answer
        except WishRefused as refused:
            return refused.code

    answers = await asyncio.gather(*(one(number) for number in range(40)))
    assert set(answers) == {"granted"}
    assert (await floor.client.wish("1001", "type", type="phone")).agent.state == "free"


async def test_as_the_agent_himself_a_supervisors_verbs_are_refused(floor: House) -> None:
    """With the header the caller is no supervisor: approval counts, holds and configuration are refused."""
    await floor.client.put_type("training", approval=True)
    await floor.client.wish("1001", "login")
    async with Client(floor.socket, as_agent=True) as agent:
        with pytest.raises(WishRefused, match="ask one") as approval:
            await agent.wish("1001", "type", type="training")
        with pytest.raises(WishRefused, match="only a supervisor") as hold:
            await agent.wish("1001", "hold")
        with pytest.raises(Wrong, match="takes the right configure") as card:
            await agent.put_agent("1001", name="Somebody")
    assert (approval.value.code, hold.value.code, card.value.status) == ("approval", "role", 403)
    assert (await floor.client.wish("1001", "type", type="training")).agent.state == "break"


async def test_another_role_in_the_header_is_refused(floor: House) -> None:
    """Nobody becomes anything by writing it into the header."""
    async with raw(floor, {"X-Aftercall-As": "system"}) as http:
        answer = await http.post("/agents/1001/login", json={})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "X-Aftercall-As")


async def test_who_asked_is_on_record(floor: House) -> None:
    """The record of a wish bears the system user's name."""
    async with asyncio.timeout(20):
        events = floor.client.events()
        listening = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.2)
        await floor.client.wish("1001", "login")
        told = await listening
        while told.kind != "granted":
            told = await anext(events)
    await events.aclose()
    assert getattr(told.data, "by", None) == pwd.getpwuid(os.geteuid()).pw_name  # type: ignore[union-attr]
