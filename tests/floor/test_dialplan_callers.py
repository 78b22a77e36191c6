"""What becomes of callers: where numbers lead, how a stay in a queue ends and is told, recording, evil names."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from aftercall.simulator.callers import Caller, Callers
from aftercall.simulator.phones import Phones
from aftercall.simulator.sipp import Sipp
from tests.floor.bare import (
    NUMBERS,
    Bare,
    callers,
    dial,
    hang_up,
    phone,
    until,
    until_so,
)
from tests.floor.speaker import speaker, stretches


async def test_abandoned(bare: Bare) -> None:
    """A caller who hangs up while he waits is told once, without a status."""
    with Phones(bare.server, [phone("1001", answer_after_ms=60_000)]):
        await bare.login("1001", "wrap")
        with callers(bare.server, "100") as caller:
            await bare.hear("AgentCalled", MemberName="a1001")
            await hang_up(caller)
            done = await bare.hear("AcdCallerDone")
    assert (done["Queue"], done["Status"]) == ("wrap", "")
    assert done["Call"] == bare.heard("QueueCallerJoin")[0]["Uniqueid"]
    assert len(bare.heard("AcdCallerDone")) == 1


async def test_waits_no_longer_than_the_queue_says(bare: Bare) -> None:
    """At the queue's timeout he goes on to its overflow target, another queue, under the same id; each stay is told."""
    await bare.put("acd-queue-wrap", "timeout", "2")
    await bare.put("acd-queue-wrap", "overflow", "queue,two")
    with Phones(bare.server, [phone("1002", answer_after_ms=60_000), phone("1003")]):
        await bare.login("1002", "wrap")
        await bare.login("1003", "two")
        with callers(bare.server, "100") as caller:
            done = await bare.hear("AcdCallerDone", Queue="wrap")
            connect = await bare.hear("AgentConnect", MemberName="a1003")
            assert done["Status"] == "TIMEOUT"
            assert connect["Uniqueid"] == done["Call"]
            await hang_up(caller)
            ended = await bare.hear("AcdEnded", Phone="1003")
            assert ended["Queue"] == "two"
            assert (await bare.hear("AcdCallerDone", Queue="two"))["Status"] == "ANSWERED"


async def test_empty_queue(bare: Bare) -> None:
    """A queue without a reachable agent refuses him at once, and says so."""
    with callers(bare.server, "100"):
        assert (await bare.hear("AcdCallerDone"))["Status"] == "JOINEMPTY"


async def test_queue_that_is_not_there(bare: Bare) -> None:
    """A number that leads to a queue which Asterisk does not have is told as such, not as an abandoned call."""
    await bare.put("acd-number", "700", "queue,nowhere")
    with callers(bare.server, "700"):
        assert (await bare.hear("AcdCallerDone"))["Status"] == "NOQUEUE"


async def test_overflow_in_a_circle_ends(bare: Bare) -> None:
    """Two empty queues that overflow into each other do not keep a caller (or a core) for ever."""
    await bare.put("acd-queue-wrap", "overflow", "queue,two")
    await bare.put("acd-queue-two", "overflow", "queue,wrap")
    with callers(bare.server, "100") as calls:
        await until(lambda: calls.counts().successful == 1, "the caller is hung up")
    assert 10 <= len(bare.heard("AcdCallerDone")) <= 20


async def test_closed(bare: Bare) -> None:
    """A closed queue plays that it is closed, or sends the caller where it says; he never waits in it."""
    await bare.put("acd-queue-wrap", "open", "no")
    with callers(bare.server, "100"):

        async def told() -> bool:
            return await bare.plays("callers") == "Playback(acd/en/closed)"

        await until_so(told, "he hears that it is closed")
    await bare.put("acd-queue-wrap", "closed", "queue,two")
    with callers(bare.server, "100"):
        assert (await bare.hear("AcdCallerDone"))["Queue"] == "two"
    assert not bare.heard("QueueCallerJoin", Queue="wrap")


@pytest.mark.parametrize("dialled", ["4822100", "+4822100"])
async def test_number_with_and_without_plus(bare: Bare, dialled: str) -> None:
    """A number is found whether the carrier writes the + or not."""
    await bare.put("acd-number", "4822100", "queue,wrap")
    with callers(bare.server, dialled):
        assert (await bare.hear("AcdCallerDone"))["Queue"] == "wrap"


async def test_a_place_of_the_sites_own(bare: Bare) -> None:
    """A number may lead to an extension of the site's own dialplan; one that is not there ends the call."""
    with (bare.server.etc / "extensions.conf").open("a") as file:
        file.write("[office]\nexten => _7X,1,UserEvent(Office,Exten: ${EXTEN})\n same => n,Hangup()\n")
    bare.server.cli("dialplan reload")
    await bare.put("acd-number", "701", "dialplan,71@office")
    await bare.put("acd-number", "702", "dialplan,81@office")
    with callers(bare.server, "701"):
        assert (await bare.hear("Office"))["Exten"] == "71"
    with callers(bare.server, "702") as calls:
        await until(lambda: not calls.alive, "the call is over")
    assert len(bare.heard("Office")) == 1


async def test_unknown_number_is_refused(bare: Bare) -> None:
    """A number that leads nowhere gets 404 and no queue."""
    crowd = (Caller("55500000", "999", 60_000, False) for _ in range(9))
    with Callers(bare.server, crowd, waiting=1, rate=1, total=3) as calls:
        await until(lambda: calls.counts().successful >= 1, "refused")
    assert not bare.heard("QueueCallerJoin") + bare.heard("AcdCallerDone")


async def test_recording(bare: Bare) -> None:
    """A queue that records leaves a file named by queue and call, of the conversation alone; others leave none."""
    folder = bare.server.folder / "spool/monitor"
    before = set(folder.glob("**/*.wav"))
    await bare.put("acd-queue-wrap", "record", "yes")
    with Phones(bare.server, [phone("1004", talk_ms=1500)], voice=True):
        await bare.login("1004", "wrap", "two")
        with callers(bare.server, "100", voice=True):
            ended = await bare.hear("AcdEnded", Phone="1004")
        await bare.hear("AcdReleased", Phone="1004")
        with callers(bare.server, "200", voice=True):
            await bare.hear("AcdEnded", Phone="1004", Queue="two")
    found = [str(path.relative_to(folder)) for path in set(folder.glob("**/*.wav")) - before]
    assert found == [f"acd/wrap/{ended['Call']}.wav"]


async def test_transfer_to_another_queue(bare: Bare) -> None:
    """Transferred to another queue, the caller's first stay is told as answered, his second for itself; the agent rests."""
    with Phones(bare.server, [phone("1008"), phone("1009", answer_after_ms=60_000)]):
        await bare.login("1008", "wrap")
        await bare.login("1009", "two")
        with callers(bare.server, "100") as caller:
            connect = await bare.hear("AgentConnect", MemberName="a1008")
            await bare.daily.act(
                "BlindTransfer", Channel=connect["DestChannel"], Context="acd-phones", Exten="200"
            )
            await bare.hear("AcdEnded", Phone="1008")
            await bare.hear("AgentCalled", MemberName="a1009")
            await hang_up(caller)
            await bare.hear("AcdCallerDone", Queue="two")
    told = [(e["Queue"], e["Status"], e["Call"]) for e in bare.heard("AcdCallerDone")]
    assert told == [("wrap", "ANSWERED", connect["Uniqueid"]), ("two", "", connect["Uniqueid"])]


@pytest.mark.parametrize("dialled", ["100", "200"])
async def test_each_stay_is_recorded_for_itself(bare: Bare, tmp_path: Path, dialled: str) -> None:
    """A caller whose recording is silenced is transferred, to the same queue or another: there he is heard again, and only there."""
    for queue in ("wrap", "two"):
        await bare.put(f"acd-queue-{queue}", "record", "yes")
    with Phones(bare.server, [phone("1010"), phone("1011", talk_ms=1500)]):
        await bare.login("1010", "wrap")
        with speaker(bare.server, "100", tmp_path):
            connect = await bare.hear("AgentConnect", MemberName="a1010")
            await asyncio.sleep(1)
            mute = {"Channel": connect["Uniqueid"], "Direction": "both", "State": "1"}
            await bare.daily.act("MixMonitorMute", **mute)
            await asyncio.sleep(1)
            await bare.login("1011", NUMBERS[dialled])
            await bare.logout("1010", "wrap")
            leg = connect["DestChannel"]
            await bare.daily.act("BlindTransfer", Channel=leg, Context="acd-phones", Exten=dialled)
            await bare.hear("AcdEnded", Phone="1011")
    folder, file = bare.server.folder / "spool/monitor/acd", f"{connect['Uniqueid']}.wav"
    await asyncio.sleep(0.5)
    first = [loud for loud, _ in stretches(folder / "wrap" / file)]
    if dialled == "100":
        assert first == [True, False, True]
    else:
        assert first == [True, False]
        assert [loud for loud, _ in stretches(folder / "two" / file)] == [True]


async def test_a_number_is_only_data(bare: Bare) -> None:
    """What a caller calls himself is carried as it is and expands to nothing; the call goes its way."""
    evil, on_the_wire = "${GLOBAL(ACD_READY)}&PJSIP/1006,|x", "%24%7BGLOBAL(ACD_READY)%7D&PJSIP/1006,%7Cx"
    with Phones(bare.server, [phone("1005", talk_ms=200)]):
        await bare.login("1005", "wrap")
        with Callers(bare.server, iter([Caller(on_the_wire, "100", 60_000, False)]), waiting=1, total=1):
            joined = await bare.hear("QueueCallerJoin")
            ended = await bare.hear("AcdEnded", Phone="1005")
    assert joined["CallerIDNum"] == evil
    assert ended["Call"] == joined["Uniqueid"]


async def test_agents_call_each_other(bare: Bare) -> None:
    """A phone dials a colleague's phone and one of our numbers; anything else, tricks included, is refused."""
    with Phones(bare.server, [phone("1007", talk_ms=300)]):
        await bare.reachable("1007")
        with dial(bare.server, "1006", "1007"):
            await bare.hear("DeviceStateChange", Device="PJSIP/1007", State="INUSE")
    with dial(bare.server, "1006", "100"):
        await bare.hear("AcdCallerDone", Queue="wrap")
    bare.ear.clear()
    for trick in ("1007&PJSIP", "10a7", "555"):
        with dial(bare.server, "1006", trick) as call:
            await _over(call, f"{trick} is refused")
    assert not bare.heard("DeviceStateChange", Device="PJSIP/1007", State="RINGING")


async def _over(call: Sipp, what: str) -> None:
    await until(lambda: call.counts().created == 1 and call.counts().current == 0, what)
