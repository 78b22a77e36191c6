"""Previews: the agent's phone first, then the contact's; the floor's promises hold as for any call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
import pytest_asyncio

from aftercall.bench import Asterisk
from aftercall.simulator.carrier import Carrier
from aftercall.simulator.phones import Phones
from dialer.core.heard import LineAnswered
from tests.floor.dialled import PREVIEW, QUEUE_CODE, Dialling, quick

IDLE = {QUEUE_CODE: ("0", "")}
WRAPPING = {QUEUE_CODE: ("1", "aftercall")}


@pytest.fixture(scope="module")
def phones(outside: tuple[Asterisk, Carrier]) -> Iterator[Phones]:
    with Phones(outside[0], [quick("1001")]) as phones:
        yield phones


@pytest_asyncio.fixture
async def desk(dials: Dialling, phones: Phones) -> AsyncIterator[Dialling]:
    """Agent 1001 is in the campaign, free, at a phone that answers by itself."""
    await dials.quiet()
    await dials.bare.login("1001", QUEUE_CODE)
    yield dials


async def test_a_conversation(desk: Dialling) -> None:
    """The agent is in the call from his own answer on, the contact hears the campaign's number; aftercall follows the end."""
    attempt = desk.dial("01", PREVIEW, agent="1001")
    talk = await desk.bare.hear("AcdTalk", Call=attempt.id)
    assert (talk["Agent"], talk["Phone"], talk["Queue"]) == ("a1001", "1001", QUEUE_CODE)
    assert await desk.bare.places("1001") == {QUEUE_CODE: ("1", "call")}
    await desk.next(LineAnswered, attempt)
    assert desk.carrier.callers()[attempt.number[1:]] == PREVIEW.caller_id
    assert attempt.id in (await desk.lines.lines()).attempts
    await desk.bare.daily.act("Hangup", Channel=talk["Leg"])
    ended = await desk.bare.hear("AcdEnded", Phone="1001", Call=attempt.id)
    assert (ended["Token"], int(ended["Aftercall"]) > 0) == (talk["Token"], True)
    assert await desk.bare.places("1001") == WRAPPING
    assert (await desk.end(attempt)).reason == 4


@pytest.mark.parametrize(
    ("ending", "raw"),
    [("30", (17, 486, None)), ("34", (1, 404, None)), ("33", (16, None, 3))],
    ids=["busy", "no such number", "rings its time out"],
)
async def test_no_conversation(desk: Dialling, ending: str, raw: tuple[int, int | None, int | None]) -> None:
    """What became of the contact's leg is told as of any line; he has his aftercall for it, where the campaign says so."""
    attempt = desk.dial(ending, PREVIEW, ring=1500, agent="1001")
    ended = await desk.end(attempt)
    assert (ended.cause, ended.tech, ended.reason) == raw
    assert not ended.no_agent
    assert not desk.of(LineAnswered, attempt)
    assert int((await desk.bare.hear("AcdEnded", Call=attempt.id))["Aftercall"]) > 0


@pytest.mark.parametrize(
    ("ending", "aftercall"), [("30", False), ("11", True)], ids=["busy", "a conversation"]
)
async def test_aftercall_only_after_a_conversation(desk: Dialling, ending: str, aftercall: bool) -> None:
    """Where the campaign does not want it, an attempt without a conversation has no aftercall; one with it has."""
    attempt = desk.dial(ending, replace(PREVIEW, wait=False), agent="1001")
    ended = await desk.bare.hear("AcdEnded", Call=attempt.id)
    assert (int(ended["Aftercall"]) > 0) is aftercall
    assert await desk.bare.places("1001") == (WRAPPING if aftercall else IDLE)


async def test_the_agent_gives_up(desk: Dialling) -> None:
    """He hangs up while it rings: the contact's phone stops ringing, and the attempt is told as ended, not answered."""
    attempt = desk.dial("33", PREVIEW, agent="1001")
    talk = await desk.bare.hear("AcdTalk", Call=attempt.id)
    await asyncio.sleep(0.5)
    await desk.bare.daily.act("Hangup", Channel=talk["Leg"])
    ended = await desk.end(attempt)
    assert (ended.reason, ended.tech, ended.no_agent) == (None, None, False)


@pytest.mark.parametrize("hold", ["next", "supervisor", "away"])
async def test_a_held_agent_is_not_rung(desk: Dialling, hold: str) -> None:
    """On a break or held: his phone is not rung, nor is the contact's, and it is told that no agent was there."""
    await desk.bare.put("acd-hold", "1001", hold)
    before = desk.carrier.invites()
    attempt = desk.dial("01", PREVIEW, agent="1001")
    assert (await desk.end(attempt)).no_agent
    await desk.bare.drop("acd-hold", "1001")
    assert not desk.bare.heard("AcdTalk", Call=attempt.id)
    assert desk.carrier.invites() == before


async def test_not_in_a_call_nor_in_its_aftercall(desk: Dialling) -> None:
    """While he talks, and until his aftercall is over, no preview rings him."""
    other = desk.dial("00")
    connect = await desk.bare.hear("AgentConnect", Uniqueid=other.id)
    assert (await desk.end(desk.dial("01", PREVIEW, agent="1001"))).no_agent
    await desk.bare.daily.act("Hangup", Channel=connect["DestChannel"])
    await desk.bare.hear("AcdEnded", Call=other.id)
    assert (await desk.end(desk.dial("01", PREVIEW, agent="1001"))).no_agent
    await desk.bare.hear("AcdReleased", Token=connect["DestUniqueid"])
    await desk.bare.hear("AcdTalk", Call=desk.dial("11", PREVIEW, agent="1001").id)


async def test_his_phone_is_not_there(desk: Dialling) -> None:
    """A phone that is not registered: told at once, the contact is not dialled."""
    attempt = desk.dial("01", PREVIEW, agent="1009")
    assert (await desk.end(attempt)).no_agent
