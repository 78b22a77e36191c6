"""Calls by queue: who was offered, answered, lost; and how long conversations and their aftercall took."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.heard import Parting
from acd.core.moment import SECOND, Moment
from acd.store.tables import agent_moves, calls, conversations, facts, queues
from aftercall.reporting.counts.common import LATEST, count, said, told, total, wanted
from aftercall.reporting.definitions import together
from aftercall.reporting.question import Double, Question, Rows
from aftercall.reporting.when import Clock, whole

LEVEL: Final = 20 * SECOND
"""The threshold of a queue that is gone: that of a new one."""
ABANDONED, TIMEOUT = Parting.ABANDONED.value, Parting.TIMEOUT.value


def rows(connection: Connection, ask: Question, clock: Clock) -> Rows:
    found: Rows = {}
    for statement in (_stays, _handled, _held):
        made = statement(connection, ask, clock)
        if made is None:
            continue
        for row in connection.execute(made).mappings():
            values = {name: int(value) for name, value in row.items() if name not in ("queue", "piece")}
            together(found.setdefault(((row["queue"],), int(row["piece"])), {}), values)
    return found


def _stays(connection: Connection, ask: Question, clock: Clock) -> Any:
    mine = wanted(connection, ask.queues, calls.c.queue, ask.site)
    c, level = calls.c, sa.func.coalesce(queues.c.level, whole(LEVEL))
    piece = clock.sql_piece(c.joined, ask.step)
    lost = c.answered.is_(None)
    in_time = c.waited <= level
    return (
        sa.select(
            c.queue,
            piece.label("piece"),
            sa.func.count().label("offered"),
            count(~lost).label("answered"),
            count(~lost & in_time).label("in_level"),
            count(lost & (c.how == ABANDONED)).label("abandoned"),
            count(lost & (c.how == ABANDONED) & in_time).label("short"),
            count(lost & (c.how == TIMEOUT)).label("timeout"),
            count(lost & c.ended.is_not(None) & c.how.not_in([ABANDONED, TIMEOUT])).label("other"),
            count(lost & c.ended.is_(None)).label("under_way"),
            total(sa.case((~lost, c.waited))).label("waited"),
            sa.func.coalesce(sa.func.max(c.waited), 0).label("longest"),
        )
        .select_from(calls.outerjoin(queues, queues.c.code == c.queue))
        .where(c.site == ask.site, c.queue.in_(mine), c.joined >= clock.begin, c.joined < clock.end)
        .group_by(c.queue, piece)
    )


def _handled(connection: Connection, ask: Question, clock: Clock) -> Any:
    """In the piece of time in which they ended."""
    c = conversations.c
    agents = wanted(connection, None, c.agent, ask.site)
    piece = clock.sql_piece(c.ended, ask.step)
    over = (c.site == ask.site, c.agent.in_(agents), c.ended >= clock.begin, c.ended < clock.end)
    return (
        sa.select(
            c.queue,
            piece.label("piece"),
            sa.func.count().label("handled"),
            total(c.ended - c.began).label("length"),
            total(c.released - c.ended).label("aftercall"),
        )
        .where(*over, c.began.is_not(None), _of(c.queue, ask))
        .group_by(c.queue, piece)
    )


def _held(connection: Connection, ask: Question, clock: Clock) -> Any:
    """Time on hold, in the piece of time in which its conversation ended."""
    m, later, c = agent_moves.c, agent_moves.alias("later").c, conversations.c
    agents = wanted(connection, None, m.agent, ask.site)
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
        .where(m.site == ask.site, m.agent.in_(agents), m.at >= clock.begin - LATEST, m.at < clock.end)
        .where(m.state == "on hold", _of(m.queue, ask))
        .subquery()
    )
    piece = clock.sql_piece(held.c.ended, ask.step)
    return (
        sa.select(held.c.queue, piece.label("piece"), total(held.c.lasted).label("hold"))
        .where(held.c.ended >= clock.begin, held.c.ended < clock.end)
        .group_by(held.c.queue, piece)
    )


def _of(column: Any, ask: Question) -> Any:
    """A conversation that somebody dialled himself has no queue."""
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
    agents = wanted(connection, None, c.agent, ask.site)
    statement = sa.select(total(c.ended - c.began)).where(
        c.site == ask.site, c.agent.in_(agents), c.ended >= begin, c.ended < end, _of(c.queue, ask)
    )
    return int(connection.execute(statement).scalar_one())
