"""Queues, their members as the switch holds them, and the callers that wait in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.core.cards import QueueCard
from acd.core.heard import Device, MemberSeen
from acd.core.moment import Moment, Span


@dataclass(frozen=True)
class Call:
    """A caller in a queue. `music`: he may be woken. `answered_by` is set from the answer to the end of the talk.

    `recorded`: the queue recorded when he came; what changes later counts for who comes later.
    """

    code: str
    channel: str
    queue: str
    number: str
    name: str
    joined: Moment
    music: bool = False
    woken: Moment = 0
    waiting: bool = True
    answered_by: str | None = None
    recorded: bool = False


@dataclass(frozen=True)
class Counts:
    """Today's counts of a queue: calls by how they ended, and what service level needs. Spans in milliseconds.

    Service level = `in_level` / (`answered` + `abandoned`), abandons after the threshold counted against it: the
    caller waited in vain; short abandons (within the threshold) are left out of the divisor (`short`).

    Of promises (see `promises`) each is one of `promises_kept` in time, `promises_broken`, and `given_up`: the caller left before.
    """

    offered: int = 0
    answered: int = 0
    in_level: int = 0
    abandoned: int = 0
    short: int = 0
    timeout: int = 0
    other: int = 0
    waited: Span = 0
    longest: Span = 0
    promises_kept: int = 0
    promises_broken: int = 0
    given_up: int = 0

    @property
    def service_level(self) -> float | None:
        """Share of calls answered within the threshold, 0..1; None before the first call."""
        base = self.answered + self.abandoned - self.short
        return self.in_level / base if base else None


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Whether a queue is open: by its calendar, unless it was closed by hand. `next_change` None: it stays so."""

    open: bool
    next_change: Moment | None


@dataclass(frozen=True)
class Queue:
    """`hours` None: it has no calendar, was not closed by hand, and so is always open."""

    card: QueueCard
    members: Mapping[str, MemberSeen] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    counts: Counts = Counts()
    hours: OpenHours | None = None


def is_free(member: MemberSeen) -> bool:
    """App_queue would ring him: not paused, and the phone idle."""
    return not member.paused and member.device is Device.FREE
