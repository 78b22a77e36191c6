"""An agent is two things at once: presence, what the person chose, and work, what the calls make of it.

Laws of this file: what may follow is a table; an agent is a frozen value; `shown` and `takes_calls` are derived, never stored. The
state diagram in the docs is drawn from `PRESENCE` and `WORK`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from acd.core.cards import AgentCard
from acd.core.moment import Moment
from acd.core.orders import Turn
from acd.core.reason import Reason
from acd.core.value import Word


class Presence(Word):
    """What the person chose."""

    OFF = "off"
    WORK = "work"
    BREAK = "break"


class Choice(Word):
    """What moves a presence."""

    WORK_TYPE = "takes a work type"
    BREAK_TYPE = "takes a break type"
    RESUME = "resumes"
    LOG_OUT = "logs out"


class Work(Word):
    """What the calls make of an agent."""

    FREE = "free"
    RINGING = "ringing"
    TALKING = "talking"
    ON_HOLD = "on hold"
    AFTERCALL = "aftercall"


class Signal(Word):
    """What moves an agent's work."""

    OFFERED = "offered"
    OFFER_OVER = "offer over"
    ANSWERED = "answered"
    HELD = "held"
    UNHELD = "unheld"
    ENDED = "ended"
    ENDED_FREE = "ended, no aftercall"
    OVER = "aftercall over"


PRESENCE: Final[Mapping[Presence, Mapping[Choice, Presence]]] = {
    Presence.OFF: {Choice.WORK_TYPE: Presence.WORK, Choice.BREAK_TYPE: Presence.BREAK},
    Presence.WORK: {
        Choice.WORK_TYPE: Presence.WORK,
        Choice.BREAK_TYPE: Presence.BREAK,
        Choice.LOG_OUT: Presence.OFF,
    },
    Presence.BREAK: {
        Choice.WORK_TYPE: Presence.WORK,
        Choice.BREAK_TYPE: Presence.BREAK,
        Choice.RESUME: Presence.WORK,
        Choice.LOG_OUT: Presence.OFF,
    },
}

# An agent may be offered or answer a call in any state but the one that would be a second call: events can be lost, and
# what the switch says is so. A conversation can end without its answer having been heard.
WORK: Final[Mapping[Work, Mapping[Signal, Work]]] = {
    Work.FREE: {
        Signal.OFFERED: Work.RINGING,
        Signal.ANSWERED: Work.TALKING,
        Signal.ENDED: Work.AFTERCALL,
        Signal.ENDED_FREE: Work.FREE,
    },
    Work.RINGING: {
        Signal.OFFERED: Work.RINGING,
        Signal.OFFER_OVER: Work.FREE,
        Signal.ANSWERED: Work.TALKING,
        Signal.ENDED: Work.AFTERCALL,
        Signal.ENDED_FREE: Work.FREE,
    },
    Work.TALKING: {
        Signal.HELD: Work.ON_HOLD,
        Signal.ENDED: Work.AFTERCALL,
        Signal.ENDED_FREE: Work.FREE,
    },
    Work.ON_HOLD: {
        Signal.UNHELD: Work.TALKING,
        Signal.ENDED: Work.AFTERCALL,
        Signal.ENDED_FREE: Work.FREE,
    },
    Work.AFTERCALL: {
        Signal.OVER: Work.FREE,
        Signal.OFFERED: Work.RINGING,
        Signal.ANSWERED: Work.TALKING,
    },
}

IN_CALL: Final = frozenset({Work.TALKING, Work.ON_HOLD})
ENGAGED: Final = IN_CALL | {Work.AFTERCALL}


class HoldKind(Word):
    """What keeps an agent from new work without taking him out of his queues (aftercall is `Work.AFTERCALL`)."""

    SUPERVISOR = "supervisor"
    PHONE = "phone"
    MISSED = "missed"
    BOOKED = "booked"


@dataclass(frozen=True)
class Hold:
    """`lapses`: for PHONE, the last moment at which the phone's return lifts the hold by itself; None: always. `why`: the reason as
    a sentence, where we said it."""

    kind: HoldKind
    since: Moment
    by: str = ""
    reason: str = ""
    lapses: Moment | None = None
    why: Reason | None = None


@dataclass(frozen=True)
class Offer:
    """A ring. `withdrawn`: we took it back, so its end is no miss."""

    call: str
    queue: str
    leg: str
    since: Moment
    withdrawn: bool = False


@dataclass(frozen=True)
class Consult:
    """Whom he called while the other party waits. `call`: this consult as a caller elsewhere. `met`: they speak."""

    kind: str
    to: str
    since: Moment
    call: str
    met: bool = False


@dataclass(frozen=True)
class Ear:
    """A supervisor's phone at this call. `mode` empty: it rings still."""

    id: str
    by: str
    phone: str
    mode: str = ""


@dataclass(frozen=True)
class Talk:
    """`recorded`: it is recorded; `muted`: but silent now, as the switch confirmed.

    `asking` is what was asked of the recording (True: on) and not yet confirmed, by `asking_by`. `disposition`: said already,
    while they talk. `held`: the other party waits at our order; `button`: at the phone's own. `why`: who gave it to him, if not the
    queue (see `heard.Offered`).
    """

    call: str
    queue: str
    leg: str
    token: str
    began: Moment
    recorded: bool = False
    muted: bool = False
    asking: bool | None = None
    asking_by: str = ""
    disposition: str | None = None
    held: bool = False
    button: bool = False
    consult: Consult | None = None
    ears: tuple[Ear, ...] = ()
    why: str = ""

    @property
    def waits(self) -> bool:
        """The other party is on hold, whoever did it."""
        return self.held or self.button


@dataclass(frozen=True)
class Steering:
    """A wish about a call (or a dial) that waits for its effect; after `until` it is answered as unknown."""

    wish: str
    by: str
    turn: Turn
    token: str
    until: Moment
    to: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Aftercall:
    """`longest`: the latest deadline that extensions may reach. `moving`: id of the wish whose new deadline is on its way."""

    token: str
    call: str
    queue: str
    began: Moment
    deadline: Moment
    longest: Moment
    disposition: str | None = None
    moving: str | None = None
    moving_by: str = ""
    finishing: bool = False


@dataclass(frozen=True)
class Next:
    """What starts when the call and its aftercall are over; `type` None: log-off."""

    type: str | None
    by: str
    at: Moment


@dataclass(frozen=True)
class Pending:
    """A wish that waits for the switch: answered by arrangement `seq` or, after `until`, as unknown. `books`: it is a booking, of
    which nothing stays if the switch refuses."""

    wish: str
    by: str
    text: str
    seq: int
    until: Moment
    keeps: bool = False  # answered by Kept: it became *next*
    books: bool = False


@dataclass(frozen=True)
class Arrangement:
    """How the agent should stand in the switch (see `orders.Arrange`)."""

    phone: str | None
    queues: tuple[tuple[str, int], ...]
    holds: tuple[str, ...]
    pause: str | None


NOWHERE: Final = Arrangement(phone=None, queues=(), holds=(), pause=None)
UNSURE: Final = Arrangement(
    phone=None, queues=(), holds=("?",), pause="?"
)  # asked, but nobody knows what became of it


@dataclass(frozen=True)
class Agent:
    """One agent of the floor.

    `type` is the confirmed presence type (None: logged off), `calls` whether it takes any; `want` the type being arranged (the
    same when nothing is pending). `back` is the work type that resume puts back. `since` is when the shown state began, `session`
    the log-in, `type_since` when the type began. `lifting` are holds that go when the switch confirms. `asked` is the last
    arrangement asked for, under number `seq`; `open` while its reply is out; `leaves` are phones that are still to be put out.
    At `woke` the caller `wakes` was woken for him. `joined` are the campaigns' queues that he joined, `joins` those being arranged
    (the same when nothing is pending). `steering` are wishes about his call whose effect is not heard yet.
    `phone` is None while he is off, and may be while he takes no calls; `arrives`: he had none before it, and the switch has not
    confirmed it. `items` are the chats and tickets that he has, `offers` those that he is offered; at `last_item` he was offered or
    took one last.
    """

    card: AgentCard
    type: str | None = None
    want: str | None = None
    calls: bool = True
    presence: Presence = Presence.OFF
    phone: str | None = None
    arrives: bool = False
    work: Work = Work.FREE
    since: Moment = 0
    session: Moment | None = None
    type_since: Moment = 0
    back: str | None = None
    offer: Offer | None = None
    talk: Talk | None = None
    aftercall: Aftercall | None = None
    holds: Mapping[HoldKind, Hold] = field(default_factory=dict)
    lifting: frozenset[HoldKind] = frozenset()
    next: Next | None = None
    misses: int = 0
    in_line: str | None = None
    line_since: Moment = 0
    warned: int = 0
    pending: tuple[Pending, ...] = ()
    asked: Arrangement = NOWHERE
    leaves: tuple[str, ...] = ()
    seq: int = 0
    open: bool = False
    retry: Moment | None = None
    woke: Moment = 0
    wakes: str | None = None
    tokens: tuple[str, ...] = ()
    joined: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    steering: tuple[Steering, ...] = ()
    items: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    last_item: Moment = 0

    @property
    def code(self) -> str:
        return self.card.code

    @property
    def shown(self) -> str:
        """The one word that colleagues see and the time counts under."""
        if self.type is None:
            return "off"
        if self.work is not Work.FREE:
            return self.work.word
        if self.presence is Presence.BREAK:
            return "break"
        if self.holds:
            return next(kind.word for kind in HoldKind if kind in self.holds)
        return "free" if self.calls else "working"

    @property
    def engaged(self) -> bool:
        """In a call or its aftercall: what is asked for now comes next."""
        return self.work in ENGAGED
