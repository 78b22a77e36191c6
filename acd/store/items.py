"""Chats and tickets on record: what comes in is committed here first, then the floor hears of it.

A crash in between loses nothing: at its start the floor is told what it has not heard of (`item_restore`). With the database away
nothing is taken, and whoever brought it is told so (`errors.Away`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core import heard
from acd.core.item import Kind, Stage, id_of
from acd.core.moment import Moment
from acd.store import customers as people
from acd.store.customers import Customer, NewCustomer
from acd.store.database import Database
from acd.store.errors import FAILURES, Away, is_away, reason
from acd.store.item_rows import (
    ATTACHMENT,
    FROM,
    ITEM,
    MESSAGE,
    Attachment,
    ItemRow,
    Message,
    card_of,
    item_of,
    item_row,
)
from acd.store.item_tables import attachments, items, messages
from acd.store.rows import plain

LONGEST_NUMBER: Final = 18
_LETTERS: Final = frozenset(kind.letter for kind in Kind)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """`state` None: `in` from a customer, else `sent`; `out`: it is to leave by mail. `attachments`: ids of what was handed in.
    `author`: who wrote it, if no agent did."""

    text: str
    by: str = "customer"
    agent: str | None = None
    kind: str = "message"
    html: str | None = None
    mail_id: str | None = None
    in_reply_to: str | None = None
    state: str | None = None
    attachments: tuple[int, ...] = ()
    at: Moment | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class NewItem:
    """`external`: its id where it comes from; brought twice, it is there once. `visitor`: the customer is at the other end."""

    kind: Kind
    queue: str
    subject: str = ""
    message: NewMessage | None = None
    customer: NewCustomer = field(default_factory=NewCustomer)
    priority: int = 0
    tags: tuple[str, ...] = ()
    level: str | None = None
    most_penalty: int | None = None
    source: str = "api"
    external: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    visitor: bool | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """`new` False: the same `external` was brought before; nothing was added."""

    id: str
    number: int
    message: int
    customer: int | None
    new: bool = True


class UnknownItem(LookupError):  # noqa: N818 - reads as what it is
    def __init__(self, item: str) -> None:
        super().__init__(f"item {item!r} is not known; `items list` shows what there is")
        self.item = item


class ItemStore:
    """`hear`: the floor's inbox; `now`: the daemon's clock. `leaving` is held while some leave the record (`forget_items`), and by who
    brings back to the floor what is over."""

    def __init__(
        self, database: Database, site: str, hear: Callable[[heard.Heard], None], now: Callable[[], Moment]
    ) -> None:
        self._database = database
        self.site = site
        self.leaving = asyncio.Lock()
        self._hear = hear
        self._now = now

    # --- what comes in ---------------------------------------------------------------------------------------

    async def bring(self, new: NewItem) -> Brought:
        """On record with its first message, then heard. Raises Away, UnknownCustomer."""
        try:
            async with self._writing("the item was not taken") as connection:
                brought, came = await self._bring(connection, new)
        except IntegrityError:
            # Somebody brought the same meanwhile, or its customer has just left the record.
            async with self._writing("the item was not taken") as connection:
                brought, came = await self._bring(connection, new)
        if came is not None:
            self._hear(came)
        return brought

    async def _bring(
        self, connection: AsyncConnection, new: NewItem
    ) -> tuple[Brought, heard.ItemCame | None]:
        there = await self._there(connection, new)
        if there is not None:
            return there, None
        at = self._now()
        customer = await people.known(connection, new.customer, at)
        row = await self._make(connection, new, customer, at)
        message = 0 if new.message is None else (await _write(connection, row.id, new.message, at)).id
        brought = Brought(row.id, row.number, message, row.customer)
        return brought, heard.ItemCame(at, card_of(row), message, new.visitor)

    async def _there(self, connection: AsyncConnection, new: NewItem) -> Brought | None:
        if new.external is None:
            return None
        same = (items.c.source == plain(new.source), items.c.external == plain(new.external))
        found = (await connection.execute(sa.select(*ITEM).select_from(FROM).where(*same))).one_or_none()
        if found is None:
            return None
        row = item_row(found)
        first = sa.select(sa.func.min(messages.c.id)).where(messages.c.item == row.id)
        return Brought(row.id, row.number, await connection.scalar(first) or 0, row.customer, new=False)

    async def _make(
        self, connection: AsyncConnection, new: NewItem, customer: Customer | None, at: Moment
    ) -> ItemRow:
        """The database counts the numbers; the id follows from it, so it is written right after."""
        values = {
            "id": f"new {uuid4().hex}",
            "site": self.site,
            "kind": new.kind.word,
            "queue": new.queue,
            "customer": customer.id if customer else None,
            "subject": plain(new.subject),
            "tags": [plain(tag) for tag in new.tags],
            "priority": new.priority,
            "level": new.level,
            "most_penalty": new.most_penalty,
            "stage": Stage.WAITING.word,
            "came": at,
            "source": plain(new.source),
            "external": plain(new.external),
            "fields": dict(new.fields),
            "heard": 0,
            "seq": 0,
        }
        made = await connection.execute(sa.insert(items).values(values).returning(items.c.number))
        number = made.scalar_one()
        item = id_of(new.kind, number)
        await connection.execute(sa.update(items).where(items.c.number == number).values(id=item))
        found = await connection.execute(sa.select(*ITEM).select_from(FROM).where(items.c.id == item))
        return item_row(found.one())

    async def add_message(self, item: str, new: NewMessage) -> Message:
        """On record, then heard; a customer's message opens again what was solved. Raises Away, UnknownItem."""
        async with self._writing(f"the message to {item} was not taken") as connection:
            row = await _row(connection, item, to_write=True)
            if new.state is None and _leaves_by_mail(row, new):
                new = replace(new, state="out")
            message = await _write(connection, item, new, self._now() if new.at is None else new.at)
        came = heard.MessageCame(
            self._now(), item, message.id, new.by, new.agent, new.kind == "note", item_of(row)
        )
        if new.kind != "system":
            self._hear(came)
        return message

    async def mark(self, message: int, state: str, why: str = "", mail_id: str | None = None) -> None:
        """What became of a message that was to leave: sent, or failed and why."""
        values: dict[str, Any] = {"state": state, "why": plain(why)}
        if mail_id is not None:
            values["mail_id"] = mail_id
        async with self._writing(f"message {message} stays as it is") as connection:
            await connection.execute(sa.update(messages).where(messages.c.id == message).values(values))

    async def hand_in(self, name: str, type: str, size: int, digest: str, by: str) -> Attachment:
        """An attachment whose bytes are kept already; a message that names its id takes it along."""
        row = {
            "message": None,
            "name": plain(name),
            "type": plain(type),
            "size": size,
            "digest": digest,
            "at": self._now(),
            "by": by,
        }
        async with self._writing("the attachment was not taken") as connection:
            made = await connection.execute(sa.insert(attachments).values(row).returning(attachments.c.id))
            return Attachment(id=made.scalar_one(), **row)

    # --- what is there ---------------------------------------------------------------------------------------

    async def get(self, item: str) -> ItemRow | None:
        async with self._database.read() as connection:
            found = await connection.execute(sa.select(*ITEM).select_from(FROM).where(items.c.id == item))
            row = found.one_or_none()
            return None if row is None else item_row(row)

    async def had(self, item: str) -> bool:
        """Its number was given, and nothing has it now: it has left the record. Of the newest of all that is not known."""
        number = item[1:]
        if item[:1] not in _LETTERS or not number.isdecimal() or len(number) > LONGEST_NUMBER:
            return False
        c = items.c
        same = sa.exists().where(c.number == int(number))
        last = sa.select(sa.func.max(c.number)).scalar_subquery()
        async with self._database.read() as connection:
            return bool(await connection.scalar(sa.select(sa.and_(~same, last > int(number)))))

    async def back(self, item: str) -> None:
        """A solved item that left the floor's memory is there again, for a moment, so that it can be reopened. Raises UnknownItem."""
        async with self._database.read() as connection:
            row = await _row(connection, item)
        self._hear(heard.ItemCame(self._now(), card_of(row), was=item_of(row)))

    async def thread(self, item: str, after: int = 0, limit: int = 200, notes: bool = True) -> list[Message]:
        """Oldest first, those after message `after`. `notes` False: what the customer may see."""
        c = messages.c
        wanted = sa.select(*MESSAGE).where(c.item == item, c.id > after).order_by(c.id).limit(limit)
        if not notes:
            wanted = wanted.where(c.kind != "note")
        async with self._database.read() as connection:
            found = [Message(*row) for row in await connection.execute(wanted)]
            return await _with_attachments(connection, found)

    async def message(self, id: int) -> Message | None:
        async with self._database.read() as connection:
            found = [
                Message(*r) for r in await connection.execute(sa.select(*MESSAGE).where(messages.c.id == id))
            ]
            return next(iter(await _with_attachments(connection, found)), None)

    async def attachment(self, id: int) -> Attachment | None:
        async with self._database.read() as connection:
            row = (
                await connection.execute(sa.select(*ATTACHMENT).where(attachments.c.id == id))
            ).one_or_none()
            return None if row is None else Attachment(*row)

    @asynccontextmanager
    async def _writing(self, what: str) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._database.write() as connection:
                yield connection
        except FAILURES as error:
            if not is_away(error):
                raise
            raise Away(what, reason(error)) from error


async def _row(connection: AsyncConnection, item: str, to_write: bool = False) -> ItemRow:
    """`to_write`: it is there till the end of the transaction."""
    wanted = sa.select(*ITEM).select_from(FROM).where(items.c.id == item)
    if to_write:
        wanted = wanted.with_for_update(of=items, read=True, key_share=True)
    found = (await connection.execute(wanted)).one_or_none()
    if found is None:
        raise UnknownItem(item)
    return item_row(found)


def _leaves_by_mail(row: ItemRow, new: NewMessage) -> bool:
    """What an agent answers to a letter goes where the letter came from."""
    return row.source.startswith("mail:") and new.by == "agent" and new.kind == "message"


async def _write(connection: AsyncConnection, item: str, new: NewMessage, at: Moment) -> Message:
    row = {
        "item": item,
        "at": at,
        "by": new.by,
        "agent": new.agent,
        "kind": new.kind,
        "text": plain(new.text),
        "html": plain(new.html),
        "mail_id": plain(new.mail_id),
        "in_reply_to": plain(new.in_reply_to),
        "state": new.state or ("in" if new.by == "customer" else "sent"),
        "why": "",
        "author": plain(new.author),
    }
    made = await connection.execute(sa.insert(messages).values(row).returning(messages.c.id))
    message = Message(id=made.scalar_one(), **row)
    if not new.attachments:
        return message
    mine = (attachments.c.id.in_(new.attachments), attachments.c.message.is_(None))
    await connection.execute(sa.update(attachments).where(*mine).values(message=message.id))
    return (await _with_attachments(connection, [message]))[0]


async def _with_attachments(connection: AsyncConnection, found: Sequence[Message]) -> list[Message]:
    wanted = sa.select(*ATTACHMENT).where(attachments.c.message.in_([one.id for one in found]))
    kept: dict[int | None, list[Attachment]] = {}
    for row in await connection.execute(wanted.order_by(attachments.c.id)):
        kept.setdefault(row.message, []).append(Attachment(*row))
    return [replace(one, attachments=tuple(kept.get(one.id, ()))) for one in found]
