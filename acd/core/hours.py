"""Questions to a calendar: is it open, when next, how much open time lies between, when so much will have passed.

Moments and spans are milliseconds; hours include their opening moment and not their closing one. Any question can be asked about any
moment between the years 1 and 9000, though holidays are known for the years that the calendar was made with only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from typing import Final, NamedTuple

from acd.core.calendar import Calendar, ever_opens, last_date
from acd.core.moment import DAY, Moment, Span
from acd.core.stretch import LENGTH, Stretch, stretch, stretch_of_all
from acd.core.wall import closing

YEAR: Final[Span] = 366 * DAY

ROUND: Final[Span] = 9 * YEAR
"""What has not come by then never will: a 29 February may be eight years away (1896 to 1904, 2096 to 2104)."""

FAR: Final[Span] = 100 * YEAR
"""No target is so far off that its open time takes longer."""

COMMON: Final[Span] = 400 * DAY
"""How far ahead an hour that is open in several zones is looked for: a year, and a month to spare."""


class Change(NamedTuple):
    """From `at` on it is open, or is not."""

    at: Moment
    open: bool


class Passed(NamedTuple):
    """`reached`: the earliest moment at which so much open time has passed; None: it never does. `due`: the last at which not more has
    passed, for closed time breaks no promise; None: there is no last one, it never opens again."""

    reached: Moment | None
    due: Moment | None


def is_open(calendar: Calendar, at: Moment) -> bool:
    return stretch(calendar, at // LENGTH).is_open(at)


def next_opening(calendar: Calendar, at: Moment) -> Moment | None:
    """The first open moment from `at` on: `at` itself if it is open then. None: it never opens again."""
    if not ever_opens(calendar):
        return None
    return _first(partial(stretch, calendar), Stretch.open_from, at, _horizon(calendar, at))


def next_closing(calendar: Calendar, at: Moment) -> Moment | None:
    """The first closed moment from `at` on: `at` itself if it is closed then. None: it never closes again."""
    return _first(partial(stretch, calendar), Stretch.closed_from, at, _horizon(calendar, at))


def next_change(calendar: Calendar, at: Moment) -> Change | None:
    """The first after `at`; None: it stays as it is."""
    open_ = is_open(calendar, at)
    then = next_closing(calendar, at) if open_ else next_opening(calendar, at)
    return None if then is None else Change(then, not open_)


def changes(calendar: Calendar, start: Moment, days: int = 14) -> list[Change]:
    """What holds at `start`, and every change within so many times 24 hours: for a switch that must do without us."""
    end, found = start + days * DAY, [Change(start, is_open(calendar, start))]
    ways = {True: Stretch.closed_from, False: Stretch.open_from}
    while True:
        at, open_ = found[-1]
        then = _first(partial(stretch, calendar), ways[open_], at, end)
        if then is None or then > end:
            return found
        found.append(Change(then, not open_))


def open_between(calendar: Calendar, start: Moment, end: Moment) -> Span:
    """The open time from `start` until `end`; negative if `end` is the earlier, so that parts always add up."""
    if end < start:
        return -open_between(calendar, end, start)
    first, last = start // LENGTH, end // LENGTH
    whole = sum(stretch(calendar, number).total for number in range(first, last))
    return whole + stretch(calendar, last).open_until(end) - stretch(calendar, first).open_until(start)


def after_open(calendar: Calendar, start: Moment, span: Span) -> Passed:
    """When so much open time has passed since `start`. Received on a Friday at 16:00, hours from Monday to Friday 9-17, an hour:
    reached at 17:00, due on Monday at 9:00."""
    if span < 0:
        raise ValueError(f"{span} ms of open time lie in the past: ask for 0 or more")
    then = reached(calendar, start, span)
    return Passed(then, None if then is None else next_opening(calendar, then))


def reached(calendar: Calendar, start: Moment, span: Span) -> Moment | None:
    """As `Passed.reached`; the span is 0 or more."""
    return start if span == 0 else _reached(calendar, start, span)


def _reached(calendar: Calendar, start: Moment, span: Span) -> Moment | None:
    if not ever_opens(calendar):
        return None
    left = span + stretch(calendar, start // LENGTH).open_until(start)
    for number in range(start // LENGTH, (start + FAR) // LENGTH + 1):
        part = stretch(calendar, number)
        if left <= part.total:
            return part.passed(left)
        left -= part.total
    return None


def open_in_all(calendars: tuple[Calendar, ...], at: Moment) -> bool:
    """Is every one of them open: the lawful hours of a number that may be in any of several zones."""
    return stretch_of_all(_some(calendars), at // LENGTH).is_open(at)


def next_open_in_all(calendars: tuple[Calendar, ...], at: Moment) -> Moment | None:
    """The first moment from `at` on at which every one is open; None: none within 400 days."""
    if not all(map(ever_opens, _some(calendars))):
        return None
    return _first(partial(stretch_of_all, calendars), Stretch.open_from, at, at + COMMON)


def _some(calendars: tuple[Calendar, ...]) -> tuple[Calendar, ...]:
    if not calendars:
        raise ValueError("no calendar was given: without one nothing says when it is open")
    return calendars


def _first(
    part: Callable[[int], Stretch], way: Callable[[Stretch, Moment], Moment | None], at: Moment, end: Moment
) -> Moment | None:
    """What the stretches say one after the other, up to the one with `end` in it."""
    for number in range(at // LENGTH, end // LENGTH + 1):
        found = way(part(number), at)
        if found is not None:
            return found
    return None


def _horizon(calendar: Calendar, at: Moment) -> Moment:
    last = last_date(calendar)
    return max(at, at if last is None else closing(calendar.zone, datetime.combine(last, time()))) + ROUND
