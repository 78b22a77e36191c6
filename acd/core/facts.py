"""What became true: past tense, frozen, in the order in which it happened. The journal writes them, the board tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType

from acd.core.moment import Moment, Span
from acd.core.reason import Reason, Value


@dataclass(frozen=True, slots=True)
class Fact:
    at: Moment


def stated_in(module: ModuleType) -> tuple[type[Fact], ...]:
    """All kinds of fact that a module defines, in its order."""
    kinds = (thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Fact))
    return tuple(kind for kind in kinds if kind.__module__ == module.__name__ and kind is not Fact)


@dataclass(frozen=True, slots=True)
class AgentMoved(Fact):
    """An agent's time counts differently from `at` on: one interval ends here and the next begins.

    `state`: off, free, ringing, talking, on hold, aftercall, break, or a hold (missed, supervisor, phone, booked). `type` is
    the presence type, None when off. `session` is the moment of the log-in, constant until the log-out.
    """

    agent: str
    state: str
    type: str | None
    session: Moment | None
    before: str
    queue: str | None = None
    call: str | None = None
    by: str = ""
    reason: str = ""
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Granted(Fact):
    """A wish came true, as the switch confirmed."""

    wish: str
    agent: str
    by: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Kept(Fact):
    """The wish is kept as *next*: it starts when the call and its aftercall are over."""

    wish: str
    agent: str
    by: str
    next: str


@dataclass(frozen=True, slots=True)
class Refused(Fact):
    """Nothing changed; `why` names what was wrong and what to do, `code` is for programs.

    `says` is the sentence of `why`, the same in every language, `values` what stands in it.
    """

    wish: str
    agent: str
    by: str
    code: str
    why: str
    says: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


def refused(at: Moment, wish: str, agent: str, by: str, why: Reason) -> Refused:
    return Refused(at, wish, agent, by, why.code, why.text, why.says, why.values)


@dataclass(frozen=True, slots=True)
class Unknown(Fact):
    """The switch did not confirm in time; the wish stays in force, `state` is the last known one."""

    wish: str
    agent: str
    by: str
    state: str


@dataclass(frozen=True, slots=True)
class NextTaken(Fact):
    """What comes next for this agent; None: taken back or begun."""

    agent: str
    next: str | None
    by: str


@dataclass(frozen=True, slots=True)
class QueueJoined(Fact):
    """He logged in to a campaign."""

    agent: str
    queue: str
    by: str


@dataclass(frozen=True, slots=True)
class QueueLeft(Fact):
    agent: str
    queue: str
    by: str


@dataclass(frozen=True, slots=True)
class HoldSet(Fact):
    agent: str
    hold: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HoldLifted(Fact):
    agent: str
    hold: str
    by: str


@dataclass(frozen=True, slots=True)
class CallMissed(Fact):
    agent: str
    queue: str
    call: str
    number: str
    rang: Span


@dataclass(frozen=True, slots=True)
class AftercallBegan(Fact):
    agent: str
    queue: str
    call: str
    token: str
    deadline: Moment


@dataclass(frozen=True, slots=True)
class AftercallExtended(Fact):
    agent: str
    token: str
    deadline: Moment
    by: str


@dataclass(frozen=True, slots=True)
class AftercallEnded(Fact):
    """`how`: deadline, early, switch (the janitor did it), superseded. `disposition` may be "none given"."""

    agent: str
    queue: str
    token: str
    began: Moment
    deadline: Moment
    how: str
    by: str
    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class BreakWarned(Fact):
    """A timed break or a limit is nearly (`left` > 0) or just over."""

    agent: str
    type: str
    left: Span


@dataclass(frozen=True, slots=True)
class MayGo(Fact):
    """A place on a type with a quota became free for the first in line."""

    agent: str
    type: str


@dataclass(frozen=True, slots=True)
class CallQueued(Fact):
    queue: str
    call: str
    number: str
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class CallOffered(Fact):
    queue: str
    call: str
    agent: str


@dataclass(frozen=True, slots=True)
class OfferWithdrawn(Fact):
    queue: str
    call: str
    agent: str
    why: str


@dataclass(frozen=True, slots=True)
class CallAnswered(Fact):
    queue: str
    call: str
    agent: str
    waited: Span
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class CallLost(Fact):
    """He left without an agent: abandoned, timeout, full, empty, withdrawn."""

    queue: str
    call: str
    how: str
    waited: Span


@dataclass(frozen=True, slots=True)
class CallEnded(Fact):
    """`handed`: he had it not from the queue, but from a colleague, or dialled it himself."""

    queue: str
    call: str
    agent: str
    token: str
    talked: Span
    handed: bool = False


@dataclass(frozen=True, slots=True)
class CallTaken(Fact):
    """He answered a call that no queue gave him. `why`: transfer, consult, dial."""

    agent: str
    queue: str
    call: str
    token: str
    why: str


@dataclass(frozen=True, slots=True)
class CallTransferred(Fact):
    """He left the other party to `to` (`kind`: agent, queue, number). `consulted`: he spoke with him before."""

    agent: str
    queue: str
    call: str
    kind: str
    to: str
    consulted: bool
    by: str


@dataclass(frozen=True, slots=True)
class TransferFailed(Fact):
    """Nobody took the call that he transferred: it is back in `queue`, or over if that is empty.

    `how`: busy, declined, no answer, not reachable."""

    agent: str
    queue: str
    call: str
    to: str
    how: str


@dataclass(frozen=True, slots=True)
class ConsultBegan(Fact):
    """He calls somebody while the other party waits."""

    agent: str
    queue: str
    call: str
    kind: str
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class ConsultAnswered(Fact):
    agent: str
    queue: str
    call: str
    kind: str
    to: str


@dataclass(frozen=True, slots=True)
class ConsultEnded(Fact):
    """`how`: over (they spoke), busy, declined, no answer, not reachable, cancelled."""

    agent: str
    queue: str
    call: str
    kind: str
    to: str
    how: str


@dataclass(frozen=True, slots=True)
class ThreeWayBegan(Fact):
    """The other party came to the consult: all three hear each other."""

    agent: str
    queue: str
    call: str
    kind: str
    to: str


@dataclass(frozen=True, slots=True)
class DialFailed(Fact):
    """Nobody answered the call that he dialled by hand."""

    agent: str
    call: str
    how: str


@dataclass(frozen=True, slots=True)
class ListeningBegan(Fact):
    """From here on `by` hears this agent's call at `phone`. `mode`: listen, whisper, join; told again when it changes."""

    agent: str
    queue: str
    call: str
    by: str
    phone: str
    mode: str


@dataclass(frozen=True, slots=True)
class ListeningEnded(Fact):
    agent: str
    queue: str
    call: str
    by: str
    phone: str


@dataclass(frozen=True, slots=True)
class RecordingPaused(Fact):
    """From here on the recording of this call is silent, as the switch confirmed; at the latest till the call ends."""

    agent: str
    queue: str
    call: str
    by: str


@dataclass(frozen=True, slots=True)
class RecordingResumed(Fact):
    agent: str
    queue: str
    call: str
    by: str


@dataclass(frozen=True, slots=True)
class QueueOpened(Fact):
    """It takes callers from now on, by its calendar; empty: it has none, and was opened by hand. `until` None: for good."""

    queue: str
    calendar: str
    until: Moment | None


@dataclass(frozen=True, slots=True)
class QueueClosed(Fact):
    """It takes no new caller, by its calendar; empty: it was closed by hand. Who waits in it goes on waiting. `until` None: for
    good, or till somebody opens it."""

    queue: str
    calendar: str
    until: Moment | None


@dataclass(frozen=True, slots=True)
class RecordingsDeleted(Fact):
    """So many recordings of this queue were older than its retention."""

    queue: str
    count: int


@dataclass(frozen=True, slots=True)
class Drifted(Fact):
    """The switch stood otherwise than it should; `repaired` by asking again."""

    agent: str
    should: str
    was: str


@dataclass(frozen=True, slots=True)
class LinkChanged(Fact):
    up: bool
    detail: str
