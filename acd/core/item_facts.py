"""What became true of chats and tickets, and of promises. Past tense, frozen, as in `facts`."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.facts import Fact
from acd.core.moment import Moment, Span


@dataclass(frozen=True, slots=True)
class ItemCame(Fact):
    """A chat or a ticket is there. `source`: by which door."""

    item: str
    queue: str
    kind: str
    priority: int
    source: str


@dataclass(frozen=True, slots=True)
class ItemOffered(Fact):
    item: str
    queue: str
    agent: str
    until: Moment


@dataclass(frozen=True, slots=True)
class ItemOfferOver(Fact):
    """He did not take it. `why`: withdrawn (he may not have it any more), declined, missed, gone (the item itself is)."""

    item: str
    queue: str
    agent: str
    why: str


@dataclass(frozen=True, slots=True)
class ItemMissed(Fact):
    """A chat was offered to him for `offered`, and he did nothing."""

    item: str
    queue: str
    agent: str
    offered: Span


@dataclass(frozen=True, slots=True)
class ItemAccepted(Fact):
    """It is his. `waited`: since it came or was given back; `pulled`: it was not offered to him, he took it."""

    item: str
    queue: str
    agent: str
    waited: Span
    pulled: bool


@dataclass(frozen=True, slots=True)
class ItemReturned(Fact):
    """It waits again. `why`: returned (he gave it back), logged off, removed."""

    item: str
    queue: str
    agent: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class ItemTransferred(Fact):
    """`agent` had it (None: nobody); now it is for `to_agent`, or for everybody in `queue`."""

    item: str
    queue: str
    agent: str | None
    to_agent: str | None
    by: str


@dataclass(frozen=True, slots=True)
class MessageCame(Fact):
    """Somebody wrote; what, stands in the thread. `by`: customer, agent, system."""

    item: str
    queue: str
    agent: str | None
    by: str
    message: int


@dataclass(frozen=True, slots=True)
class ItemAnswered(Fact):
    """An agent answered the customer for the first time. `waited`: since it came."""

    item: str
    queue: str
    agent: str
    waited: Span


@dataclass(frozen=True, slots=True)
class ItemPended(Fact):
    """It waits for the customer, at most till `until`."""

    item: str
    queue: str
    agent: str
    until: Moment | None
    by: str


@dataclass(frozen=True, slots=True)
class ItemWentOn(Fact):
    """It waits for the customer no more. `why`: customer (he wrote), time, agent."""

    item: str
    queue: str
    agent: str
    why: str


@dataclass(frozen=True, slots=True)
class ItemSolved(Fact):
    """`handled`: how long the agent had it (0: nobody did)."""

    item: str
    queue: str
    agent: str | None
    by: str
    disposition: str | None
    handled: Span


@dataclass(frozen=True, slots=True)
class ItemReopened(Fact):
    """It had been solved or closed. `agent`: who has it again; None: it waits. `why`: customer (he wrote), agent."""

    item: str
    queue: str
    agent: str | None
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class ItemChanged(Fact):
    """`what`: priority, tags, queue, level, subject, customer, most_penalty."""

    item: str
    queue: str
    what: str
    before: str
    after: str
    by: str


@dataclass(frozen=True, slots=True)
class ItemClosed(Fact):
    """It is over without being solved. `why`: gone (the visitor left before anybody took it), or what was said."""

    item: str
    queue: str
    agent: str | None
    why: str
    by: str
