"""Promises to solve something, begun and lived on."""

from __future__ import annotations

from acd.core.calendar import Calendar
from acd.core.level import Level, Target
from acd.core.moment import HOUR, Moment
from acd.core.promise import Promise, begin, next_moment, on_time

HOURLY = Level("hour", targets={Target.SOLVED: HOUR})


def begun(calendar: Calendar, since: Moment, level: Level = HOURLY) -> Promise:
    promise = begin(Target.SOLVED, level, calendar, since)
    assert promise is not None
    return promise


def lived(promise: Promise, until: Moment) -> tuple[Promise, list[tuple[str, Moment]]]:
    """What happens to it by itself until then."""
    told: list[tuple[str, Moment]] = []
    while (moment := next_moment(promise)) is not None and moment <= until:
        promise, what = on_time(promise, moment)
        told.append((str(what), moment))
    return promise, told
