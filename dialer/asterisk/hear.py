"""AMI message -> what the dialer hears. Pure: the moment of arrival and the clock's offset are arguments.

An end comes in pieces, in any order: `Hangup` (causes) and `OriginateResponse` (whether it rang its time out), of a preview also what
the dialplan says of the contact's leg. Each is an `End`; `dialer.asterisk.ends` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from acd.asterisk.clocks import offset_of
from acd.asterisk.fields import Misheard, need, number
from acd.asterisk.wire import Message
from acd.core.heard import Heard
from acd.core.moment import Moment, Span
from dialer.asterisk.names import OURS
from dialer.core.heard import LineAnswered, LineJudged, LineLeft, LinesAre

ANSWERED: Final = 4
RANG_OUT: Final = 3
"""OriginateResponse's reasons."""


@dataclass(frozen=True, slots=True)
class Sign:
    """The network gave a sign of the line: it rings, or there is something to hear."""

    at: Moment
    attempt: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The line's channel is gone."""

    at: Moment
    attempt: str
    cause: int | None
    tech: int | None


@dataclass(frozen=True, slots=True)
class Response:
    """What became of the Originate; `gone`: there is no line (any more)."""

    at: Moment
    attempt: str
    reason: int | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Of a preview: what became of the contact's leg; `agent` False: the agent's phone did not take it, there was none."""

    at: Moment
    attempt: str
    cause: int | None = None
    tech: int | None = None
    reason: int | None = None
    agent: bool = True


End = Sign | Gone | Response | Contact
Reader = Callable[[Message, Moment, Span], Heard | End | None]


def hear(message: Message, at: Moment, offset: Span = 0) -> Heard | End | None:
    """None: not about a line of ours. May raise `Misheard`."""
    reader = EVENTS.get(message.name)
    return reader(message, at, offset) if reader else None


def lines(channels: Iterable[Message], at: Moment) -> LinesAre:
    """CoreShowChannels -> the attempts that are among them."""
    ids = (channel.get("Uniqueid") for channel in channels)
    return LinesAre(at, tuple(one for one in ids if is_attempt(one)))


def is_attempt(uniqueid: str) -> bool:
    """Not the other half of a preview's Local channel."""
    return uniqueid.startswith(OURS) and not uniqueid.endswith(";2")


def _state(message: Message, at: Moment, offset: Span) -> Sign | None:
    attempt = message.get("DestUniqueid")
    return Sign(at, attempt) if is_attempt(attempt) else None


def _hangup(message: Message, at: Moment, offset: Span) -> Gone | None:
    attempt = message.get("Uniqueid")
    if not is_attempt(attempt):
        return None
    return Gone(at, attempt, _maybe(message.get("Cause")) or None, _maybe(message.get("TechCause")))


def _response(message: Message, at: Moment, offset: Span) -> Response | None:
    attempt = message.get("Uniqueid")
    if not is_attempt(attempt):
        return None
    gone = message.get("Response") != "Success"
    return Response(at, attempt, _maybe(message.get("Reason")), gone)


def _user(message: Message, at: Moment, offset: Span) -> Heard | End | None:
    name = message.get("UserEvent")
    if name == "AcdLine":
        return _line(message, at, offset)
    if name == "AcdLeft":
        return LineLeft(_when(message, at, offset), need(message, "Attempt"))
    return None


def _line(message: Message, at: Moment, offset: Span) -> Heard | End | None:
    status, attempt, when = need(message, "Status"), need(message, "Attempt"), _when(message, at, offset)
    if status == "answered":
        return LineAnswered(when, attempt)
    if status in JUDGED:
        return LineJudged(when, attempt, JUDGED[status], message.get("Raw"))
    if status == "noagent":
        return Contact(when, attempt, agent=False)
    if status == "ended":
        return _contact(message, when, attempt)
    if status == "ringing":
        return None
    raise Misheard(f"no line status {status!r}")


def _contact(message: Message, at: Moment, attempt: str) -> Contact:
    """`Tech` is the network's last word: `SIP 486 Busy Here`; 1xx and 2xx are no end. Rung out: Dial says NOANSWER, and no
    refusal says why."""
    sip = re.match(r"SIP ([3-6]\d\d)\b", message.get("Tech"))
    tech = int(sip[1]) if sip else None
    reason = {"ANSWER": ANSWERED, "NOANSWER": None if tech else RANG_OUT}.get(message.get("Raw"))
    return Contact(at, attempt, _maybe(message.get("Cause")) or None, tech, reason)


def _when(message: Message, at: Moment, offset: Span) -> Moment:
    """Asterisk's own moment on our clock: a busy loop adds nothing to anybody's wait."""
    now = number(message, "Now")
    return min(now + offset_of(now, at, offset), at)


def _maybe(value: str) -> int | None:
    return int(value) if re.fullmatch(r"\d{1,9}", value) else None


JUDGED: Final[Mapping[str, str]] = {
    "human": "human",
    "machine": "machine",
    "notsure": "not sure",
    "hangup": "hung up",
}
EVENTS: Final[Mapping[str, Reader]] = {
    "DialState": _state,
    "Hangup": _hangup,
    "OriginateResponse": _response,
    "UserEvent": _user,
}
