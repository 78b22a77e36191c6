"""Writes batches inside somebody's transaction: all of a batch or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core import facts as f
from acd.store import rows as r
from acd.store.batch import Batch
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


async def write(connection: AsyncConnection, site: str, batch: Batch) -> None:
    await connection.execute(sa.insert(batches), [{"id": batch.id, "site": site, "last": batch.last}])
    numbered = tuple(r.numbered(batch))
    await _insert(connection, facts, [r.fact_row(site, seq, fact) for seq, fact in numbered])
    moves = [r.move_row(site, seq, fact) for seq, fact in numbered if isinstance(fact, f.AgentMoved)]
    await _insert(connection, agent_moves, moves)
    await upsert(connection, conversations, r.conversation_rows(site, batch).values())
    for seq, fact in numbered:
        await _call(connection, site, seq, fact)
    await _agents(connection, site, batch)


async def upsert(connection: AsyncConnection, table: Table, new: Iterable[Row]) -> None:
    """Insert, or change the columns given; the rest of a row that is there stays."""
    by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in new:
        by_columns[tuple(row)].append(row)
    for columns, group in by_columns.items():
        await connection.execute(_upsert(connection, table, columns), group)


def _upsert(connection: AsyncConnection, table: Table, columns: Sequence[str]) -> Any:
    keys = [column.name for column in table.primary_key.columns]
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


async def _insert(connection: AsyncConnection, table: Table, new: list[Row]) -> None:
    if new:
        await connection.execute(sa.insert(table), new)


async def _call(connection: AsyncConnection, site: str, seq: int, fact: f.Fact) -> None:
    change = r.call_change(fact)
    if isinstance(fact, f.CallQueued):
        await _insert(connection, calls, [r.call_row(site, seq, fact)])
    elif change is not None and not await _change_stay(connection, site, fact, change):
        await _insert(connection, calls, [r.call_row(site, seq, fact, change)])


async def _change_stay(connection: AsyncConnection, site: str, fact: Any, change: Row) -> bool:
    """The caller's latest stay in that queue, if it is still open; he may come back to the same queue
    later."""
    mine = (calls.c.site == site, calls.c.call == r.plain(fact.call), calls.c.queue == r.plain(fact.queue))
    latest = sa.select(sa.func.max(calls.c.seq)).where(*mine).scalar_subquery()
    which = (calls.c.site == site, calls.c.seq == latest, calls.c.ended.is_(None))
    new = {name: r.plain(value) for name, value in change.items()}
    return (await connection.execute(sa.update(calls).where(*which).values(new))).rowcount > 0


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
