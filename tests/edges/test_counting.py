"""What the store counts for the board: at once, again when a campaign is started, and through a database that is away."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from acd.core.heard import Heard
from acd.core.scene import Floor
from acd.store.database import Database, open_database
from aftercall.counting import Counting
from dialer.board.pulse import Pulse
from dialer.core.facts import CampaignChanged
from dialer.core.heard import CampaignSet
from dialer.core.room import Room
from dialer.core.step import step
from tests.edges.board_kit import until
from tests.edges.dialer_kit import NOON, SPRING, add_list, furnish


def room(*events: Heard) -> Room:
    found = Room()
    for event in events:
        found, _, _ = step(found, event, Floor())
    return found


async def test_counted_at_once_and_on_a_start(database: Database) -> None:
    """Contacts left and attempts of today are there with the first count; a start counts again without waiting for the next."""
    await furnish(database)
    await add_list(database, [{}, {}, {"standing": "finished"}])
    pulse, spring = Pulse(), room(CampaignSet(NOON, SPRING))
    counting = Counting(database, pulse, lambda: spring, lambda: NOON, "Europe/Warsaw")
    task = asyncio.create_task(counting.run())
    try:
        await until(lambda: pulse.of("spring").counted is not None)
        counted = pulse.of("spring").counted
        assert counted is not None
        assert (counted.left, counted.today, counted.at) == (2, 0, NOON)
        await add_list(database, [{}], name="second")
        counting.hear([CampaignChanged(NOON, "spring", "running", "rita")])
        await until(lambda: (pulse.of("spring").counted or counted).left == 3)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_database_that_is_away_is_waited_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A count that fails ends nothing: the last one stands, and the next is tried."""
    folder = tmp_path_factory.mktemp("away")
    nobody = open_database(f"sqlite:///{folder}/empty.db")  # without a table
    pulse, spring = Pulse(), room(CampaignSet(NOON, SPRING))
    counting = Counting(nobody, pulse, lambda: spring, lambda: NOON, "Europe/Warsaw")
    task = asyncio.create_task(counting.run())
    try:
        await asyncio.sleep(0.5)
        assert not task.done()
        assert pulse.of("spring").counted is None
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await nobody.close()
