"""The load itself: chunk by chunk, each its own transaction with the progress in it. Cut at any moment, the same file goes on exactly
where it was; and nobody who writes to the same database waits longer than for one chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.encode import encode
from dialer.load.errors import LoadError, WrongWish
from dialer.load.how import How
from dialer.load.known import Target, blocked, numbers_of, settle, standing
from dialer.load.progress import DONE, RUNNING, Counts, Progress
from dialer.load.put import alone, put
from dialer.load.verdict import Draft, Judged
from dialer.store.tables import lists, loads


def chunk_size(database: Database) -> int:
    """Rows of one transaction. On SQLite nobody else can write meanwhile, and the floor's journal wants to."""
    return 100 if database.is_sqlite else 1_000


async def begin(
    database: Database, campaign: str, name: str, file: str, digest: str, how: How, by: str, at: Moment
) -> Progress:
    """A new load, or the cut one of the same file into the same list. Raises WrongWish when that was read in another way."""
    async with database.write() as connection:
        list_ = await _list(connection, campaign, name, at)
        cut = await _cut(connection, list_, digest)
        if cut is not None:
            return _resumed(cut, campaign, how)
        row = {
            "list": list_,
            "file": file,
            "digest": digest,
            "state": RUNNING,
            "settings": encode(how),
            "by": by,
            "began": at,
            **_columns(Counts()),
            "row": 0,
        }
        made = await connection.execute(sa.insert(loads).values(row).returning(loads.c.id))
        return Progress(made.scalar_one(), list_, campaign)


async def _list(connection: AsyncConnection, campaign: str, name: str, at: Moment) -> int:
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"campaign": campaign, "name": name, "active": True, "made": at}
    await connection.execute(kind.insert(lists).values(row).on_conflict_do_nothing())
    found = sa.select(lists.c.id).where(lists.c.campaign == campaign, lists.c.name == name)
    return int((await connection.execute(found)).scalar_one())


async def _cut(connection: AsyncConnection, list_: int, digest: str) -> Any:
    wanted = sa.select(loads).where(loads.c.list == list_, loads.c.digest == digest, loads.c.state == RUNNING)
    return (await connection.execute(wanted.order_by(loads.c.id.desc()).limit(1))).mappings().one_or_none()


def _resumed(row: Any, campaign: str, how: How) -> Progress:
    if row["settings"] != encode(how):
        changed = sorted(name for name, value in encode(how).items() if row["settings"].get(name) != value)
        raise WrongWish(
            f"load {row['id']} of this file was cut at row {row['row']}, and was read in another way ({', '.join(changed)})",
            f"load it with the same options to go on, or undo it: `aftercall contacts undo {row['id']}`",
        )
    counts = Counts(row["loaded"], row["rejected"], row["duplicates"], row["blocked"], row["tally"])
    return Progress(row["id"], row["list"], campaign, row["row"], counts, resumed=True)


async def found_before(database: Database, campaign: str, name: str, digest: str) -> int | None:
    """The load that brought the same file into this list already, and was not undone."""
    wanted = (
        sa.select(loads.c.id)
        .join(lists, loads.c.list == lists.c.id)
        .where(lists.c.campaign == campaign, lists.c.name == name)
        .where(loads.c.digest == digest, loads.c.state == DONE)
    )
    async with database.read() as connection:
        return await connection.scalar(wanted.order_by(loads.c.id.desc()).limit(1))


async def load_chunk(
    database: Database,
    progress: Progress,
    how: How,
    judged: Sequence[Judged],
    before_commit: Callable[[Sequence[Judged]], None],
) -> Progress:
    """One transaction, without a way back to the loop in it: on SQLite all who write wait for its end. `before_commit` gets the
    verdicts: what it wrote for a chunk that was then cut is written once more.

    Raises LoadError when somebody else goes on with this load, or undid it.
    """
    target = Target(progress.campaign, progress.list, progress.load)

    def work(connection: Connection) -> Progress:
        alone(connection)
        settled = settled_by(connection, target, how, judged)
        after = replace(progress, row=judged[-1].row, counts=progress.counts.and_of(settled))
        _advance(connection, progress, after)
        put(connection, target, [one for one in settled if isinstance(one, Draft)])
        before_commit(settled)
        return after

    return await database.transact(work)


def settled_by(connection: Connection, target: Target, how: How, judged: Sequence[Judged]) -> list[Judged]:
    numbers = numbers_of(judged)
    if not numbers:
        return list(judged)
    kept_out = blocked(connection, target.campaign, numbers)
    return settle(judged, kept_out, standing(connection, target, how.scope, numbers))


def _advance(connection: Connection, before: Progress, after: Progress) -> None:
    mine = sa.and_(loads.c.id == before.load, loads.c.row == before.row, loads.c.state == RUNNING)
    values = {**_columns(after.counts), "row": after.row}
    if connection.execute(sa.update(loads).where(mine).values(values)).rowcount != 1:
        raise LoadError(
            f"load {before.load} does not stand at row {before.row} any more: somebody else goes on with it, or undid it",
            "`aftercall contacts loads` shows it",
        )


async def finish(database: Database, progress: Progress, at: Moment) -> None:
    async with database.write() as connection:
        mine = sa.and_(loads.c.id == progress.load, loads.c.state == RUNNING)
        await connection.execute(sa.update(loads).where(mine).values(state=DONE, ended=at))


def _columns(counts: Counts) -> dict[str, Any]:
    return {
        "loaded": counts.loaded,
        "rejected": counts.rejected,
        "duplicates": counts.duplicates,
        "blocked": counts.blocked,
        "tally": dict(counts.tally),
    }
