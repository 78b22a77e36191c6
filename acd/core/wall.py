"""The clock on the wall of a zone against moments.

Twice a year the hands jump. One rule covers both jumps: hours last **from the first moment at which the clock shows the opening
time or a later one, until the last at which it shows less than the closing time.** So an edge that is skipped (02:30 in a spring
night) is the moment of the jump; an edge that is shown twice (02:30 in an autumn night) is the first one of an opening and the
second one of a closing. The time with which the doubled hour begins (02:00) closes when it is first shown, for nothing earlier is
shown after that.

The zones are those of the IANA database, a table like any other: it is read, but it is the same for everybody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from acd.core.moment import SECOND, Moment, Span

_EPOCH: Final = datetime(1970, 1, 1)
_EPOCH_UTC: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The names of all zones."""
    return frozenset(available_timezones())


def shown(zone: str, at: Moment) -> datetime:
    """What the clock shows at this moment, with its zone."""
    return (_EPOCH_UTC + timedelta(milliseconds=at)).astimezone(_zone(zone))


def opening(zone: str, local: datetime) -> Moment:
    """The first moment at which the clock shows `local` or later."""
    first, second = readings(zone, local)
    return first if first <= second else _jump(zone, second, first)


def closing(zone: str, local: datetime) -> Moment:
    """The moment after the last at which the clock shows less than `local`."""
    first, second = readings(zone, local)
    if first > second:
        return _jump(zone, second, first)
    if first < second and shown(zone, second - 1).replace(tzinfo=None) < local:
        return second
    return first


def readings(zone: str, local: datetime) -> tuple[Moment, Moment]:
    """The moments at which `local` is shown, by the offset before and after a jump: equal on ordinary days, the first one earlier
    where it is shown twice, later where it is skipped."""
    wall = (local - _EPOCH) // _MS
    return wall - _offset(zone, local.replace(fold=0)), wall - _offset(zone, local.replace(fold=1))


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    """Kept, for `ZoneInfo` keeps eight by itself and reads the file of a ninth again and again."""
    return ZoneInfo(name)


def _offset(zone: str, local: datetime) -> Span:
    offset = _zone(zone).utcoffset(local)
    assert offset is not None  # of a local time it never is
    return offset // _MS


def _jump(zone: str, before: Moment, after: Moment) -> Moment:
    """The moment between the two at which the offset changes, found by halving; jumps are at whole seconds."""
    old = shown(zone, before).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // (2 * SECOND) * SECOND
        if shown(zone, middle).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
