"""Items, messages and attachments as they lie in their tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sqlalchemy import Row

from acd.core.item import Item, ItemCard, Kind
from acd.core.moment import Moment
from acd.store.encode import decode
from acd.store.item_tables import attachments, customers, items, messages


@dataclass(frozen=True, slots=True)
class Attachment:
    """`digest`: SHA-256 of its bytes, under which they lie. `message` None: handed in, and not sent yet."""

    id: int
    message: int | None
    name: str
    type: str
    size: int
    digest: str
    at: Moment
    by: str


@dataclass(frozen=True, slots=True)
class Message:
    """`by`: customer, agent, system. `kind`: message, note (the customer does not see it), system. `state`: in, out (it is to leave by
    mail), sent, failed (`why`). `author`: who wrote as an agent would, and is none: a supervisor's log-in."""

    id: int
    item: str
    at: Moment
    by: str
    agent: str | None
    kind: str
    text: str
    html: str | None
    mail_id: str | None
    in_reply_to: str | None
    state: str
    why: str
    author: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item on record. What the journal writes of it may be half a second behind the floor."""

    number: int
    id: str
    kind: str
    queue: str
    customer: int | None
    subject: str
    tags: tuple[str, ...]
    priority: int
    level: str | None
    most_penalty: int | None
    stage: str
    agent: str | None
    came: Moment
    first_answered: Moment | None
    solved: Moment | None
    closed: Moment | None
    disposition: str | None
    source: str
    external: str | None
    fields: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] | None = None
    customer_name: str = ""
    customer_key: str = ""
    customer_level: str = ""


MESSAGE: Final = [messages.c[one.name] for one in fields(Message) if one.name != "attachments"]
ATTACHMENT: Final = [attachments.c[one.name] for one in fields(Attachment)]
_CUSTOMER: Final = [customers.c[name].label(f"customer_{name}") for name in ("name", "key", "level")]
ITEM: Final = [items.c[one.name] for one in fields(ItemRow) if one.name in items.c] + _CUSTOMER
FROM: Final = items.outerjoin(customers, items.c.customer == customers.c.id)


def item_row(row: Row[Any]) -> ItemRow:
    values = dict(row._mapping)
    for name in ("customer_name", "customer_key", "customer_level"):
        values[name] = values[name] or ""
    return ItemRow(**{**values, "tags": tuple(values["tags"])})


def item_of(row: ItemRow) -> Item:
    """The floor's value of it: as it was written last, or as it came if the floor has not heard of it yet."""
    if row.state is not None:
        item: Item = decode(Item, row.state)
        return item
    return Item(card_of(row), came=row.came, since=row.came, waits_since=row.came)


def card_of(row: ItemRow) -> ItemCard:
    return ItemCard(
        id=row.id,
        number=row.number,
        kind=Kind(row.kind),
        queue=row.queue,
        subject=row.subject,
        priority=row.priority,
        tags=row.tags,
        level=row.level,
        most_penalty=row.most_penalty,
        customer=row.customer,
        customer_name=row.customer_name,
        customer_key=row.customer_key,
        customer_level=row.customer_level,
        source=row.source,
    )
