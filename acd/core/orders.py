"""What we want of the switch. Imperative, frozen; carried out by `acd.asterisk`, never by the core.

An agent's arrangement is a level, not an edge: each `Arrange` states all that should hold for him in the switch, and a newer one
replaces an older one that is not yet carried out. So nothing can be left half-way by a lost reply: asking again is
always safe.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from acd.core.aim import Aim
from acd.core.moment import Moment


@dataclass(frozen=True, slots=True)
class Order:
    pass


@dataclass(frozen=True, slots=True)
class Arrange(Order):
    """How agent `agent` should stand in the switch.

    `queues`: exactly the (queue, penalty) pairs he belongs to, through `phone`; empty: in none. `holds`: the reasons that keep him
    from calls beyond a call or aftercall (written to the switch before anything else, so that it refuses a ring by
    itself). `pause`: the reason under which he is to be paused in every queue, or None: not paused.
    `ended`: token of the aftercall that this arrangement ends, if any. `leaves`: phones he had before and leaves.
    `quiet`: answer only when no ring is under way for him any more. `wrap`: (token, queue, deadline) of the aftercall that
    must stand in the switch; written if it is not there (the switch may have lost it), never overwritten.
    """

    agent: str
    seq: int
    phone: str
    queues: tuple[tuple[str, int], ...]
    holds: tuple[str, ...]
    pause: str | None
    ended: str | None = None
    leaves: tuple[str, ...] = ()
    quiet: bool = False
    wrap: tuple[str, str, Moment] | None = None


@dataclass(frozen=True, slots=True)
class Withdraw(Order):
    """Take a ring back from an agent; the caller keeps his place."""

    agent: str
    leg: str


@dataclass(frozen=True, slots=True)
class Wake(Order):
    """Make this waiting caller try his queue now instead of at app_queue's next second."""

    channel: str


@dataclass(frozen=True, slots=True)
class MoveDeadline(Order):
    """Let the aftercall `token` on `phone` end at `deadline`; answered by `Moved`."""

    agent: str
    phone: str
    token: str
    deadline: Moment


@dataclass(frozen=True, slots=True)
class MuteRecording(Order):
    """Silence the recording of the caller on `channel` (`on` False), or let it hear again; answered by `Recorded`.

    `channel` is the caller's id, by which the switch finds him under whatever name. `wish` "": nobody waits for it.
    """

    agent: str
    channel: str
    on: bool
    wish: str
    by: str


class Turn(Enum):
    """What is to become of a call; the words are those of the API."""

    HOLD = "hold"
    UNHOLD = "unhold"
    HANG_UP = "hangup"
    TRANSFER = "transfer"
    CONSULT = "consult"
    COMPLETE = "complete"
    CANCEL = "cancel"
    THREE_WAY = "join"
    DIAL = "dial"
    LISTEN = "listen"
    CHANGE_EAR = "change"
    STOP_LISTENING = "unlisten"


@dataclass(frozen=True, slots=True)
class Steer(Order):
    """Do this with conversation `token` of the agent, whose leg is `leg`. Answered by `Steered`; what came of it is heard besides.

    `to` and `phone` (a colleague's): where a transfer or a consult leads. `consult`: id of the one under way. `held`: the other party
    waits already.
    """

    agent: str
    turn: Turn
    token: str
    leg: str
    call: str
    queue: str
    wish: str
    held: bool = False
    to: Aim | None = None
    phone: str = ""
    consult: str = ""


@dataclass(frozen=True, slots=True)
class DialByHand(Order):
    """Ring `phone` of the agent, then `to` (at `to_phone`, if that is a colleague). The call's id is `call`."""

    agent: str
    phone: str
    call: str
    queue: str
    wait: bool
    to: Aim
    wish: str
    to_phone: str = ""


@dataclass(frozen=True, slots=True)
class Listen(Order):
    """Let `phone` hear the agent's leg in this mode, under the id `ear`. `there`: it does already, in another one."""

    agent: str
    token: str
    leg: str
    ear: str
    phone: str
    mode: str
    wish: str
    there: bool = False


@dataclass(frozen=True, slots=True)
class StopListening(Order):
    agent: str
    ear: str
    wish: str


@dataclass(frozen=True, slots=True)
class Forget(Order):
    """The conversation `token` is on record: the switch need not remember it. Only after the journal wrote it."""

    token: str
