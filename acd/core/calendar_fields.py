"""The fields of a calendar's file: texts, tables, hours. What cannot be meant is refused with field and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from acd.core.calendar import MIDNIGHT, Hours, Interval

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_INTERVAL: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})(\s+next\s+day)?")
_WRITE: Final = 'write it as "09:00-17:00"'


class CalendarError(Exception):
    """`field` is where in the file, as `week.friday`."""

    def __init__(self, field: str, why: str, remedy: str) -> None:
        super().__init__(f"{field}: {why}; {remedy}")
        self.field = field
        self.why = why
        self.remedy = remedy


def only(table: Mapping[str, Any], known: Sequence[str], where: str = "") -> None:
    """No field but these: one that was mistyped would else be passed over in silence."""
    for name in table:
        if name not in known:
            raise CalendarError(where + name, "is not known here", f"there are {', '.join(known)}")


def text(table: Mapping[str, Any], name: str, where: str = "") -> str | None:
    value = table.get(name)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise CalendarError(where + name, f"{value!r} is no text", "write it in quotes, or leave it out")


def demanded(table: Mapping[str, Any], name: str, remedy: str, where: str = "") -> str:
    value = text(table, name, where)
    if value is None:
        raise CalendarError(where + name, "is missing", remedy)
    return value


def texts(table: Mapping[str, Any], name: str, where: str = "") -> tuple[str, ...] | None:
    value = table.get(name)
    if value is None or (isinstance(value, list) and value and all(isinstance(one, str) for one in value)):
        return None if value is None else tuple(value)
    raise CalendarError(where + name, f"{value!r} is no list of texts", 'write it as ["…", "…"]')


def tables(table: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Each `[[name]]` with where it is (`name[1].`); a single one may be `[name]`."""
    value = table.get(name, [])
    if isinstance(value, dict):
        return [(f"{name}.", value)]
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return [(f"{name}[{number}].", one) for number, one in enumerate(value, 1)]
    raise CalendarError(name, "is no table", f"begin it with [[{name}]]")


def week(value: Any) -> tuple[Hours, ...]:
    """`monday`, `mon` or `monday-friday`; a day that is not named is closed."""
    if value is None:
        raise CalendarError("week", "is missing", "add [week] with the hours of each weekday, empty for none")
    if not isinstance(value, dict):
        raise CalendarError("week", "is no table", "begin it with [week]")
    found: dict[int, Hours] = {}
    for name, listed in value.items():
        for day in _days(name):
            if day in found:
                raise CalendarError(f"week.{name}", f"has {WEEK[day]} again", "name each day once")
            found[day] = hours(listed, f"week.{name}")
    days = tuple(found.get(day, ()) for day in range(7))
    _no_overlap(days)
    return days


def _days(name: str) -> list[int]:
    """A range may go over Sunday: `saturday-monday`."""
    known = {word: day for day, full in enumerate(WEEK) for word in (full, full[:3])}
    first, dash, last = (part.strip() for part in name.lower().partition("-"))
    if first not in known or (dash and last not in known):
        raise CalendarError(f"week.{name}", "is no weekday", "write monday … sunday, or monday-friday")
    begin = known[first]
    return [(begin + step) % 7 for step in range((known[last] - begin) % 7 + 1 if dash else 1)]


def hours(value: Any, field: str) -> Hours:
    """`["09:00-12:00", "22:00-06:00 next day"]`, in the order of the day; none: closed."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        remedy = 'write it as ["09:00-17:00"], or [] for closed'
        raise CalendarError(field, f"{value!r} is no list of hours", remedy)
    found = tuple(sorted((interval(one, field) for one in value), key=lambda one: one.opens))
    for one, after in pairwise(found):
        if one.closes > after.opens:
            raise CalendarError(field, f"{spelt(one)} and {spelt(after)} overlap", "write them as one")
    return found


def interval(written: str, field: str) -> Interval:
    parts = _INTERVAL.fullmatch(written.strip())
    if parts is None:
        raise CalendarError(field, f"{written!r} are no hours", f"{_WRITE}, in hours and minutes")
    opens, closes = (_minute(parts[i], parts[i + 1], written, field) for i in (1, 3))
    if opens == MIDNIGHT:
        raise CalendarError(field, f"{written!r} opens at 24:00", "that is 00:00 of the next day")
    if parts[5]:
        closes += MIDNIGHT
        if closes > opens + MIDNIGHT:
            raise CalendarError(
                field, f"{written!r} is longer than 24 hours", "write the rest on the next day"
            )
    elif closes <= opens:
        raise CalendarError(field, *_backwards(written, opens, closes))
    return Interval(opens, closes)


def _minute(hour: str, minute: str, written: str, field: str) -> int:
    found = int(hour) * 60 + int(minute)
    if int(minute) > 59 or found > MIDNIGHT:
        raise CalendarError(field, f"{written!r}: {hour}:{minute} is no time of day", "write 00:00 to 24:00")
    return found


def _backwards(written: str, opens: int, closes: int) -> tuple[str, str]:
    """Most likely the two were swapped, so that hours past midnight must be said."""
    if opens == closes:
        return f"{written!r} lasts no time", "write 00:00-24:00 for the whole day, or [] for closed"
    if closes == 0:
        return f"{written!r} ends before it begins", f"the day's end is {spelt(Interval(opens, MIDNIGHT))}"
    past = spelt(Interval(opens, closes + MIDNIGHT))
    return f"{written!r} ends before it begins", f'past midnight is written "{past}"'


def spelt(interval: Interval) -> str:
    closes, late = interval.closes, interval.closes > MIDNIGHT
    if late:
        closes -= MIDNIGHT
    times = "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (interval.opens, closes))
    return f"{times} next day" if late else times


def _no_overlap(days: Sequence[Hours]) -> None:
    """Hours past midnight may reach into the next day's, on Sunday into Monday's."""
    listed = [(day * MIDNIGHT, WEEK[day], one) for day in range(7) for one in days[day]]
    again = [(midnight + 7 * MIDNIGHT, name, one) for midnight, name, one in listed[:1]]
    for (midnight, name, one), (then, next_, after) in pairwise(listed + again):
        if midnight + one.closes > then + after.opens:
            what = f"{spelt(one)} reaches into {next_}'s {spelt(after)}"
            raise CalendarError(f"week.{name}", what, "let it end where that begins")
