"""Promises by level, queue and target, in the piece of time in which each was decided."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.promise_sums import DECIDED
from acd.store.promise_tables import promises
from acd.store.tables import facts
from aftercall.reporting.counts.common import count, told, total
from aftercall.reporting.definitions import together
from aftercall.reporting.question import Double, Question, Rows
from aftercall.reporting.when import Clock

p = promises.c


def rows(connection: Connection, ask: Question, clock: Clock) -> Rows:
    """Which counts as what: see `promise_sums.DECIDED`."""
    given_up = p.how == "given up"
    kept = (count(p.site == ask.site).label("kept"), total(p.spent).label("spent"))
    broken = (count(p.site == ask.site).label("broken"), total(p.credit).label("credit"))
    dropped = (count(given_up).label("given_up"), count(~given_up).label("withdrawn"))
    found: Rows = {}
    for how, sums in (("kept", kept), ("broken", broken), ("dropped", dropped)):
        for row in connection.execute(_decided(ask, clock, how, sums)).mappings():
            values = {one.name: int(row[one.name]) for one in sums}
            key = (row["level"], row["queue"], row["target"])
            together(found.setdefault((key, int(row["piece"])), {}), values)
    return found


def _decided(ask: Question, clock: Clock, how: str, sums: tuple[Any, ...]) -> Any:
    at, which = DECIDED[how]
    piece = clock.sql_piece(at, ask.step)
    wish = (
        sa.select(p.level, p.queue, p.target, piece.label("piece"), *sums)
        .where(p.site == ask.site, at >= clock.begin, at < clock.end, which)
        .group_by(p.level, p.queue, p.target, piece)
    )
    return wish if ask.queues is None else wish.where(p.queue.in_(ask.queues))


def doubles(connection: Connection, ask: Question, begin: Moment, end: Moment) -> list[Double]:
    """Promises broken: by their own table, and by the journal."""
    mine = sa.select(sa.func.count()).where(p.site == ask.site, p.broken >= begin, p.broken < end)
    if ask.queues is not None:
        mine = mine.where(p.queue.in_(ask.queues))
    journal = sa.select(sa.func.count()).select_from(facts).where(*told(ask, begin, end, "PromiseBroken"))
    one, other = (int(connection.execute(wish).scalar_one()) for wish in (mine, journal))
    return [Double("broken", "PromiseBroken", one, other)]
