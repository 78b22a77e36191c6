"""Agents' time. Each move begins an interval that lasts until the agent's next one; what crosses the edge of a piece of time is cut
there. A supervisor's corrections are laid over it by the same rules as in an agent's day, piece by piece where there are any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.interval import AFTERCALL, OFF, Correction, Interval, Move, corrected, intervals
from acd.store.tables import agent_moves, agents, corrections, facts, types
from aftercall.reporting.counts.common import all_of, greatest, said, total, wanted
from aftercall.reporting.definitions import together
from aftercall.reporting.question import Double, Question, Rows
from aftercall.reporting.when import Clock, Step, whole

_MOVE: Final = [agent_moves.c[one.name] for one in fields(Move)]
_CORRECTION: Final = [corrections.c[one.name] for one in fields(Correction)]
COLUMNS: Final[Mapping[str, str]] = {
    "free": "free",
    "working": "other_work",
    "ringing": "ringing",
    "talking": "talk",
    "on hold": "hold",
    "aftercall": "aftercall",
}
HOLDS: Final = ("missed", "supervisor", "phone", "booked")


def by_type(connection: Connection, ask: Question, clock: Clock) -> Rows:
    """By agent, type and state: as recorded, with corrections over it."""
    found = _recorded(connection, ask, clock)
    _correct(connection, ask, clock, found)
    return {line: sums for line, sums in found.items() if any(sums.values())}


def by_agent(connection: Connection, ask: Question, clock: Clock) -> Rows:
    """The same in columns, by agent and team."""
    paid = {row.code: row.paid for row in connection.execute(sa.select(types.c.code, types.c.paid))}
    teams = {row.code: row.team for row in connection.execute(sa.select(agents.c.code, agents.c.team))}
    found: Rows = {}
    for ((agent, type_, state), piece), sums in by_type(connection, ask, clock).items():
        row = found.setdefault(((agent, teams.get(agent, "")), piece), {})
        columns = dict.fromkeys(_columns(state, paid.get(type_, state != "break")), sums["time"])
        together(row, columns | {"corrected": sums.get("corrected", 0)})
    return found


def _columns(state: str, counts: bool) -> list[str]:
    """Where time under this state is counted; `counts`: its type is working time."""
    if state in HOLDS:
        return [state]
    kind = "working" if counts or state == AFTERCALL else "breaks"
    return [kind, COLUMNS[state]] if state in COLUMNS else [kind]


# --- as recorded -----------------------------------------------------------------------------------------------------


def _recorded(connection: Connection, ask: Question, clock: Clock) -> Rows:
    end = min(clock.end, ask.now)
    if end <= clock.begin:
        return {}
    mine = wanted(connection, ask.agents, agent_moves.c.agent, ask.site)
    found: Rows = defaultdict(dict)
    for row in connection.execute(_spans(ask, clock, mine, end)):
        found[(row.agent, row.type or "", row.state), int(row.piece)] = {"time": int(row.time)}
    return dict(found)


def _spans(ask: Question, clock: Clock, mine: list[str], end: Moment) -> Any:
    moves = _moves(ask, clock.begin, end, mine).cte("moves")
    until = sa.func.lead(moves.c.at).over(partition_by=moves.c.agent, order_by=moves.c.seq)
    spans = sa.select(
        moves.c.agent,
        moves.c.type,
        moves.c.state,
        greatest(moves.c.at, clock.begin).label("begin"),
        sa.func.coalesce(until, whole(end)).label("end"),
    ).cte("spans")
    counted = (spans.c.state != OFF) & (spans.c.end > spans.c.begin)
    edge = clock.sql_end(spans.c.begin, ask.step)
    whole_ones = sa.select(
        spans.c.agent, spans.c.type, spans.c.state, spans.c.begin, spans.c.end.label("end")
    ).where(counted, spans.c.end <= edge)
    cut = (
        sa.select(
            spans.c.agent,
            spans.c.type,
            spans.c.state,
            spans.c.begin,
            edge.label("edge"),
            spans.c.end.label("end"),
        )
        .where(counted, spans.c.end > edge)
        .cte("cut", recursive=True)
    )
    rest = sa.select(
        cut.c.agent, cut.c.type, cut.c.state, cut.c.edge, clock.sql_end(cut.c.edge, ask.step), cut.c.end
    )
    cut = cut.union_all(rest.where(cut.c.edge < cut.c.end))
    last = sa.case((cut.c.edge < cut.c.end, cut.c.edge), else_=cut.c.end)
    parts = sa.select(cut.c.agent, cut.c.type, cut.c.state, cut.c.begin, last.label("end"))
    every = sa.union_all(whole_ones, parts).subquery("parts")
    piece = clock.sql_piece(every.c.begin, ask.step)
    return sa.select(
        every.c.agent,
        every.c.type,
        every.c.state,
        piece.label("piece"),
        total(every.c.end - every.c.begin).label("time"),
    ).group_by(every.c.agent, every.c.type, every.c.state, piece)


def _moves(ask: Question, begin: Moment, end: Moment, mine: list[str]) -> Any:
    """Those in `[begin, end)`, and of each agent the last one before."""
    m, last = agent_moves.c, agent_moves.alias("last").c
    codes = all_of(m.agent, ask.site)
    before = (
        sa.select(last.seq)
        .where(last.site == ask.site, last.agent == codes.c.value, last.at < begin)
        .order_by(last.at.desc(), last.seq.desc())
        .limit(1)
        .correlate(codes)
        .scalar_subquery()
    )
    columns = (m.agent, m.seq, m.at, m.state, m.type)
    numbers = sa.select(before).select_from(codes).where(codes.c.value.in_(mine))
    first = sa.select(*columns).where(m.site == ask.site, m.seq.in_(numbers))
    during = sa.select(*columns).where(m.site == ask.site, m.agent.in_(mine), m.at >= begin, m.at < end)
    return sa.union_all(first, during)


# --- as corrected ----------------------------------------------------------------------------------------------------


def words(connection: Connection, ask: Question, begin: Moment, end: Moment) -> list[Correction]:
    """What supervisors said of this time, in the order in which they did."""
    which = [corrections.c.site == ask.site, corrections.c.begin < end, corrections.c.end > begin]
    if ask.agents is not None:
        which.append(corrections.c.agent.in_(ask.agents))
    found = connection.execute(sa.select(*_CORRECTION).where(*which).order_by(corrections.c.id))
    return [Correction(*row) for row in found]


def _correct(connection: Connection, ask: Question, clock: Clock, found: Rows) -> None:
    by_piece: dict[tuple[str, int], list[Correction]] = defaultdict(list)
    end = min(clock.end, ask.now)
    for one in words(connection, ask, clock.begin, end):
        at = max(one.begin, clock.begin)
        while at < min(one.end, end):
            piece = clock.piece(at, ask.step)
            by_piece[one.agent, piece].append(one)
            at = clock.span(piece, ask.step)[1]
    for (agent, piece), given in by_piece.items():
        begin, until = clock.span(piece, ask.step)
        moves = _moves_of(connection, ask.site, agent, begin, min(until, end))
        _replace(found, agent, piece, corrected(intervals(moves, begin, min(until, end)), given))


def _moves_of(connection: Connection, site: str, agent: str, begin: Moment, end: Moment) -> list[Move]:
    m = agent_moves.c
    mine = (m.site == site, m.agent == agent)
    before = sa.select(*_MOVE).where(*mine, m.at < begin).order_by(m.at.desc(), m.seq.desc()).limit(1)
    during = sa.select(*_MOVE).where(*mine, m.at >= begin, m.at < end).order_by(m.seq)
    return [Move(*row) for wish in (before, during) for row in connection.execute(wish)]


def _replace(found: Rows, agent: str, piece: int, row: tuple[Interval, ...]) -> None:
    for line in [line for line in found if line[1] == piece and line[0][0] == agent]:
        del found[line]
    for part in row:
        if part.state != OFF:
            sums = found.setdefault(((agent, part.type or "", part.state), piece), {"time": 0})
            together(sums, {"time": part.length} | ({"corrected": part.length} if part.corrected else {}))


# --- the other way ---------------------------------------------------------------------------------------------------


def doubles(connection: Connection, ask: Question, begin: Moment, end: Moment) -> list[Double]:
    """How long all were logged in: by the intervals as recorded, and by nothing but the journal's log-ins and log-outs."""
    clock = Clock(ask.zone, begin, end)
    recorded = sum(
        sums["time"] for sums in _recorded(connection, replace(ask, step=Step.ALL), clock).values()
    )
    return [
        Double("logged_in", "AgentMoved", recorded, _by_sessions(connection, ask, begin, min(end, ask.now)))
    ]


def _by_sessions(connection: Connection, ask: Question, begin: Moment, end: Moment) -> int:
    """Each log-out less its log-in; who is there at an edge is there from it, or till it."""
    here = (said("state") != OFF).label("here")
    which = [facts.c.site == ask.site, facts.c.kind == "AgentMoved"]
    mine = wanted(connection, ask.agents, facts.c.agent, ask.site)
    turns = sa.or_((said("before") == OFF), (said("state") == OFF))
    during = sa.select(facts.c.agent, facts.c.at, here).where(
        *which, facts.c.at >= begin, facts.c.at < end, facts.c.agent.in_(mine), turns
    )
    logged: dict[str, bool] = {agent: _was_here(connection, which, agent, begin) for agent in mine}
    lasted = sum(end - begin for there in logged.values() if there)
    for row in connection.execute(during.order_by(facts.c.seq)):
        if bool(row.here) != logged[row.agent]:
            logged[row.agent] = bool(row.here)
            lasted += (end - row.at) if row.here else (row.at - end)
    return lasted


def _was_here(connection: Connection, which: list[Any], agent: str, begin: Moment) -> bool:
    """By his last move before, or, where the journal no longer has it, by what his first one says was before."""
    his = (*which, facts.c.agent == agent)
    last = sa.select(said("state")).where(*his, facts.c.at < begin).order_by(facts.c.seq.desc()).limit(1)
    first = sa.select(said("before")).where(*his, facts.c.at >= begin).order_by(facts.c.seq).limit(1)
    state = connection.scalar(last) or connection.scalar(first)
    return state is not None and state != OFF
