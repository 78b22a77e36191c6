"""Inputs of the floor: what was heard from the switch, from people, from the clock.

Every value carries `at`, the moment on the daemon's clock at which it became true as far as we know (for a conversation
that ended while nobody listened: the moment it really ended). Agents, phones and queues are named by their
codes; `call` is the caller's channel id, `leg` the agent's channel, `token` the agent leg's id, unique for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from acd.core.aim import Aim
from acd.core.calendar import Calendar
from acd.core.cards import AgentCard, QueueCard, TypeCard
from acd.core.item import Item, ItemCard
from acd.core.level import Level
from acd.core.moment import Moment, Span


class Device(Enum):
    """What a phone is doing, in app_queue's words; `GONE` is every way of not being reachable."""

    FREE = "free"
    RINGING = "ringing"
    BUSY = "busy"
    ON_HOLD = "on hold"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Heard:
    at: Moment


# --- the switch itself -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkUp(Heard):
    """The switch answers again; a `SwitchIs` follows at once. `started` tells a restart from a mere cut."""

    version: str
    started: str


@dataclass(frozen=True, slots=True)
class LinkDown(Heard):
    why: str


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """One agent's place in one queue, as the switch holds it."""

    queue: str
    agent: str
    phone: str
    paused: bool
    reason: str
    device: Device
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class CallerSeen:
    queue: str
    call: str
    channel: str
    number: str
    name: str
    waited: Span
    position: int = 0


@dataclass(frozen=True, slots=True)
class TalkSeen:
    """A conversation that is going on: the switch's own note of it (astdb `acd-call`)."""

    agent: str
    phone: str
    queue: str
    token: str
    leg: str
    call: str
    began: Moment


@dataclass(frozen=True, slots=True)
class WrapSeen:
    """An aftercall that is running in the switch (astdb `acd-wrap`)."""

    agent: str
    phone: str
    queue: str
    token: str
    deadline: Moment


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A conversation in a room of its own (astdb `acd-room`): `held`: the other party waits; `kind`, `to`: who is consulted, if
    anybody; `met`: he answered."""

    token: str
    held: bool = False
    kind: str = ""
    to: str = ""
    began: Moment = 0
    call: str = ""
    met: bool = False


@dataclass(frozen=True, slots=True)
class SwitchIs(Heard):
    """All that the switch holds of the floor, at once: after a (re)connect, and again every minute.

    `ended` are conversations that ended while nobody listened, oldest first; they are lived before the rest is
    compared. `complete` is False for the minute's audit, which reads members and callers only.
    """

    members: tuple[MemberSeen, ...] = ()
    callers: tuple[CallerSeen, ...] = ()
    phones: tuple[tuple[str, Device], ...] = ()
    holds: tuple[tuple[str, str], ...] = ()
    talks: tuple[TalkSeen, ...] = ()
    wraps: tuple[WrapSeen, ...] = ()
    ended: tuple[Ended, ...] = ()
    complete: bool = True
    rooms: tuple[RoomSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberIs(Heard):
    """An agent's place in a queue is now so; absolute, so it may be heard twice."""

    member: MemberSeen


@dataclass(frozen=True, slots=True)
class MemberGone(Heard):
    queue: str
    agent: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PhoneIs(Heard):
    phone: str
    device: Device


# --- callers and conversations -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallerJoined(Heard):
    queue: str
    call: str
    channel: str
    number: str
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class CallerLeft(Heard):
    """He waits no longer: answered, gone or moved on; what it was comes with `Answered` or `CallerDone`."""

    queue: str
    call: str


class Parting(Enum):
    """How a caller's stay in a queue ended (QUEUESTATUS, and the hang-up itself)."""

    ABANDONED = "abandoned"
    TIMEOUT = "timeout"
    FULL = "full"
    EMPTY = "empty"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class CallerDone(Heard):
    queue: str
    call: str
    parting: Parting


@dataclass(frozen=True, slots=True)
class MusicIs(Heard):
    """The caller on this channel hears music (and may be woken), or no longer does."""

    channel: str
    playing: bool


@dataclass(frozen=True, slots=True)
class Offered(Heard):
    """The agent's phone is being rung for this caller. `why`: what rings it, if not the queue: transfer, consult, dial."""

    queue: str
    call: str
    agent: str
    phone: str
    leg: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class OfferOver(Heard):
    """The ring ended without an answer; `rang` is how long it rang. Whether it is a miss, the floor decides."""

    queue: str
    call: str
    agent: str
    rang: Span


@dataclass(frozen=True, slots=True)
class Answered(Heard):
    """`why` as in `Offered`; `number`: of a call dialled by hand, who is called."""

    queue: str
    call: str
    agent: str
    phone: str
    leg: str
    token: str
    why: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Ended(Heard):
    """The agent's leg is over (heard from its hang-up handler, live or later from astdb): aftercall runs till `deadline`.

    `began` and `at` are start and end of the talk. `aftercall` is the queue's span, 0 for none. `released` is set
    when the switch itself ended the aftercall because nobody else did.
    """

    agent: str
    phone: str
    queue: str
    call: str
    token: str
    began: Moment
    aftercall: Span
    deadline: Moment
    released: Moment | None = None


@dataclass(frozen=True, slots=True)
class Released(Heard):
    """The switch's own janitor ended an aftercall at its deadline."""

    agent: str
    phone: str
    token: str


@dataclass(frozen=True, slots=True)
class HeldIs(Heard):
    """The conversation on this leg was put on hold, or taken back."""

    leg: str
    on: bool


@dataclass(frozen=True, slots=True)
class PartyHeld(Heard):
    """The other party of conversation `token` waits with music at our order, or is back."""

    token: str
    on: bool


@dataclass(frozen=True, slots=True)
class Transferred(Heard):
    """The other party of conversation `token` left it for `to`; the agent's leg ends by that."""

    token: str
    kind: str
    to: str
    call: str


@dataclass(frozen=True, slots=True)
class TransferReturned(Heard):
    """Nobody took the transferred caller at `to` (`how`: the switch's word); he is back in `queue`, or was let go if that is empty."""

    token: str
    to: str
    how: str
    queue: str
    call: str


@dataclass(frozen=True, slots=True)
class Handed(Heard):
    """The agent of conversation `token` left the other party with whom he consulted."""

    token: str


@dataclass(frozen=True, slots=True)
class Consulting(Heard):
    """`stage`: ringing, talking, over (then `how` is the switch's word). `call`: the consult as a caller elsewhere."""

    token: str
    stage: str
    kind: str
    to: str
    call: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class DialledIs(Heard):
    """A call that an agent dialled by hand. `stage`: noagent (his phone did not take it), talking, over."""

    call: str
    stage: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class ListeningIs(Heard):
    """A supervisor's phone hears conversation `token` of this agent. `mode`: listen, whisper, join; over."""

    agent: str
    token: str
    ear: str
    mode: str


# --- what became of our orders -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arranged(Heard):
    """The switch confirmed arrangement number `seq` of this agent, all of it."""

    agent: str
    seq: int


@dataclass(frozen=True, slots=True)
class NotArranged(Heard):
    """The switch refused (`why` says what), or did not answer in time (`silent`)."""

    agent: str
    seq: int
    why: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Moved(Heard):
    """The switch confirmed a new deadline for the aftercall `token`; `ok` False: it did not."""

    agent: str
    token: str
    deadline: Moment
    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Recorded(Heard):
    """What became of `orders.MuteRecording`: `ok`: the switch records (`on`), or is silent in the recording, as was asked.

    `ok` False: it refused (`why` says what), or did not answer in time (`silent`). `channel`, `wish` and `by` are those
    of the order.
    """

    agent: str
    channel: str
    on: bool
    ok: bool
    wish: str
    by: str
    why: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Steered(Heard):
    """What became of `orders.Steer` and its like: `ok`: the switch took it, and its effect will be heard; else `why`, or `silent`."""

    agent: str
    wish: str
    ok: bool
    why: str = ""
    silent: bool = False


# --- people ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a name for the record, and what he may do."""

    name: str
    role: str = "agent"  # agent | supervisor | system

    @property
    def supervises(self) -> bool:
        return self.role in ("supervisor", "system")


@dataclass(frozen=True, slots=True)
class Wish(Heard):
    """Somebody wants something of an agent. `id` is answered by exactly one Granted, Kept, Refused or Unknown."""

    id: str
    by: Person
    agent: str


@dataclass(frozen=True, slots=True)
class LogIn(Wish):
    """`type` None: the work type the agent had last, else the first that takes calls. `phone` None: where he is, else his default
    phone, and none at all where the type takes no calls."""

    type: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class LogOut(Wish):
    pass


@dataclass(frozen=True, slots=True)
class Choose(Wish):
    """Take a work or break type."""

    type: str


@dataclass(frozen=True, slots=True)
class Resume(Wish):
    """End one's break and one's own missed-call or lost-phone hold."""


@dataclass(frozen=True, slots=True)
class TakeBack(Wish):
    """Take back the *next* type or log-off."""


@dataclass(frozen=True, slots=True)
class Extend(Wish):
    pass


@dataclass(frozen=True, slots=True)
class Finish(Wish):
    """End the aftercall now; `disposition` where the queue demands one."""

    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class Disposed(Heard):
    """What became of the agent's call is said and on record: it is not demanded of him any more. His aftercall goes on."""

    agent: str
    call: str
    disposition: str


@dataclass(frozen=True, slots=True)
class SetHold(Wish):
    """A supervisor's hold."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class LiftHold(Wish):
    pass


@dataclass(frozen=True, slots=True)
class Join(Wish):
    """Log in to a campaign: be in its queue, on its work type."""

    queue: str


@dataclass(frozen=True, slots=True)
class Leave(Wish):
    """Log out of a campaign; leaving the last one sets its type of rest."""

    queue: str


@dataclass(frozen=True, slots=True)
class Book(Wish):
    """The dialer's: a line goes out for this agent, who gets no call of another queue meanwhile. Refused if he is not free."""

    queue: str


@dataclass(frozen=True, slots=True)
class Unbook(Wish):
    """The dialer's: no line is out for him any more."""


@dataclass(frozen=True, slots=True)
class Record(Wish):
    """Pause the recording of the call he is in (`on` False), or resume it. It ends with the call."""

    on: bool


# --- what is wished of a call ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PutOnHold(Wish):
    """The other party waits with music."""


@dataclass(frozen=True, slots=True)
class TakeOffHold(Wish):
    pass


@dataclass(frozen=True, slots=True)
class HangUp(Wish):
    """The call ends, for everybody in it."""


@dataclass(frozen=True, slots=True)
class Transfer(Wish):
    """The other party goes to somebody else; the agent does not wait for what becomes of it."""

    to: Aim


@dataclass(frozen=True, slots=True)
class Consult(Wish):
    """The agent speaks with somebody while the other party waits."""

    to: Aim


@dataclass(frozen=True, slots=True)
class CompleteTransfer(Wish):
    """The agent leaves the other party with whom he consulted; also out of a call of three."""


@dataclass(frozen=True, slots=True)
class CancelConsult(Wish):
    """Who was consulted goes, the other party is back."""


@dataclass(frozen=True, slots=True)
class ThreeWay(Wish):
    """The other party comes to the consult: all three hear each other."""


@dataclass(frozen=True, slots=True)
class DialOut(Wish):
    """Ring the agent's phone, then `to`. `queue`: whose call it is, "" for nobody's.

    `wait` False: aftercall only if somebody answered."""

    to: Aim
    queue: str = ""
    wait: bool = True


@dataclass(frozen=True, slots=True)
class ListenIn(Wish):
    """A supervisor's phone is rung and hears the agent's call; asked again with another mode, that changes. See `aim.MODES`."""

    mode: str
    phone: str


@dataclass(frozen=True, slots=True)
class StopListening(Wish):
    """Who asks listens no more."""


# --- chats and tickets: what the store has on record already --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemCame(Heard):
    """A chat or a ticket is on record. `was`: as it was when it left the floor's memory, solved; it is there again to be reopened.

    `message`: the first message, if any. `visitor`: the customer is at the other end; None: nobody knows. `came`: when it came, if
    that was before (0: now)."""

    item: ItemCard
    message: int = 0
    visitor: bool | None = None
    was: Item | None = None
    came: Moment = 0


@dataclass(frozen=True, slots=True)
class ItemsAre(Heard):
    """What is on record of items that are not over: the floor goes on with them at its start. What was offered is offered anew."""

    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageCame(Heard):
    """Message number `message` of this item is on record. `by`: customer, agent (`agent`), system. `note`: not for the customer.

    `was`: the item as it is on record; one that left the floor's memory is opened again by its customer's message. `wrote`: when he
    wrote, if that was before (0: now)."""

    item: str
    message: int
    by: str
    agent: str | None = None
    note: bool = False
    was: Item | None = None
    wrote: Moment = 0


@dataclass(frozen=True, slots=True)
class Visitor(Heard):
    """The customer of a chat is at the other end, or went."""

    item: str
    there: bool


@dataclass(frozen=True, slots=True)
class ItemSet(Heard):
    """Somebody changed this of an item; None: as it was. `level` "": by the levels' rules again. `customer`: id, name, key, level."""

    item: str
    by: str
    priority: int | None = None
    tags: tuple[str, ...] | None = None
    queue: str | None = None
    level: str | None = None
    subject: str | None = None
    most_penalty: int | None = None
    customer: tuple[int, str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class ItemGone(Heard):
    """It is over without being solved: the visitor ended his chat, it was brought by mistake. `why` in a word."""

    item: str
    why: str
    by: str = "system"


# --- what is wished of chats and tickets -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemWish(Wish):
    """`agent`: whose wish it is; of a supervisor, who wishes it of somebody's item, whose item it is, or ""."""

    item: str


@dataclass(frozen=True, slots=True)
class AcceptItem(ItemWish):
    """Take what is offered to him, or waits for anybody. Of two who ask at once the first has it."""


@dataclass(frozen=True, slots=True)
class DeclineItem(ItemWish):
    """It passes on; it is no miss."""


@dataclass(frozen=True, slots=True)
class ToSolve(Wish):
    """Give him the most urgent item that waits in his queues. `Granted.text` is its id. `kind`: chat or ticket; None: what he may
    take now."""

    kind: str | None = None


@dataclass(frozen=True, slots=True)
class TransferItem(ItemWish):
    """To an agent, or to everybody in a queue: one of the two. A chat is offered to him, a ticket is his at once."""

    to_agent: str | None = None
    to_queue: str | None = None


@dataclass(frozen=True, slots=True)
class PendItem(ItemWish):
    """It waits for the customer, at most till `until`."""

    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class SolveItem(ItemWish):
    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class ReopenItem(ItemWish):
    """What is solved is not; what waits for the customer goes on."""


@dataclass(frozen=True, slots=True)
class ReturnItem(ItemWish):
    """Give it back: it waits for somebody else."""


# --- configuration and the clock ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgentSet(Heard):
    card: AgentCard


@dataclass(frozen=True, slots=True)
class AgentUnset(Heard):
    agent: str


@dataclass(frozen=True, slots=True)
class QueueSet(Heard):
    card: QueueCard


@dataclass(frozen=True, slots=True)
class QueueUnset(Heard):
    queue: str


@dataclass(frozen=True, slots=True)
class PhoneSet(Heard):
    """There is this phone. Until the switch says more, it counts as gone."""

    phone: str


@dataclass(frozen=True, slots=True)
class PhoneUnset(Heard):
    """This phone is no more: nobody may log in at it."""

    phone: str


@dataclass(frozen=True, slots=True)
class TypeSet(Heard):
    card: TypeCard


@dataclass(frozen=True, slots=True)
class TypeUnset(Heard):
    type: str


@dataclass(frozen=True, slots=True)
class CalendarSet(Heard):
    """There is this calendar, with its holidays of the years around now."""

    code: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class CalendarUnset(Heard):
    code: str


@dataclass(frozen=True, slots=True)
class LevelSet(Heard):
    level: Level


@dataclass(frozen=True, slots=True)
class LevelUnset(Heard):
    code: str


@dataclass(frozen=True, slots=True)
class RecordingsGone(Heard):
    """So many recordings of this queue were older than its retention, and are deleted."""

    queue: str
    count: int


@dataclass(frozen=True, slots=True)
class TimePassed(Heard):
    """The alarm rang: whatever is due by `at` happens, each stamped with its own deadline."""


@dataclass(frozen=True, slots=True)
class DayBegan(Heard):
    """Midnight in the site's zone: today's counts start anew."""

    day: str = field(default="")
