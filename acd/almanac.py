"""The almanac: which dates are holidays where. The only import of python-holidays; it makes a calendar's card a `Calendar`.

Holidays that a law has yet to set, or that follow the moon, are what python-holidays expects of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

import holidays

from acd.core.calendar import Calendar, Day
from acd.core.calendar_card import YEARS, CalendarCard, Holidays
from acd.core.calendar_fields import CalendarError
from acd.core.moment import Moment

Named = tuple[tuple[date, str], ...]


@lru_cache(maxsize=256)
def calendar_of(card: CalendarCard, years: range = YEARS) -> Calendar:
    """With its holidays of these years; of all, it is the same whenever it is made. Raises CalendarError."""
    return Calendar(card.zone, card.week, _all(card.holidays, years), card.yearly, card.dates)


BEHIND: Final = 2
AHEAD: Final = 10
"""Years around now whose holidays the living floor knows."""


def years_around(at: Moment) -> range:
    """For the living floor, which sets its calendars anew when a year begins. Of moment 0: some years, to see
    whether a card is right."""
    year = datetime.fromtimestamp(at / 1000, UTC).year
    return range(max(YEARS[0], year - BEHIND), min(YEARS[-1], year + AHEAD) + 1)


def _all(listed: tuple[Holidays, ...], years: range) -> tuple[tuple[date, Day], ...]:
    """Where several have a date, it is that of the first."""
    found: dict[date, Day] = {}
    for number, one in enumerate(listed, 1):
        where = f"holidays[{number}]." if len(listed) > 1 else "holidays."
        for on, name in dates(one, where, years):
            found.setdefault(on, Day(one.hours, name))
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))


@lru_cache(maxsize=256)
def dates(of: Holidays, where: str = "holidays.", years: range = YEARS) -> Named:
    """Each date with its name, in `language` or else the country's own: left alone, the library would take this machine's."""
    _check(of, where)
    language = of.language or _kind(of).default_language
    known = holidays.country_holidays(
        of.country, subdiv=of.region, years=years, categories=of.categories, language=language
    )
    return tuple(sorted(known.items()))


def countries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By their ISO 3166 code, each with the codes of its regions."""
    return tuple(
        sorted((code, tuple(regions)) for code, regions in holidays.list_supported_countries().items())
    )


def _kind(of: Holidays) -> type[holidays.HolidayBase]:
    return type(holidays.country_holidays(of.country))


def _check(of: Holidays, where: str) -> None:
    """Else the library would answer with nothing, or in another language."""
    if of.country not in holidays.list_supported_countries():
        why = f"the holidays of {of.country!r} are not known"
        raise CalendarError(f"{where}country", why, "write its ISO 3166 code in capitals, as PL")
    country = _kind(of)
    regions = (*country.subdivisions, *country.subdivisions_aliases)
    if of.region is not None and of.region not in regions:
        raise _not_there(of, where, "region", of.region, country.subdivisions)
    for category in of.categories:
        if category not in country.supported_categories:
            raise _not_there(of, where, "categories", category, country.supported_categories)
    languages = country.supported_languages or (country.default_language or "en_US",)
    if of.language is not None and of.language not in languages:
        raise _not_there(of, where, "language", of.language, languages)


def _not_there(of: Holidays, where: str, field: str, value: str, known: Iterable[str]) -> CalendarError:
    there = ", ".join(sorted(known))
    remedy = f"there are {there}" if there else "leave it out: there is none"
    return CalendarError(where + field, f"python-holidays has no {value!r} for {of.country}", remedy)
