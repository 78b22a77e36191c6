"""When a campaign will be through, at the pace of the last hour and by its open hours. Pure."""

from __future__ import annotations

from typing import Final

from acd.core.calendar import Calendar
from acd.core.hours import next_closing, next_open_in_all
from acd.core.moment import HOUR, Moment, Span

LEAST: Final = 20
"""Contacts that must be finished before anybody says what one takes."""
FARTHEST: Final = 1000
"""Stretches of open hours that are looked at: beyond it nobody can say."""


def dialling_left(left: int, finished: int, attempts: int, hour: int) -> Span | None:
    """Dialling time for `left` contacts: each takes as many attempts as the `finished` ones did, and `hour` of them are made in an
    hour. None: too little is known yet."""
    if not left:
        return 0
    if finished < LEAST or not hour:
        return None
    return round(left * max(1.0, attempts / finished) / hour * HOUR)


def over_at(calendars: tuple[Calendar, ...], now: Moment, span: Span) -> Moment | None:
    """When so much time has passed that is open in all of them. None: it never will have."""
    at = now
    for _ in range(FARTHEST):
        if not span:
            return at
        opens = next_open_in_all(calendars, at) if calendars else at
        if opens is None:
            return None
        closings = [closing for one in calendars if (closing := next_closing(one, opens)) is not None]
        if not closings or opens + span <= min(closings):
            return opens + span
        at = min(closings)
        span -= at - opens
    return None
