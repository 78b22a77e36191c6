"""What an independent observer sees of a floor: AMI messages and the driver's marks as frozen values, in order.

`at` is seconds on Asterisk's own clock, as it stamped the event (the same machine's clock for marks). Agents are called by
their member name, conversations by the id of the agent's channel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

TECH = "PJSIP/"


@dataclass(frozen=True, slots=True)
class Seen:
    at: float


@dataclass(frozen=True, slots=True)
class Called(Seen):
    """The agent's phone is rung (AgentCalled)."""

    agent: str
    queue: str
    leg: str


@dataclass(frozen=True, slots=True)
class Missed(Seen):
    """That ring ended without an answer (AgentRingNoAnswer); also when it was refused or withdrawn."""

    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class Connected(Seen):
    """The agent talks to the caller (AgentConnect)."""

    agent: str
    queue: str
    leg: str


@dataclass(frozen=True, slots=True)
class Ended(Seen):
    """A channel is gone (Hangup); of an agent's conversation, if `leg` was connected."""

    leg: str


@dataclass(frozen=True, slots=True)
class Paused(Seen):
    agent: str
    queue: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unpaused(Seen):
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class Added(Seen):
    agent: str
    queue: str
    paused: bool


@dataclass(frozen=True, slots=True)
class Removed(Seen):
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class Joined(Seen):
    """A caller waits (QueueCallerJoin)."""

    queue: str


@dataclass(frozen=True, slots=True)
class Abandoned(Seen):
    """A caller left his queue without an agent (QueueCallerAbandon)."""

    queue: str


@dataclass(frozen=True, slots=True)
class Rebooted(Seen):
    """Asterisk was gone and is back: no conversation survived it."""


@dataclass(frozen=True, slots=True)
class BreakTaken(Seen):
    """Marked by the driver: the command that takes a break returned success."""

    agent: str


@dataclass(frozen=True, slots=True)
class BreakEnded(Seen):
    """Marked by the driver: he is about to send the command that ends the break."""

    agent: str


Message = Mapping[str, str]


def read(message: Message) -> Seen | None:
    """An AMI event as one of the values above; None if it is none of them."""
    reader = _READERS.get(message.get("Event", ""))
    return reader(message) if reader else None


def of_queues(things: Iterable[Seen], queues: Collection[str]) -> Iterator[Seen]:
    """Only what concerns these queues, and what concerns none: on a floor that others use too."""
    return (thing for thing in things if getattr(thing, "queue", None) in (None, *queues))


def member(message: Message) -> str:
    """Who a member is: his name, or his phone where none was given (app_queue then repeats the interface)."""
    return message.get("MemberName", message.get("Interface", "")).removeprefix(TECH)


def stamp(message: Message) -> float:
    """Asterisk's own moment; needs `timestampevents = yes`."""
    return float(message["Timestamp"])


def _called(message: Message) -> Called:
    return Called(stamp(message), member(message), message["Queue"], message.get("DestUniqueid", ""))


def _missed(message: Message) -> Missed:
    return Missed(stamp(message), member(message), message["Queue"])


def _connected(message: Message) -> Connected:
    return Connected(stamp(message), member(message), message["Queue"], message.get("DestUniqueid", ""))


def _ended(message: Message) -> Ended:
    return Ended(stamp(message), message["Uniqueid"])


def _pause(message: Message) -> Seen:
    if message["Paused"] == "1":
        return Paused(stamp(message), member(message), message["Queue"], message.get("PausedReason", ""))
    return Unpaused(stamp(message), member(message), message["Queue"])


def _added(message: Message) -> Added:
    return Added(stamp(message), member(message), message["Queue"], message.get("Paused") == "1")


def _removed(message: Message) -> Removed:
    return Removed(stamp(message), member(message), message["Queue"])


def _joined(message: Message) -> Joined:
    return Joined(stamp(message), message["Queue"])


def _abandoned(message: Message) -> Abandoned:
    return Abandoned(stamp(message), message["Queue"])


_READERS: dict[str, Callable[[Message], Seen]] = {
    "AgentCalled": _called,
    "AgentRingNoAnswer": _missed,
    "AgentConnect": _connected,
    "Hangup": _ended,
    "QueueMemberPause": _pause,
    "QueueMemberAdded": _added,
    "QueueMemberRemoved": _removed,
    "QueueCallerJoin": _joined,
    "QueueCallerAbandon": _abandoned,
}
