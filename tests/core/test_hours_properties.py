"""Any calendar, in zones whose clocks jump in every way: sums, order, the way back, and a count minute by minute."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.calendar import Calendar, day_on
from acd.core.hours import (
    after_open,
    changes,
    is_open,
    next_change,
    next_open_in_all,
    next_opening,
    open_between,
    open_in_all,
)
from acd.core.moment import DAY, MINUTE, Moment
from tests.core.calendars import near

moments = st.integers(0, 5 * DAY)
spans = st.integers(0, 40 * DAY)
DAYS = 4
ANY = settings(deadline=None)


@ANY
@given(near(), moments, moments, moments)
def test_parts_add_up(drawn: tuple[Calendar, Moment], a: int, b: int, c: int) -> None:
    """Open time from a to b and from b to c is that from a to c, in any order of the three."""
    calendar, begin = drawn
    a, b, c = begin + a, begin + b, begin + c
    assert open_between(calendar, a, b) + open_between(calendar, b, c) == open_between(calendar, a, c)


@ANY
@given(near(), moments, spans)
def test_never_less_never_more_than_time(drawn: tuple[Calendar, Moment], start: int, span: int) -> None:
    """More time is never less open time, and never more than itself."""
    calendar, begin = drawn
    start += begin
    assert 0 <= open_between(calendar, start, start + span) <= span


@ANY
@given(near(), moments, spans)
def test_the_way_back(drawn: tuple[Calendar, Moment], start: int, span: int) -> None:
    """At *reached* exactly the target has passed and a millisecond before less; at *due* not more, and a millisecond after more."""
    calendar, begin = drawn
    start += begin
    reached, due = after_open(calendar, start, span)
    if reached is None:
        assert open_between(calendar, start, start + 5000 * DAY) < span
        return
    assert open_between(calendar, start, reached) == span
    assert reached == start or open_between(calendar, start, reached - 1) == span - 1
    if due is None:
        assert open_between(calendar, start, start + 5000 * DAY) == span
    else:
        assert open_between(calendar, start, due) == span
        assert open_between(calendar, start, due + 1) == span + 1


@ANY
@given(near(), moments)
def test_openings_and_changes(drawn: tuple[Calendar, Moment], at: int) -> None:
    """It is open at the next opening and nowhere before; nothing changes before the next change, and then it does."""
    calendar, begin = drawn
    at += begin
    opening, change = next_opening(calendar, at), next_change(calendar, at)
    if opening is not None:
        assert is_open(calendar, opening)
        assert open_between(calendar, at, opening) == 0
    if change is not None:
        assert change.open is is_open(calendar, change.at) is not is_open(calendar, at)
        assert open_between(calendar, at, change.at) == (0 if change.open else change.at - at)


@ANY
@given(near(), moments)
def test_the_changes_tell_all(drawn: tuple[Calendar, Moment], start: int) -> None:
    """Between two changes it stays, so their lengths are the open time of the fortnight."""
    calendar, begin = drawn
    start += begin
    found = changes(calendar, start, 14)
    ends = [change.at for change in found[1:]] + [start + 14 * DAY]
    told = sum(end - change.at for change, end in zip(found, ends, strict=True) if change.open)
    assert told == open_between(calendar, start, start + 14 * DAY)
    assert all(one.open is not after.open for one, after in pairwise(found))


@ANY
@given(near(), near(), moments)
def test_in_all(one: tuple[Calendar, Moment], other: tuple[Calendar, Moment], at: int) -> None:
    """Open in all is open in each; the next such moment is one, and no minute before it is."""
    both, at = (one[0], other[0]), one[1] + at
    assert open_in_all(both, at) is all(is_open(calendar, at) for calendar in both)
    then = next_open_in_all(both, at)
    if then is not None:
        assert all(is_open(calendar, then) for calendar in both)
    end = at + 2 * DAY if then is None else min(then, at + 2 * DAY)
    assert not any(all(is_open(calendar, minute) for calendar in both) for minute in range(at, end, MINUTE))


@settings(deadline=None, max_examples=50)
@given(near())
def test_as_a_count_minute_by_minute(drawn: tuple[Calendar, Moment]) -> None:
    """The same as who looks at the clock on the wall every minute, by the rule in words: open from the first minute that shows the
    opening time or later, until the last that shows less than the closing time."""
    calendar, begin = drawn
    minutes = range(begin, begin + DAYS * DAY, MINUTE)
    counted = _by_the_wall(calendar, begin, begin + DAYS * DAY)
    assert [is_open(calendar, at) for at in minutes] == counted
    assert open_between(calendar, begin, begin + DAYS * DAY) == sum(counted) * MINUTE


def _by_the_wall(calendar: Calendar, begin: Moment, end: Moment) -> list[bool]:
    """Asks the clock only. Three days more on both sides, for the first and the last time that it shows something."""
    start = begin - 3 * DAY
    walls = [_wall(calendar, at) for at in range(start, end + 3 * DAY, MINUTE)]
    latest = list(accumulate(walls, max))
    earliest = list(accumulate(reversed(walls), min))[::-1]
    open_ = [False] * len(walls)
    for opens, closes in _hours(calendar, walls[0], walls[-1]):
        for i in range(bisect_left(latest, opens), bisect_left(earliest, closes)):
            open_[i] = True
    return open_[(begin - start) // MINUTE : (end - start) // MINUTE]


def _wall(calendar: Calendar, at: Moment) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC).astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None)


def _hours(calendar: Calendar, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """By the wall, of each date in between."""
    for step in range(1, (last.date() - first.date()).days):
        midnight = datetime.combine(first.date() + timedelta(days=step), time())
        for one in day_on(calendar, midnight.date()).hours:
            yield midnight + timedelta(minutes=one.opens), midnight + timedelta(minutes=one.closes)
