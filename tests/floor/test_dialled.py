"""Lines that nobody answers: what became of them, in Asterisk's own words, and how they are taken back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from dialer.core.cards import Mode, TrunkCard
from dialer.core.heard import LineAnswered, LineEnded, LineLeft, LineOut, LineRefused
from tests.floor.bare import until
from tests.floor.dialled import CAMPAIGN, DEAF, TRUNK, Dialler, Dialling

REFUSALS = {
    "busy": ("30", 17, 486),
    "declined": ("32", 21, 603),
    "no such number": ("34", 1, 404),
    "congestion": ("35", 34, 503),
    "not reachable": ("36", 19, 480),
}


@pytest.mark.parametrize("what", REFUSALS)
async def test_refused_by_the_network(dials: Dialling, what: str) -> None:
    """The network's refusal is told once, as it came: Q.850 cause, SIP status; nobody answered."""
    ending, cause, tech = REFUSALS[what]
    attempt = dials.dial(ending)
    await dials.next(LineOut, attempt)
    ended = await dials.end(attempt)
    assert (ended.cause, ended.tech, ended.reason) == (cause, tech, 0)
    await asyncio.sleep(1.5)
    assert len(dials.of(LineEnded, attempt)) == 1
    assert not dials.of(LineAnswered, attempt)


async def test_rings_its_time_out(dials: Dialling) -> None:
    """Nobody answers: it rings as long as it may, and the reason 3 tells it from a network's own 480."""
    attempt = dials.dial("33", ring=1500)
    ended = await dials.end(attempt)
    assert (ended.cause, ended.tech, ended.reason) == (19, 480, 3)
    assert ended.at - dials.of(LineOut, attempt)[0].at >= 1400


async def test_no_sign_at_all(dials: Dialling) -> None:
    """A network that does not answer at all is told from a phone that nobody picks up."""
    dead, rings = dials.dial("37", ring=2500), dials.dial("33", ring=2500)
    assert [(await dials.end(one)).reason for one in (dead, rings)] == [3, 3]
    assert [(await dials.end(one)).silent for one in (dead, rings)] == [True, False]


async def test_no_channel_at_all(dials: Dialling) -> None:
    """A trunk whose other side is not there: no hang-up ever comes, but an end does."""
    attempt = dials.dial("00", trunk=DEAF)
    ended = await dials.end(attempt)
    assert (ended.cause, ended.tech, ended.reason) == (None, None, 0)


@pytest.mark.parametrize("number", ["123,1", "12${EXTEN}3", "1@evil", "12\r\nAction: x", "", "x1"])
async def test_not_a_number(dials: Dialling, number: str) -> None:
    """What is no number is refused with its reason, and never reaches Asterisk."""
    before = dials.carrier.invites()
    attempt = dials.dial("00", number=number)
    refused = await dials.next(LineRefused, attempt)
    assert "digits" in refused.why
    assert not refused.silent
    await asyncio.sleep(0.3)
    assert dials.carrier.invites() == before


async def test_as_the_trunk_wants_it(dials: Dialling) -> None:
    """The trunk's prefix is put before the number and the campaign's caller id is shown; each call is one INVITE."""
    trunk = TrunkCard("other", TRUNK.endpoint, strip="+48", prefix="0048")
    attempt = dials.dial("30", trunk=trunk)
    await dials.end(attempt)
    dialled = "00" + attempt.number[1:]
    await until(lambda: dials.carrier.invites()[dialled] == 1, "one INVITE")
    assert dials.carrier.callers()[dialled] == CAMPAIGN.caller_id


async def test_taken_back_while_it_rings(dials: Dialling) -> None:
    """Cancelled: the line ends long before its time, and nobody answered."""
    attempt = dials.dial("33", ring=60_000)
    await until(lambda: bool(dials.carrier.invites()[attempt.number[1:]]), "it rings")
    await asyncio.sleep(0.2)
    dials.cancel(attempt)
    ended = await dials.end(attempt)
    assert ended.reason != 4
    assert not dials.of(LineAnswered, attempt)


async def test_taken_back_too_late(dials: Dialling) -> None:
    """A cancel after the answer does nothing: the person waits his two seconds, then hears the message."""
    attempt = dials.dial("00")
    answered = await dials.next(LineAnswered, attempt)
    dials.cancel(attempt)
    left = await dials.next(LineLeft, attempt)
    assert left.at - answered.at >= 1950


async def test_taken_back_in_the_very_moment(dials: Dialling) -> None:
    """A cancel that Asterisk carries out when the line has just been answered cuts nobody off: he waits his two seconds."""
    attempt = dials.dial("00")
    answered = await dials.next(LineAnswered, attempt)
    await dials.cancel_blindly(attempt)
    left = await dials.next(LineLeft, attempt)
    assert left.at - answered.at >= 1950
    assert len(dials.of(LineLeft, attempt)) == 1


async def test_lines_that_are_out(dials: Dialling) -> None:
    """Asked, Asterisk tells the attempts whose lines it has: ringing and answered ones, none that ended."""
    gone, ringing, up = dials.dial("30"), dials.dial("33"), dials.dial("00")
    await dials.end(gone)
    await dials.next(LineAnswered, up)
    assert set((await dials.lines.lines()).attempts) >= {ringing.id, up.id}
    assert gone.id not in (await dials.lines.lines()).attempts
    dials.cancel(ringing)
    await dials.end(ringing)


async def test_heard_by_the_next_daemon(dials: Dialling) -> None:
    """A daemon that comes back while a line is out hears its end, though not what the Originate had told."""
    attempt = dials.dial("00")
    await dials.next(LineAnswered, attempt)
    async with Dialler(dials.server) as another:
        assert attempt.id in (await another.lines.lines()).attempts
        await dials.bare.daily.act("Hangup", Channel=attempt.id)
        ended = await another.end(attempt)
        assert ended.reason is None
        assert (await dials.end(attempt)).reason == 4


async def test_foreign_ends_are_not_heard(dials: Dialling) -> None:
    """Of other people's calls the daily user hears no hang-up."""
    await dials.end(dials.dial("30"))
    await dials.bare.daily.act(
        "Originate", Channel="Local/idle@acd-janitor", Application="Wait", Data="0", Async="true"
    )
    await asyncio.sleep(1)
    hangups = dials.bare.heard("Hangup")
    assert hangups
    assert all(event["Uniqueid"].startswith("d-") for event in hangups)


async def test_link_down(dials: Dialling) -> None:
    """Without a link a dial is refused at once, and everybody knows that it did not go out."""
    await dials.link.stop()
    attempt = dials.dial("00")
    refused = await dials.next(LineRefused, attempt)
    assert (refused.silent, "link" in refused.why) == (False, True)


async def test_preview_without_agent(dials: Dialling) -> None:
    """A preview without an agent is refused, and says so."""
    refused = await dials.next(LineRefused, dials.dial("00", replace(CAMPAIGN, mode=Mode.PREVIEW)))
    assert "agent" in refused.why
