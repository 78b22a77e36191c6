"""The do-not-call list under several hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from acd.store.database import Database, open_database
from acd.store.migrate import migrate
from dialer.core.dispositions import Marks
from dialer.load.blocking import Entry
from dialer.load.blocking import block as block_file
from dialer.store.marks import EVERYWHERE, Marked, block, mark
from dialer.store.tables import do_not_call
from tests.edges.dialer_kit import NOON
from tests.edges.store_tools import rows

FIRST, SECOND, GATE = "+48512000001", "+48512000002", "+48512000009"


async def by_attempts(database: Database, numbers: Sequence[str]) -> None:
    async with database.write() as connection:
        marked = [Marked(Marks(), Marks(blocked=(one,)), f"attempt {one}", "anna") for one in numbers]
        await connection.run_sync(mark, marked, NOON)


async def by_hand(database: Database, numbers: Sequence[str]) -> None:
    async with database.write() as connection:
        await connection.run_sync(block, numbers, "letter", "anna", NOON)


async def by_file(database: Database, numbers: Sequence[str]) -> None:
    await block_file(database, EVERYWHERE, [Entry(one, "list", NOON) for one in numbers], "anna")


WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def waiting(database: Database, count: int) -> None:
    async with asyncio.timeout(20):
        while True:
            async with database.read() as connection:
                if await connection.scalar(WAITING) == count:
                    return
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("way", [by_attempts, by_hand, by_file])
async def test_the_same_numbers_in_two_orders(
    postgres_url: str, way: Callable[[Database, Sequence[str]], Coroutine[Any, Any, None]]
) -> None:
    """PostgreSQL: two who block the same numbers at the same time, one from the front and one from behind, both come through. A third
    holds the number in the middle until both wait, so that in the order they were given each would have what the other wants."""
    await migrate(postgres_url)
    database = open_database(postgres_url)
    async with asyncio.timeout(40), database.write() as third:
        await third.run_sync(block, [GATE], "letter", "eve", NOON)
        orders = ([FIRST, GATE, SECOND], [SECOND, GATE, FIRST])
        both = [asyncio.create_task(way(database, order)) for order in orders]
        await waiting(database, 2)
        await third.commit()
    await asyncio.gather(*both)
    kept = {row["number"]: row["by"] for row in await rows(database, do_not_call)}
    assert kept == {FIRST: "anna", SECOND: "anna", GATE: "eve"}
    await database.close()


async def test_taken_back_and_given_in_one(database: Database) -> None:
    """An entry that one attempt takes back while another makes it anew stands, as the later one's; the rest of the batch is kept."""
    async with database.write() as connection:
        await connection.run_sync(block, [FIRST, GATE], "attempt 1", "anna", NOON)
    changes = [
        Marked(Marks(blocked=(GATE, FIRST)), Marks(), "attempt 1", "anna"),
        Marked(Marks(), Marks(blocked=(SECOND, FIRST)), "attempt 2", "eve"),
    ]
    async with database.write() as connection:
        await connection.run_sync(mark, changes, NOON + 1)
    kept = {row["number"]: (row["source"], row["since"]) for row in await rows(database, do_not_call)}
    assert kept == {FIRST: ("attempt 2", NOON + 1), SECOND: ("attempt 2", NOON + 1)}
