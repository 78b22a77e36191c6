"""AMI message -> heard. Pure: the moment of arrival and the clock's offset are arguments.

One dict by event name leads to one small function each; what is not in the dict is nobody's business and costs a look-up. Channel
ids, queue names and agent codes pass as they are: whose they are, the core knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from acd.asterisk.clocks import offset_of
from acd.asterisk.fields import Misheard, known, need, needed, number, numbers
from acd.asterisk.hear_calls import CALL_EVENTS, of_originate
from acd.asterisk.names import TECH, phone_of
from acd.asterisk.wire import Message
from acd.core.heard import (
    Answered,
    CallerDone,
    CallerJoined,
    CallerLeft,
    Device,
    Ended,
    Heard,
    HeldIs,
    MemberGone,
    MemberIs,
    MemberSeen,
    MusicIs,
    Offered,
    OfferOver,
    Parting,
    PhoneIs,
    Released,
)
from acd.core.moment import Moment, Span


@dataclass(frozen=True, slots=True)
class Star:
    """Somebody dialled a star code and waits, with music off, for a sound (see `Exchange.answer`)."""

    at: Moment
    phone: str
    code: str
    arg: str
    agent: str
    pin: str
    channel: str
    uniqueid: str


@dataclass(frozen=True, slots=True)
class Stirred:
    """Asterisk booted, or its clock stepped: what we know of it should be read again."""

    at: Moment
    why: str


Aside = Star | Stirred
"""What the dialplan says to this daemon, not to the floor."""

Reader = Callable[[Message, Moment, Span], Heard | Aside | None]

STATUS: Final[Mapping[bytes, Device]] = {
    b"0": Device.FREE,  # unknown: app_queue rings it
    b"1": Device.FREE,
    b"2": Device.BUSY,
    b"3": Device.BUSY,
    b"4": Device.GONE,
    b"5": Device.GONE,
    b"6": Device.RINGING,
    b"7": Device.BUSY,  # a second call rings in
    b"8": Device.ON_HOLD,
}
STATE: Final[Mapping[str, Device]] = {
    "UNKNOWN": Device.FREE,
    "NOT_INUSE": Device.FREE,
    "INUSE": Device.BUSY,
    "BUSY": Device.BUSY,
    "INVALID": Device.GONE,
    "UNAVAILABLE": Device.GONE,
    "RINGING": Device.RINGING,
    "RINGINUSE": Device.BUSY,
    "ONHOLD": Device.ON_HOLD,
}
PARTING: Final[Mapping[str, Parting]] = {
    "": Parting.ABANDONED,
    "ABANDON": Parting.ABANDONED,
    "TIMEOUT": Parting.TIMEOUT,
    "FULL": Parting.FULL,
    "JOINEMPTY": Parting.EMPTY,
    "LEAVEEMPTY": Parting.EMPTY,
    "JOINUNAVAIL": Parting.EMPTY,
    "LEAVEUNAVAIL": Parting.EMPTY,
    "NOQUEUE": Parting.EMPTY,  # the queue is not in Asterisk
    "WITHDRAW": Parting.WITHDRAWN,
    "CONTINUE": Parting.ANSWERED,
    "ANSWERED": Parting.ANSWERED,
}


def hear(message: Message, at: Moment, offset: Span = 0) -> Heard | Aside | None:
    """`at` is the moment of arrival, `offset` what makes a moment of Asterisk's one of ours. May raise `Misheard`."""
    reader = EVENTS.get(message.name)
    return reader(message, at, offset) if reader else None


# --- members and phones ------------------------------------------------------------------------------------------

# The body of every member event, in the order in which app_queue writes it: who and where, then some counts, then how he
# stands. This is most of what a busy floor sends, and an agent goes through the same few states in each of his queues all
# day: what the first and the last part say is remembered by their bytes.
_WHO: Final = re.compile(
    rb"([^\r]*)\r\nMemberName: ([^\r]*)\r\nInterface: ([^\r]*)"
    rb"\r\nStateInterface: [^\r]*\r\nMembership: [^\r]*\r\nPenalty: (\d{1,9})"
)
_STANDS: Final = re.compile(rb"([0-8])\r\nPaused: ([01])\r\nPausedReason: ?([^\r]*)")


def _member(message: Message, at: Moment, offset: Span) -> MemberIs:
    before, _, after = message.raw.partition(b"\r\nCallsTaken: ")
    _, _, who = before.partition(b"\r\nQueue: ")
    _, _, stands = after.partition(b"\r\nStatus: ")
    return MemberIs(at, _seen(who, stands) or _member_by_headers(message))


@lru_cache(maxsize=1 << 14)
def _seen(who: bytes, stands: bytes) -> MemberSeen | None:
    """None: another version of Asterisk writes them in another order."""
    named, found = _WHO.fullmatch(who), _STANDS.match(stands)
    if named is None or found is None:
        return None
    queue, name, interface, penalty = named.groups()
    status, paused, reason = found.groups()
    return MemberSeen(
        _text(queue),
        _text(name),
        phone_of(_text(interface)),
        paused == b"1",
        _text(reason),
        STATUS[status],
        int(penalty),
    )


def _member_by_headers(message: Message) -> MemberSeen:
    status = message.get("Status").encode()
    if status not in STATUS:
        raise Misheard(f"no member status {status!r}")
    return MemberSeen(
        need(message, "Queue"),
        need(message, "MemberName"),
        phone_of(need(message, "Interface")),
        need(message, "Paused") == "1",
        message.get("PausedReason"),
        STATUS[status],
        number(message, "Penalty"),
    )


def _member_gone(message: Message, at: Moment, offset: Span) -> MemberGone:
    return MemberGone(
        at, need(message, "Queue"), need(message, "MemberName"), phone_of(message.get("Interface"))
    )


def _phone(message: Message, at: Moment, offset: Span) -> PhoneIs | None:
    device, state = message.several("Device", "State")
    if not device.startswith(TECH):
        return None
    return PhoneIs(at, phone_of(device), device_of(state))


def device_of(state: str) -> Device:
    try:
        return STATE[state]
    except KeyError:
        raise Misheard(f"no device state {state!r}") from None


# --- callers and conversations -----------------------------------------------------------------------------------


def _joined(message: Message, at: Moment, offset: Span) -> CallerJoined:
    caller, name = message.several("CallerIDNum", "CallerIDName")
    channel, call, queue = needed(message, "Channel", "Uniqueid", "Queue")
    return CallerJoined(at, queue, call, channel, known(caller), known(name), number(message, "Position"))


def _left(message: Message, at: Moment, offset: Span) -> CallerLeft:
    call, queue = needed(message, "Uniqueid", "Queue")
    return CallerLeft(at, queue, call)


def _offered(message: Message, at: Moment, offset: Span) -> Offered:
    call, leg, queue, agent = needed(message, "Uniqueid", "DestChannel", "Queue", "MemberName")
    return Offered(at, queue, call, agent, phone_of(message.get("Interface")), leg)


def _offer_over(message: Message, at: Moment, offset: Span) -> OfferOver:
    call, queue, agent = needed(message, "Uniqueid", "Queue", "MemberName")
    return OfferOver(at, queue, call, agent, number(message, "RingTime"))


def _answered(message: Message, at: Moment, offset: Span) -> Answered:
    call, leg, token, queue, agent = needed(
        message, "Uniqueid", "DestChannel", "DestUniqueid", "Queue", "MemberName"
    )
    return Answered(at, queue, call, agent, phone_of(message.get("Interface")), leg, token)


def _music(message: Message, at: Moment, offset: Span) -> MusicIs:
    return MusicIs(at, need(message, "Channel"), message.name == "MusicOnHoldStart")


def _held(message: Message, at: Moment, offset: Span) -> HeldIs:
    return HeldIs(at, need(message, "Channel"), message.name == "Hold")


# --- what the dialplan says --------------------------------------------------------------------------------------


def _user(message: Message, at: Moment, offset: Span) -> Heard | Aside | None:
    reader = USER_EVENTS.get(message.get("UserEvent"))
    return reader(message, at, offset) if reader else None


def _ended(message: Message, at: Moment, offset: Span) -> Ended:
    """Without a queue: of a call among colleagues, or one dialled for nobody."""
    agent, phone, token = needed(message, "Agent", "Phone", "Token")
    queue, call = message.several("Queue", "Call")
    began, ended, aftercall, deadline, now = numbers(
        message, "Began", "Ended", "Aftercall", "Deadline", "Now"
    )
    shift = offset_of(now, at, offset)
    ended = min(ended + shift, at)
    began = min(began + shift, ended)
    return Ended(ended, agent, phone, queue, call, token, began, aftercall, deadline + shift)


def _talks(message: Message, at: Moment, offset: Span) -> Answered:
    """The agent took a call that no queue gave him: a preview, a colleague's, or one that he dialled."""
    agent, phone, call, leg, token = needed(message, "Agent", "Phone", "Call", "Leg", "Token")
    queue, why, shown = (message.get(header) for header in ("Queue", "Why", "Number"))
    return Answered(at, queue, call, agent, phone, leg, token, why, shown)


def _released(message: Message, at: Moment, offset: Span) -> Released:
    agent, phone, token = needed(message, "Agent", "Phone", "Token")
    return Released(at, agent, phone, token)


def _caller_done(message: Message, at: Moment, offset: Span) -> CallerDone:
    queue, call = needed(message, "Queue", "Call")
    return CallerDone(at, queue, call, parting_of(message.get("Status")))


def parting_of(status: str) -> Parting:
    try:
        return PARTING[status]
    except KeyError:
        raise Misheard(f"no queue status {status!r}") from None


def _star(message: Message, at: Moment, offset: Span) -> Star:
    return Star(
        at,
        message.get("Phone"),
        need(message, "Code"),
        message.get("Arg"),
        message.get("Agent"),
        message.get("Pin"),
        need(message, "Channel"),
        message.get("Uniqueid"),
    )


def _booted(message: Message, at: Moment, offset: Span) -> Stirred:
    return Stirred(at, "boot")


def _stepped(message: Message, at: Moment, offset: Span) -> Stirred:
    return Stirred(at, "clock")


# --- fields ------------------------------------------------------------------------------------------------------


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


EVENTS: Final[Mapping[str, Reader]] = {
    "QueueMemberAdded": _member,
    "QueueMemberStatus": _member,
    "QueueMemberPause": _member,
    "QueueMemberPenalty": _member,
    "QueueMemberRemoved": _member_gone,
    "DeviceStateChange": _phone,
    "QueueCallerJoin": _joined,
    "QueueCallerLeave": _left,
    "AgentCalled": _offered,
    "AgentRingNoAnswer": _offer_over,
    "AgentConnect": _answered,
    "MusicOnHoldStart": _music,
    "MusicOnHoldStop": _music,
    "Hold": _held,
    "Unhold": _held,
    "UserEvent": _user,
    "OriginateResponse": of_originate,
}
USER_EVENTS: Final[Mapping[str, Reader]] = {
    "AcdEnded": _ended,
    "AcdReleased": _released,
    "AcdTalk": _talks,
    "AcdCallerDone": _caller_done,
    "AcdStar": _star,
    "AcdBoot": _booted,
    "AcdClock": _stepped,
    **CALL_EVENTS,
}
