"""One agent's day: its intervals, what they add up to, and whether it is right. Pure; `reports` reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from acd.core.cards import TypeCard
from acd.core.moment import Moment, Span
from acd.store.day_check import Fault, check_day
from acd.store.interval import (
    AFTERCALL,
    HANDLING,
    HOLDS,
    OFF,
    Correction,
    Interval,
    Move,
    Session,
    corrected,
    intervals,
    sessions,
    sums,
)


@dataclass(frozen=True, slots=True)
class Day:
    """One agent between two moments: `intervals` with the corrections over what was `recorded`; `sums` of them per (state, type), off
    left out. `faults` is empty when all is right."""

    agent: str
    begin: Moment
    end: Moment
    intervals: tuple[Interval, ...] = ()
    recorded: tuple[Interval, ...] = ()
    sums: Mapping[tuple[str, str | None], Span] = field(default_factory=dict)
    sessions: tuple[Session, ...] = ()
    corrections: tuple[Correction, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def logged_in(self) -> Span:
        return sum(self.sums.values())


@dataclass(frozen=True, slots=True)
class Columns:
    """How the log-in divides: `working` + `breaks` + all `holds` = `logged_in`.

    `working`: types that count as working time, and aftercall whatever the type. `breaks`: types that do not
    count. `holds`: missed, supervisor, phone, booked, each by itself. `handling` (talk, on hold, aftercall)
    is a part of the others.
    """

    logged_in: Span
    working: Span
    breaks: Span
    handling: Span
    holds: Mapping[str, Span]


def bounds(date: dt.date, zone: str) -> tuple[Moment, Moment]:
    """The day in that zone, midnight to midnight: 23 or 25 hours where the clocks change."""
    first = dt.datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(zone))
    next_day = date + dt.timedelta(days=1)
    last = dt.datetime(next_day.year, next_day.month, next_day.day, tzinfo=ZoneInfo(zone))
    return int(first.timestamp()) * 1000, int(last.timestamp()) * 1000


def make_day(
    agent: str, moves: Sequence[Move], begin: Moment, end: Moment, corrections: Sequence[Correction] = ()
) -> Day:
    """`moves`: those in `[begin, end)` and the last one before, by seq."""
    recorded = intervals(moves, begin, end)
    row = corrected(recorded, corrections)
    return Day(
        agent=agent,
        begin=begin,
        end=end,
        intervals=row,
        recorded=recorded,
        sums=sums(row),
        sessions=sessions(moves, begin, end),
        corrections=tuple(corrections),
        faults=tuple(check_day(moves, begin, end, corrections)),
    )


def columns(row: Iterable[Interval], types: Mapping[str, TypeCard]) -> Columns:
    """`row` of `Day.intervals`. A type that is no longer known counts as working, a break as none."""
    working = breaks = handling = 0
    holds = dict.fromkeys(HOLDS, 0)
    for part in row:
        if part.state == OFF:
            continue
        handling += part.length if part.state in HANDLING else 0
        if part.state in HOLDS:
            holds[part.state] += part.length
        elif part.state == AFTERCALL or _counts(part, types):
            working += part.length
        else:
            breaks += part.length
    return Columns(working + breaks + sum(holds.values()), working, breaks, handling, holds)


def check_all(days: Iterable[Day]) -> list[Fault]:
    return [fault for day in days for fault in day.faults]


def _counts(part: Interval, types: Mapping[str, TypeCard]) -> bool:
    card = types.get(part.type or "")
    return card.paid if card is not None else part.state != "break"
