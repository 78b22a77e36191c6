"""The almanac: which dates are holidays where. The only import of python-holidays; it makes a calendar's card a `Calendar`.

Holidays that a law has yet to set, or that follow the moon, are what python-holidays expects of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

import holidays

from acd.core.calendar import Calendar, Day
from acd.core.calendar_card import YEARS, CalendarCard, Holidays
from acd.core.calendar_fields import CalendarError

Named = tuple[tuple[date, str], ...]


@lru_cache(maxsize=256)
def calendar_of(card: CalendarCard) -> Calendar:
    """With its holidays of all years (`YEARS`), so that it is the same whenever it is made. Raises CalendarError."""
    return Calendar(card.zone, card.week, _all(card.holidays), card.yearly, card.dates)


def _all(listed: tuple[Holidays, ...]) -> tuple[tuple[date, Day], ...]:
    """Where several have a date, it is that of the first."""
    found: dict[date, Day] = {}
    for number, one in enumerate(listed, 1):
        where = f"holidays[{number}]." if len(listed) > 1 else "holidays."
        for on, name in dates(one, where):
            found.setdefault(on, Day(one.hours, name))
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))


@lru_cache(maxsize=256)
def dates(of: Holidays, where: str = "holidays.") -> Named:
    """Each date with its name, in `language` or else the country's own."""
    _check(of, where)
    known = holidays.country_holidays(
        of.country, subdiv=of.region, years=YEARS, categories=of.categories, language=of.language
    )
    return tuple(sorted(known.items()))


def _check(of: Holidays, where: str) -> None:
    countries = holidays.list_supported_countries()
    _one_of(of.country, countries, f"{where}country", "the holidays of {} are not known", "ISO 3166: as PL")
    country = type(holidays.country_holidays(of.country))
    regions = (*country.subdivisions, *country.subdivisions_aliases)
    if of.region is not None:
        _one_of(of.region, regions, f"{where}region", f"{of.country} has no region {{}}", "leave it out")
    for category in of.categories:
        why = f"{of.country} has no holidays of the kind {{}}"
        _one_of(category, country.supported_categories, f"{where}categories", why, "leave it out")
    if of.language is not None:
        languages = country.supported_languages or (country.default_language or "en_US",)
        why = f"{of.country}'s holidays have no names in {{}}"
        _one_of(of.language, languages, f"{where}language", why, "leave it out")


def _one_of(value: str, known: Iterable[str], field: str, why: str, else_: str) -> None:
    """Else it says which there are, or the nearest where there are many."""
    names = sorted(known)
    if value not in names:
        some = names if len(names) <= 20 else get_close_matches(value.upper(), names, n=5, cutoff=0.5)
        remedy = f"there are {', '.join(some)}" if some else else_
        raise CalendarError(field, why.format(repr(value)), remedy)
