"""Promises added up: kept, broken, what the broken ones cost, by level, queue, target and period.

A promise counts in the period in which it was decided: kept in time, broken, or dropped. Kept too late it is a broken one, and
counts as such when it broke. Credit is added as the levels said it at the breach, in hundredths of a per cent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Select

from acd.core.moment import Moment, Span
from acd.store.database import Database
from acd.store.promise_tables import promises

_p: Final = promises.c
DECIDED: Final[Mapping[str, tuple[ColumnElement[Any], ColumnElement[bool]]]] = {
    "kept": (_p.kept, _p.broken.is_(None)),
    "broken": (_p.broken, sa.true()),
    "dropped": (_p.dropped, _p.broken.is_(None) & _p.kept.is_(None)),
}
"""As what a promise counts, each as one: at which moment, and if what holds. Reports (aftercall/reporting/counts/promises.py) add up
other figures in other pieces of time, by this same rule."""


@dataclass(frozen=True, slots=True)
class PromiseSum:
    """`begin`: of the period. `late`: of the broken, those that were kept afterwards. `dropped`: neither kept nor broken."""

    level: str
    queue: str
    target: str
    begin: Moment
    kept: int
    broken: int
    late: int
    dropped: int
    credit: int


async def promise_sums(
    database: Database, site: str, edges: Sequence[Moment], queues: Collection[str] | None = None
) -> list[PromiseSum]:
    """`edges`: where the periods begin, and last where the last one ends; midnights of a zone, say. `queues` None: of all."""
    async with database.read() as connection:
        return await connection.run_sync(sums, site, edges, queues)


def sums(
    connection: Connection, site: str, edges: Sequence[Moment], queues: Collection[str] | None = None
) -> list[PromiseSum]:
    """The same within somebody's transaction. In the order of periods, levels, queues and targets; what is empty is left out."""
    found = [
        PromiseSum(row.level, row.queue, row.target, begin + row.nth * length, *row[4:])
        for begin, length, count in _runs(edges)
        for row in connection.execute(_summed(site, begin, length, count, queues))
    ]
    return sorted(found, key=lambda one: (one.begin, one.level, one.queue, one.target))


def _runs(edges: Sequence[Moment]) -> Iterator[tuple[Moment, Span, int]]:
    """Periods of one length as one question: begin, length, how many. The days of a zone change theirs twice a year."""
    run: tuple[Moment, Span, int] | None = None
    for begin, end in pairwise(edges):
        if end <= begin:
            raise ValueError(f"the periods' edges go back from {begin} to {end}: give them in order")
        if run is not None and run[1] == end - begin:
            run = (run[0], run[1], run[2] + 1)
        else:
            if run is not None:
                yield run
            run = (begin, end - begin, 1)
    if run is not None:
        yield run


def _summed(
    site: str, begin: Moment, length: Span, count: int, queues: Collection[str] | None
) -> Select[Any]:
    end = begin + length * count
    late = sa.case((_p.kept.is_not(None), 1), else_=0)
    one, none = sa.literal(1), sa.literal(0)
    counted = {
        "kept": (one, none, none, none, none),
        "broken": (none, one, late, none, sa.func.coalesce(_p.credit, 0)),
        "dropped": (none, none, none, one, none),
    }
    parts = [_decided(site, how, begin, end, queues, values) for how, values in counted.items()]
    every = sa.union_all(*parts).subquery().c
    nth = ((every.at - begin) // length).label("nth")
    added = [sa.func.sum(every[name]).label(name) for name in COUNTED]
    return sa.select(every.level, every.queue, every.target, nth, *added).group_by(
        every.level, every.queue, every.target, nth
    )


COUNTED: Final = ("kept", "broken", "late", "dropped", "credit")


def _decided(
    site: str,
    how: str,
    begin: Moment,
    end: Moment,
    queues: Collection[str] | None,
    counted: Sequence[ColumnElement[int]],
) -> Select[Any]:
    at, which = DECIDED[how]
    named = [value.label(name) for name, value in zip(COUNTED, counted, strict=True)]
    picked = sa.select(_p.level, _p.queue, _p.target, at.label("at"), *named)
    picked = picked.where(_p.site == site, at >= begin, at < end, which)
    return picked if queues is None else picked.where(_p.queue.in_(queues))
