"""A journal at work, and looks into what it wrote."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table

from acd.core.facts import Fact, LinkChanged
from acd.store.database import Database
from acd.store.journal import Journal
from acd.store.tables import facts

Told = Callable[[tuple[Fact, ...]], None]


def _nothing(facts: tuple[Fact, ...]) -> None:
    """Nobody wants to be told."""


@asynccontextmanager
async def working(
    database: Database, spool_dir: Path, written: Told = _nothing, safe: Told = _nothing
) -> AsyncIterator[Journal]:
    """Opened and running; stopped at the end as the daemon stops it."""
    journal = Journal(database, spool_dir, written, safe=safe)
    await journal.open()
    task = asyncio.create_task(journal.run())
    try:
        yield journal
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        journal.close()


def fact(number: int) -> LinkChanged:
    """A fact that says its own number, so that order, loss and doubling show."""
    return LinkChanged(at=number, up=True, detail=str(number))


async def put_many(journal: Journal, count: int, pause: float = 0.0) -> None:
    for _ in range(count):
        journal.put([fact(journal.last_seq + 1)])
        await asyncio.sleep(pause)


async def rows(database: Database, table: Table) -> list[dict[str, Any]]:
    async with database.read() as connection:
        found = await connection.execute(sa.select(table).order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]


async def check_journal(database: Database, last: int) -> None:
    """Facts 1 to `last`: each once, in order, each under its own number."""
    written = [(row["seq"], row["payload"]["detail"]) for row in await rows(database, facts)]
    assert written == [(number, str(number)) for number in range(1, last + 1)]
