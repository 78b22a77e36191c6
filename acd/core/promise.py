"""The clock of one promise: open time is counted, closed time breaks none.

*Reached* is the earliest moment at which the target's open time has passed, *due* the last at which not more has: any later one is a
breach. Every function gives the promise as it has become; the calendar is passed in, for the promise knows its level by code only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from acd.core.calendar import ALWAYS, Calendar
from acd.core.hours import Passed, after_open, open_between, reached
from acd.core.level import WHOLE, Level, Target, When, choose
from acd.core.moment import Moment, Span
from acd.core.value import replace

ALWAYS_OPEN: Final = Calendar("UTC", (ALWAYS,) * 7)

State = Literal["running", "paused", "kept", "broken"]
Happening = Literal["warned", "broken"]


@dataclass(frozen=True)
class Promise:
    """`span`: the open time that was promised; `spent`: what had passed of it at `since`, when the clock began or went on.

    `since` None: it stands. Then, and where that moment never comes, `reached` and `due` are None; what is kept or broken keeps
    them as they were.
    `warn`: the open time after which a warning is due, at `warn_at`. `broken` and `kept` are when it was; kept too late, it has both.
    """

    target: Target
    level: str
    span: Span
    began: Moment
    spent: Span
    since: Moment | None
    reached: Moment | None
    due: Moment | None
    warn_at: Moment | None
    warned: bool = False
    broken: Moment | None = None
    kept: Moment | None = None
    warn: Span = 0


def hours_of(level: Level, queue_calendar: str, calendars: Mapping[str, Calendar]) -> Calendar:
    """By which calendar this level counts in a queue: its own, else the queue's, else always. What is not known counts as always."""
    return calendars.get(level.calendar or queue_calendar, ALWAYS_OPEN)


def begin(target: Target, level: Level, calendar: Calendar, at: Moment) -> Promise | None:
    """None: this level promises nothing of the kind."""
    span = level.targets.get(target)
    if span is None:
        return None
    new = Promise(target, level.code, span, at, 0, None, None, None, None, warn=_warn(level, span))
    return go_on(new, calendar, at)


def pause(promise: Promise, calendar: Calendar, at: Moment) -> Promise:
    """The clock stands: no moment is due any more."""
    if promise.since is None or promise.kept is not None:
        return promise
    stopped = _stop(promise, calendar, at)
    if stopped.broken is not None:
        return stopped
    return replace(stopped, reached=None, due=None, warn_at=None)


def go_on(promise: Promise, calendar: Calendar, at: Moment) -> Promise:
    """The clock runs again, from what was spent on."""
    if promise.since is not None or promise.kept is not None:
        return promise
    if promise.broken is not None:
        return replace(promise, since=at)
    return _aim(promise, calendar, at)


def keep(promise: Promise, calendar: Calendar, at: Moment) -> Promise:
    """What was promised has happened. After *due* it is broken too, whether that was noticed or not."""
    if promise.kept is not None:
        return promise
    return replace(_stop(promise, calendar, at), kept=at)


def reopen(promise: Promise, calendar: Calendar, at: Moment) -> Promise:
    """It had not happened after all: the clock goes on with what was spent until then."""
    if promise.kept is None:
        return promise
    return go_on(replace(promise, kept=None), calendar, at)


def recompute(promise: Promise, level: Level, calendar: Calendar, at: Moment) -> Promise | None:
    """By another level or calendar. The stretch since `since` is counted anew, what was spent before a pause stays. What is broken
    or kept stays so; a target that has long passed breaks it now, not in the past. None: the level promises nothing of the kind."""
    span = level.targets.get(promise.target)
    if promise.kept is not None or promise.broken is not None:
        return promise
    if span is None:
        return None
    changed = replace(promise, level=level.code, span=span, warn=_warn(level, span))
    if promise.since is None:
        return changed
    aimed = _aim(replace(changed, warned=False), calendar, promise.since)
    if replace(aimed, warned=promise.warned) == promise:
        return promise
    return _settle(aimed, promise.warned, at)


def left(promise: Promise, calendar: Calendar, at: Moment) -> Span:
    """Open time; negative when it is too late."""
    running = 0 if promise.since is None else _open(calendar, promise.since, at)
    return promise.span - promise.spent - running


def state(promise: Promise) -> State:
    if promise.broken is not None:
        return "broken"
    if promise.kept is not None:
        return "kept"
    return "paused" if promise.since is None else "running"


def next_moment(promise: Promise) -> Moment | None:
    """When something happens to it by itself."""
    if promise.since is None or promise.broken is not None or promise.kept is not None:
        return None
    if promise.warn_at is not None and not promise.warned:
        return promise.warn_at
    return None if promise.due is None else promise.due + 1


def on_time(promise: Promise, at: Moment) -> tuple[Promise, Happening | None]:
    """The one earliest thing that is due by `at`; stamped with its own moment, `next_moment`, however late it is asked."""
    moment = next_moment(promise)
    if moment is None or moment > at:
        return promise, None
    if not promise.warned and moment == promise.warn_at:
        return replace(promise, warned=True), "warned"
    return replace(promise, broken=moment), "broken"


def _warn(level: Level, span: Span) -> Span:
    return span * level.warn // WHOLE


def _aim(promise: Promise, calendar: Calendar, since: Moment) -> Promise:
    """The clock runs from `since` on: what will be when."""
    reached, due = _passed(calendar, since, promise.span - promise.spent)
    warn_at = None
    if promise.warn and not promise.warned:
        warn_at = _reached(calendar, since, promise.warn - promise.spent)
    return replace(promise, since=since, reached=reached, due=due, warn_at=warn_at)


def _passed(calendar: Calendar, since: Moment, span: Span) -> Passed:
    """Also of a span that had passed before `since`: by a shorter target."""
    if calendar is ALWAYS_OPEN:  # most callers, and no arithmetic
        return Passed(since + max(0, span), since + max(0, span))
    return after_open(calendar, since, max(0, span))


def _reached(calendar: Calendar, since: Moment, span: Span) -> Moment | None:
    return since + max(0, span) if calendar is ALWAYS_OPEN else reached(calendar, since, max(0, span))


def _open(calendar: Calendar, start: Moment, end: Moment) -> Span:
    return end - start if calendar is ALWAYS_OPEN else open_between(calendar, start, end)


def _settle(promise: Promise, warned: bool, at: Moment) -> Promise:
    """What a new level says of the past happens now, and what was said before is not said twice."""
    if promise.due is not None and promise.due < at:
        return replace(promise, broken=at)
    if promise.warn_at is None or promise.warn_at > at:
        return promise
    return replace(promise, warned=warned, warn_at=at)


def _stop(promise: Promise, calendar: Calendar, at: Moment) -> Promise:
    if promise.since is None:
        return promise
    spent = promise.spent + _open(calendar, promise.since, at)
    broken = promise.broken
    if broken is None and promise.due is not None and at > promise.due:
        broken = promise.due + 1
    return replace(promise, spent=spent, since=None, broken=broken)


__all__ = [
    "ALWAYS_OPEN",
    "Level",
    "Promise",
    "Target",
    "When",
    "begin",
    "choose",
    "go_on",
    "hours_of",
    "keep",
    "left",
    "next_moment",
    "on_time",
    "pause",
    "recompute",
    "reopen",
    "state",
]
