"""What the switch needs of a queue, phone or inbound number beyond the floor's cards. Data only, spans in
milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import SECOND, Span

STRATEGIES = ("rrmemory", "leastrecent", "fewestcalls", "random", "wrandom", "rrordered", "linear", "ringall")
TARGETS = ("queue", "phone", "sound", "dialplan", "hangup")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: `queue` and `phone` take a code, `sound` a sound's name (played, then hung up),
    `dialplan` takes `extension@context` of the site's own, `hangup` nothing."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """`ring`: how long one agent's phone rings. `max_wait` None and `max_length` 0: no limit; what is over
    goes to `overflow`.

    `say_position` and `say_wait`: tell waiting callers their place, their expected wait, each `say_every`.
    `closed` is the target while the queue is closed, by its calendar or by hand (`QueueCard.open`).
    `retention`: days after which its recordings are deleted; None: they are kept.
    """

    code: str
    strategy: str = "rrmemory"
    ring: Span = 20 * SECOND
    max_wait: Span | None = None
    max_length: int = 0
    overflow: Target | None = None
    music: str = "default"
    say_position: bool = False
    say_wait: bool = False
    say_every: Span = 60 * SECOND
    closed: Target | None = None
    retention: int | None = None


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """`caller_id` is the number that the phone shows when it calls out, where the site's own dialplan sets it; empty: its code."""

    code: str
    secret: str
    caller_id: str = ""
    language: str = "en"
    active: bool = True


@dataclass(frozen=True, slots=True)
class NumberLine:
    """An inbound number (DID) and where it leads; while its `calendar` is closed, to `closed` (None: the call ends)."""

    did: str
    target: Target
    calendar: str = ""
    closed: Target | None = None
