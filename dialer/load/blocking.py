"""Do-not-call entries: a number, everywhere or in one campaign, with its source and its date.

Of two entries for one number and place the first stays: since then it was not to be called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from acd.core.moment import Moment
from acd.store.database import Database
from dialer.load.known import EVERYWHERE, among
from dialer.store.tables import do_not_call


@dataclass(frozen=True, slots=True)
class Entry:
    number: str
    source: str
    since: Moment


async def block(database: Database, where: str, entries: Sequence[Entry], by: str) -> int:
    """Returns how many are new."""
    rows = [
        {"number": one.number, "where": where, "source": one.source, "by": by, "since": one.since}
        for _, one in sorted(
            {one.number: one for one in reversed(entries)}.items()
        )  # as dialer.store.marks does
    ]
    if not rows:
        return 0
    async with database.write() as connection:
        kind = postgresql if connection.dialect.name == "postgresql" else sqlite
        known = among(connection.dialect.name, do_not_call.c.number, [str(row["number"]) for row in rows])
        count = sa.select(sa.func.count()).select_from(do_not_call).where(do_not_call.c.where == where, known)
        before = await connection.scalar(count)
        await connection.execute(kind.insert(do_not_call).on_conflict_do_nothing(), rows)
        return len(rows) - int(before or 0)


async def known_of(database: Database, where: str, numbers: Sequence[str]) -> int:
    """How many of them have an entry there."""
    async with database.read() as connection:
        known = among(connection.dialect.name, do_not_call.c.number, numbers)
        count = sa.select(sa.func.count()).select_from(do_not_call).where(do_not_call.c.where == where, known)
        return int(await connection.scalar(count) or 0)


async def unblock(database: Database, where: str, number: str) -> bool:
    """False: it was not there."""
    async with database.write() as connection:
        found = sa.and_(do_not_call.c.number == number, do_not_call.c.where == where)
        gone = await connection.execute(sa.delete(do_not_call).where(found))
        return gone.rowcount == 1


async def entries_of(database: Database, number: str) -> list[dict[str, Any]]:
    """Everywhere and in whatever campaign."""
    wanted = sa.select(do_not_call).where(do_not_call.c.number == number).order_by(do_not_call.c.where)
    async with database.read() as connection:
        return [dict(row) for row in (await connection.execute(wanted)).mappings()]


async def newest(database: Database, where: str | None, most: int) -> tuple[int, list[dict[str, Any]]]:
    """How many there are, and the newest of them."""
    here = sa.true() if where is None else do_not_call.c.where == where
    async with database.read() as connection:
        count = await connection.scalar(sa.select(sa.func.count()).select_from(do_not_call).where(here))
        last = sa.select(do_not_call).where(here).order_by(do_not_call.c.since.desc(), do_not_call.c.number)
        found = await connection.execute(last.limit(most))
        return int(count or 0), [dict(row) for row in found.mappings()]


async def leaf(
    database: Database, wheres: Sequence[str] | None, digits: str, after: tuple[str, str], most: int
) -> list[dict[str, Any]]:
    """A page of them by their numbers: of `wheres` (None: all), with `digits` in it, after (number, where)."""
    entries = do_not_call.c
    wanted = sa.select(do_not_call).where(sa.tuple_(entries.number, entries.where) > after)
    if wheres is not None:
        wanted = wanted.where(entries.where.in_(wheres))
    if digits:
        wanted = wanted.where(entries.number.contains(digits, autoescape=True))
    async with database.read() as connection:
        found = await connection.execute(wanted.order_by(entries.number, entries.where).limit(most))
        return [dict(row) for row in found.mappings()]


async def how_many(database: Database) -> dict[str, int]:
    """Entries by where they hold."""
    entries = do_not_call.c
    async with database.read() as connection:
        found = await connection.execute(sa.select(entries.where, sa.func.count()).group_by(entries.where))
        return {where: int(count) for where, count in found}


__all__ = ["EVERYWHERE", "Entry", "block", "entries_of", "how_many", "known_of", "leaf", "newest", "unblock"]
