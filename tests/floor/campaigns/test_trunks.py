"""Trunks that are down, and one over which everybody answers at once."""

from __future__ import annotations

import asyncio

import pytest

from dialer.core.outcome import Outcome
from tests.floor.campaigning import Campaigning
from tests.floor.campaigns.conftest import AGENTS

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(240)]


@pytest.mark.full
async def test_congestion(floor: Campaigning) -> None:
    """4.11: after some refusals in a row nothing goes over the trunk; nobody of the list is finished or counted; a trial finds
    the trunk again."""
    await floor.daemon.api.put("trunks", "full", {"endpoint": "north"})  # its rests are no other test's
    code = await floor.campaign(*["35"] * 6, *["00"] * 4, agents=AGENTS[:3], trunks=["full"])
    full, people = floor.made[code][:6], floor.made[code][6:]
    after = await floor.daemon.api.last_event()
    await floor.start(code)
    down = await floor.hears(after, "trunk-down")
    assert down["code"] == "full"
    assert "503" in down["data"]["why"]
    before = floor.invites()
    await asyncio.sleep(6)
    assert floor.invites() == before
    for number in full[:5]:
        assert (await floor.ended(number)).outcome is Outcome.FAILED
        assert (await floor.stands(code))[number].standing == "open"
    await floor.connected(people[0], within=60)  # after a rest or two
    await floor.connected(people[1])
    await floor.hang_up_lines()
    await floor.settled(code)


@pytest.mark.full
async def test_fails_over(floor: Campaigning) -> None:
    """The first trunk gives no sign at all: its dials are failures and no refusals of the contacts; then the second is used."""
    await floor.carrier_goes("north")
    await floor.daemon.api.put("trunks", "dead", {"endpoint": "north"})
    code = await floor.campaign(*["00"] * 20, agents=AGENTS[:5], trunks=["dead", "south"])
    after = await floor.daemon.api.last_event()
    await floor.start(code)
    down = await floor.hears(after, "trunk-down", within=40)
    assert down["code"] == "dead"
    assert {stand.standing for stand in (await floor.stands(code)).values()} <= {"open", "out"}

    async def connected() -> bool:
        return sum(one.connected is not None for one in await floor.record(code)) == 5

    await floor.until(connected, 60.0, "all five talk")
    record = await floor.record(code)
    assert {one.trunk for one in record if one.connected} == {"south"}
    lost = [one for one in record if one.trunk == "dead"]
    assert {one.outcome for one in lost} <= {Outcome.FAILED, Outcome.NO_AGENT}
    before = [one for one in lost if one.outcome is Outcome.FAILED and one.began <= down["at_ms"]]
    assert 5 <= len(before) <= 9  # after each rest one more tries it
    await floor.carrier_returns("north")
    await floor.hang_up_lines()
    await floor.settled(code)


@pytest.mark.full
async def test_everybody_answers_at_once(floor: Campaigning) -> None:
    """Paced for one answer in ten, all answer: who finds nobody hears the message and is counted, and from the cap on there is a
    line for each free agent and no more."""
    code = await floor.campaign(*["01"] * 60, mode="power", ratio=300, agents=AGENTS, aftercall=1000)
    await floor.remember(code, answered=30, of=300)
    await floor.restart_daemon()
    await floor.start(code)

    async def passed() -> bool:
        cap = (await floor.board_of(code))["cap"]
        return bool(cap["passed"]) and cap["abandoned"] > 1

    await floor.until(passed, 30.0, "the cap is passed")
    known = len(await floor.record(code))
    for _ in range(3):
        await floor.hang_up_lines()
        await asyncio.sleep(2.5)
        board = await floor.board_of(code)
        assert board["lines"]["ringing"] + board["lines"]["waiting"] <= len(AGENTS), board
        assert "a line for each free agent while abandoned" in board["why"], board["why"]
    assert len(await floor.record(code)) > known, "it goes on"
    await floor.hang_up_lines()
    await floor.settled(code)
    left = [one for one in await floor.record(code) if one.outcome is Outcome.ABANDONED]
    assert len(left) == (await floor.board_of(code))["cap"]["abandoned"]
    assert all(one.ended and one.answered and one.ended - one.answered >= 2000 for one in left)


@pytest.mark.full
async def test_all_leave_at_once(floor: Campaigning) -> None:
    """4.2: nothing new from that moment; what rings is taken back after the regime's least time; who answers before is abandoned."""
    code = await floor.campaign(
        *["33"] * 6, *["08"] * 3, *["30"] * 10, agents=AGENTS[:5], ring=30_000, mode="power", ratio=180
    )
    first, late = floor.made[code][:6], floor.made[code][6:9]
    await floor.remember(code, answered=40, of=120)
    await floor.restart_daemon()
    await floor.start(code)
    for number in (*first, *late):
        await floor.rung(number)
    await asyncio.gather(*(floor.granted(agent, "type", type="break") for agent in AGENTS[:5]))
    await asyncio.sleep(0.5)
    before = floor.invites()
    assert {(await floor.ended(one)).outcome for one in late} == {Outcome.ABANDONED}
    ended = [await floor.ended(one) for one in first]
    assert {one.outcome for one in ended} == {Outcome.CANCELLED}
    assert all(one.ended and 15_000 <= one.ended - one.began < 25_000 for one in ended)
    assert floor.invites() == before
    await floor.settled(code)
