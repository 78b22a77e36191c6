"""When a campaign will be through, at the pace of the last hour and by its open hours. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from acd.core.calendar import Calendar
from acd.core.hours import next_closing, next_open_in_all
from acd.core.moment import HOUR, Moment, Span

LEAST: Final = 20
"""Contacts that must be finished before anybody says what one takes."""
FARTHEST: Final = 1000
"""Openings and closings that are looked at: beyond it nobody can say."""


def dialling_left(left: int, finished: int, attempts: int, hour: int) -> Span | None:
    """Dialling time for `left` contacts: each takes as many attempts as the `finished` ones did, and `hour` of them are made in an
    hour. None: too little is known yet."""
    if not left:
        return 0
    if finished < LEAST or not hour:
        return None
    return round(left * max(1.0, attempts / finished) / hour * HOUR)


@dataclass(frozen=True, slots=True)
class Part:
    """Dialling time that can be spent only while all of these calendars are open."""

    calendars: tuple[Calendar, ...]
    span: float


def over_at(parts: Sequence[Part], now: Moment) -> Moment | None:
    """When all of it is spent: what is open shares the time by what is left of it. What never opens is never called, and left
    out. None: nothing ever opens, or nobody can say."""
    left = [part for part in parts if part.span and _opens(part, now) is not None]
    if not left:
        return None if any(part.span for part in parts) else now
    at = now
    for _ in range(FARTHEST):
        opens = [(part, _opens(part, at)) for part in left]
        open_ = [part for part, moment in opens if moment == at]
        closed = [part for part, moment in opens if moment != at]
        edge = _edge([moment for _, moment in opens if moment != at] + [_closes(part, at) for part in open_])
        whole = sum(part.span for part in open_)
        if open_ and (edge is None or at + whole <= edge):
            at, left = at + round(whole), closed
        elif edge is None:
            return None
        else:
            at, left = edge, closed + [_spent(part, (edge - at) / whole) for part in open_]
        if not left:
            return at
    return None


def _opens(part: Part, at: Moment) -> Moment | None:
    return next_open_in_all(part.calendars, at) if part.calendars else at


def _closes(part: Part, at: Moment) -> Moment | None:
    return _edge([next_closing(one, at) for one in part.calendars])


def _edge(moments: Iterable[Moment | None]) -> Moment | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _spent(part: Part, share: float) -> Part:
    return Part(part.calendars, part.span - part.span * share)
