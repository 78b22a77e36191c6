"""A report counted: part by part of its time, put together, and a second way where there is one. For a process of its own.

That process lives for one report, and its start costs more than most counts: only what this report needs is imported.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.interval import Correction
from aftercall.reporting.counts.common import kept_from
from aftercall.reporting.definitions import together
from aftercall.reporting.question import MOST_LINES, Counted, Double, Line, Question, Rows, WrongQuestion
from aftercall.reporting.when import Clock, chunks

Add = Callable[[Connection, Question, Clock], Rows]
Twice = Callable[[Connection, Question, Moment, Moment], list[Double]]
Far = Callable[[int, int], None]
"""Told after each part: how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Way:
    rows: Add
    doubles: Twice | None = None


def _agents() -> Mapping[str, Way]:
    from aftercall.reporting.counts import agents

    return {
        "agents": Way(agents.by_agent, agents.doubles),
        "agent-types": Way(agents.by_type, agents.doubles),
    }


def _calls() -> Mapping[str, Way]:
    from aftercall.reporting.counts import calls

    return {"calls": Way(calls.rows, calls.doubles)}


def _campaigns() -> Mapping[str, Way]:
    from aftercall.reporting.counts import campaigns

    return {
        "campaigns": Way(campaigns.by_campaign, campaigns.doubles),
        "outcomes": Way(campaigns.by_outcome, campaigns.doubles),
        "dispositions": Way(campaigns.by_disposition),
        "contacts": Way(campaigns.standing),
    }


def _promises() -> Mapping[str, Way]:
    from aftercall.reporting.counts import promises

    return {"promises": Way(promises.rows, promises.doubles)}


def _items() -> Mapping[str, Way]:
    from aftercall.reporting.counts import items

    return {
        "chats": Way(items.chats, items.doubles_of("chat")),
        "tickets": Way(items.tickets, items.doubles_of("ticket")),
    }


WAYS: Final[Mapping[str, Callable[[], Mapping[str, Way]]]] = {
    "agents": _agents,
    "agent-types": _agents,
    "calls": _calls,
    "campaigns": _campaigns,
    "outcomes": _campaigns,
    "dispositions": _campaigns,
    "contacts": _campaigns,
    "promises": _promises,
    "chats": _items,
    "tickets": _items,
}


def way_of(report: str) -> Way:
    return WAYS[report]()[report]


def _silent(done: int, of: int) -> None:
    """Nobody asks how far it is."""


async def count(database: Database, ask: Question, far: Far = _silent) -> Counted:
    """Raises WrongQuestion when there are more lines than anybody reads; and what the database raises."""
    began = time.monotonic()
    parts = list(chunks(ask.zone, ask.first, ask.last, ask.step))
    begin, end = parts[0][0], parts[-1][1]
    found = await _rows(database, ask, [(begin, end)] if ask.card.now else parts, far)
    doubles, since = await _twice(database, ask, begin, min(end, ask.now)) if ask.double else ([], None)
    total: dict[str, int] = {}
    for sums in found.values():
        together(total, sums)
    lines = tuple(
        Line(key, piece, sums) for (key, piece), sums in sorted(found.items(), key=lambda row: row[0][::-1])
    )
    return Counted(
        ask,
        Clock(ask.zone, begin, end),
        lines,
        total,
        tuple(doubles),
        since,
        await _words(database, ask, begin, end),
        round(1000 * (time.monotonic() - began)),
    )


async def _rows(database: Database, ask: Question, parts: Sequence[tuple[Moment, Moment]], far: Far) -> Rows:
    """Part by part, so that no question holds the database for long. Raises WrongQuestion."""
    found, way = Rows(), way_of(ask.report)
    for number, (first, last) in enumerate(parts, 1):
        async with database.read() as connection:
            part = await connection.run_sync(way.rows, ask, Clock(ask.zone, first, last))
        for line, sums in part.items():
            together(found.setdefault(line, {}), sums)
        if len(found) > MOST_LINES:
            why = f"these are more than {MOST_LINES:,} lines"
            raise WrongQuestion("step", why, "take a longer step, fewer days, or one queue or agent")
        far(number, len(parts))
    return found


async def _twice(
    database: Database, ask: Question, begin: Moment, end: Moment
) -> tuple[list[Double], Moment | None]:
    """From the beginning of the journal on, where that is later."""
    way = way_of(ask.report).doubles
    if way is None:
        return [], None

    def both(connection: Connection) -> tuple[list[Double], Moment | None]:
        since = kept_from(connection, ask.site)
        first = end if since is None else max(begin, since)
        return (way(connection, ask, first, end), first) if first < end else ([], None)

    async with database.read() as connection:
        if not database.is_sqlite:  # both counts of one picture of the database
            await connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return await connection.run_sync(both)


async def _words(database: Database, ask: Question, begin: Moment, end: Moment) -> tuple[Correction, ...]:
    if not ask.report.startswith("agent"):
        return ()
    from aftercall.reporting.counts import agents

    async with database.read() as connection:
        return tuple(await connection.run_sync(agents.words, ask, begin, end))
