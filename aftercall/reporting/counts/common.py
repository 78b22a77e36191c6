"""Pieces of questions that all reports ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column
from sqlalchemy.engine import Connection

from acd.core.moment import DAY, Moment
from acd.store.tables import facts
from aftercall.reporting.question import Question
from aftercall.reporting.when import whole

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
