"""The daemon is killed at every step of an attempt. Nobody is dialled twice, and each attempt is closed with what is known of it.

The steps are met exactly: a lock on the record keeps a transaction from its commit, a stalled wire keeps an order from Asterisk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from aftercall.simulator.promises import too_short
from dialer.core.outcome import Outcome
from tests.floor.campaigning import Campaigning
from tests.floor.campaigns.conftest import DEAF
from tests.floor.living import PATIENCE, until
from tests.floor.proxy import Proxy

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(180)]
MODES = ("progressive", pytest.param("predictive", marks=pytest.mark.full))
GOES_ON = (
    pytest.param(True, id="goes on"),
    pytest.param(False, id="ends in the dark", marks=pytest.mark.full),
)
TWO = ("1001", "1002")


@asynccontextmanager
async def nothing_written(floor: Campaigning) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """No attempt can be put on record, nor its end, until this is left. What comes waits until somebody tries."""
    async with floor.database.write() as lock:
        await lock.execute(sa.text("LOCK TABLE attempts IN SHARE MODE"))

        async def tried() -> bool:
            found = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'attempts'::regclass"
            async with floor.database.read() as connection:
                return bool((await connection.execute(sa.text(found))).scalar())

        async def somebody_tries() -> None:
            await until(tried, PATIENCE, "somebody wants to write")

        yield somebody_tries


async def restart(floor: Campaigning) -> None:
    await floor.daemon.start()
    await floor.daemon.wait_up()


@pytest.mark.parametrize("mode", MODES)
async def test_before_its_contact_is_taken(floor: Campaigning, mode: str) -> None:
    """Killed over a take that is not committed: nothing is on record, nobody was dialled, and he is taken afterwards."""
    code = await floor.campaign("30", mode=mode, agents=TWO)
    async with nothing_written(floor) as somebody_tries:
        await floor.start(code)
        await somebody_tries()
        await floor.daemon.kill()
    await asyncio.sleep(0.3)
    assert not await floor.record(code)
    await restart(floor)
    assert (await floor.ended(floor.made[code][0])).outcome is Outcome.BUSY
    await floor.settled(code)


@pytest.mark.parametrize("mode", MODES)
async def test_before_the_originate(floor: Campaigning, wire: Proxy, mode: str) -> None:
    """Taken and committed, and the Originate never reaches Asterisk: unknown, called again only after its gap, never rung."""
    code = await floor.campaign("30", mode=mode, agents=TWO)
    (number,) = floor.made[code]
    async with nothing_written(floor) as somebody_tries:
        await floor.start(code)
        await somebody_tries()
        wire.stall()
    await floor.taken(number)
    await asyncio.sleep(0.3)  # the order is on its way into the wire
    await floor.daemon.kill()
    wire.cut()
    wire.flow()
    await restart(floor)
    assert (await floor.ended(number)).outcome is Outcome.UNKNOWN
    await asyncio.sleep(1)
    assert not floor.invites()[number]
    await floor.settled(code)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("goes_on", GOES_ON)
async def test_ringing(floor: Campaigning, mode: str, goes_on: bool) -> None:
    """A line that rings on is answered by an agent as if nothing had been; one that ended in the dark is unknown."""
    code = await floor.campaign("07" if goes_on else "31", mode=mode, agents=TWO)
    (number,) = floor.made[code]
    await floor.start(code)
    await floor.rung(number)
    await floor.daemon.kill()
    if not goes_on:
        await asyncio.sleep(2.5)
    await restart(floor)
    if goes_on:
        await floor.connected(number)
        await floor.hang_up_lines()
    attempt = await floor.ended(number)
    assert attempt.outcome is (Outcome.CONNECTED if goes_on else Outcome.UNKNOWN)
    await floor.settled(code)


@pytest.mark.full
@pytest.mark.parametrize("mode", MODES)
async def test_answered_and_waiting(floor: Campaigning, mode: str) -> None:
    """Who waits for an agent hears the message without us; he counts as abandoned, and the agent's ring is no miss of his."""
    code = await floor.campaign("00", mode=mode, agents=[DEAF])
    (number,) = floor.made[code]
    await floor.start(code)
    await floor.answered(number)
    await floor.daemon.kill()
    await asyncio.sleep(2.5)
    await restart(floor)
    assert (await floor.ended(number)).outcome is Outcome.ABANDONED
    board = await floor.board(DEAF)
    assert not [hold for hold in board["holds"] if hold["hold"] == "missed"]
    await floor.settled(code)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("goes_on", GOES_ON)
async def test_talking(floor: Campaigning, mode: str, goes_on: bool) -> None:
    """The talk goes on, or ended in the dark: connected, by the same agent, and his aftercall follows."""
    code = await floor.campaign("00", mode=mode, agents=TWO, aftercall=4000)
    (number,) = floor.made[code]
    await floor.start(code)
    await floor.connected(number)
    agent = (await floor.attempt(number)).agent
    await floor.daemon.kill()
    if not goes_on:
        await floor.hang_up_lines()
    await restart(floor)
    if goes_on:
        assert (await floor.board(agent or ""))["state"] == "talking"
        await floor.hang_up_lines()
        await floor.shows(agent or "", "aftercall")
    attempt = await floor.ended(number)
    assert (attempt.outcome, attempt.agent) == (Outcome.CONNECTED, agent)
    assert attempt.talked
    await floor.settled(code)


@pytest.mark.full
@pytest.mark.parametrize("mode", MODES)
async def test_answered_and_over_in_the_dark(floor: Campaigning, mode: str) -> None:
    """Dialled before, answered and talked to with no daemon there at all: on record as connected, with agent and talk."""
    code = await floor.campaign("03", mode=mode, agents=TWO)
    (number,) = floor.made[code]
    await floor.start(code)
    await floor.rung(number)
    await floor.daemon.kill()
    talking = await until(lambda: _on_the_phone(floor), PATIENCE, "an agent has him")
    await floor.hang_up_lines()
    await restart(floor)
    attempt = await floor.ended(number)
    assert (attempt.outcome, attempt.agent) == (Outcome.CONNECTED, talking)
    assert attempt.talked is not None
    await floor.settled(code)


async def _on_the_phone(floor: Campaigning) -> str | None:
    """Seen by the observer, for there is no daemon."""
    for place in await floor.site.observer.places():
        if place.paused and place.reason == "call":
            return place.agent
    return None


@pytest.mark.full
@pytest.mark.parametrize("mode", MODES)
async def test_in_aftercall(floor: Campaigning, mode: str) -> None:
    """Aftercall is kept, the attempt was closed before, and nobody is dialled for him meanwhile."""
    code = await floor.campaign("00", mode=mode, agents=["1001"], aftercall=6000)
    (number,) = floor.made[code]
    await floor.start(code)
    await floor.connected(number)
    await floor.hang_up_lines()
    await floor.shows("1001", "aftercall")
    assert (await floor.ended(number)).outcome is Outcome.CONNECTED
    await floor.daemon.kill()
    await restart(floor)
    await floor.shows("1001", "free")
    await floor.settled(code)
    assert not too_short(floor.site.observer.tally().aftercalls[-1], {code: 6})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("ending", "outcome"),
    [
        pytest.param("31", Outcome.BUSY, id="busy"),
        pytest.param("00", Outcome.CONNECTED, id="talked", marks=pytest.mark.full),
    ],
)
async def test_between_the_end_and_its_record(
    floor: Campaigning, mode: str, ending: str, outcome: Outcome
) -> None:
    """The end was heard and could not be written yet: it is on record all the same."""
    code = await floor.campaign(ending, mode=mode, agents=TWO)
    (number,) = floor.made[code]
    await floor.start(code)
    await (floor.rung(number) if ending == "31" else floor.connected(number))
    async with nothing_written(floor) as somebody_tries:
        if ending != "31":
            await floor.hang_up_lines()
        await somebody_tries()
        await asyncio.sleep(1)
        await floor.daemon.kill()
    await restart(floor)
    assert (await floor.ended(number)).outcome is outcome
    await floor.settled(code)
