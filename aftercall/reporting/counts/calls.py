"""Calls by queue: who was offered, answered, lost; and how long conversations and their aftercall took."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.heard import Parting
from acd.core.moment import SECOND, Moment
from acd.store.tables import agent_moves, calls, conversations, facts, queues
from aftercall.reporting.counts.common import LATEST, by_pieces, count, said, told, total, wanted
from aftercall.reporting.definitions import together
from aftercall.reporting.question import Double, Question, Rows
from aftercall.reporting.when import Clock, whole

LEVEL: Final = 20 * SECOND
"""The threshold of a queue that is gone: that of a new one."""
ON_HOLD: Final = sa.literal_column("'on hold'", sa.Text())
"""Written as in the index of holds: a parameter could be anything."""
ABANDONED, TIMEOUT = Parting.ABANDONED.value, Parting.TIMEOUT.value


def rows(connection: Connection, ask: Question, clock: Clock) -> Rows:
    found: Rows = {}
    for counted in (_stays, _handled, _held):
        for line, sums in counted(connection, ask, clock).items():
            together(found.setdefault(line, {}), sums)
    return found


def _stays(connection: Connection, ask: Question, clock: Clock) -> Rows:
    c, lost = calls.c, calls.c.answered.is_(None)
    abandoned = lost & (c.how == ABANDONED)
    in_time = c.waited <= sa.func.coalesce(queues.c.level, whole(LEVEL))
    sums = {
        "offered": sa.func.count(),
        "answered": count(~lost),
        "in_level": count(~lost & in_time),
        "abandoned": count(abandoned),
        "short": count(abandoned & in_time),
        "timeout": count(lost & (c.how == TIMEOUT)),
        "other": count(lost & c.ended.is_not(None) & c.how.not_in([ABANDONED, TIMEOUT])),
        "under_way": count(lost & c.ended.is_(None)),
        "waited": total(sa.case((~lost, c.waited))),
        "longest": sa.func.coalesce(sa.func.max(c.waited), 0),
    }
    return by_pieces(connection, ask, clock, c.joined, sums)


def _handled(connection: Connection, ask: Question, clock: Clock) -> Rows:
    """In the piece of time in which they ended. A conversation that somebody dialled himself has no queue."""
    c = conversations.c
    sums = {
        "handled": sa.func.count(),
        "length": total(c.ended - c.began),
        "aftercall": total(c.released - c.ended),
    }
    return by_pieces(connection, ask, clock, c.ended, sums, c.began.is_not(None))


def _held(connection: Connection, ask: Question, clock: Clock) -> Rows:
    """Time on hold, in the piece of time in which its conversation ended."""
    m, later, c = agent_moves.c, agent_moves.alias("later").c, conversations.c
    until = (
        sa.select(later.at)
        .where(later.site == m.site, later.agent == m.agent, later.at >= m.at, later.seq > m.seq)
        .order_by(later.at, later.seq)
        .limit(1)
        .correlate(agent_moves)
        .scalar_subquery()
    )
    ended = (
        sa.select(c.ended)
        .where(c.site == m.site, c.agent == m.agent, c.ended > m.at, c.ended < m.at + whole(LATEST))
        .where(c.began <= m.at)
        .order_by(c.ended)
        .limit(1)
        .correlate(agent_moves)
        .scalar_subquery()
    )
    held = (
        sa.select(m.queue, (until - m.at).label("lasted"), ended.label("ended"))
        .where(m.site == ask.site, m.at >= clock.begin - LATEST, m.at < clock.end)
        .where(m.state == ON_HOLD, _of(m.queue, ask))
        .subquery()
    )
    piece = clock.sql_piece(held.c.ended, ask.step)
    wish = (
        sa.select(held.c.queue, piece, total(held.c.lasted))
        .where(held.c.ended >= clock.begin, held.c.ended < clock.end)
        .group_by(held.c.queue, piece)
    )
    return {((queue,), int(at)): {"hold": int(hold)} for queue, at, hold in connection.execute(wish)}


def _of(column: Any, ask: Question) -> Any:
    return column.in_(ask.queues) if ask.queues is not None else column != ""


# --- the other way ---------------------------------------------------------------------------------------------------


def doubles(connection: Connection, ask: Question, begin: Moment, end: Moment) -> list[Double]:
    """By the moment at which each thing happened, as the journal has it."""
    talked = sa.cast(said("talked"), sa.BigInteger())
    kinds = ("CallQueued", "CallAnswered", "CallLost", "CallEnded")
    statement = (
        sa.select(
            facts.c.kind,
            sa.func.count().label("n"),
            total(sa.case((facts.c.kind == "CallEnded", talked))).label("talked"),
        )
        .where(*told(ask, begin, end, *kinds), facts.c.queue != "")
        .group_by(facts.c.kind)
    )
    journal = {row.kind: row for row in connection.execute(statement)}
    joined, answered, lost = _happened(connection, ask, begin, end)
    talk = journal["CallEnded"].talked if "CallEnded" in journal else 0
    pairs = (
        ("offered", "CallQueued", joined),
        ("answered", "CallAnswered", answered),
        ("lost", "CallLost", lost),
    )
    return [
        *(Double(what, kind, mine, journal[kind].n if kind in journal else 0) for what, kind, mine in pairs),
        Double("talk", "CallEnded", _talk(connection, ask, begin, end), talk),
    ]


def _happened(connection: Connection, ask: Question, begin: Moment, end: Moment) -> tuple[int, int, int]:
    c = calls.c

    def within(column: Any) -> Any:
        return (column >= begin) & (column < end)

    mine = wanted(connection, ask.queues, c.queue, ask.site)
    statement = sa.select(
        total(sa.case((within(c.joined), 1))),
        total(sa.case((within(c.answered), 1))),
        total(sa.case((within(c.ended) & c.answered.is_(None), 1))),
    ).where(c.site == ask.site, c.queue.in_(mine), c.joined >= begin - LATEST, c.joined < end)
    joined, answered, lost = connection.execute(statement).one()
    return joined, answered, lost


def _talk(connection: Connection, ask: Question, begin: Moment, end: Moment) -> int:
    c = conversations.c
    mine = wanted(connection, ask.queues, c.queue, ask.site)
    statement = sa.select(total(c.ended - c.began)).where(
        c.site == ask.site, c.queue.in_(mine), c.queue != "", c.ended >= begin, c.ended < end
    )
    return int(connection.execute(statement).scalar_one())
