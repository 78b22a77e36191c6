"""What a campaign has learned from its own calls, for the pacing: nothing is told from outside.

`learn(learned, event)` takes each end of a line, of a talk, of an aftercall, and now and then the crew as it is (what still
goes on counts too). Everything is a few hundred numbers, however long the campaign runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acd.core.moment import SECOND, Moment, Span
from acd.core.value import replace
from dialer.core.answering import Answering
from dialer.core.crew import Crew, Lines
from dialer.core.hazard import Hazard
from dialer.core.horizon import Horizon, horizon
from dialer.core.rings import Rings

NO_LINES: Final = Lines()


@dataclass(frozen=True, slots=True)
class LineAnsweredAfter:
    """A person is on the line, `age` after it was dialled (AMD included, where one listens first)."""

    at: Moment
    age: Span


@dataclass(frozen=True, slots=True)
class LineFailedAfter:
    """Nobody to talk to: busy, rang out, a machine, no such number."""

    at: Moment
    age: Span


@dataclass(frozen=True, slots=True)
class LineWithdrawnAfter:
    """We took it back while it rang: nobody knows what would have become of it."""

    at: Moment
    age: Span


@dataclass(frozen=True, slots=True)
class TalkEnded:
    at: Moment
    span: Span


@dataclass(frozen=True, slots=True)
class AftercallEnded:
    at: Moment
    span: Span


@dataclass(frozen=True, slots=True)
class CrewSeen:
    """Crew and lines as they are, whenever the campaign is paced; what comes sooner than `SEEN_EVERY` is passed over."""

    at: Moment
    crew: Crew
    lines: Lines = NO_LINES


Learnable = LineAnsweredAfter | LineFailedAfter | LineWithdrawnAfter | TalkEnded | AftercallEnded | CrewSeen

SEEN_EVERY: Final[Span] = 3 * SECOND
_UNSEEN: Final[Span] = 30 * SECOND
"""Longer between two looks: something was missed, and no time is counted."""


_TALK: Final = Hazard(mean=240.0)
_WRAP: Final = Hazard(mean=45.0)
_RINGS: Final = Rings()
_ANSWERING: Final = Answering()
_HORIZON: Final = horizon(_RINGS, _TALK, _WRAP)


@dataclass(frozen=True)
class Learned:
    """`horizon`: all of it made ready for a look ahead, anew after every so many events (`stale` counts them)."""

    rings: Rings = _RINGS
    answering: Answering = _ANSWERING
    talk: Hazard = _TALK
    wrap: Hazard = _WRAP
    seen: Moment | None = None
    horizon: Horizon = _HORIZON
    events: int = 0
    stale: int = 0


def learn(learned: Learned, event: Learnable) -> Learned:
    match event:
        case LineAnsweredAfter(at, age):
            answering = learned.answering.ended(at, age, True)
            new = replace(learned, rings=learned.rings.with_answer(age), answering=answering)
        case LineFailedAfter(at, age):
            answering = learned.answering.ended(at, age, False)
            new = replace(learned, rings=learned.rings.with_failure(age), answering=answering)
        case LineWithdrawnAfter(_, age):
            new = replace(learned, rings=learned.rings.with_withdrawal(age))
        case TalkEnded(_, span):
            new = replace(learned, talk=learned.talk.ended(span))
        case AftercallEnded(_, span):
            new = replace(learned, wrap=learned.wrap.ended(span))
        case CrewSeen():
            return _seen(learned, event)
    return _refreshed(new)


def _seen(learned: Learned, event: CrewSeen) -> Learned:
    span = event.at - learned.seen if learned.seen is not None else _UNSEEN + 1
    if 0 <= span < SEEN_EVERY:
        return learned
    new = replace(learned, seen=event.at, rings=learned.rings.while_ringing(event.lines.ringing))
    if not 0 < span <= _UNSEEN:
        return new
    wraps = tuple([wrapping.age for wrapping in event.crew.wrapping])
    return replace(new, talk=new.talk.watched(event.crew.talking, span), wrap=new.wrap.watched(wraps, span))


def _refreshed(learned: Learned) -> Learned:
    """Often while little is known, seldom later."""
    events, stale = learned.events + 1, learned.stale + 1
    if stale < min(250, events // 8):
        return replace(learned, events=events, stale=stale)
    ready = horizon(learned.rings, learned.talk, learned.wrap)
    return replace(learned, events=events, stale=0, horizon=ready)
