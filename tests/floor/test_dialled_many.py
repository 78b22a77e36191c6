"""Many lines at once over a carrier whose people do as people do: each ends once, and the carrier counts what we dialled."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import islice

import pytest

from aftercall.simulator.carrier import PROFILES, numbers
from aftercall.simulator.phones import Phones
from dialer.core.attempt import Attempt
from dialer.core.heard import LineAnswered, LineEnded, LineLeft, LineOut
from tests.floor.bare import until, until_so
from tests.floor.dialled import QUEUE_CODE, Dialler, Dialling, moment, quick

pytestmark = [pytest.mark.full, pytest.mark.timeout(300)]
LINES = 120


async def test_every_line_is_accounted_for(dials: Dialling) -> None:
    """Six agents, 120 lines, ten a second: as many INVITEs as attempts, one end each; who answered met an agent, was left after
    his patience, or went by himself; nobody talked to two, and no agent was rung in his aftercall."""
    agents = [str(code) for code in range(1001, 1007)]
    before = dials.carrier.invites()
    with Phones(dials.bare.server, [quick(code, talk_ms=1500) for code in agents]):
        for code in agents:
            await dials.bare.login(code, QUEUE_CODE)
        attempts = []
        for number in islice(numbers(PROFILES["mixed"], seed=4), LINES):
            attempts.append(dials.dial("", number=number, ring=4000))
            await asyncio.sleep(0.1)
        await until(lambda: all(dials.of(LineEnded, one) for one in attempts), "all have ended", 120)
    assert [len(dials.of(LineEnded, one)) for one in attempts] == [1] * LINES
    assert [len(dials.of(LineOut, one)) for one in attempts] == [1] * LINES
    assert dials.carrier.invites() - before == Counter(one.number[1:] for one in attempts)
    connects = {event["Uniqueid"]: moment(event) for event in dials.bare.heard("AgentConnect")}
    assert len(connects) == len(dials.bare.heard("AgentConnect"))
    for one in attempts:
        answered, left = dials.of(LineAnswered, one), dials.of(LineLeft, one)
        assert bool(answered) == (dials.of(LineEnded, one)[0].reason == 4)
        if one.id in connects:
            assert (len(answered), left) == (1, [])
            assert connects[one.id] - answered[0].at < 3000
        elif left:
            assert left[0].at - answered[0].at >= 2000
    assert len(connects) > 10
    assert not overlaps(dials)


async def test_taken_back_around_the_answer(dials: Dialling) -> None:
    """Eighty lines taken back within some milliseconds of their answer: each is either over unanswered, or its person is
    kept for his two seconds; nobody is answered and cut off."""
    attempts = []
    for index in range(80):
        attempt = dials.dial("00")
        attempts.append(attempt)
        await asyncio.sleep(index % 20 / 1000)
        dials.cancel(attempt)
        await asyncio.sleep(0.03)
    kept = taken = 0
    for attempt in attempts:
        await until(lambda one=attempt: dials.of(LineLeft, one) or dials.of(LineEnded, one), attempt.id)  # type: ignore[misc]
        if answered := dials.of(LineAnswered, attempt):
            kept += 1
            assert dials.of(LineLeft, attempt)[0].at - answered[0].at >= 1950
        else:
            taken += 1
    print(f"{taken} taken back, {kept} kept")
    assert kept
    assert taken


async def test_the_link_is_cut_over_ringing_lines(dials: Dialling) -> None:
    """Fifty lines ring when the link is lost, half of them end meanwhile: who comes back is told exactly the others, can take
    them back, and nobody was dialled twice."""
    before = dials.carrier.invites().total()
    short = [dials.dial("33", ring=5000) for _ in range(25)]
    long = [dials.dial("33", ring=90_000) for _ in range(25)]
    await until(lambda: dials.carrier.invites().total() - before == 50, "all ring")
    await dials.link.stop()
    async with Dialler(dials.server) as another:
        await until_so(lambda: only(another, long), "the short ones are over", 30)
        for attempt in long:
            another.cancel(attempt)
        for attempt in long:
            await another.end(attempt)
        assert (await another.lines.lines()).attempts == ()
        assert not [one for one in short if another.of(LineAnswered, one)]
    assert dials.carrier.invites().total() - before == 50


async def only(dialler: Dialler, attempts: list[Attempt]) -> bool:
    return set((await dialler.lines.lines()).attempts) == {one.id for one in attempts}


def overlaps(dials: Dialling) -> list[str]:
    """Offers between the end of an agent's conversation and his release."""
    busy: dict[str, str] = {}
    found = []
    for _, event in dials.bare.ear:
        match event.get("UserEvent") or event.get("Event"):
            case "AcdEnded":
                busy[event["Phone"]] = event["Call"]
            case "AcdReleased":
                busy.pop(event["Phone"], None)
            case "AgentCalled":
                phone = event["Interface"].removeprefix("PJSIP/")
                if phone in busy:
                    found.append(f"{phone} rung for {event['Uniqueid']} in the aftercall of {busy[phone]}")
    return found
