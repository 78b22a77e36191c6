"""Campaigns and agents changed while calls are out."""

from __future__ import annotations

import asyncio

import pytest

from dialer.core.outcome import Outcome
from tests.floor.campaigning import Campaigning
from tests.floor.campaigns.conftest import AGENTS
from tests.floor.living import until

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(240)]
MORE = ["30"] * 4


async def test_paused(floor: Campaigning) -> None:
    """4.10: who rings is answered by an agent, the talk goes on, nobody new is dialled; started again, it goes on."""
    code = await floor.campaign("00", "06", *MORE, agents=AGENTS[:2])
    talking, ringing, *later = floor.made[code]
    await floor.start(code)
    await floor.connected(talking)
    await floor.rung(ringing)
    await floor.pause(code)
    before = floor.invites()
    await floor.connected(ringing)
    await floor.hang_up_lines()
    for number in (talking, ringing):
        assert (await floor.ended(number)).outcome is Outcome.CONNECTED
    await asyncio.sleep(3)  # both agents are free again
    assert floor.invites() == before
    await floor.start(code)
    for number in later:
        assert (await floor.ended(number)).outcome is Outcome.BUSY
    await floor.settled(code)


@pytest.mark.full
async def test_stopped(floor: Campaigning) -> None:
    """Stopped: the ringing line is taken back after the least ringing time, the talk goes on, agents leave, nobody new."""
    code = await floor.campaign("00", "33", *MORE, agents=AGENTS[:2], ring=30_000)
    talking, ringing, *later = floor.made[code]
    await floor.start(code)
    await floor.connected(talking)
    await floor.rung(ringing)
    await floor.stop(code)
    end = await floor.ended(ringing)
    assert end.outcome is Outcome.CANCELLED
    assert end.ended
    assert 15_000 <= end.ended - end.began < 25_000
    assert (await floor.attempt(talking)).ended is None
    await floor.hang_up_lines()
    talk = await floor.ended(talking)
    assert (talk.outcome, talk.talked is not None) == (Outcome.CONNECTED, True)
    assert not any(floor.invites()[one] for one in later)
    await floor.settled(code)


async def test_tuned(floor: Campaigning) -> None:
    """Mode, ring and trunks changed over ringing lines: they end as they are, and what comes is as it is now."""
    code = await floor.campaign("04", "04", "00", "00", agents=AGENTS[:2], trunks=["north"])
    await floor.start(code)
    for number in floor.made[code][:2]:
        await floor.rung(number)
    await floor.daemon.api.put("campaigns", code, {"mode": "predictive", "trunks": ["south"], "ring": 20_000})
    for number in floor.made[code][:2]:
        await floor.connected(number)
    await floor.hang_up_lines()
    for number in floor.made[code][2:]:
        await floor.connected(number)
        assert (await floor.attempt(number)).trunk == "south"
    assert await floor.nobody_booked()
    await floor.hang_up_lines()
    await floor.settled(code)


async def test_an_agent_is_taken_out_while_joined(floor: Campaigning) -> None:
    """His talk goes on; afterwards nobody is dialled for him, and the others' lines go on."""
    code = await floor.campaign("00", "30", agents=AGENTS[:2])
    talking, busy = floor.made[code]
    await floor.start(code)
    await floor.connected(talking)
    agent = (await floor.attempt(talking)).agent or ""
    await floor.ended(busy)
    await floor.daemon.api.put("agents", agent, {"queues": []})
    await asyncio.sleep(1)
    assert (await floor.attempt(talking)).ended is None
    await floor.hang_up_line(await floor.attempt(talking))
    assert (await floor.ended(talking)).outcome is Outcome.CONNECTED
    (another,) = await floor.people(code, "00")
    await floor.start(code)  # looks at once
    await floor.connected(another)
    assert (await floor.attempt(another)).agent != agent
    await floor.hang_up_lines()
    await floor.settled(code)


async def test_an_agent_is_removed_while_booked(floor: Campaigning) -> None:
    """Logged out by his supervisor over his ringing line: whoever is free takes the person."""
    code = await floor.campaign("05", agents=AGENTS[:2])
    (number,) = floor.made[code]
    await floor.start(code)
    await floor.rung(number)
    agent = (await floor.attempt(number)).agent or ""
    await floor.granted(agent, "logout")
    await floor.connected(number)
    assert (await floor.attempt(number)).agent != agent
    await floor.hang_up_lines()
    await floor.settled(code)


async def test_restarted_with_everything_idle(floor: Campaigning) -> None:
    """A running campaign with nobody to call, agents joined and free: the same after a restart, and new contacts are dialled."""
    code = await floor.campaign("30", agents=AGENTS[:2])
    await floor.start(code)
    await floor.ended(floor.made[code][0])
    await until(floor.nobody_booked, 20, "nobody is booked")
    await floor.restart_daemon()
    board = await floor.board_of(code)
    assert (board["state"], board["agents"]["joined"]) == ("running", 2)
    (number,) = await floor.people(code, "00")
    await floor.start(code)
    await floor.connected(number)
    await floor.hang_up_lines()
    await floor.settled(code)
