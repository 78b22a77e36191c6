"""Pieces of questions that all reports ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column
from sqlalchemy.engine import Connection

from acd.core.moment import DAY, Moment
from acd.store.tables import facts, queues
from aftercall.reporting.definitions import together
from aftercall.reporting.question import Question, Rows
from aftercall.reporting.when import Clock, whole

LATEST = 7 * DAY
"""What is still under way was not begun longer ago than this: how far back an index is read for what ended in some time."""


def all_of(column: Column[Any], site: str | None) -> Any:
    """All values of the column that an index begins with (after the site), as `value`: looked up one after the other, never counted
    through."""
    table = column.table
    mine = (column.is_not(None),) if site is None else (table.c.site == site,)
    first = sa.select(sa.func.min(column).label("value")).where(*mine)
    found = first.cte("found", recursive=True)
    after = sa.select(sa.func.min(column)).where(*mine, column > found.c.value).scalar_subquery()
    return found.union_all(sa.select(after).where(found.c.value.is_not(None)))


def known(connection: Connection, column: Column[Any], site: str | None) -> Sequence[str]:
    found = all_of(column, site)
    there = sa.select(found.c.value).where(found.c.value.is_not(None))
    return list(connection.execute(there).scalars().all())


def wanted(
    connection: Connection, given: tuple[str, ...] | None, column: Column[Any], site: str
) -> list[str]:
    """Of what is known, what may be shown."""
    there = known(connection, column, site)
    return list(there) if given is None else sorted(set(there) & set(given))


def count(which: Any) -> Any:
    return sa.func.sum(sa.case((which, 1), else_=0))


def total(value: Any) -> Any:
    """Nothing is 0. PostgreSQL adds numbers of 64 bits up to decimals: they come back as what they were."""
    return sa.cast(sa.func.coalesce(sa.func.sum(value), 0), sa.BigInteger())


def least(one: Any, other: int) -> Any:
    return sa.case((one < whole(other), one), else_=whole(other))


def greatest(one: Any, other: int) -> Any:
    return sa.case((one > whole(other), one), else_=whole(other))


def by_pieces(
    connection: Connection,
    ask: Question,
    clock: Clock,
    at: Column[Any],
    sums: Mapping[str, Any],
    *which: Any,
) -> Rows:
    """`sums` by queue (of those asked about, and of the table that `at` is in) and piece of time that `at` lies in. They may speak of
    `queues`: the queue's card, if it still has one."""
    mine = [queue for queue in wanted(connection, ask.queues, at.table.c.queue, ask.site) if queue]
    if not mine:
        return {}
    count_up = _one_by_one if connection.dialect.name == "sqlite" else _grouped
    found: Rows = {}
    for queue, piece, values in count_up(connection, ask, clock, at, mine, sums, which):
        together(found.setdefault(((queue,), piece), {}), dict(zip(sums, values, strict=True)))
    return found


Part = tuple[str, int, Sequence[int]]
"""Queue, piece of time, values."""


def _grouped(
    connection: Connection,
    ask: Question,
    clock: Clock,
    at: Column[Any],
    mine: list[str],
    sums: Mapping[str, Any],
    which: Any,
) -> Iterator[Part]:
    t, piece = at.table.c, clock.sql_piece(at, ask.step)
    wish = (
        sa.select(t.queue, piece, *sums.values())
        .select_from(at.table.outerjoin(queues, queues.c.code == t.queue))
        .where(t.site == ask.site, t.queue.in_(mine), at >= clock.begin, at < clock.end, *which)
        .group_by(t.queue, piece)
    )
    for queue, number, *values in connection.execute(wish):
        yield queue, int(number), [int(value) for value in values]


def _one_by_one(
    connection: Connection,
    ask: Question,
    clock: Clock,
    at: Column[Any],
    mine: list[str],
    sums: Mapping[str, Any],
    which: Any,
) -> Iterator[Part]:
    """The same for SQLite, which would sort all rows before it groups them: that takes longer than all the rest. An index that begins
    with site, queue and `at` has those of each line side by side, so they are added up as they come. A subquery has one value: an
    array."""
    t = at.table.c
    names = sa.values(sa.column("queue", sa.Text()), name="names").data([(one,) for one in mine]).cte("names")
    pieces = _pieces(clock, ask)
    line = (
        sa.select(sa.case((sa.func.count() > 0, sa.func.json_array(*sums.values(), type_=sa.JSON()))))
        .where(t.site == ask.site, t.queue == names.c.queue)
        .where(at >= pieces.c.begin, at < pieces.c.until, *which)
        .correlate(names, pieces, queues)
        .scalar_subquery()
    )
    lines = names.outerjoin(queues, queues.c.code == names.c.queue).join(pieces, sa.true())
    for queue, number, values in connection.execute(
        sa.select(names.c.queue, pieces.c.piece, line).select_from(lines)
    ):
        if values is not None:
            yield queue, number, values


def _pieces(clock: Clock, ask: Question) -> Any:
    """Written into the statement: there may be more of them than a statement takes parameters."""
    columns = [sa.column(name, sa.BigInteger()) for name in ("piece", "begin", "until")]
    found = sa.values(*columns, name="pieces", literal_binds=True).data(list(clock.pieces(ask.step)))
    return found.cte("pieces")


def kept_from(connection: Connection, site: str) -> Moment | None:
    """From when on the journal is kept: 0 where nothing of it was forgotten; None: there is nothing in it."""
    first = sa.select(facts.c.seq, facts.c.at).where(facts.c.site == site).order_by(facts.c.seq).limit(1)
    row = connection.execute(first).one_or_none()
    return None if row is None else 0 if row.seq == 1 else int(row.at)


def told(ask: Question, begin: Moment, end: Moment, *kinds: str) -> list[Any]:
    """Which facts of the journal."""
    which = [facts.c.site == ask.site, facts.c.at >= begin, facts.c.at < end, facts.c.kind.in_(kinds)]
    return [*which, facts.c.queue.in_(ask.queues)] if ask.queues is not None else which


def said(name: str | tuple[str, ...]) -> Any:
    """What a fact says under this name, as text."""
    return facts.c.payload[name].as_string()
