"""Calendars for tests, and hypothesis strategies that draw any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from hypothesis import strategies as st

from acd.core.calendar import ALWAYS, MIDNIGHT, Calendar, Day, Hours, Interval
from acd.core.moment import Moment
from acd.core.wall import opening

NINE_TO_FIVE: Final[Hours] = (Interval(9 * 60, 17 * 60),)
OFFICE: Final = Calendar("Europe/Warsaw", (NINE_TO_FIVE,) * 5 + ((), ()))
ROUND_THE_CLOCK: Final = Calendar("Europe/Warsaw", (ALWAYS,) * 7)
NEVER: Final = Calendar("Europe/Warsaw")
LEAP_DAYS: Final = Calendar("Europe/Tallinn", yearly=(((2, 29), Day(NINE_TO_FIVE, "leap day")),))


def at(text: str, zone: str = "Europe/Warsaw") -> Moment:
    """`2026-11-20 16:00` by the zone's clock; with an offset as it says."""
    local = datetime.fromisoformat(text)
    return round(local.timestamp() * 1000) if local.tzinfo else opening(zone, local)


def daily(opens: str, closes: str, zone: str = "Europe/Warsaw", late: bool = False) -> Calendar:
    """The same hours on every day; `late`: closes on the day after."""
    hours = (Interval(_minute(opens), _minute(closes) + late * MIDNIGHT),)
    return Calendar(zone, (hours,) * 7)


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


# Jumps by an hour and by half of one, at midnight, at 1, 2 and 3, east and west, and a zone that left a whole date out.
ZONES: Final = (
    "Europe/Warsaw",
    "Europe/Tallinn",
    "America/New_York",
    "America/Havana",
    "America/Santiago",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "UTC",
)

# A few days, so that a draw often meets a jump: of Europe, America, Havana, Beirut, Lord Howe, and Apia's lost 30 December 2011.
BEGINNINGS: Final = tuple(
    date.fromisoformat(text)
    for text in (
        "2026-03-27",
        "2026-10-23",
        "2026-03-06",
        "2026-10-30",
        "2026-04-03",
        "2026-10-02",
        "2026-09-04",
        "2011-12-28",
        "2024-02-27",
        "2026-12-30",
        "2026-06-10",
    )
)

intervals = st.builds(
    lambda opens, length: Interval(opens, opens + length),
    st.integers(0, MIDNIGHT - 1),
    st.integers(1, MIDNIGHT),
)
# What a card refuses, hours that overlap, the core takes as one: so here they may.
hours = st.lists(intervals, max_size=3).map(lambda found: tuple(sorted(found, key=lambda one: one.opens)))
weeks = st.lists(st.one_of(hours, st.just(()), st.just(ALWAYS)), min_size=7, max_size=7).map(tuple)
days = st.builds(Day, st.one_of(hours, st.just(())), st.just("own day"))
calendars = st.builds(Calendar, st.sampled_from(ZONES), weeks)


@st.composite
def near(draw: st.DrawFn) -> tuple[Calendar, Moment]:
    """A calendar and a midnight (UTC) before a few days in which a clock may jump, some of them days of its own."""
    calendar, begin = draw(calendars), draw(st.sampled_from(BEGINNINGS))
    own = st.integers(-1, 4).map(lambda step: date.fromordinal(begin.toordinal() + step))
    dates = draw(st.dictionaries(own, days, max_size=2))
    yearly = draw(st.dictionaries(own.map(lambda on: (on.month, on.day)), days, max_size=1))
    made = replace(calendar, dates=tuple(dates.items()), yearly=tuple(yearly.items()))
    return made, at(f"{begin} 00:00", "UTC")
