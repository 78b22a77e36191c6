"""When a campaign will be through."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from acd.core.calendar import Calendar, Interval
from acd.core.hours import open_between
from acd.core.moment import DAY, HOUR, MINUTE
from dialer.core.forecast import dialling_left, over_at

NINE_TO_FIVE = (Interval(9 * 60, 17 * 60),)
WORKDAYS = Calendar("Etc/UTC", (NINE_TO_FIVE,) * 5 + ((), ()), ())
NEVER = Calendar("Etc/UTC", ((),) * 7, ())
FRIDAY_16 = round(datetime(2026, 11, 20, 16, tzinfo=UTC).timestamp() * 1000)


def test_what_is_left_takes_as_long_as_what_was_done() -> None:
    """100 contacts left, three attempts each so far, 60 attempts an hour: five hours. Too little known: nobody says."""
    assert dialling_left(100, 50, 150, 60) == 5 * HOUR
    assert dialling_left(0, 0, 0, 0) == 0
    assert dialling_left(100, 19, 150, 60) is None
    assert dialling_left(100, 50, 150, 0) is None
    assert dialling_left(100, 50, 20, 60) == 100 * MINUTE  # one attempt each is the least


def test_closed_hours_are_passed_over() -> None:
    """Two hours from Friday at 16 end on Monday at 10; without a calendar at 18; where it never opens nobody can say."""
    assert over_at((WORKDAYS,), FRIDAY_16, 2 * HOUR) == FRIDAY_16 + 2 * DAY + 18 * HOUR
    assert over_at((), FRIDAY_16, 2 * HOUR) == FRIDAY_16 + 2 * HOUR
    assert over_at((NEVER,), FRIDAY_16, HOUR) is None
    assert over_at((WORKDAYS, NEVER), FRIDAY_16, HOUR) is None


@given(st.integers(0, 14 * DAY), st.integers(0, 60 * HOUR))
def test_just_so_much_open_time_passes(start: int, span: int) -> None:
    """Between now and the forecast lies exactly the dialling time that is left."""
    at = FRIDAY_16 + start
    end = over_at((WORKDAYS,), at, span)
    assert end is not None
    assert open_between(WORKDAYS, at, end) == span
