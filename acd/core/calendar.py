"""A calendar: the hours of each day in a zone. Plain data; `hours.py` answers questions, `calendar_card.py` reads one from TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

MIDNIGHT: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Interval:
    """Minutes of the day by the wall clock, `closes` not included. Above 24:00 (1440) it closes on the day after: 22:00 until
    06:00 is `Interval(1320, 1800)`. At most 24 hours."""

    opens: int
    closes: int


Hours = tuple[Interval, ...]
"""Of one day, by where they begin; none: closed."""

ALWAYS: Final[Hours] = (Interval(0, MIDNIGHT),)


@dataclass(frozen=True, slots=True)
class Day:
    """`name` says why the hours are not those of the week; empty: they are."""

    hours: Hours = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` has the hours of Monday to Sunday. Days that differ, the stronger last: `holidays`, `yearly` (by month and day, so
    (2, 29) comes every fourth year), `dates`. The hours of such a day replace the ones that would begin on it; hours of the day
    before that last past midnight go on.

    Its hash is kept, for it is asked for with every question. So make changed ones with `dataclasses.replace`.
    """

    zone: str
    week: tuple[Hours, ...] = ((),) * 7
    holidays: tuple[tuple[date, Day], ...] = ()
    yearly: tuple[tuple[tuple[int, int], Day], ...] = ()
    dates: tuple[tuple[date, Day], ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week has 7 days, not {len(self.week)}: give the hours of Monday to Sunday")
        object.__setattr__(self, "_hash", hash(self._fields()))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        """For worker processes: there text is hashed otherwise."""
        return Calendar, self._fields()

    def _fields(self) -> tuple[Any, ...]:
        return self.zone, self.week, self.holidays, self.yearly, self.dates


@lru_cache(maxsize=1024)
def in_zone(calendar: Calendar, zone: str) -> Calendar:
    """The same hours by the clocks of another zone, such as a contact's own."""
    return replace(calendar, zone=zone)


def day_on(calendar: Calendar, on: date) -> Day:
    """What holds for the hours that begin on this date."""
    dates, yearly = _special(calendar)
    return dates.get(on) or yearly.get((on.month, on.day)) or Day(calendar.week[on.weekday()])


@lru_cache(maxsize=1024)
def _special(calendar: Calendar) -> tuple[Mapping[date, Day], Mapping[tuple[int, int], Day]]:
    """Days by date, by month and day. A holiday that is a yearly day too is left out: the yearly day is the stronger."""
    yearly = dict(calendar.yearly)
    holidays = {on: day for on, day in calendar.holidays if (on.month, on.day) not in yearly}
    return holidays | dict(calendar.dates), yearly


@lru_cache(maxsize=1024)
def ever_opens(calendar: Calendar) -> bool:
    """False: it is never open, on no day."""
    special = (day for days in (calendar.holidays, calendar.yearly, calendar.dates) for _, day in days)
    return any(calendar.week) or any(day.hours for day in special)


@lru_cache(maxsize=1024)
def last_date(calendar: Calendar) -> date | None:
    """The last date that is named; from then on the years are alike."""
    return max((on for on, _ in (*calendar.holidays, *calendar.dates)), default=None)
