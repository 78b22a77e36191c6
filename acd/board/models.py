"""What is told, version 1: the board (retained, one message per agent, queue and daemon). Events are in `events`.

Every message carries `run` (when the daemon that tells it was started) and `seq`, the number of the last event of the site
that it contains. Absent things are `null`; nothing is left out. Unknown fields are refused, so a misspelt name fails
where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from acd.board.fields import Instant, Text
from acd.core.reason import Reason

AgentState = Literal[
    "off",
    "free",
    "working",
    "ringing",
    "talking",
    "on hold",
    "aftercall",
    "break",
    "missed",
    "supervisor",
    "phone",
    "booked",
]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Part(Model):
    """One sentence of a reason, for whoever words it in another language: `says` which one it is, `values` what stands in it."""

    says: str
    values: dict[str, Text | int | float]


def parts(reasons: Iterable[Reason]) -> tuple[Part, ...]:
    return tuple(Part(says=one.says, values=dict(one.values)) for one in reasons)


class Told(Model):
    """The head of every message. `at_ms` is `at` as milliseconds since 1970-01-01 UTC."""

    v: Literal[1] = 1
    site: Text
    run: Instant
    seq: int
    at: Instant
    at_ms: int = Field(default_factory=lambda told: told["at"])


class TypeNow(Model):
    """The work or break type that a person is on."""

    code: Text
    group: Literal["work", "break"]
    since: Instant


class CallNow(Model):
    """The call that an agent is offered or in. `number` and `name` are null unless the site shows numbers."""

    call: Text
    queue: Text
    since: Instant
    number: Text | None = None
    name: Text | None = None


class ConsultNow(Model):
    """Whom he calls while the other party of his call waits; `met`: they speak; `together`: the other party came to it."""

    kind: Literal["agent", "queue", "number"]
    to: Text
    since: Instant
    met: bool
    together: bool


class ListenerNow(Model):
    """A supervisor who hears his call; only told where the site says so."""

    by: Text
    mode: Literal["listen", "whisper", "join"]


class AftercallNow(Model):
    """A running aftercall. `deadline` is when it ends by itself, `longest` the latest that extensions may reach."""

    call: Text
    queue: Text
    began: Instant
    deadline: Instant
    longest: Instant
    disposition: Text | None = None


class NextNow(Model):
    """What starts when the call and its aftercall are over: a type, or (`log_off`, and `type` null) the log-off."""

    type: Text | None
    log_off: bool
    by: Text
    at: Instant


class HoldNow(Model):
    """`reason_parts`: the reason as a sentence, where it is one of ours and not a supervisor's own words."""

    hold: Literal["missed", "supervisor", "phone", "booked"]
    since: Instant
    by: Text
    reason: Text
    reason_parts: tuple[Part, ...] = ()


class PendingNow(Model):
    """A wish that the switch has not confirmed; after `until` it is answered as unknown."""

    wish: Text
    by: Text
    text: Text
    until: Instant


class ItemsNow(Model):
    """The chats and tickets that he has open (those that wait for their customers are not counted), and the ids of what he is
    offered."""

    chats: int = 0
    tickets: int = 0
    offered: tuple[Text, ...] = ()


class AgentBoard(Told):
    """An agent as colleagues see him. `state` is the one word that his time counts under, `since` when it began.

    `queues` are those he is a member of in the switch, `assigned` those of his card and the campaigns he joined, whether he is in them
    now or not. `planned_return` is the end of a timed break. `in_line` is the type with a quota that he waits for. `recording` is
    that of his call; null when nothing is recorded. `consult`: whom he consults about his call. `listeners`: supervisors who hear it,
    where the site tells that.
    """

    code: Text
    name: Text
    team: Text
    state: AgentState
    since: Instant
    session: Instant | None
    type: TypeNow | None
    planned_return: Instant | None
    in_line: Text | None
    phone: Text | None
    queues: tuple[Text, ...]
    assigned: tuple[Text, ...] = ()
    call: CallNow | None
    recording: Literal["on", "paused"] | None = None
    consult: ConsultNow | None = None
    listeners: tuple[ListenerNow, ...] = ()
    aftercall: AftercallNow | None
    next: NextNow | None
    holds: tuple[HoldNow, ...]
    pending: tuple[PendingNow, ...]
    items: ItemsNow = ItemsNow()


class CallerNow(Model):
    """A caller who waits. `number` and `name` are null unless the site shows numbers."""

    call: Text
    position: int
    since: Instant
    number: Text | None = None
    name: Text | None = None


class Members(Model):
    """Agents who are in the queue now; each is counted once besides `logged_in`, the sum.

    `free` would be rung at once, `talking` includes calls on hold, `paused` is everybody else: held, in another
    call, not reachable.
    """

    logged_in: int
    free: int
    ringing: int
    talking: int
    aftercall: int
    paused: int


class Today(Model):
    """Calls since midnight by how they ended. `in_level`: answered within the threshold; `short`: abandoned within it.

    `service_level` in per cent is `in_level` of `answered` + `abandoned` - `short`; null before the first such call. `waited_ms` is
    the sum of the waits of answered calls, `longest_ms` the longest wait of any call.
    """

    offered: int
    answered: int
    in_level: int
    abandoned: int
    short: int
    timeout: int
    other: int
    service_level: float | None
    waited_ms: int
    longest_ms: int


class ItemLine(Model):
    """A queue's chats, or its tickets. `waiting` includes what is offered to somebody; `open` and `pending` are with agents.

    `longest_since`: since when the oldest waits; `next_due`: the nearest due of a promise of all that are not over.
    `broken_today`: promises broken since midnight."""

    waiting: int = 0
    open: int = 0
    pending: int = 0
    longest_since: Instant | None = None
    next_due: Instant | None = None
    broken_today: int = 0


class HoursNow(Model):
    """Whether it is open by its calendar; closed by hand, it is not. `next_change` null: it stays so, or until somebody opens it."""

    open: bool
    next_change: Instant | None


class PromisesNow(Model):
    """Promises to the queue's callers (docs/reference/promises.md). Of those who wait now: `running` are not broken, `warned` of them
    are about to be, `late` are broken; `next_due` is the last moment at which the nearest can be kept. Since midnight: `kept_today` in
    time, `broken_today`, and `given_up_today`: the caller left in time. Chats and tickets have their own (`chats`, `tickets`)."""

    running: int = 0
    warned: int = 0
    late: int = 0
    next_due: Instant | None = None
    kept_today: int = 0
    broken_today: int = 0
    given_up_today: int = 0


class QueueBoard(Told):
    """A queue now. `longest_since` is since when the caller waits who waits longest: an absolute moment, count up from it. `hours`
    null: it has no calendar, and is open."""

    code: Text
    name: Text
    waiting: int
    longest_since: Instant | None
    callers: tuple[CallerNow, ...]
    members: Members
    today: Today
    hours: HoursNow | None = None
    promises: PromisesNow = PromisesNow()
    chats: ItemLine = ItemLine()
    tickets: ItemLine = ItemLine()


class CustomerNow(Model):
    """`name` null: it is not for the asker to see."""

    id: int | None
    name: Text | None


class OfferNow(Model):
    """Whom it is offered to, and until when he may take it."""

    agent: Text
    until: Instant


class PromiseNow(Model):
    """`state`: running, paused, kept, broken. `kept`: when; what was kept too late stays broken. `left_ms`: open time left at `at`;
    negative: too late."""

    target: Text
    state: Literal["running", "paused", "kept", "broken"]
    due: Instant | None
    reached: Instant | None
    warned: bool
    kept: Instant | None = None
    left_ms: int


class ItemBoard(Told):
    """A chat or a ticket now. It is told to screens alone, to those who may see it; not over MQTT.

    `since` is when its stage began. `level`: by which what is promised was promised. `unread`: messages of the customer since an agent
    wrote. `visitor`: whether the customer is at the other end; null: nobody knows. `until`: when one that is put off goes on by
    itself.
    """

    id: Text
    kind: Literal["chat", "ticket"]
    queue: Text
    stage: Literal["waiting", "offered", "open", "pending", "solved", "closed"]
    agent: Text | None
    customer: CustomerNow
    subject: Text
    priority: int
    tags: tuple[Text, ...]
    came: Instant
    since: Instant
    offered: OfferNow | None
    until: Instant | None = None
    level: Text | None
    promises: tuple[PromiseNow, ...]
    unread: int
    visitor: bool | None


class AsteriskNow(Model):
    link: Literal["up", "down"]
    version: Text | None
    detail: Text = ""


class DaemonBoard(Model):
    """Whether anybody tells the truth here. All events up to `seq` were sent before this message, or never will be.

    `down` is the last will, told by the broker: then nobody knows when (`at`), after which event (`seq`), or how the rest stands.
    `stopped` is a daemon that was asked to end. Told again every 30 s, so that a listener who missed the last event learns it.
    """

    v: Literal[1] = 1
    site: Text
    run: Instant
    seq: int | None
    at: Instant | None
    at_ms: int | None = Field(default_factory=lambda told: told["at"])
    state: Literal["up", "stopped", "down"]
    version: Text
    asterisk: AsteriskNow | None
    database: Literal["ok", "away"] | None


Board = Told | DaemonBoard
"""Of agents, queues, and what else says that it has one (`acd.board.topics.register`)."""
