"""Work items: chats and tickets. An item is a frozen value; what may follow is a table, from which the docs draw the diagram.

Its texts are not here: the floor knows how many messages there are and who spoke last, the store knows what was said.
An item's id is its kind's letter and its number: c17, t18.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from acd.core.moment import MINUTE, Moment
from acd.core.promise import Promise, next_moment
from acd.core.value import Word


class Kind(Word):
    CHAT = "chat"
    TICKET = "ticket"

    @property
    def letter(self) -> str:
        return self.word[0]


def kind_of(item: str) -> Kind:
    """Of an item's id."""
    return Kind.CHAT if item.startswith(Kind.CHAT.letter) else Kind.TICKET


def id_of(kind: Kind, number: int) -> str:
    return f"{kind.letter}{number}"


class Stage(Word):
    """How far an item is. `pending`: somebody has it, and it waits for the customer."""

    WAITING = "waiting"
    OFFERED = "offered"
    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"


class Move(Word):
    """What moves an item."""

    OFFERED = "offered"
    OFFER_OVER = "offer over"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    PENDED = "put off"
    WENT_ON = "goes on"
    SOLVED = "solved"
    REOPENED = "reopened"
    REOPENED_HIS = "reopened, still his"
    CLOSED = "closed"


_SOLVED: Final = {Move.SOLVED: Stage.SOLVED, Move.CLOSED: Stage.CLOSED}
_OVER: Final = {Move.REOPENED: Stage.WAITING, Move.REOPENED_HIS: Stage.OPEN}
STAGES: Final[Mapping[Stage, Mapping[Move, Stage]]] = {
    Stage.WAITING: {Move.OFFERED: Stage.OFFERED, Move.ACCEPTED: Stage.OPEN, **_SOLVED},
    Stage.OFFERED: {Move.OFFER_OVER: Stage.WAITING, Move.ACCEPTED: Stage.OPEN, **_SOLVED},
    Stage.OPEN: {
        Move.ACCEPTED: Stage.OPEN,
        Move.RETURNED: Stage.WAITING,
        Move.PENDED: Stage.PENDING,
        **_SOLVED,
    },
    Stage.PENDING: {
        Move.ACCEPTED: Stage.OPEN,
        Move.WENT_ON: Stage.OPEN,
        Move.RETURNED: Stage.WAITING,
        **_SOLVED,
    },
    Stage.SOLVED: _OVER,
    Stage.CLOSED: _OVER,
}

HIS: Final = frozenset({Stage.OPEN, Stage.PENDING})
"""An agent has it."""
OVER: Final = frozenset({Stage.SOLVED, Stage.CLOSED})


@dataclass(frozen=True)
class ItemCard:
    """What is known of an item whoever works on it. `number` is unique for both kinds together.

    `customer` is his row in the store; `customer_key` and `customer_level` are what service levels choose by. `level`: said
    of this item itself; None: chosen by the levels' rules. `most_penalty`: only agents whose penalty in the queue is not higher
    get it. `source`: by which door it came.
    """

    id: str
    number: int
    kind: Kind
    queue: str
    subject: str = ""
    priority: int = 0
    tags: tuple[str, ...] = ()
    level: str | None = None
    most_penalty: int | None = None
    customer: int | None = None
    customer_name: str = ""
    customer_key: str = ""
    customer_level: str = ""
    source: str = ""


@dataclass(frozen=True)
class ItemOffer:
    """`aimed`: a colleague or a supervisor chose him, whatever queues he is in."""

    agent: str
    since: Moment
    until: Moment
    aimed: bool = False


@dataclass(frozen=True)
class Item:
    """One chat or ticket of the floor.

    `since`: when its stage began; `waits_since`: when it began to wait for somebody, last. `agent`: who has it (of one that is over:
    who had it last), and since when, `taken`. `front`: a chat that had to be given back, so it goes before others.
    `passed`: who was offered it and did not take it, longest ago first; `rest`: until then none of them is asked again. `until`: of a
    pending one, when it goes on by itself; of one that is over, when it leaves the floor's memory. `answered`: an agent's first
    answer. `unread`: the customer's messages since an agent wrote. `last`: the newest message the floor heard of. `visitor`: the
    customer is at the other end (None: nobody knows), and `visitor_since` since when that is so.
    """

    card: ItemCard
    came: Moment
    since: Moment
    waits_since: Moment = 0
    stage: Stage = Stage.WAITING
    agent: str | None = None
    taken: Moment | None = None
    offer: ItemOffer | None = None
    passed: tuple[str, ...] = ()
    rest: Moment | None = None
    front: bool = False
    until: Moment | None = None
    answered: Moment | None = None
    solved: Moment | None = None
    disposition: str | None = None
    unread: int = 0
    last: int = 0
    visitor: bool | None = None
    visitor_since: Moment = 0
    promises: tuple[Promise, ...] = ()

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def kind(self) -> Kind:
        return self.card.kind

    @property
    def queue(self) -> str:
        return self.card.queue

    @property
    def due(self) -> Moment | None:
        """The nearest moment at which a promise that runs can still be kept; None: none runs."""
        return min([due for p in self.promises if (due := running_due(p)) is not None], default=None)


def running_due(promise: Promise) -> Moment | None:
    """None: it does not run, or is kept. What is broken and not kept is as urgent as ever."""
    return None if promise.kept is not None or promise.since is None else promise.due


Place = tuple[bool, float, int, Moment, int]
"""Of two items that wait, the lesser goes first: given back, then the nearest due, then priority, then age."""


def place(item: Item) -> Place:
    due = item.due
    return (
        not item.front,
        float("inf") if due is None else due,
        -item.card.priority,
        item.came,
        item.card.number,
    )


VISITOR_GONE: Final = 2 * MINUTE
"""After so long without its visitor a chat that nobody took is closed."""


def item_due(item: Item) -> Moment | None:
    """When something happens to it by itself."""
    dues = [due for p in item.promises if (due := next_moment(p)) is not None]
    if item.offer is not None:
        dues.append(item.offer.until)
    if item.rest is not None and item.stage is Stage.WAITING:
        dues.append(item.rest)
    if item.until is not None:
        dues.append(item.until)
    if item.visitor is False and item.stage in (Stage.WAITING, Stage.OFFERED) and item.answered is None:
        dues.append(item.visitor_since + VISITOR_GONE)
    return min(dues, default=None)
