"""What people configure: the cards of agents, queues and work or break types. Data only, changed without a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from acd.core.moment import SECOND, Span


class Group(Enum):
    WORK = "work"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class TypeCard:
    """A work or break type. Spans in milliseconds; None means none.

    `queues` None: all of the agent's queues; else only these (still of his own). `calls` False: takes no calls.
    `length` makes the break timed: its planned return is known, `warn` before it a warning is told, and
    `returns` says whether the agent then resumes by himself. `limit` is a soft length with a warning only.
    `quota` is how many of one team may be on it at once. `approval`: only a supervisor may set it. `icon`: a picture of the
    screens by its name; empty: by the code.
    """

    code: str
    group: Group
    names: Mapping[str, str] = field(default_factory=dict)
    calls: bool = True
    chats: bool = False
    tickets: bool = False
    queues: tuple[str, ...] | None = None
    paid: bool = True
    length: Span | None = None
    returns: bool = False
    warn: Span = 60 * SECOND
    limit: Span | None = None
    quota: int | None = None
    approval: bool = False
    star: int | None = None
    colour: str = ""
    order: int = 0
    icon: str = ""


@dataclass(frozen=True, slots=True)
class AgentCard:
    """`queues` are (queue, penalty) pairs; `phone` is his default phone; `language` of his prompts and type names.

    `chats` and `tickets`: how many of them he may have open at once; None: as many as the site says.
    """

    code: str
    name: str
    team: str = ""
    phone: str | None = None
    queues: tuple[tuple[str, int], ...] = ()
    language: str = "en"
    chats: int | None = None
    tickets: int | None = None


@dataclass(frozen=True, slots=True)
class QueueCard:
    """The part of a queue that the floor needs; spans in milliseconds.

    `aftercall` 0 is none. Each extension adds `step`, up to `longest` in all (from the hang-up). `early` allows an early end.
    `disposition` demands a code before an early end. `misses` rings in a row that hold an agent; 0 never.
    `level` is the service-level threshold. `recording`: the switch records its conversations.

    `work` not empty: a campaign's queue. An agent is in it only while he joined it, which sets this work type; leaving the
    last one sets the type `rest` (empty: the type stays).

    `pop`: the address that opens on the agent's screen when a call of it comes (see `pop`); empty: none.
    `calendar`: when it is open; empty: always. `open` False: closed by hand, whatever its calendar says.

    `offer` and `offer_ticket`: how long a chat and a ticket wait for the agent whom they are offered to. `push_tickets` False: tickets
    are not offered, agents pull them. `chats_when_closed`: chats may come while it is closed, too.
    """

    code: str
    name: str = ""
    weight: int = 0
    aftercall: Span = 0
    step: Span = 30 * SECOND
    longest: Span = 300 * SECOND
    early: bool = True
    disposition: bool = False
    misses: int = 1
    level: Span = 20 * SECOND
    recording: bool = False
    work: str = ""
    rest: str = ""
    pop: str = ""
    calendar: str = ""
    open: bool = True
    offer: Span = 20 * SECOND
    offer_ticket: Span = 60 * SECOND
    push_tickets: bool = True
    chats_when_closed: bool = False
