"""What a calendar says of the days to come, as the dialplan reads it from Asterisk's database: so the switch opens and closes by
itself, with the daemon dead too. Pure.

An entry a day, by its date in UTC: `no,080000,160000` is closed at midnight, open from 8 to 16 UTC. `last` is what holds beyond the
days that are known, and the first of those days: `no,20261207`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from acd.asterisk.conf import BadConf, code
from acd.asterisk.names import HOURS, LAST
from acd.core.calendar import Calendar
from acd.core.hours import changes, is_open
from acd.core.moment import DAY, SECOND, Moment

DAYS: Final = 15
"""Today's and the next 14: so many are known when the daemon dies, and one less for each midnight (UTC) since."""

MOST: Final = 120
"""Changes of one day: what fits into a value that AMI takes."""


def entries(calendars: Mapping[str, Calendar], at: Moment) -> dict[str, str]:
    """For each calendar by its code. Raises BadConf."""
    found: dict[str, str] = {}
    for name, calendar in calendars.items():
        family = HOURS + code(name, "calendar")
        found |= {f"{family}/{key}": value for key, value in _of(name, calendar, at // DAY)}
    return found


def end_of_days(at: Moment) -> Moment:
    """Of those that were written at `at`: from there on it stays as it is."""
    return (at // DAY + DAYS) * DAY


def _of(name: str, calendar: Calendar, first: int) -> Iterator[tuple[str, str]]:
    for day in range(first, first + DAYS):
        yield _date(day), _day(name, calendar, day * DAY)
    end = first + DAYS
    yield LAST, f"{_word(is_open(calendar, end * DAY - 1))},{_date(end)}"


def _day(name: str, calendar: Calendar, begin: Moment) -> str:
    first, *later = changes(calendar, begin, 1)
    times = [_time(change.at) for change in later if change.at < begin + DAY]
    if len(times) > MOST:
        raise BadConf(f"calendar {name}: {len(times)} changes on {_date(begin // DAY)}; take {MOST} at most")
    return ",".join([_word(first.open), *times])


def _word(open_: bool) -> str:
    return "yes" if open_ else "no"


def _date(day: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY / 1000, UTC):%Y%m%d}"


def _time(at: Moment) -> str:
    """Rounded up to a whole second, for some zones of old had others."""
    return f"{datetime.fromtimestamp(-(-at // SECOND), UTC):%H%M%S}"


def known_until(found: Iterable[tuple[str, str]]) -> dict[str, Moment]:
    """Of Asterisk's entries (`family/key`, value): until when each calendar's hours are known, by code."""
    until: dict[str, Moment] = {}
    for key, value in found:
        family, _, name = key.rpartition("/")
        if family.startswith(HOURS) and name == LAST:
            day = datetime.strptime(value.partition(",")[2], "%Y%m%d").replace(tzinfo=UTC)
            until[family.removeprefix(HOURS)] = int(day.timestamp()) * SECOND
    return until
