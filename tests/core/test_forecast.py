"""When a campaign will be through."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from acd.core.calendar import Calendar, Interval
from acd.core.hours import open_between
from acd.core.moment import DAY, HOUR, MINUTE
from dialer.core.forecast import Part, dialling_left, over_at

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
    assert over_at([Part((WORKDAYS,), 2 * HOUR)], FRIDAY_16) == FRIDAY_16 + 2 * DAY + 18 * HOUR
    assert over_at([Part((), 2 * HOUR)], FRIDAY_16) == FRIDAY_16 + 2 * HOUR
    assert over_at([Part((NEVER,), HOUR)], FRIDAY_16) is None
    assert over_at([Part((WORKDAYS, NEVER), HOUR)], FRIDAY_16) is None
    assert over_at([Part((NEVER,), 0)], FRIDAY_16) == FRIDAY_16


def test_each_zone_has_its_hours() -> None:
    """Half in New York, half in Warsaw: an hour each is over after an hour of New York's afternoon and one of Warsaw's next morning.
    Where both are open they share the time; who may never be called takes none."""
    parts = [Part((day("Europe/Warsaw"),), HOUR), Part((day("America/New_York"),), HOUR)]
    assert over_at(parts, at(2026, 11, 18, 20)) == at(2026, 11, 19, 9)  # 20:00 UTC: 15:00 there, 21:00 here
    assert over_at(parts, at(2026, 11, 18, 15)) == at(
        2026, 11, 19, 8, 30
    )  # here open till 16:00 UTC: half of each is done
    assert over_at([*parts, Part((NEVER,), HOUR)], at(2026, 11, 18, 20)) == at(2026, 11, 19, 9)


def day(zone: str) -> Calendar:
    return Calendar(zone, (NINE_TO_FIVE,) * 7, ())


def at(*moment: int) -> int:
    return round(datetime(*moment, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]


@given(st.integers(0, 14 * DAY), st.integers(0, 60 * HOUR))
def test_just_so_much_open_time_passes(start: int, span: int) -> None:
    """Between now and the forecast lies exactly the dialling time that is left."""
    begin = FRIDAY_16 + start
    end = over_at([Part((WORKDAYS,), span)], begin)
    assert end is not None
    assert open_between(WORKDAYS, begin, end) == span
