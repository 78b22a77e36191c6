"""Aftercall as the dialplan keeps it, with no daemon at all."""

from __future__ import annotations

import asyncio

import pytest

from aftercall.simulator.phones import Phones
from tests.floor.bare import Bare, callers, hang_up, phone, until, until_so

LATE = 2000  # ms after its deadline by which an aftercall is over with no daemon: what is promised; by Asterisk's own stamps


async def test_call_pauses_before_it_begins(bare: Bare) -> None:
    """When AgentConnect is heard, the agent is already paused as `call` in all his queues, and the call is noted."""
    with Phones(bare.server, [phone("1001")]):
        await bare.login("1001", "wrap", "two")
        with callers(bare.server, "100"):
            connect = await bare.hear("AgentConnect")
            before = [
                e for _, e in bare.ear[: bare.ear_index(connect)] if e.get("Event") == "QueueMemberPause"
            ]
            assert {(e["Queue"], e["PausedReason"]) for e in before} == {("wrap", "call"), ("two", "call")}
            token, leg, agent, queue, call, began = (await bare.note("acd-call", "1001") or "").split(",")
            assert (token, leg) == (connect["DestUniqueid"], connect["DestChannel"])
            assert (agent, queue, call) == ("a1001", "wrap", connect["Uniqueid"])
            assert 0 <= float(connect["Timestamp"]) * 1000 - int(began) < 5000


@pytest.mark.parametrize(("code", "talk"), [("1002", 0), ("1003", 500)], ids=["caller", "agent"])
async def test_hang_up_by_either_side_begins_aftercall(bare: Bare, code: str, talk: int) -> None:
    """Whoever hangs up: aftercall at once in every queue, noted and told alike; over at its deadline, never before."""
    with Phones(bare.server, [phone(code, talk_ms=talk)]):
        await bare.login(code, "wrap", "two")
        with callers(bare.server, "100") as caller:
            await bare.hear("AgentConnect", MemberName=f"a{code}")
            if not talk:
                await hang_up(caller)
            ended = await bare.hear("AcdEnded", Phone=code)
            assert await bare.places(code) == {"wrap": ("1", "aftercall"), "two": ("1", "aftercall")}
            assert await bare.note("acd-wrap", code) == f"{ended['Token']},{ended['Deadline']},a{code},wrap"
            assert await bare.note("acd-call", code) is None
            assert int(ended["Deadline"]) - int(ended["Ended"]) == int(ended["Aftercall"]) == 1500
            released = await bare.hear("AcdReleased", Phone=code)
    assert 0 <= int(released["Now"]) - int(ended["Deadline"]) <= LATE
    assert await bare.places(code) == {"wrap": ("0", ""), "two": ("0", "")}
    assert await bare.note("acd-wrap", code) is None
    fields = [
        ended[k] for k in ("Agent", "Phone", "Queue", "Call", "Began", "Ended", "Aftercall", "Deadline")
    ]
    assert await bare.note("acd-log", ended["Token"]) == ",".join([*fields, released["Now"]])
    assert (await bare.hear("AcdCallerDone", Call=ended["Call"]))["Status"] == "ANSWERED"


async def test_nobody_is_rung_in_aftercall(bare: Bare) -> None:
    """With callers waiting in both queues, no phone is rung between the end of a call and the release."""
    with Phones(bare.server, [phone("1004", talk_ms=200)]):
        await bare.login("1004", "wrap", "two")
        with callers(bare.server, "100", total=3), callers(bare.server, "200", total=3):
            await until(lambda: len(bare.heard("AcdReleased", Phone="1004")) >= 2, "two aftercalls over", 30)
    resting = False
    for _, event in bare.ear:
        name = event.get("UserEvent") or event["Event"]
        assert not (resting and name == "AgentCalled"), "rung in aftercall"
        if name in ("AcdEnded", "AcdReleased"):
            resting = name == "AcdEnded"


async def test_hold_outlives_the_aftercall(bare: Bare) -> None:
    """An aftercall that ends while a hold stands leaves him paused for the hold's reason."""
    with Phones(bare.server, [phone("1005", talk_ms=200)]):
        await bare.login("1005", "wrap")
        with callers(bare.server, "100"):
            await bare.hear("AcdEnded", Phone="1005")
            await bare.put("acd-hold", "1005", "supervisor+missed")
            await bare.hear("AcdReleased", Phone="1005")
    assert await bare.places("1005") == {"wrap": ("1", "supervisor+missed")}
    assert await bare.note("acd-wrap", "1005") is None


async def test_moved_deadline_is_honoured(bare: Bare) -> None:
    """A deadline that was moved, by nobody but a writer of astdb, is when the aftercall ends."""
    with Phones(bare.server, [phone("1006", talk_ms=200)]):
        await bare.login("1006", "wrap")
        with callers(bare.server, "100"):
            ended = await bare.hear("AcdEnded", Phone="1006")
            later = int(ended["Deadline"]) + 2000
            await bare.put("acd-wrap", "1006", f"{ended['Token']},{later},a1006,wrap")
            released = await bare.hear("AcdReleased", Phone="1006")
    assert 0 <= int(released["Now"]) - later <= LATE


async def test_no_aftercall_frees_at_the_hang_up(bare: Bare) -> None:
    """In a queue without aftercall the next caller is offered at once, and no pause stays."""
    with Phones(bare.server, [phone("1007", talk_ms=200)]):
        await bare.login("1007", "none")
        with callers(bare.server, "300", total=2):
            await until(lambda: len(bare.heard("AcdEnded", Phone="1007")) == 2, "two calls over")
    assert {e["Aftercall"] for e in bare.heard("AcdEnded", Phone="1007")} == {"0"}
    assert await bare.places("1007") == {"none": ("0", "")}
    assert await bare.note("acd-wrap", "1007") is None
    assert not bare.heard("AcdReleased", Phone="1007")


async def test_no_aftercall_but_a_hold_keeps_paused(bare: Bare) -> None:
    """In a queue without aftercall, too, a hold that came during the call is kept."""
    with Phones(bare.server, [phone("1008")]):
        await bare.login("1008", "none")
        with callers(bare.server, "300") as caller:
            await bare.hear("AgentConnect", MemberName="a1008")
            await bare.put("acd-hold", "1008", "next")
            await hang_up(caller)
            await bare.hear("AcdEnded", Phone="1008")
    assert await bare.places("1008") == {"none": ("1", "next")}


async def test_gate_refuses_a_held_phone(bare: Bare) -> None:
    """A phone that is held is not rung though it is not paused, no leg of it stays, and it is rung once the hold is gone."""
    with Phones(bare.server, [phone("1009")]):
        await bare.put("acd-hold", "1009", "away")
        await bare.login("1009", "wrap")
        with callers(bare.server, "100"):
            await bare.hear("QueueCallerJoin", Queue="wrap")
            await asyncio.sleep(2.5)
            assert not bare.heard("AgentCalled", MemberName="a1009")
            assert not bare.heard("AgentRingNoAnswer", MemberName="a1009")
            assert await bare.var("GROUP_MATCH_COUNT(^1009$@^acd$)") == "0"
            await bare.drop("acd-hold", "1009")
            await bare.hear("AgentConnect", MemberName="a1009")
            assert await bare.var("GROUP_MATCH_COUNT(^1009$@^acd$)") == "1"


async def test_janitor_comes_back(bare: Bare) -> None:
    """A janitor that somebody hung up is there again with the next caller, and no boot is told."""
    first = await bare.var("ACD_JANITOR")
    for item in await bare.daily.ask("CoreShowChannels"):
        if item["Uniqueid"] == first:
            await bare.daily.act("Hangup", Channel=item["Channel"])
    with callers(bare.server, "400"):

        async def another() -> bool:
            return await bare.var("ACD_JANITOR") != first

        await until_so(another, "another janitor")
    tick = await bare.var("ACD_TICK")

    async def works() -> bool:
        return await bare.var("ACD_TICK") != tick

    await until_so(works, "it works")
    assert not bare.heard("AcdBoot")
