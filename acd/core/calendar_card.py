"""A calendar as people write it, a small TOML file (docs/reference/calendars.md) or the same fields as plain values, read into a card.
Pure: text in, card out.

Holidays are only named here, by country; `acd.almanac` knows which dates they are and makes the card a `Calendar`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final

from acd.core import calendar_fields as fields
from acd.core.calendar import Calendar, Day, Hours
from acd.core.calendar_fields import CalendarError
from acd.core.moment import Moment
from acd.core.wall import shown, zones

YEARS: Final = range(1970, 2101)
"""The years in which dates may lie, and for which holidays are known."""

SOME_LEAP_YEAR: Final = 2000

Dated = date | tuple[int, int]
"""A date, or a month and day of each year."""


def beyond_holidays(calendar: Calendar, at: Moment | None) -> str:
    """Why an answer that reaches as far as this counts too much open time; empty: it does not."""
    if at is None or not calendar.holidays or shown(calendar.zone, at).year <= YEARS[-1]:
        return ""
    return f"holidays are known up to {YEARS[-1]}: days after that year are counted as if there were none"


@dataclass(frozen=True, slots=True)
class Holidays:
    """Of a country, or of a `region` of it (ISO 3166 both). `hours` are those of each such day."""

    country: str
    region: str | None = None
    categories: tuple[str, ...] = ("public",)
    language: str | None = None
    hours: Hours = ()


@dataclass(frozen=True, slots=True)
class CalendarCard:
    """`week`, `yearly` and `dates` as in `Calendar`. A date that several `holidays` have is that of the first of them."""

    zone: str
    week: tuple[Hours, ...]
    name: str = ""
    holidays: tuple[Holidays, ...] = ()
    yearly: tuple[tuple[tuple[int, int], Day], ...] = ()
    dates: tuple[tuple[date, Day], ...] = ()


@dataclass(frozen=True, slots=True)
class SiteCalendar:
    """A calendar of the site's own, which queues, numbers and levels name by its code."""

    code: str
    card: CalendarCard


def read(text: str) -> CalendarCard:
    """Raises CalendarError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(
            "file", f"is no TOML: {error}", "put texts in quotes, lists in brackets"
        ) from error
    return card_of(table)


def card_of(table: Mapping[str, Any]) -> CalendarCard:
    """Of the file's fields as plain values; dates may be texts. Raises CalendarError."""
    fields.only(table, ("zone", "name", "week", "holidays", "days"))
    zone, days = _zone(table), _days(table)
    return CalendarCard(
        zone=zone,
        week=fields.week(table.get("week")),
        name=fields.text(table, "name") or "",
        holidays=tuple(_holidays(one, where) for where, one in fields.tables(table, "holidays")),
        yearly=tuple((on, day) for on, day in days.items() if isinstance(on, tuple)),
        dates=tuple((on, day) for on, day in days.items() if isinstance(on, date)),
    )


def table_of(card: CalendarCard) -> dict[str, Any]:
    """What `card_of` reads back to the same card, in plain values: days in a row that are alike become one span of dates."""
    week = {name: _listed(hours) for name, hours in zip(fields.WEEK, card.week, strict=True)}
    days = [{"date": _spelt(on), **_told(day)} for on, day in card.yearly] + _spans(card.dates)
    return {
        "zone": card.zone,
        **({"name": card.name} if card.name else {}),
        "week": week,
        "holidays": [_holidays_told(one) for one in card.holidays],
        "days": days,
    }


def _listed(hours: Hours) -> list[str]:
    return [fields.spelt(one) for one in hours]


def _told(day: Day) -> dict[str, Any]:
    return {"name": day.name, "hours": _listed(day.hours)}


def _holidays_told(one: Holidays) -> dict[str, Any]:
    return {
        "country": one.country,
        **({"region": one.region} if one.region else {}),
        "categories": list(one.categories),
        **({"language": one.language} if one.language else {}),
        "hours": _listed(one.hours),
    }


def _spans(dates: tuple[tuple[date, Day], ...]) -> list[dict[str, Any]]:
    spans: list[tuple[date, date, Day]] = []
    for on, day in dates:
        if spans and spans[-1][1] + timedelta(days=1) == on and spans[-1][2] == day:
            spans[-1] = spans[-1][0], on, day
        else:
            spans.append((on, on, day))
    return [
        {
            **({"date": str(first)} if first == last else {"from": str(first), "to": str(last)}),
            **_told(day),
        }
        for first, last, day in spans
    ]


def _zone(table: Mapping[str, Any]) -> str:
    name = fields.demanded(table, "zone", 'name it as zone = "Europe/Warsaw"')
    if name not in zones():
        near = get_close_matches(name, zones(), n=3)
        remedy = f"is it {' or '.join(near)}?" if near else 'IANA names are as "Europe/Warsaw"'
        raise CalendarError("zone", f"{name!r} is not known", remedy)
    return name


def _holidays(table: Mapping[str, Any], where: str) -> Holidays:
    fields.only(table, ("country", "region", "categories", "language", "hours"), where)
    return Holidays(
        country=fields.demanded(table, "country", 'name it as country = "PL"', where),
        region=fields.text(table, "region", where),
        categories=fields.texts(table, "categories", where) or ("public",),
        language=fields.text(table, "language", where),
        hours=fields.hours(table.get("hours", []), f"{where}hours"),
    )


def _days(table: Mapping[str, Any]) -> dict[Dated, Day]:
    found: dict[Dated, Day] = {}
    for where, one in fields.tables(table, "days"):
        fields.only(one, ("date", "from", "to", "name", "hours"), where)
        hours = fields.hours(one.get("hours", []), f"{where}hours")
        day = Day(hours, fields.text(one, "name", where) or "own day")
        for on in _dates(one, where):
            if on in found:
                raise CalendarError(f"{where}date", f"{_spelt(on)} is there already", "name each day once")
            found[on] = day
    return found


def _dates(table: Mapping[str, Any], where: str) -> Iterator[Dated]:
    if ("date" in table) == ("from" in table or "to" in table):
        raise CalendarError(f"{where}date", "which day is it?", "give either date, or from and to")
    if "date" in table:
        yield _date(table["date"], f"{where}date", yearly=True)
        return
    for name in ("from", "to"):
        if name not in table:
            raise CalendarError(where + name, "is missing", "give both from and to, or date")
    first, last = (_date(table[name], where + name) for name in ("from", "to"))
    assert isinstance(first, date)
    assert isinstance(last, date)
    if last < first:
        raise CalendarError(f"{where}to", f"{last} is before {first}", "swap them")
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def _date(value: Any, field: str, yearly: bool = False) -> Dated:
    """`2026-12-24`, quoted or not; with `yearly` also `12-24`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    try:
        if yearly and isinstance(value, str) and len(value) == len("12-24"):
            on = date.fromisoformat(f"{SOME_LEAP_YEAR}-{value}")
            return on.month, on.day
        found = date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        remedy = 'write it as "2026-12-24"' + (' or, for every year, "12-24"' if yearly else "")
        raise CalendarError(field, f"{value!r} is no date", remedy) from error
    if found.year not in YEARS:
        remedy = f"dates lie in the years {YEARS[0]} to {YEARS[-1]}"
        raise CalendarError(field, f"{found} is out of reach", remedy)
    return found


def _spelt(on: Dated) -> str:
    return on.isoformat() if isinstance(on, date) else f"{on[0]:02}-{on[1]:02}"
