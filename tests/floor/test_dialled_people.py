"""Lines that a person answers: he gets an agent at once, or within his patience, or the message. With no daemon at all.

Moments are Asterisk's own: how busy this machine is while a test reads them makes no difference.
"""

from __future__ import annotations

import asyncio
import wave
from dataclasses import replace

import pytest

from acd.asterisk.speak import wake
from acd.core.orders import Wake
from aftercall.simulator.ami import Message
from aftercall.simulator.phones import Phones
from dialer.core.attempt import Attempt
from dialer.core.heard import LineAnswered, LineEnded, LineLeft
from tests.floor.bare import callers, phone
from tests.floor.dialled import CAMPAIGN, QUEUE_CODE, Dialling, moment, quick

PATIENCE = 2000
GRACE = 300
SLACK = 700  # of a busy machine; app_queue's own time-out is off by up to a second


async def connected(dials: Dialling, attempt: Attempt) -> Message:
    return await dials.bare.hear("AgentConnect", Uniqueid=attempt.id)


async def waited(dials: Dialling, attempt: Attempt, until: int) -> int:
    """From the answer on."""
    return until - (await dials.next(LineAnswered, attempt)).at


async def test_a_free_agent_has_him_at_once(dials: Dialling) -> None:
    """His phone answers by itself: connected within a second of the answer, in aftercall after it; noted under
    the attempt, with the number that was dialled."""
    with Phones(dials.bare.server, [quick("1001")]):
        await dials.bare.login("1001", QUEUE_CODE)
        attempt = dials.dial("00")
        connect = await connected(dials, attempt)
        assert await waited(dials, attempt, moment(connect)) < 1000
        (joined,) = dials.bare.heard("QueueCallerJoin", Uniqueid=attempt.id)
        assert joined["CallerIDNum"] == attempt.number
        assert (await dials.bare.note("acd-call", "1001") or "").split(",")[3:5] == [QUEUE_CODE, attempt.id]
        await dials.bare.daily.act("Hangup", Channel=connect["DestChannel"])
        ended = await dials.bare.hear("AcdEnded", Phone="1001", Call=attempt.id)
        assert await dials.bare.places("1001") == {QUEUE_CODE: ("1", "aftercall")}
        assert (ended["Queue"], ended["Agent"]) == (QUEUE_CODE, "a1001")
        await dials.bare.hear("AcdReleased", Token=ended["Token"])
        assert (await dials.end(attempt)).reason == 4
        assert not dials.of(LineLeft, attempt)


async def test_the_clock_stops_with_the_answer(dials: Dialling) -> None:
    """A conversation longer than the patience is not cut off, and the customer's hang-up ends it."""
    with Phones(dials.bare.server, [quick("1002")]):
        await dials.bare.login("1002", QUEUE_CODE)
        attempt = dials.dial("00")
        connect = await connected(dials, attempt)
        await asyncio.sleep((PATIENCE + GRACE) / 1000 + 1)
        assert not dials.of(LineEnded, attempt)
        await dials.bare.daily.act("Hangup", Channel=connect["Channel"])
        await dials.bare.hear("AcdEnded", Phone="1002", Call=attempt.id)
        await dials.end(attempt)
        assert not dials.of(LineLeft, attempt)


async def test_nobody_is_there(dials: Dialling) -> None:
    """His patience over, to a fraction of a second, he counts as abandoned, hears the message, and is hung up."""
    attempt = dials.dial("00")
    left = await dials.next(LineLeft, attempt)
    assert PATIENCE <= await waited(dials, attempt, left.at) < PATIENCE + SLACK
    await dials.plays(attempt, "Playback(acd/en/abandoned)")
    done = await dials.bare.hear("AcdCallerDone", Call=attempt.id)
    assert done["Status"] == "TIMEOUT"
    ended = await dials.end(attempt)
    assert (ended.reason, ended.cause) == (4, 16)


async def test_the_message_in_his_language(dials: Dialling) -> None:
    """The campaign's language and sound; one of the site's own, named with a slash, is played as it is."""
    await dials.furnish(replace(CAMPAIGN, language="pl", message="acd-closed"))
    attempt = dials.dial("00")
    await dials.plays(attempt, "Playback(acd/pl/closed)")
    await dials.furnish(replace(CAMPAIGN, message="acd/es/closed"))
    attempt = dials.dial("00")
    await dials.plays(attempt, "Playback(acd/es/closed)")


async def test_freed_in_time(dials: Dialling) -> None:
    """An agent who becomes free while the person waits gets him: woken, as the daemon does, or by app_queue itself."""
    with Phones(dials.bare.server, [quick("1003")]):
        await dials.bare.login("1003", QUEUE_CODE)
        await dials.pause("1003", "true")
        attempt = dials.dial("00")
        await dials.next(LineAnswered, attempt)
        await asyncio.sleep(0.3)
        await dials.pause("1003", "false")
        await connected(dials, attempt)
        await dials.bare.daily.act("Hangup", Channel=attempt.id)
        await dials.bare.hear("AcdEnded", Phone="1003")


WOKEN = 600
"""Unwoken, he would be looked at a second after his music began, 800 ms from when the agent is free."""


async def test_woken_in_silence(dials: Dialling) -> None:
    """Who waits hears a file of silence as "music", and so can be woken: a freed agent has him before app_queue looks again. One of
    three must be as quick, for the machine may be busy."""
    await dials.bare.put(f"acd-campaign-{QUEUE_CODE}", "patience", "30000")
    await dials.bare.put(f"acd-queue-{QUEUE_CODE}", "aftercall", "0")
    with Phones(dials.bare.server, [quick("1004")]):
        await dials.bare.login("1004", QUEUE_CODE)
        spans = [await freed_and_woken(dials, "1004") for _ in range(3)]
    assert min(spans) < WOKEN, spans


async def freed_and_woken(dials: Dialling, agent: str) -> int:
    """ms from when he was free until he had the person."""
    await dials.pause(agent, "true")
    attempt = dials.dial("00")
    music = await dials.bare.hear("MusicOnHoldStart", Uniqueid=attempt.id)
    assert music["Class"] == "acd-silence"
    await asyncio.sleep(0.2)
    await dials.pause(agent, "false")
    order = dict(wake(Wake(music["Channel"])).action)
    await dials.bare.daily.act(order.pop("Action"), **order)
    had = moment(await connected(dials, attempt))
    free = moment(await dials.bare.hear("QueueMemberPause", Interface=f"PJSIP/{agent}", Paused="0"))
    await dials.bare.daily.act("Hangup", Channel=attempt.id)
    await dials.bare.hear("AcdEnded", Phone=agent, Call=attempt.id)
    return had - free


def test_silence_is_silent(dials: Dialling) -> None:
    """Every sample of the file is nought."""
    (path,) = (dials.bare.server.folder / "data/moh-acd-silence").iterdir()
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (8000, 1)
        assert set(sound.readframes(sound.getnframes())) == {0}


async def test_a_phone_that_only_rings(dials: Dialling) -> None:
    """A phone that does not answer by itself rings, and is taken back when the person's patience and a moment more are over."""
    with Phones(dials.bare.server, [phone("1004", answer_after_ms=30_000)]):
        await dials.bare.login("1004", QUEUE_CODE)
        attempt = dials.dial("00")
        left = await dials.next(LineLeft, attempt)
        assert PATIENCE + GRACE - 50 <= await waited(dials, attempt, left.at) < PATIENCE + GRACE + SLACK
        assert dials.bare.heard("AgentCalled", Uniqueid=attempt.id)
        assert await dials.bare.places("1004") == {QUEUE_CODE: ("0", "")}
        await dials.bare.logout("1004", QUEUE_CODE)


@pytest.mark.parametrize("ending", ["61", "62"], ids=["at the answer", "half a second later"])
async def test_he_hangs_up_first(dials: Dialling, ending: str) -> None:
    """Who goes before his patience is over was not left by us: his line ends, and nobody says abandoned."""
    attempt = dials.dial(ending)
    await dials.end(attempt)
    if ending == "62":  # who hangs up as he answers may be gone before the dialplan says a word
        assert dials.of(LineAnswered, attempt)
    await asyncio.sleep(PATIENCE / 1000 + 0.5)
    assert not dials.of(LineLeft, attempt)


async def test_held_agents_are_not_rung(dials: Dialling) -> None:
    """An agent on his way to a break is not rung by the dialer either."""
    with Phones(dials.bare.server, [quick("1005")]):
        await dials.bare.put("acd-hold", "1005", "next")
        await dials.bare.login("1005", QUEUE_CODE)
        attempt = dials.dial("00")
        await dials.next(LineLeft, attempt)
        assert not dials.bare.heard("AgentCalled", Uniqueid=attempt.id)
        await dials.bare.logout("1005", QUEUE_CODE)


async def test_only_the_campaign_asks_phones_to_answer(dials: Dialling) -> None:
    """A call of an ordinary queue rings the same phone until somebody takes it."""
    with Phones(dials.bare.server, [quick("1006")]):
        await dials.bare.login("1006", "wrap")
        with callers(dials.bare.server, "100"):
            await dials.bare.hear("AgentCalled", MemberName="a1006")
            await asyncio.sleep(1.5)
            assert not dials.bare.heard("AgentConnect", MemberName="a1006")
        await dials.bare.logout("1006", "wrap")


async def test_recorded(dials: Dialling) -> None:
    """A campaign that records keeps the conversation under the attempt's id, with the customer's voice."""
    await dials.furnish(CAMPAIGN, record=True)
    with Phones(dials.bare.server, [quick("1007")]):
        await dials.bare.login("1007", QUEUE_CODE)
        attempt = dials.dial("51")
        connect = await connected(dials, attempt)
        await asyncio.sleep(2)
        await dials.bare.daily.act("Hangup", Channel=connect["DestChannel"])
        await dials.end(attempt)
    file = dials.bare.server.folder / f"spool/monitor/acd/{QUEUE_CODE}/{attempt.id}.wav"
    assert file.stat().st_size > 8000
