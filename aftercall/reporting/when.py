"""Time cut into pieces as the clock on the site's wall cuts it: quarters, hours, days, weeks. Pure, and as SQL.

The database knows no zones. It is given the offsets that hold between two moments, and counts with whole numbers:

    a part of an hour   its first moment,  at - (at + offset) % length     the doubled hour of an autumn night is two pieces
    a day               its number,        (at + offset) / DAY             days since 1970-01-01 by the clock on the wall
    a week              its number,        (day + 3) / 7                   from Monday on

A day that the clocks make 23 or 25 hours long is one piece of that length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import sqlalchemy as sa

from acd.core.moment import DAY, HOUR, MINUTE, SECOND, Moment, Span
from acd.core.wall import opening, shown

Sql = Any
_EPOCH: Final = dt.date(1970, 1, 1)
_THURSDAY: Final = 3
"""1970-01-01 was one: so many days after a Monday."""


class Step(StrEnum):
    QUARTER = "15m"
    HALF = "30m"
    HOUR = "1h"
    DAY = "day"
    WEEK = "week"
    ALL = "all"


_LENGTHS: Final = {Step.QUARTER: 15 * MINUTE, Step.HALF: 30 * MINUTE, Step.HOUR: HOUR}
LONGEST: Final = {**_LENGTHS, Step.DAY: DAY, Step.WEEK: 7 * DAY}


@dataclass(frozen=True)
class Clock:
    """What the clock of `zone` shows between two moments. Every question is about moments within."""

    zone: str
    begin: Moment
    end: Moment

    @cached_property
    def offsets(self) -> tuple[tuple[Moment, Span], ...]:
        """(from when, what is added to UTC), the first from `begin` on."""
        found = [(self.begin, _offset(self.zone, self.begin))]
        for at in [*range(self.begin, self.end, DAY)[1:], self.end]:
            while (new := _offset(self.zone, at)) != found[-1][1]:
                jump = _jump(self.zone, found[-1][0], at)
                if jump == at and new == _offset(self.zone, jump):
                    found.append((at, new))
                else:
                    found.append((jump, _offset(self.zone, jump)))
        return tuple(found)

    @cached_property
    def _midnights(self) -> tuple[tuple[int, Span], ...]:
        """(from which day on, what its midnight lies before that of UTC), also of the week that follows."""
        first, last = self.day(self.begin), self.day(self.end) + 8
        found: list[tuple[int, Span]] = []
        for day in range(first, last + 1):
            ahead = day * DAY - midnight(day, self.zone)
            if not found or found[-1][1] != ahead:
                found.append((day, ahead))
        return tuple(found)

    def offset(self, at: Moment) -> Span:
        return next(ahead for since, ahead in reversed(self.offsets) if since <= max(at, self.begin))

    def day(self, at: Moment) -> int:
        return (at + _offset(self.zone, at)) // DAY

    def piece(self, at: Moment, step: Step) -> int:
        """Which one this moment lies in."""
        if step is Step.ALL:
            return 0
        if step in _LENGTHS:
            return at - (at + self.offset(at)) % _LENGTHS[step]
        day = self.day(at)
        return day if step is Step.DAY else (day + _THURSDAY) // 7

    def span(self, piece: int, step: Step) -> tuple[Moment, Moment]:
        """From when till when it is, within what is asked about."""
        if step is Step.ALL:
            return self.begin, self.end
        if step in _LENGTHS:
            first, last = piece, piece + _LENGTHS[step]
        else:
            day, days = (piece, 1) if step is Step.DAY else (piece * 7 - _THURSDAY, 7)
            first, last = midnight(day, self.zone), midnight(day + days, self.zone)
        return max(first, self.begin), min(last, self.end)

    def pieces(self, step: Step) -> Iterator[tuple[int, Moment, Moment]]:
        """Which, from when, till when: all of them, edge to edge. One in which the clock jumps comes in two parts."""
        at = self.begin
        for edge in [*(since for since, _ in self.offsets[1:]), self.end]:
            while at < edge:
                piece = self.piece(at, step)
                until = min(self.span(piece, step)[1], edge)
                yield piece, at, until
                at = until

    def label(self, piece: int, step: Step) -> str:
        """`2026-11-22 09:15+01:00`, `2026-11-22`, `2026-W47`; nothing for the whole."""
        if step is Step.ALL:
            return ""
        if step in _LENGTHS:
            return shown(self.zone, piece).isoformat(" ", "minutes")
        if step is Step.DAY:
            return date_of(piece).isoformat()
        year, week, _ = date_of(piece * 7 - _THURSDAY).isocalendar()
        return f"{year}-W{week:02}"

    # --- the same in SQL ---------------------------------------------------------------------------------------------

    def sql_piece(self, at: Sql, step: Step) -> Sql:
        if step is Step.ALL:
            return at - at  # a bare number would be a column's place in GROUP BY
        if step in _LENGTHS:
            return at - (at + self._sql_offset(at)) % whole(_LENGTHS[step])
        day = self._sql_day(at)
        return day if step is Step.DAY else (day + whole(_THURSDAY)) // whole(7)

    def sql_end(self, at: Sql, step: Step) -> Sql:
        """When the piece is over in which this moment lies."""
        if step is Step.ALL:
            return whole(self.end)
        if step in _LENGTHS:
            return at - (at + self._sql_offset(at)) % whole(_LENGTHS[step]) + whole(_LENGTHS[step])
        day = self._sql_day(at)
        next_one = (
            day + whole(1)
            if step is Step.DAY
            else ((day + whole(_THURSDAY)) // whole(7)) * whole(7) + whole(7 - _THURSDAY)
        )
        return next_one * whole(DAY) - _case(next_one, self._midnights)

    def _sql_offset(self, at: Sql) -> Sql:
        return _case(at, self.offsets)

    def _sql_day(self, at: Sql) -> Sql:
        return (at + self._sql_offset(at)) // whole(DAY)


def whole(number: int) -> Sql:
    """Written into the statement: a parameter would have a type to be guessed."""
    return sa.literal_column(str(number), sa.BigInteger())


def _case(of: Sql, since: tuple[tuple[int, Span], ...]) -> Sql:
    """The value of the last line whose beginning `of` has reached."""
    if len(since) == 1:
        return whole(since[0][1])
    arms = [(of < whole(until), whole(value)) for (_, value), (until, _) in pairwise(since)]
    return sa.case(*arms, else_=whole(since[-1][1]))


def midnight(day: int, zone: str) -> Moment:
    return opening(zone, dt.datetime.combine(date_of(day), dt.time()))


def date_of(day: int) -> dt.date:
    return _EPOCH + dt.timedelta(days=day)


def day_of(date: dt.date) -> int:
    return (date - _EPOCH).days


def chunks(zone: str, first: dt.date, last: dt.date, step: Step) -> Iterator[tuple[Moment, Moment]]:
    """The days from `first` to `last`, both included, in parts of about a month that no piece crosses."""
    day, end = day_of(first), day_of(last) + 1
    while day < end:
        until = day + 28
        if step is Step.WEEK:
            until -= (until + _THURSDAY) % 7
        until = min(until, end)
        yield midnight(day, zone), midnight(until, zone)
        day = until


def _offset(zone: str, at: Moment) -> Span:
    ahead = shown(zone, at).utcoffset()
    assert ahead is not None  # of a time with a zone it never is
    return round(ahead.total_seconds()) * SECOND


def _jump(zone: str, before: Moment, after: Moment) -> Moment:
    """The first moment after `before` at which the offset of then no longer holds."""
    old = _offset(zone, before)
    low, high = before, after
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high
