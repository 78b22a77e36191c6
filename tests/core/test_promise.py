"""The clock of a promise: the Friday case, both clock changes, pauses, warnings, breaches, levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from acd.core.calendar import Day
from acd.core.level import in_order
from acd.core.moment import HOUR, MINUTE, SECOND
from acd.core.promise import (
    ALWAYS_OPEN,
    Level,
    Target,
    When,
    begin,
    choose,
    go_on,
    hours_of,
    keep,
    left,
    next_moment,
    pause,
    recompute,
    reopen,
    state,
)
from tests.core.calendars import NEVER, NINE_TO_FIVE, OFFICE, ROUND_THE_CLOCK, at
from tests.core.promises import HOURLY, begun, lived

TALLINN = replace(OFFICE, zone="Europe/Tallinn")
CHRISTMAS = replace(OFFICE, yearly=(((12, 24), Day((), "Christmas Eve")), ((12, 25), Day((), "Christmas"))))


@pytest.mark.parametrize(
    ("zone", "received", "reached", "due"),
    [
        ("Europe/Warsaw", "2026-11-20 16:00", "2026-11-20 17:00", "2026-11-23 09:00"),
        ("Europe/Warsaw", "2026-03-27 16:00", "2026-03-27 17:00", "2026-03-30 09:00"),
        ("Europe/Warsaw", "2026-10-23 16:00", "2026-10-23 17:00", "2026-10-26 09:00"),
        ("Europe/Tallinn", "2026-03-27 16:00", "2026-03-27 17:00", "2026-03-30 09:00"),
        ("Europe/Tallinn", "2026-10-23 16:00", "2026-10-23 17:00", "2026-10-26 09:00"),
    ],
)
def test_the_friday_case(zone: str, received: str, reached: str, due: str) -> None:
    """Received on Friday at 16:00, Monday to Friday 9-17, an hour: reached at 17:00, due on Monday at 9:00 exactly, broken a
    millisecond later; over both clock changes too."""
    calendar = replace(OFFICE, zone=zone)
    promise = begun(calendar, at(received, zone))
    monday = at(due, zone)
    assert (promise.reached, promise.due) == (at(reached, zone), monday)
    assert left(promise, calendar, monday) == 0
    assert state(lived(promise, monday)[0]) == "running"
    assert keep(promise, calendar, monday).broken is None
    assert lived(promise, monday + 1)[1][-1] == ("broken", monday + 1)
    assert keep(promise, calendar, monday + 1).broken == monday + 1


def test_friday_before_christmas() -> None:
    """24 and 25 December and the weekend are closed: what came on the 23rd at 16:00 is due on Monday the 28th."""
    promise = begun(CHRISTMAS, at("2026-12-23 16:00"))
    assert promise.reached == at("2026-12-23 17:00")
    assert promise.due == at("2026-12-28 09:00")


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24", "2026-11-20"])
def test_round_the_clock(day: str) -> None:
    """At 24/7 an hour is an hour, and an hour over a clock change too: reached and due are one moment."""
    since = at(f"{day} 23:30") + 2 * HOUR
    promise = begun(ROUND_THE_CLOCK, since)
    assert promise.reached == promise.due == since + HOUR
    plain = begun(ALWAYS_OPEN, since)
    assert plain == promise
    assert keep(plain, ALWAYS_OPEN, since + HOUR + 1) == keep(promise, ROUND_THE_CLOCK, since + HOUR + 1)


def test_warned_then_broken_each_once() -> None:
    """The warning comes at 80 per cent of the target, the breach a millisecond after due, neither twice."""
    since = at("2026-11-20 10:00")
    promise, told = lived(begun(OFFICE, since), since + 5 * HOUR)
    assert told == [("warned", since + 48 * MINUTE), ("broken", since + HOUR + 1)]
    assert next_moment(promise) is None
    assert (promise.warned, promise.broken, state(promise)) == (True, since + HOUR + 1, "broken")


def test_no_warning_where_none_is_wanted() -> None:
    """`warn` 0: only the breach is told."""
    since = at("2026-11-20 10:00")
    promise = begun(OFFICE, since, replace(HOURLY, warn=0))
    assert [what for what, _ in lived(promise, since + 5 * HOUR)[1]] == ["broken"]


def test_nothing_promised() -> None:
    """A level without the target promises nothing."""
    assert begin(Target.CALL_ANSWERED, HOURLY, OFFICE, 0) is None


def test_never_open_never_due() -> None:
    """A calendar that never opens breaks nothing, and is answered at once."""
    promise = begun(NEVER, at("2026-11-20 10:00"))
    assert (promise.reached, promise.due, next_moment(promise)) == (None, None, None)


def test_a_pause_stands() -> None:
    """What is paused has no due moment; afterwards the rest of the target is left, and counts on."""
    since = at("2026-11-20 10:00")
    promise = pause(begun(OFFICE, since), OFFICE, since + 20 * MINUTE)
    assert (state(promise), promise.due, next_moment(promise)) == ("paused", None, None)
    assert left(promise, OFFICE, since + 3 * HOUR) == 40 * MINUTE
    on = go_on(promise, OFFICE, since + 3 * HOUR)
    assert on.due == since + 3 * HOUR + 40 * MINUTE
    assert on.warn_at == since + 3 * HOUR + 28 * MINUTE
    assert pause(promise, OFFICE, since + 4 * HOUR) is promise
    assert go_on(on, OFFICE, since + 4 * HOUR) is on


def test_a_warning_is_not_said_again_after_a_pause() -> None:
    """What was warned goes on to its breach without a second warning."""
    since = at("2026-11-20 10:00")
    warned, _ = lived(begun(OFFICE, since), since + 50 * MINUTE)
    on = go_on(pause(warned, OFFICE, since + 50 * MINUTE), OFFICE, since + 2 * HOUR)
    assert next_moment(on) == since + 2 * HOUR + 10 * MINUTE + 1


def test_a_pause_that_comes_too_late_finds_it_broken() -> None:
    """Paused after due: it was broken at due and a millisecond, and stays so when it goes on."""
    since = at("2026-11-20 10:00")
    promise = pause(begun(OFFICE, since), OFFICE, since + 2 * HOUR)
    assert promise.broken == since + HOUR + 1
    assert promise.due == since + HOUR
    on = go_on(promise, OFFICE, since + 3 * HOUR)
    assert left(on, OFFICE, since + 3 * HOUR) == -HOUR
    assert left(on, OFFICE, since + 4 * HOUR) == -2 * HOUR
    assert next_moment(on) is None


def test_kept_in_time_and_too_late() -> None:
    """Kept by due is kept; after it, it is broken and kept, and broken it stays."""
    since = at("2026-11-20 10:00")
    assert state(keep(begun(OFFICE, since), OFFICE, since + HOUR)) == "kept"
    late = keep(lived(begun(OFFICE, since), since + 2 * HOUR)[0], OFFICE, since + 2 * HOUR)
    assert (state(late), late.kept) == ("broken", since + 2 * HOUR)
    assert keep(late, OFFICE, since + 3 * HOUR) is late


def test_reopened_goes_on_with_what_was_spent() -> None:
    """Solved after 20 minutes and reopened, 40 minutes are left."""
    since = at("2026-11-20 10:00")
    solved = keep(begun(OFFICE, since), OFFICE, since + 20 * MINUTE)
    again = reopen(solved, OFFICE, since + 2 * HOUR)
    assert (again.kept, again.due) == (None, since + 2 * HOUR + 40 * MINUTE)
    assert reopen(again, OFFICE, since + 3 * HOUR) is again


def test_another_level_counts_from_the_beginning() -> None:
    """With a longer target it is due later, and warned of once more if that lies ahead; without such a target nothing is promised."""
    since = at("2026-11-20 10:00")
    warned, _ = lived(begun(OFFICE, since), since + 50 * MINUTE)
    longer = Level("two", targets={Target.SOLVED: 2 * HOUR})
    changed = recompute(warned, longer, OFFICE, since + 50 * MINUTE)
    assert changed == begun(OFFICE, since, longer)
    assert recompute(warned, Level("none"), OFFICE, since + 50 * MINUTE) is None
    assert recompute(warned, HOURLY, OFFICE, since + 50 * MINUTE) is warned


def test_a_shorter_target_breaks_now_not_in_the_past() -> None:
    """What the new level had promised half an hour ago is broken at the change."""
    since = at("2026-11-20 10:00")
    now = since + 50 * MINUTE
    changed = recompute(
        begun(OFFICE, since), Level("short", targets={Target.SOLVED: 20 * MINUTE}), OFFICE, now
    )
    assert changed is not None
    assert (changed.broken, changed.due) == (now, since + 20 * MINUTE)
    closer = recompute(
        begun(OFFICE, since), Level("close", targets={Target.SOLVED: HOUR - SECOND}), OFFICE, now
    )
    assert closer is not None
    assert (closer.broken, next_moment(closer)) == (None, now)


def test_broken_and_kept_stay_so() -> None:
    """No level unmakes what is on record."""
    since = at("2026-11-20 10:00")
    broken, _ = lived(begun(OFFICE, since), since + 2 * HOUR)
    longer = Level("long", targets={Target.SOLVED: 100 * HOUR})
    assert recompute(broken, longer, OFFICE, since + 2 * HOUR) is broken
    kept = keep(begun(OFFICE, since), OFFICE, since + MINUTE)
    assert recompute(kept, longer, OFFICE, since + 2 * HOUR) is kept


def test_another_calendar_counts_the_stretch_anew() -> None:
    """A day becomes a holiday while the clock runs: due moves to the next open day."""
    since = at("2026-11-20 16:30")
    closed = replace(OFFICE, dates=((at_date("2026-11-23"), Day((), "stocktaking")),))
    changed = recompute(begun(OFFICE, since), HOURLY, closed, since)
    assert changed is not None
    assert changed.due == at("2026-11-24 09:30")


def at_date(text: str) -> date:
    return date.fromisoformat(text)


def test_the_first_level_that_fits() -> None:
    """By order; all that one `when` names must hold, any one of them is enough; without one a level is for everybody."""
    gold = Level("gold", when=(When(customer="gold"), When(customer="big-co")), order=1)
    urgent = Level("urgent", when=(When(queue="support", tag="outage", priority=5),), order=2)
    rest = Level("rest", order=9)
    levels = [rest, urgent, gold, Level("off", order=0, active=False)]
    assert choose(levels, queue="sales") is rest
    assert choose(levels, queue="support", tags={"outage"}, priority=4) is rest
    assert choose(levels, queue="support", tags={"outage", "eu"}, priority=5) is urgent
    assert choose(levels, customer="gold") is gold
    assert choose(levels, customer=("silver", "big-co"), queue="support", tags=["outage"], priority=9) is gold
    assert choose([gold, urgent], queue="sales") is None
    assert in_order(levels) == [gold, urgent, rest]


def test_whose_hours() -> None:
    """The level's calendar, else the queue's, else always."""
    calendars = {"office": OFFICE, "tallinn": TALLINN}
    assert hours_of(replace(HOURLY, calendar="tallinn"), "office", calendars) is TALLINN
    assert hours_of(HOURLY, "office", calendars) is OFFICE
    assert hours_of(HOURLY, "", calendars) is ALWAYS_OPEN
    assert OFFICE.week[0] == NINE_TO_FIVE
