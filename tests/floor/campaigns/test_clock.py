"""Asterisk's clock is set while lines are out. Clock changes where contacts live: tests/core/test_permit_properties.py."""

from __future__ import annotations

import asyncio

import pytest

from dialer.core.outcome import Outcome
from tests.floor.campaigning import Campaigning, campaigning

pytestmark = [pytest.mark.full, pytest.mark.timeout(240)]


async def set_clock(floor: Campaigning, jump: float) -> None:
    """And the phones register anew, for registrations run out when the clock is set forward."""
    await asyncio.to_thread(floor.site.asterisk.step_clock, jump)
    for agent in floor.agents:
        await floor.replug(agent, **floor.manners[agent])


@pytest.mark.parametrize("jump", [3600.0, -3600.0], ids=["forward", "back"])
async def test_asterisks_clock_is_set_over_lines(jump: float) -> None:
    """By an hour over a ringing line and over a talk: a ring that Asterisk holds for over is no answer, the talk goes on; moments are
    ours, in order, and nobody counts as late or as left."""
    async with campaigning(faketime=True) as floor:
        code = await floor.campaign("09", agents=["1001", "1002"])
        (ringing,) = floor.made[code]
        await floor.start(code)
        await floor.rung(ringing)
        await floor.rings()
        await set_clock(floor, jump)
        if jump < 0:
            await floor.connected(ringing)
            await floor.hang_up_lines()
        rang = await floor.ended(ringing)
        assert rang.outcome is (Outcome.NO_ANSWER if jump > 0 else Outcome.CONNECTED)
        (talking,) = await floor.people(code, "00")
        await floor.start(code)  # looks at once
        await floor.connected(talking)
        await set_clock(floor, jump)
        await floor.hang_up_lines()
        talked = await floor.ended(talking)
        assert talked.outcome is Outcome.CONNECTED
        for one in (rang, talked):
            moments = [at for at in (one.began, one.answered, one.connected, one.ended) if at is not None]
            assert moments == sorted(moments), one
            assert moments[-1] - moments[0] < 60_000, one
            assert one.connected is None or one.connected - (one.answered or 0) < 2000, one
        assert (await floor.board_of(code))["cap"]["abandoned"] == 0
        await floor.settled(code)
