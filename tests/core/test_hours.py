"""Calendars: the cases that a person would try."""

from __future__ import annotations

import pickle
from datetime import date
from time import perf_counter

import pytest

from acd.core.calendar import ALWAYS, Calendar, Day, Interval, in_zone
from acd.core.hours import (
    Change,
    Passed,
    after_open,
    changes,
    is_open,
    next_change,
    next_closing,
    next_open_in_all,
    next_opening,
    open_between,
    open_in_all,
)
from acd.core.moment import DAY, HOUR, MINUTE
from tests.core.calendars import (
    LEAP_DAYS,
    NEVER,
    NINE_TO_FIVE,
    OFFICE,
    ROUND_THE_CLOCK,
    at,
    daily,
)


def test_the_friday_case() -> None:
    """Received on Friday at 16:00, an hour promised: reached at 17:00, due on Monday at 9:00, an hour old all through the weekend."""
    received = at("2026-11-20 16:00")
    monday = at("2026-11-23 09:00")
    assert after_open(OFFICE, received, HOUR) == Passed(at("2026-11-20 17:00"), monday)
    assert open_between(OFFICE, received, monday) == HOUR
    assert open_between(OFFICE, received, monday + 1) == HOUR + 1


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("Europe/Warsaw", "2026-03-27", "2026-03-30"),
        ("Europe/Warsaw", "2026-10-23", "2026-10-26"),
        ("Europe/Tallinn", "2026-03-27", "2026-03-30"),
        ("Europe/Tallinn", "2026-10-23", "2026-10-26"),
    ],
)
def test_the_friday_case_around_a_clock_change(zone: str, friday: str, monday: str) -> None:
    """The weekend is an hour shorter or longer; nobody's hour is."""
    calendar = in_zone(OFFICE, zone)
    passed = after_open(calendar, at(f"{friday} 16:00", zone), HOUR)
    assert passed == Passed(at(f"{friday} 17:00", zone), at(f"{monday} 09:00", zone))


def test_the_friday_case_over_christmas() -> None:
    """Received on 23 December 2026 at 16:00 with holidays until Sunday: due on the 28th."""
    holidays = tuple((date(2026, 12, day), Day((), "Christmas")) for day in (24, 25, 26))
    calendar = Calendar("Europe/Warsaw", OFFICE.week, holidays=holidays)
    passed = after_open(calendar, at("2026-12-23 16:00"), HOUR)
    assert passed == Passed(at("2026-12-23 17:00"), at("2026-12-28 09:00"))


def test_reached_within_hours_is_due_at_once() -> None:
    """Where the clock runs on, the moment after is a breach."""
    there = at("2026-11-20 11:30")
    assert after_open(OFFICE, at("2026-11-20 10:00"), 90 * MINUTE) == Passed(there, there)


def test_nothing_promised() -> None:
    """No time has passed at once, and until it opens."""
    saturday = at("2026-11-21 12:00")
    assert after_open(OFFICE, saturday, 0) == Passed(saturday, at("2026-11-23 09:00"))


def test_a_target_in_the_past_is_refused() -> None:
    """Negative open time has no moment."""
    with pytest.raises(ValueError, match="-1 ms"):
        after_open(OFFICE, 0, -1)


@pytest.mark.parametrize(
    ("opens", "closes", "spring", "autumn"),
    [
        ("00:00", "06:00", 5, 7),
        ("00:00", "24:00", 23, 25),
        ("00:00", "02:00", 2, 2),
        ("02:00", "03:00", 0, 2),
        ("02:30", "03:30", 0.5, 2),
        ("01:00", "02:30", 1, 2.5),
        ("02:15", "02:45", 0, 1.5),
        ("03:00", "04:00", 1, 1),
    ],
)
def test_both_nights_of_warsaw(opens: str, closes: str, spring: float, autumn: float) -> None:
    """A skipped edge is the jump, a doubled one is the first of an opening and the second of a closing."""
    calendar = daily(opens, closes)
    assert open_between(calendar, at("2026-03-29 00:00"), at("2026-03-30 00:00")) == spring * HOUR
    assert open_between(calendar, at("2026-10-25 00:00"), at("2026-10-26 00:00")) == autumn * HOUR


def test_the_edges_of_a_skipped_hour() -> None:
    """Hours from 02:30 on begin, in that night, with 03:00 summer time."""
    assert next_opening(daily("02:30", "06:00"), at("2026-03-29 00:00")) == at("2026-03-29T03:00+02:00")


def test_the_edges_of_a_doubled_hour() -> None:
    """From the first 02:30 on, until the second."""
    assert next_opening(daily("02:30", "06:00"), at("2026-10-25 00:00")) == at("2026-10-25T02:30+02:00")
    assert next_closing(daily("00:00", "02:30"), at("2026-10-25 00:00")) == at("2026-10-25T02:30+01:00")


def test_a_jump_at_midnight() -> None:
    """In Havana midnight is shown twice: who is open until 24:00 closes at the first, who opens then opens at the first."""
    sunday = (date(2026, 11, 1), Day((), "closed"))
    until = Calendar("America/Havana", (ALWAYS,) * 7, dates=(sunday,))
    assert next_closing(until, at("2026-10-31 12:00", "America/Havana")) == at("2026-11-01T00:00-04:00")
    from_ = Calendar("America/Havana", dates=((date(2026, 11, 1), Day(ALWAYS, "open")),))
    assert next_opening(from_, 0) == at("2026-11-01T00:00-04:00")
    assert open_between(from_, 0, at("2027-01-01 00:00")) == 25 * HOUR


def test_a_date_that_never_was() -> None:
    """Apia went from 29 to 31 December 2011."""
    calendar = daily("09:00", "17:00", "Pacific/Apia")
    evening = at("2011-12-29 17:00", "Pacific/Apia")
    assert next_opening(calendar, evening) == evening + 16 * HOUR == at("2011-12-31 09:00", "Pacific/Apia")


def test_past_midnight() -> None:
    """Friday 22:00 to 06:00 is one stretch, and Saturday's own hours are others."""
    night = Calendar("Europe/Warsaw", ((),) * 4 + ((Interval(22 * 60, 30 * 60),), (), ()))
    assert is_open(night, at("2026-11-21 05:59"))
    assert not is_open(night, at("2026-11-21 06:00"))
    assert next_change(night, at("2026-11-20 23:00")) == Change(at("2026-11-21 06:00"), False)
    assert open_between(night, at("2026-11-20 00:00"), at("2026-11-27 00:00")) == 8 * HOUR


def test_a_day_replaces_the_hours_that_begin_on_it() -> None:
    """The night before a holiday ends in its morning; the holiday's own night is not."""
    night = Calendar(
        "Europe/Warsaw", daily("22:00", "06:00", late=True).week, holidays=((date(2026, 11, 11), Day()),)
    )
    assert is_open(night, at("2026-11-11 05:00"))
    assert not is_open(night, at("2026-11-11 23:00"))


def test_the_stronger_day() -> None:
    """A date over a day of each year over a holiday over the week."""
    on = date(2026, 12, 24)
    hours = [(Interval(hour * 60, 20 * 60),) for hour in (9, 10, 11, 12)]
    week, holiday, yearly, dated = hours

    def first(**days: object) -> int | None:
        calendar = Calendar("Europe/Warsaw", (week,) * 7, **days)  # type: ignore[arg-type]
        return next_opening(calendar, at("2026-12-24 00:00"))

    holidays = ((on, Day(holiday, "h")),)
    yearlies = (((12, 24), Day(yearly, "y")),)
    assert first() == at("2026-12-24 09:00")
    assert first(holidays=holidays) == at("2026-12-24 10:00")
    assert first(holidays=holidays, yearly=yearlies) == at("2026-12-24 11:00")
    dates = ((on, Day(dated, "d")),)
    assert first(holidays=holidays, yearly=yearlies, dates=dates) == at("2026-12-24 12:00")


def test_round_the_clock() -> None:
    """24/7: all time is open time, over midnight and over both clock changes, and nothing ever changes."""
    now = at("2026-11-20 16:00")
    assert open_between(ROUND_THE_CLOCK, now, now + 400 * DAY) == 400 * DAY
    assert next_change(ROUND_THE_CLOCK, now) is None
    assert changes(ROUND_THE_CLOCK, now) == [Change(now, True)]
    assert after_open(ROUND_THE_CLOCK, now, HOUR) == Passed(now + HOUR, now + HOUR)


def test_never_open() -> None:
    """Said at once: no opening, no target that passes."""
    now = at("2026-11-20 16:00")
    began = perf_counter()
    assert next_opening(NEVER, now) is None
    assert next_change(NEVER, now) is None
    assert after_open(NEVER, now, HOUR) == Passed(None, None)
    assert open_between(NEVER, now, now + 4000 * DAY) == 0
    assert changes(NEVER, now) == [Change(now, False)]
    assert perf_counter() - began < 10


def test_never_again() -> None:
    """One day in a past year: nothing more, and a promise that its hours kept is kept for ever."""
    calendar = Calendar("Europe/Warsaw", dates=((date(2020, 5, 4), Day(NINE_TO_FIVE, "once")),))
    assert next_opening(calendar, at("2026-01-01 00:00")) is None
    assert after_open(calendar, at("2020-05-04 16:00"), HOUR) == Passed(at("2020-05-04 17:00"), None)
    assert after_open(calendar, at("2020-05-04 16:00"), 2 * HOUR) == Passed(None, None)


@pytest.mark.parametrize(
    ("after", "then"),
    [
        ("2026-11-20 16:00", "2028-02-29"),
        ("2028-02-29 17:00", "2032-02-29"),
        ("2096-03-01 00:00", "2104-02-29"),
    ],
)
def test_leap_days(after: str, then: str) -> None:
    """Open on each 29 February only: four years on, eight around 2100."""
    assert next_opening(LEAP_DAYS, at(after, "Europe/Tallinn")) == at(f"{then} 09:00", "Europe/Tallinn")
    assert after_open(LEAP_DAYS, at(after, "Europe/Tallinn"), HOUR).reached == at(
        f"{then} 10:00", "Europe/Tallinn"
    )


def test_the_changes_of_two_weeks() -> None:
    """What holds now comes first, then ten openings and ten closings of the ten working days."""
    found = changes(OFFICE, at("2026-11-21 12:00"))
    assert found[0] == Change(at("2026-11-21 12:00"), False)
    assert [change.open for change in found] == [False] + [True, False] * 10
    assert found[-1] == Change(at("2026-12-04 17:00"), False)


def test_an_opening_is_the_moment_itself_while_open() -> None:
    """Hours include their opening and not their closing."""
    assert next_opening(OFFICE, at("2026-11-20 09:00")) == at("2026-11-20 09:00")
    assert next_opening(OFFICE, at("2026-11-20 17:00")) == at("2026-11-23 09:00")
    assert not is_open(OFFICE, at("2026-11-20 09:00") - 1)
    assert is_open(OFFICE, at("2026-11-20 17:00") - 1)


def test_lawful_in_all_zones() -> None:
    """A Russian mobile may be in Kaliningrad or Kamchatka: of 9 to 21 two hours are left."""
    here = daily("09:00", "21:00", "Europe/Kaliningrad")
    both = (here, in_zone(here, "Asia/Kamchatka"))
    begin = at("2026-11-20 09:00", "Europe/Kaliningrad")
    assert next_open_in_all(both, begin - 9 * HOUR) == begin
    assert open_in_all(both, begin + 2 * HOUR - 1)
    assert not open_in_all(both, begin + 2 * HOUR)
    assert next_open_in_all(both, begin + 2 * HOUR) == begin + DAY


def test_no_common_hour() -> None:
    """Zones whose windows never meet: None, not for ever; and without a calendar nobody is lawful."""
    office = daily("09:00", "17:00")
    assert next_open_in_all((office, in_zone(office, "Pacific/Auckland")), 0) is None
    assert next_open_in_all((office, NEVER), 0) is None
    with pytest.raises(ValueError, match="no calendar"):
        open_in_all((), 0)


def test_equal_calendars_are_one() -> None:
    """Also after a journey to another process, where text has other hashes."""
    again = pickle.loads(pickle.dumps(OFFICE))
    assert again == OFFICE
    assert hash(again) == hash(OFFICE)
    assert in_zone(OFFICE, "Asia/Tokyo") is in_zone(again, "Asia/Tokyo")


def test_a_week_has_seven_days() -> None:
    """Who gives five is told."""
    with pytest.raises(ValueError, match="not 5"):
        Calendar("UTC", (NINE_TO_FIVE,) * 5)
