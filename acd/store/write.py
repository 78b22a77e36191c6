"""Writes batches inside somebody's transaction: all of a batch or nothing. Plain functions, for `Database.transact`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core import facts as f
from acd.store import rows as r
from acd.store.batch import Batch, merged
from acd.store.item_projection import item_rows
from acd.store.item_tables import items
from acd.store.promise_rows import promise_rows
from acd.store.promise_tables import promises
from acd.store.rows import Row
from acd.store.tables import agent_moves, agent_states, batches, calls, conversations, facts

Make = Callable[[str, Table, tuple[str, ...]], Any]
"""A statement for this dialect, table and columns."""


def known(connection: Connection, group: Sequence[Batch]) -> set[str]:
    """Ids of those batches that are on record already."""
    ids = [batch.id for batch in group]
    found = connection.execute(sa.select(batches.c.id).where(batches.c.id.in_(ids)))
    return set(found.scalars())


def forget_batches(connection: Connection, site: str, keep: str) -> None:
    """Only of what lies in the spool can it be unknown whether it was written: ids of before it may go."""
    connection.execute(sa.delete(batches).where(batches.c.site == site, batches.c.id != keep))


def write(connection: Connection, site: str, group: Sequence[Batch]) -> None:
    """`group`: batches that follow each other, none of them on record."""
    ids = [{"id": batch.id, "site": site, "last": batch.last} for batch in group]
    _insert(connection, batches, ids)
    if group:
        _write(connection, site, merged(group))


def _write(connection: Connection, site: str, batch: Batch) -> None:
    numbered = tuple(r.numbered(batch))
    _insert(connection, facts, [r.fact_row(site, seq, fact) for seq, fact in numbered])
    moves = [r.move_row(site, seq, fact) for seq, fact in numbered if isinstance(fact, f.AgentMoved)]
    _insert(connection, agent_moves, moves)
    _put(connection, conversations, r.conversation_rows(site, batch).values())
    _calls(connection, site, batch)
    _put(connection, promises, promise_rows(site, batch.facts, r.plain).values())
    _agents(connection, site, batch)
    for group in _alike(item_rows(batch)):
        _change(connection, items, group)


async def upsert(connection: AsyncConnection, table: Table, new: Iterable[Row]) -> None:
    """Insert, or change the columns given; the rest of a row that is there stays."""
    for group in _alike(new):
        await connection.execute(_upsert(connection.dialect.name, table, tuple(group[0])), group)


def _put(connection: Connection, table: Table, new: Iterable[Row]) -> None:
    """The same, of rows with JSON as text."""
    for group in _alike(new):
        _ready(connection.dialect, _upsert, table, tuple(group[0])).run(connection, group)


def _alike(rows: Iterable[Row]) -> Iterable[list[Row]]:
    """Rows with the same columns together: each group is one statement."""
    by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_columns[tuple(row)].append(row)
    return by_columns.values()


class _Ready:
    """A statement written out for one kind of database: to run it is to hand the rows to the driver."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._names: tuple[str, ...] = tuple(compiled.positiontup)

    def run(self, connection: Connection, group: Iterable[Row]) -> None:
        """Their JSON is text already: no column's type is asked any more."""
        names = self._names
        connection.exec_driver_sql(self._sql, [tuple([row[name] for name in names]) for row in group])


@lru_cache(maxsize=256)
def _ready(dialect: Dialect, make: Make, table: Table, columns: tuple[str, ...]) -> _Ready:
    """Made once: making it takes longer than running it."""
    return _Ready(make(dialect.name, table, columns), dialect)


def _new(dialect_name: str, table: Table, columns: tuple[str, ...]) -> Any:
    return sa.insert(table).values({name: sa.bindparam(name) for name in columns})


def _upsert(dialect_name: str, table: Table, columns: tuple[str, ...]) -> Any:
    keys = [column.name for column in table.primary_key.columns]
    dialect: Any = sqlite if dialect_name == "sqlite" else postgresql
    statement = dialect.insert(table).values({name: sa.bindparam(name) for name in columns})
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _update(dialect_name: str, table: Table, columns: tuple[str, ...]) -> Any:
    keys = [column.name for column in table.primary_key.columns]
    which = [table.c[key] == sa.bindparam(f"key_{key}") for key in keys]
    changed: dict[str, Any] = {name: sa.bindparam(name) for name in columns if name not in keys}
    return sa.update(table).where(*which).values(changed)


def _insert(connection: Connection, table: Table, new: list[Row]) -> None:
    if new:
        _ready(connection.dialect, _new, table, tuple(new[0])).run(connection, new)


def _calls(connection: Connection, site: str, batch: Batch) -> None:
    stays = r.stays_in(batch)
    if not stays:
        return
    new, changed = r.call_rows(site, batch, _open_stays(connection, site, stays))
    for group in _alike(new):
        _insert(connection, calls, group)
    for group in _alike(changed):
        _change(connection, calls, group)


_STAYS: Final = (
    sa.select(calls.c.call, calls.c.queue, calls.c.seq, calls.c.ended)
    .where(calls.c.site == sa.bindparam("site"), calls.c.call.in_(sa.bindparam("calls", expanding=True)))
    .order_by(calls.c.seq)
)


def _open_stays(connection: Connection, site: str, stays: Sequence[r.Stay]) -> dict[r.Stay, int]:
    """Of each of these stays the latest row, if it is not over."""
    which = {"site": site, "calls": sorted({call for call, _ in stays})}
    found = {(row.call, row.queue): row for row in connection.execute(_STAYS, which)}
    return {stay: row.seq for stay, row in found.items() if row.ended is None}


def _change(connection: Connection, table: Table, group: list[Row]) -> None:
    """Rows that are there, by their key; all of the group have the same columns."""
    keys = [column.name for column in table.primary_key.columns]
    parameters = [
        {f"key_{name}" if name in keys else name: value for name, value in row.items()} for row in group
    ]
    _ready(connection.dialect, _update, table, tuple(group[0])).run(connection, parameters)


def _agents(connection: Connection, site: str, batch: Batch) -> None:
    gone = [code for code, state in batch.agents.items() if state is None]
    if gone:
        which = (agent_states.c.site == site, agent_states.c.agent.in_(gone))
        connection.execute(sa.delete(agent_states).where(*which))
    kept = [
        {"site": site, "agent": code, "seq": batch.last, "state": json.dumps(state)}
        for code, state in batch.agents.items()
        if state is not None
    ]
    _put(connection, agent_states, kept)
