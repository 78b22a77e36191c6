"""Writes batches inside somebody's transaction: all of a batch or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core import facts as f
from acd.store import rows as r
from acd.store.batch import Batch, merged
from acd.store.rows import Row
from acd.store.tables import agent_moves, agent_states, batches, calls, conversations, facts


async def known(connection: AsyncConnection, group: Sequence[Batch]) -> set[str]:
    """Ids of those batches that are on record already."""
    ids = [batch.id for batch in group]
    found = await connection.execute(sa.select(batches.c.id).where(batches.c.id.in_(ids)))
    return set(found.scalars())


async def forget_batches(connection: AsyncConnection, site: str, keep: str) -> None:
    """Only of what lies in the spool can it be unknown whether it was written: ids of before it may go."""
    await connection.execute(sa.delete(batches).where(batches.c.site == site, batches.c.id != keep))


async def write(connection: AsyncConnection, site: str, group: Sequence[Batch]) -> None:
    """`group`: batches that follow each other, none of them on record."""
    ids = [{"id": batch.id, "site": site, "last": batch.last} for batch in group]
    await _insert(connection, batches, ids)
    if group:
        await _write(connection, site, merged(group))


async def _write(connection: AsyncConnection, site: str, batch: Batch) -> None:
    numbered = tuple(r.numbered(batch))
    await _insert(connection, facts, [r.fact_row(site, seq, fact) for seq, fact in numbered])
    moves = [r.move_row(site, seq, fact) for seq, fact in numbered if isinstance(fact, f.AgentMoved)]
    await _insert(connection, agent_moves, moves)
    await upsert(connection, conversations, r.conversation_rows(site, batch).values())
    await _calls(connection, site, batch)
    await _agents(connection, site, batch)


async def upsert(connection: AsyncConnection, table: Table, new: Iterable[Row]) -> None:
    """Insert, or change the columns given; the rest of a row that is there stays."""
    for group in _alike(new):
        await connection.execute(_upsert(connection.dialect.name, table, tuple(group[0])), group)


def _alike(rows: Iterable[Row]) -> Iterable[list[Row]]:
    """Rows with the same columns together: each group is one statement."""
    by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_columns[tuple(row)].append(row)
    return by_columns.values()


@lru_cache(maxsize=256)
def _upsert(dialect_name: str, table: Table, columns: tuple[str, ...]) -> Any:
    """Made once: making it takes longer than running it."""
    keys = [column.name for column in table.primary_key.columns]
    dialect: Any = sqlite if dialect_name == "sqlite" else postgresql
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


async def _insert(connection: AsyncConnection, table: Table, new: list[Row]) -> None:
    if new:
        await connection.execute(sa.insert(table), new)


async def _calls(connection: AsyncConnection, site: str, batch: Batch) -> None:
    stays = r.stays_in(batch)
    if not stays:
        return
    new, changed = r.call_rows(site, batch, await _open_stays(connection, site, stays))
    for group in _alike(new):
        await _insert(connection, calls, group)
    for group in _alike(changed):
        await _change(connection, calls, group)


async def _open_stays(connection: AsyncConnection, site: str, stays: Sequence[r.Stay]) -> dict[r.Stay, int]:
    """Of each of these stays the latest row, if it is not over."""
    c = calls.c
    wanted = sa.select(c.call, c.queue, c.seq, c.ended).order_by(c.seq)
    wanted = wanted.where(c.site == site, c.call.in_({call for call, _ in stays}))
    found = {(row.call, row.queue): row for row in await connection.execute(wanted)}
    return {stay: row.seq for stay, row in found.items() if row.ended is None}


async def _change(connection: AsyncConnection, table: Table, group: list[Row]) -> None:
    """Rows that are there, by their key; all of the group have the same columns."""
    keys = [column.name for column in table.primary_key.columns]
    parameters = [
        {f"key_{name}" if name in keys else name: value for name, value in row.items()} for row in group
    ]
    await connection.execute(_update(table, tuple(group[0])), parameters)


@lru_cache(maxsize=256)
def _update(table: Table, columns: tuple[str, ...]) -> Any:
    keys = [column.name for column in table.primary_key.columns]
    which = [table.c[key] == sa.bindparam(f"key_{key}") for key in keys]
    changed: dict[str, Any] = {name: sa.bindparam(name) for name in columns if name not in keys}
    return sa.update(table).where(*which).values(changed)


async def _agents(connection: AsyncConnection, site: str, batch: Batch) -> None:
    gone = [code for code, state in batch.agents.items() if state is None]
    if gone:
        which = (agent_states.c.site == site, agent_states.c.agent.in_(gone))
        await connection.execute(sa.delete(agent_states).where(*which))
    kept = [
        {"site": site, "agent": code, "seq": batch.last, "state": state}
        for code, state in batch.agents.items()
        if state is not None
    ]
    await upsert(connection, agent_states, kept)
