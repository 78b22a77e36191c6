"""Trunks that are down, and one over which everybody answers at once."""

from __future__ import annotations

import asyncio

import pytest

from dialer.core.outcome import Outcome
from tests.floor.campaigning import Campaigning
from tests.floor.campaigns.conftest import AGENTS
from tests.floor.living import until

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(240)]


async def test_congestion(floor: Campaigning) -> None:
    """4.11: after some refusals in a row nothing goes over the trunk; nobody of the list is finished or counted; a trial finds
    the trunk again."""
    code = await floor.campaign(*["35"] * 6, *["00"] * 4, agents=AGENTS[:3], trunks=["north"])
    full, people = floor.made[code][:6], floor.made[code][6:]
    after = await floor.daemon.api.last_event()
    await floor.start(code)
    down = await floor.hears(after, "trunk-down")
    assert down["data"]["trunk"] == "north"
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


async def test_fails_over(floor: Campaigning) -> None:
    """The first trunk gives no sign at all: its dials are failures and no refusals of the contacts; then the second is used."""
    await floor.carrier_goes("north")
    code = await floor.campaign(*["00"] * 8, agents=AGENTS[:5], trunks=["north", "south"])
    after = await floor.daemon.api.last_event()
    await floor.start(code)
    down = await floor.hears(after, "trunk-down", within=40)
    assert down["data"]["trunk"] == "north"
    lost = floor.made[code][:5]
    assert [(await floor.ended(one)).outcome for one in lost] == [Outcome.FAILED] * 5
    assert {stand.standing for stand in (await floor.stands(code)).values()} <= {"open", "out"}
    for number in floor.made[code][5:8]:
        await floor.connected(number)
        assert (await floor.attempt(number)).trunk == "south"
    await floor.carrier_returns("north")
    await floor.hang_up_lines()
    await floor.settled(code)


async def test_everybody_answers_at_once(floor: Campaigning) -> None:
    """Paced for one answer in ten, all answer: who finds nobody hears the message and is counted, and from the cap on there is a
    line for each free agent and no more."""
    code = await floor.campaign(*["01"] * 60, mode="power", ratio=300, agents=AGENTS, aftercall=1000)
    await floor.remember(code, answered=30, of=300)
    await floor.restart_daemon()
    await floor.start(code)

    async def passed() -> bool:
        cap = (await floor.daemon.api.get(f"/campaigns/{code}/board"))["cap"]
        return bool(cap["passed"]) and cap["abandoned"] > 1

    await until(passed, 30.0, "the cap is passed")
    record = await floor.record(code)
    left = [one for one in record if one.outcome is Outcome.ABANDONED]
    cap = (await floor.daemon.api.get(f"/campaigns/{code}/board"))["cap"]
    assert cap["abandoned"] <= len(left) + 1
    assert all(one.ended and one.answered and one.ended - one.answered >= 2000 for one in left)
    known = len(record)
    for _ in range(3):
        await floor.hang_up_lines()
        await asyncio.sleep(2.5)
        board = await floor.daemon.api.get(f"/campaigns/{code}/board")
        assert board["lines"]["ringing"] + board["lines"]["waiting"] <= len(AGENTS), board
        assert "a line for each free agent while abandoned" in board["why"], board["why"]
    fresh = (await floor.record(code))[known:]
    assert fresh, "it goes on"
    await floor.hang_up_lines()
    await floor.settled(code)


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
