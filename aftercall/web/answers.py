"""What is answered: cards as they are stored, wishes as they were granted, errors in one shape."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from acd.board.fields import Instant, Text
from acd.board.models import AgentBoard, DaemonBoard, Part, QueueBoard
from aftercall.reporting.answer import CorrectionItem
from dialer.board.models import CampaignBoard


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


# --- errors ------------------------------------------------------------------------------------------------------


class Failure(Answer):
    """What is null is left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)


class Wrong(Failure):
    """`code` for programs, `field` where one is to blame, `why` and `remedy` for people.

    `why_parts` and `remedy_parts`: the same in sentences, for whoever words them in another language; left out where there are none.
    """

    code: str
    why: Text
    field: Text | None = None
    remedy: Text | None = None
    why_parts: tuple[Part, ...] | None = None
    remedy_parts: tuple[Part, ...] | None = None


class WrongField(Answer):
    """`field` of a form, by its code; `why_parts` is `why` in sentences."""

    field: Text
    why: Text
    why_parts: tuple[Part, ...] = ()


class ErrorBody(Failure):
    """`fields`: of a form, all that are wrong. `opens`: of a closed queue, when it opens next."""

    error: Wrong
    fields: tuple[WrongField, ...] | None = None
    opens: Instant | None = None


# --- cards -------------------------------------------------------------------------------------------------------


class TargetCard(Answer):
    kind: str
    value: str


class AgentItem(Answer):
    code: str
    name: Text
    team: Text
    phone: str | None
    queues: tuple[tuple[str, int], ...]
    language: str
    chats: int | None
    tickets: int | None


class QueueItem(Answer):
    code: str
    name: Text
    weight: int
    aftercall: int
    step: int
    longest: int
    early: bool
    disposition: bool
    misses: int
    level: int
    strategy: str
    ring: int
    max_wait: int | None
    max_length: int
    overflow: TargetCard | None
    recording: bool
    music: str
    say_position: bool
    say_wait: bool
    say_every: int
    open: bool
    calendar: str
    closed: TargetCard | None
    retention: int | None
    work: str
    rest: str
    pop: Text
    offer: int
    offer_ticket: int
    push_tickets: bool
    chats_when_closed: bool


class TypeItem(Answer):
    code: str
    group: Literal["work", "break"]
    names: dict[str, Text]
    calls: bool
    chats: bool
    tickets: bool
    queues: tuple[str, ...] | None
    paid: bool
    length: int | None
    returns: bool
    warn: int
    limit: int | None
    quota: int | None
    approval: bool
    star: int | None
    colour: str
    order: int
    icon: str


class PhoneItem(Answer):
    """`secret` is null unless it was asked for. `state` is what the phone does, null where nobody knows; `agent` is who is at it."""

    code: str
    secret: str | None
    caller_id: str
    language: str
    active: bool
    state: str | None
    agent: str | None


class NumberItem(Answer):
    did: str
    target: TargetCard
    calendar: str
    closed: TargetCard | None


class Done(Answer):
    """`warning`: what is stored, but not yet in Asterisk, and why."""

    done: Literal["made", "changed", "same", "removed"]
    warning: Text | None = None


class SavedAgent(Done, AgentItem):
    pass


class SavedQueue(Done, QueueItem):
    pass


class SavedType(Done, TypeItem):
    pass


class SavedPhone(Done, PhoneItem):
    pass


class MadePhones(Answer):
    """Their secrets are shown here and no more; `warning` as of `Done`."""

    made: list[PhoneItem]
    warning: Text | None = None


class MadeAgents(Answer):
    made: list[AgentItem]
    warning: Text | None = None


class SavedNumber(Done, NumberItem):
    pass


class Removed(Done):
    code: str


class PinSet(Answer):
    agent: str
    pin: Literal["set", "none"]


# --- the floor ---------------------------------------------------------------------------------------------------


class State(Answer):
    """Everything now. `daemon` is null until it has found out how it stands."""

    agents: tuple[AgentBoard, ...]
    queues: tuple[QueueBoard, ...]
    campaigns: tuple[CampaignBoard, ...]
    daemon: DaemonBoard | None


class PartNow(Answer):
    """One part that the floor leans on: Asterisk, the database, the broker, the mailboxes (`mail`)."""

    name: str
    state: Literal["up", "away", "off"]
    detail: Text = ""


class Health(Answer):
    """`state` is `ok` when nothing that is set is away. `events` is the number of the last event that was told."""

    state: Literal["ok", "away"]
    version: str
    site: Text
    at: Instant
    since: Instant
    events: int
    parts: tuple[PartNow, ...]


class Drift(Answer):
    """What stands otherwise in Asterisk than it should, a line each; nothing, if all is right."""

    drift: tuple[Text, ...]


class Gap(Answer):
    """Events `first` to `last` were not sent: this listener was too slow, or asked for what is no longer kept."""

    kind: Literal["gap"] = "gap"
    first: int
    last: int
    missed: int


# --- wishes ------------------------------------------------------------------------------------------------------


class Granted(Answer):
    """`kept`: it starts when the call and its aftercall are over; `text` is then what comes next."""

    answer: Literal["granted", "kept"]
    text: Text
    agent: AgentBoard


class Refused(Answer):
    """Nothing changed; `why` says what was wrong and what to do, `code` is for programs; `why_parts` is `why` in sentences."""

    answer: Literal["refused"] = "refused"
    code: str
    why: Text
    why_parts: tuple[Part, ...] = ()
    agent: AgentBoard | None


class Unknown(Answer):
    """Asterisk did not confirm in time. The wish stays in force; `state` is the last known one."""

    answer: Literal["unknown"] = "unknown"
    state: str
    why: Text
    why_parts: tuple[Part, ...] = ()
    agent: AgentBoard | None


# --- an agent's day ----------------------------------------------------------------------------------------------


class IntervalItem(Answer):
    begin: Instant
    end: Instant
    length_ms: int
    state: str
    type: str | None
    session: Instant | None
    queue: str | None
    call: str | None
    by: Text
    reason: Text
    phone: str | None
    corrected: Annotated[Text, Field(description="the supervisor who said so; empty: as recorded")]


class SumItem(Answer):
    state: str
    type: str | None
    sum_ms: int


class SessionItem(Answer):
    """A log-in within the day: `length_ms` from log-in to log-out, `sum_ms` of its intervals; they are always equal."""

    session: Instant
    begin: Instant
    end: Instant
    length_ms: int
    sum_ms: int


class ColumnsItem(Answer):
    """`working` + `breaks` + all `holds` = `logged_in`; `handling` is a part of the others."""

    logged_in_ms: int
    working_ms: int
    breaks_ms: int
    handling_ms: int
    holds_ms: dict[str, int]


class FaultItem(Answer):
    at: Instant
    what: str
    text: Text


class DayItem(Answer):
    """One agent's day. `right`: the intervals lie edge to edge and add up; else `faults` says what is wrong. `intervals` with the
    corrections over them; `recorded`: as they were recorded, where something was corrected."""

    agent: str
    date: date
    zone: str
    begin: Instant
    end: Instant
    right: bool
    intervals: tuple[IntervalItem, ...]
    recorded: tuple[IntervalItem, ...]
    sums: tuple[SumItem, ...]
    columns: ColumnsItem
    sessions: tuple[SessionItem, ...]
    corrections: tuple[CorrectionItem, ...]
    faults: tuple[FaultItem, ...]


# --- recordings --------------------------------------------------------------------------------------------------


class RecordingItem(Answer):
    """A recorded call. `file` lies below Asterisk's spool/monitor/acd; `exists` is null where the daemon cannot look.

    `length_ms` is that of the talk, null while it goes on. `until`: it is deleted on the day after; null: it is kept.
    """

    answered: Instant
    queue: str
    agent: str | None
    number: Text | None
    name: Text | None
    call: str
    length_ms: int | None
    file: str
    exists: bool | None
    until: Instant | None


def as_dict(value: Any, *names: str) -> dict[str, Any]:
    """The named attributes, for an answer's constructor."""
    return {name: getattr(value, name) for name in names}
