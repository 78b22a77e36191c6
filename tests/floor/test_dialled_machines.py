"""Answering machines, with real voices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aftercall.simulator.phones import Phones
from dialer.core.cards import Amd
from dialer.core.heard import LineAnswered, LineJudged, LineLeft
from tests.floor.dialled import CAMPAIGN, QUEUE_CODE, Dialling, moment, quick

DETECTS = replace(CAMPAIGN, amd=Amd.HANG_UP, regime="us")


@pytest.mark.parametrize("ending", ["40", "41"], ids=["long greeting", "short greeting"])
async def test_a_machine_is_hung_up(dials: Dialling, ending: str) -> None:
    """Judged a machine, with AMD's own reason; no agent was rung for it, and it was not abandoned."""
    await dials.furnish(DETECTS)
    with Phones(dials.bare.server, [quick("1001")]):
        await dials.bare.login("1001", QUEUE_CODE)
        attempt = dials.dial(ending, DETECTS)
        judged = await dials.next(LineJudged, attempt)
        assert judged.status == "machine"
        assert judged.raw
        await dials.end(attempt)
        assert not dials.of(LineLeft, attempt)
        assert not dials.bare.heard("AgentCalled", Uniqueid=attempt.id)
        await dials.bare.logout("1001", QUEUE_CODE)


async def test_a_machine_hears_the_message(dials: Dialling) -> None:
    """Once the machine has spoken, the campaign's message is left on it."""
    campaign = replace(DETECTS, amd=Amd.MESSAGE, amd_message="acd-closed")
    await dials.furnish(campaign)
    attempt = dials.dial("41", campaign)
    assert (await dials.next(LineJudged, attempt)).status == "machine"
    await dials.plays(attempt, "Playback(acd/en/closed)")
    assert not dials.of(LineLeft, attempt)


@pytest.mark.parametrize("ending", ["50", "51"], ids=["hello", "hello and a name"])
async def test_a_person_gets_the_agent(dials: Dialling, ending: str) -> None:
    """Judged a person, he is connected at once, well within two seconds of the end of his greeting."""
    await dials.furnish(DETECTS)
    with Phones(dials.bare.server, [quick("1002")]):
        await dials.bare.login("1002", QUEUE_CODE)
        attempt = dials.dial(ending, DETECTS)
        judged = await dials.next(LineJudged, attempt)
        connect = await dials.bare.hear("AgentConnect", Uniqueid=attempt.id)
        assert judged.status == "human"
        assert moment(connect) - judged.at < 1000
        await dials.bare.daily.act("Hangup", Channel=connect["DestChannel"])
        ended = await dials.bare.hear("AcdEnded", Phone="1002", Call=attempt.id)
        await dials.bare.hear("AcdReleased", Token=ended["Token"])
        await dials.bare.logout("1002", QUEUE_CODE)


async def test_the_clock_of_the_greeting(dials: Dialling) -> None:
    """Where the two seconds are counted from the greeting's end, the 800 ms for which AMD listened then are in them."""
    await dials.furnish(DETECTS)
    attempt = dials.dial("50", DETECTS)
    judged, left = await dials.next(LineJudged, attempt), await dials.next(LineLeft, attempt)
    assert judged.raw.startswith("HUMAN-800")
    assert 1100 <= left.at - judged.at < 1900


async def test_the_clock_of_the_answer(dials: Dialling) -> None:
    """Where they are counted from the answer, AMD has used them up: whoever is free is rung still, else it is over at once."""
    campaign = replace(DETECTS, regime="uk")
    await dials.furnish(campaign)
    attempt = dials.dial("51", campaign)
    judged, left = await dials.next(LineJudged, attempt), await dials.next(LineLeft, attempt)
    assert judged.at - dials.of(LineAnswered, attempt)[0].at > 2000
    assert left.at - judged.at < 1000


async def test_dead_air_is_a_person(dials: Dialling) -> None:
    """Not a sound: nobody knows, so he is treated as a person."""
    await dials.furnish(DETECTS)
    attempt = dials.dial("60", DETECTS)
    assert (await dials.next(LineJudged, attempt)).status == "not sure"
    await dials.next(LineLeft, attempt)
