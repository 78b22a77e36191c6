"""Opening hours as moments, 64 days at a time: what a calendar says is worked out once a stretch, then looked up by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Final

from acd.core.calendar import Calendar, day_on
from acd.core.moment import DAY, Moment, Span
from acd.core.wall import closing, opening, shown

LENGTH: Final[Span] = 64 * DAY
"""Long enough that a year is six look-ups, short enough that the first question is answered in under a millisecond."""

KEPT: Final = 2048
"""Stretches in memory, some 10 kB each: a year of 300 calendars."""

Pair = tuple[Moment, Moment]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Open from `opens[i]` until `closes[i]`, cut at both ends. `before[i]` is the open time up to there, `total` all of it."""

    begin: Moment
    opens: tuple[Moment, ...]
    closes: tuple[Moment, ...]
    before: tuple[Span, ...]
    total: Span

    def is_open(self, at: Moment) -> bool:
        i = bisect_right(self.opens, at) - 1
        return i >= 0 and at < self.closes[i]

    def open_until(self, at: Moment) -> Span:
        """Open time from the beginning of the stretch until `at`."""
        i = bisect_right(self.opens, at) - 1
        return 0 if i < 0 else self.before[i] + min(at, self.closes[i]) - self.opens[i]

    def passed(self, span: Span) -> Moment:
        """The earliest moment until which so much open time lies in the stretch; 0 < span <= total."""
        i = bisect_left(self.before, span) - 1
        return self.opens[i] + span - self.before[i]

    def open_from(self, at: Moment) -> Moment | None:
        """The first open moment, not before `at`."""
        i = bisect_right(self.closes, at)
        return max(at, self.opens[i]) if i < len(self.opens) else None

    def closed_from(self, at: Moment) -> Moment | None:
        """The first closed moment, not before `at`."""
        at = max(at, self.begin)
        i = bisect_right(self.opens, at) - 1
        free = at if i < 0 or self.closes[i] <= at else self.closes[i]
        return free if free < self.begin + LENGTH else None


@lru_cache(maxsize=KEPT)
def stretch(calendar: Calendar, number: int) -> Stretch:
    """The number-th since 1970."""
    begin = number * LENGTH
    return _stretch(begin, _joined(_pairs(calendar, begin, begin + LENGTH)))


@lru_cache(maxsize=KEPT)
def stretch_of_all(calendars: tuple[Calendar, ...], number: int) -> Stretch:
    """Open where every one of them is."""
    all_ = [stretch(calendar, number) for calendar in calendars]
    edges = [(at, 1) for one in all_ for at in one.opens] + [(at, -1) for one in all_ for at in one.closes]
    return _stretch(number * LENGTH, _in_all(sorted(edges), len(calendars)))


def _stretch(begin: Moment, pairs: Iterable[Pair]) -> Stretch:
    cut = [(max(begin, a), min(begin + LENGTH, b)) for a, b in pairs if b > begin and a < begin + LENGTH]
    sums = list(accumulate((b - a for a, b in cut), initial=0))
    return Stretch(begin, tuple(a for a, _ in cut), tuple(b for _, b in cut), tuple(sums[:-1]), sums[-1])


def _pairs(calendar: Calendar, begin: Moment, end: Moment) -> Iterator[Pair]:
    """Of every day that may reach into it: hours last into the day after, and a zone may skip a whole date."""
    day = shown(calendar.zone, begin).date() - timedelta(days=2)
    last = shown(calendar.zone, end).date()
    while day <= last:
        midnight = datetime.combine(day, time())
        for interval in day_on(calendar, day).hours:
            opens = opening(calendar.zone, midnight + timedelta(minutes=interval.opens))
            yield opens, closing(calendar.zone, midnight + timedelta(minutes=interval.closes))
        day += timedelta(days=1)


def _joined(pairs: Iterable[Pair]) -> list[Pair]:
    """Those that touch or overlap become one; what a jump of the clock left nothing of goes."""
    joined: list[Pair] = []
    for opens, closes in sorted(pair for pair in pairs if pair[0] < pair[1]):
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return joined


def _in_all(edges: Iterable[tuple[Moment, int]], number: int) -> Iterator[Pair]:
    """Where as many are open at once as there are. At one moment closings come first, so nothing of no length is found."""
    count, since = 0, 0
    for at, change in edges:
        if change < 0 and count == number:
            yield since, at
        count += change
        if count == number:
            since = at
