"""Any promise on any calendar: against a count minute by minute, in pieces and in one, by one level and another."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.calendar import Calendar
from acd.core.hours import is_open, open_between
from acd.core.level import Level, Target
from acd.core.moment import DAY, HOUR, MINUTE, Moment
from acd.core.promise import (
    go_on,
    keep,
    left,
    next_moment,
    on_time,
    pause,
    recompute,
    reopen,
    state,
)
from tests.core.calendars import near
from tests.core.promises import begun, lived

ANY = settings(deadline=None)
moments = st.integers(0, 4 * DAY)
targets = st.integers(1, 3 * DAY)
warns = st.integers(0, 100)


def within(span: int, warn: int = 80) -> Level:
    return Level("l", targets={Target.SOLVED: span}, warn=warn)


@settings(deadline=None, max_examples=60)
@given(near(), st.integers(0, 3 * 24 * 60), st.integers(1, 20 * 60), warns)
def test_as_a_count_minute_by_minute(
    drawn: tuple[Calendar, Moment], since: int, span: int, warn: int
) -> None:
    """Who looks at the calendar every minute and counts the open ones finds the same: the promise holds as long as not more than the
    target has passed, is warned of when its share has, and breaks with the first that is too many."""
    calendar, start = drawn
    start += since * MINUTE
    promise = begun(calendar, start, within(span * MINUTE, warn))
    counted, now, last = 0, start, start + 6 * DAY
    warned = None
    while now < last and counted <= span * MINUTE:
        if warned is None and warn and counted * 100 >= span * MINUTE * warn:
            warned = now
        if counted == span * MINUTE and is_open(calendar, now):
            break
        counted += MINUTE * is_open(calendar, now)
        now += MINUTE
    if now < last:
        assert promise.due == now
    else:
        assert promise.due is None or promise.due >= last
    if warned is not None and promise.warn_at is not None:
        assert warned - MINUTE < promise.warn_at <= warned


@ANY
@given(near(), moments, targets)
def test_due_is_the_last_moment(drawn: tuple[Calendar, Moment], since: int, span: int) -> None:
    """At due not more open time than the target has passed, a millisecond later more; at reached exactly so much, before it less."""
    calendar, start = drawn
    start += since
    promise = begun(calendar, start, within(span))
    if promise.due is not None:
        assert open_between(calendar, start, promise.due) == span
        assert open_between(calendar, start, promise.due + 1) > span
        assert left(promise, calendar, promise.due) == 0
        assert keep(promise, calendar, promise.due).broken is None
        assert keep(promise, calendar, promise.due + 1).broken == promise.due + 1
    if promise.reached is not None:
        assert open_between(calendar, start, promise.reached) == span
        assert open_between(calendar, start, promise.reached - 1) < span


@ANY
@given(near(), moments, st.lists(st.integers(0, DAY), min_size=1, max_size=6), targets)
def test_pauses_add_up(drawn: tuple[Calendar, Moment], since: int, steps: list[int], span: int) -> None:
    """What is spent is the open time of the stretches in which the clock ran, wherever it was stopped in between; a pause of no length
    changes nothing."""
    calendar, start = drawn
    now = start + since
    promise, ran = begun(calendar, now, within(span)), 0
    for nth, step in enumerate(steps):
        if nth % 2 == 0:
            ran += open_between(calendar, now, now + step)
            now += step
            promise = pause(promise, calendar, now)
        else:
            now += step
            promise = go_on(promise, calendar, now)
        assert left(promise, calendar, now) == span - ran
        assert (promise.broken is not None) is (ran > span)
        stopped = go_on(pause(promise, calendar, now), calendar, now)
        if promise.since is not None and promise.broken is None:
            assert left(stopped, calendar, now + DAY) == left(promise, calendar, now + DAY)
            assert stopped.due == promise.due


@ANY
@given(near(), near(), moments, st.integers(0, DAY), targets, targets)
def test_computed_anew_as_if_begun_so(
    one: tuple[Calendar, Moment], other: tuple[Calendar, Moment], since: int, later: int, span: int, new: int
) -> None:
    """By another level and calendar it is what it would have been from the beginning, if that lies ahead; else it breaks now. By the
    same ones nothing changes."""
    calendar, start = one
    start, now = start + since, start + since + later
    promise, _ = lived(begun(calendar, start, within(span)), now)
    again = recompute(promise, within(new), other[0], now)
    assert again is not None
    fresh = begun(other[0], start, within(new))
    if promise.broken is not None:
        assert again == promise
    elif fresh.due is not None and fresh.due < now:
        assert (again.broken, again.due) == (now, fresh.due)
    else:
        assert (again.due, again.reached, again.broken) == (fresh.due, fresh.reached, None)
        assert again.warn_at == fresh.warn_at or (again.warn_at == now and (fresh.warn_at or 0) < now)
    same = recompute(promise, within(span), calendar, now)
    assert same is not None
    assert (same.due, same.broken, next_moment(same)) == (promise.due, promise.broken, next_moment(promise))


@ANY
@given(near(), moments, targets, warns, st.lists(st.integers(1, 2 * DAY), max_size=8))
def test_it_only_goes_on(
    drawn: tuple[Calendar, Moment], since: int, span: int, warn: int, steps: list[int]
) -> None:
    """Each happening comes once, warned before broken, at its moment, however often and late it is asked; kept or broken it stays."""
    calendar, start = drawn
    now = start + since
    promise, told = begun(calendar, now, within(span, warn)), list[tuple[str, Moment]]()
    for step in steps:
        now += step
        while (then := next_moment(promise)) is not None and then <= now:
            promise, what = on_time(promise, now)
            told.append((str(what), then))
        assert on_time(promise, now) == (promise, None)
    assert [what for what, _ in told] in ([], ["warned"], ["broken"], ["warned", "broken"])
    assert sorted(told, key=lambda one: one[1]) == told
    assert (promise.broken is not None) is (open_between(calendar, start + since, now) > span)
    done = keep(promise, calendar, now)
    assert state(done) == ("broken" if promise.broken else "kept")
    assert keep(done, calendar, now + HOUR) is done
    assert left(reopen(done, calendar, now), calendar, now) == left(promise, calendar, now)
