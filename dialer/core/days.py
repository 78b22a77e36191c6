"""Days by the clocks of a zone, as moments: from one local midnight to the next, 23 or 25 hours when the clock jumps."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final

from acd.core.moment import DAY, Moment
from acd.core.wall import opening, shown

_PART: Final = 32 * DAY


def day_of(zone: str, at: Moment) -> tuple[Moment, Moment]:
    """Begin and end of the local day in which `at` lies."""
    midnights = _midnights(zone, at // _PART)
    after = bisect_right(midnights, at)
    return midnights[after - 1], midnights[after]


@lru_cache(maxsize=4096)
def _midnights(zone: str, part: int) -> tuple[Moment, ...]:
    """Of the days that touch this part of time, and the ones beside. Midnight may be skipped (clocks set forward then, or a
    whole date left out): the day begins at the jump."""
    first = shown(zone, part * _PART).date() - timedelta(days=2)
    length = _PART // DAY + 5
    days = (datetime.combine(first + timedelta(days=step), time()) for step in range(length))
    return tuple(sorted({opening(zone, day) for day in days}))
