"""What the database holds of mail: mailboxes, how far each is read, what became of its letters; and what letters are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import sqlalchemy as sa

from acd.core.moment import HOUR, Moment
from acd.store.database import Database
from acd.store.item_tables import customers, items, messages
from acd.store.write import upsert
from aftercall.post.card import Mailbox
from aftercall.post.tables import mail_letters, mail_places, mailboxes

SHOWN: Final = 200
"""Of each mailbox's letters."""
REFERRED: Final = 20
"""Message-IDs that an answer names."""
ASKED: Final = 100
"""Message-IDs of one letter that are looked for; a thread may name thousands."""


@dataclass(frozen=True, slots=True)
class Place:
    """See `mail_places`."""

    validity: int
    uid: int
    began: Moment


@dataclass(frozen=True, slots=True)
class Dealt:
    """What became of a letter. See `mail_letters`."""

    mail_id: str
    at: Moment
    validity: int
    uid: int
    sender: str
    reply: str
    subject: str
    became: str
    item: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many answers have not left, and when the oldest of them was written."""

    waiting: int = 0
    oldest: Moment | None = None


EMPTY: Final = Outbox()
_DEALT: Final = [mail_letters.c[field.name] for field in fields(Dealt)]


class MailStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    # --- cards -------------------------------------------------------------------------------------------------------

    async def cards(self) -> list[Mailbox]:
        async with self._database.read() as connection:
            found = await connection.execute(sa.select(mailboxes).order_by(mailboxes.c.code))
            return [Mailbox(**row) for row in found.mappings()]

    async def save(self, card: Mailbox) -> None:
        async with self._database.write() as connection:
            await upsert(connection, mailboxes, [asdict(card)])

    async def delete(self, code: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(sa.delete(mailboxes).where(mailboxes.c.code == code))

    # --- how far -----------------------------------------------------------------------------------------------------

    async def place(self, code: str) -> Place | None:
        """None: it was never read."""
        wanted = sa.select(mail_places.c.validity, mail_places.c.uid, mail_places.c.began)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted.where(mail_places.c.mailbox == code))).first()
        return None if row is None else Place(*row)

    async def move(self, code: str, place: Place, dealt: Dealt | None = None) -> None:
        """What became of a letter, and that it is dealt with, in one transaction."""
        async with self._database.write() as connection:
            if dealt is not None:
                await upsert(connection, mail_letters, [{"mailbox": code, **asdict(dealt)}])
            await upsert(connection, mail_places, [{"mailbox": code, **asdict(place)}])

    async def forget_place(self, code: str) -> None:
        """Another server or folder: it is read as if for the first time."""
        async with self._database.write() as connection:
            await connection.execute(sa.delete(mail_places).where(mail_places.c.mailbox == code))

    # --- letters -----------------------------------------------------------------------------------------------------

    async def dealt(self, code: str, mail_id: str) -> Dealt | None:
        wanted = sa.select(*_DEALT).where(mail_letters.c.mailbox == code, mail_letters.c.mail_id == mail_id)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).first()
        return None if row is None else Dealt(*row)

    async def letters(self, code: str, most: int = SHOWN) -> list[Dealt]:
        """Newest first."""
        wanted = sa.select(*_DEALT).where(mail_letters.c.mailbox == code)
        order = (mail_letters.c.at.desc(), mail_letters.c.uid.desc())
        async with self._database.read() as connection:
            found = await connection.execute(wanted.order_by(*order).limit(most))
            return [Dealt(*row) for row in found]

    async def lately(self, code: str, sender: str, at: Moment) -> int:
        """Letters of this sender that became something within the last hour."""
        wanted = sa.select(sa.func.count()).where(
            mail_letters.c.mailbox == code,
            mail_letters.c.at > at - HOUR,
            mail_letters.c.sender == sender,
            mail_letters.c.became != "left",
        )
        async with self._database.read() as connection:
            return await connection.scalar(wanted) or 0

    # --- what they are about -----------------------------------------------------------------------------------------

    async def already(self, source: str, mail_id: str) -> str | None:
        """The item on which this very letter is on record, though nobody noted so: the daemon died in between."""
        wanted = (
            sa.select(messages.c.item)
            .join(items, items.c.id == messages.c.item)
            .where(messages.c.mail_id == mail_id, items.c.source == source, messages.c.by != "agent")
        )
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(wanted.limit(1))
            return found

    async def answered(self, mail_ids: Sequence[str]) -> dict[str, str]:
        """Of these, which are messages of which items."""
        asked = [one for one in mail_ids if one][:ASKED]
        wanted = sa.select(messages.c.mail_id, messages.c.item).where(messages.c.mail_id.in_(asked))
        async with self._database.read() as connection:
            return {row.mail_id: row.item for row in await connection.execute(wanted)} if asked else {}

    async def sent_as(self, mail_id: str) -> int | None:
        """The message of ours that left with this id."""
        wanted = sa.select(messages.c.id).where(messages.c.mail_id == mail_id, messages.c.state == "sent")
        async with self._database.read() as connection:
            found: int | None = await connection.scalar(wanted.limit(1))
            return found

    async def known(self, item: str, source: str) -> Collection[str] | None:
        """Addresses that are known to this item; None: it did not come by this mailbox."""
        of_item = sa.select(customers.c.email).select_from(
            items.outerjoin(customers, customers.c.id == items.c.customer)
        )
        wrote = sa.select(mail_letters.c.sender).where(
            mail_letters.c.item == item, mail_letters.c.became != "bounce"
        )
        async with self._database.read() as connection:
            row = (
                await connection.execute(of_item.where(items.c.id == item, items.c.source == source))
            ).first()
            if row is None:
                return None
            found = {sender for (sender,) in await connection.execute(wrote)}
        return found | ({row.email.lower()} if row.email else set())

    # --- what leaves -------------------------------------------------------------------------------------------------

    async def out(self, source: str, most: int = 50) -> list[tuple[int, str]]:
        """Messages that are to leave by this mailbox, and their items; oldest first."""
        wanted = (
            sa.select(messages.c.id, messages.c.item)
            .join(items, items.c.id == messages.c.item)
            .where(messages.c.state == "out", items.c.source == source)
            .order_by(messages.c.id)
        )
        async with self._database.read() as connection:
            return [(row.id, row.item) for row in await connection.execute(wanted.limit(most))]

    async def waiting(self, source: str) -> int:
        """How many are to leave."""
        mine = items.c.source == source
        wanted = sa.select(sa.func.count()).select_from(messages.join(items, items.c.id == messages.c.item))
        async with self._database.read() as connection:
            return await connection.scalar(wanted.where(messages.c.state == "out", mine)) or 0

    async def outboxes(self) -> dict[str, Outbox]:
        """By source; those in which nothing waits are left out."""
        wanted = (
            sa.select(items.c.source, sa.func.count(), sa.func.min(messages.c.at))
            .select_from(messages.join(items, items.c.id == messages.c.item))
            .where(messages.c.state == "out")
            .group_by(items.c.source)
        )
        async with self._database.read() as connection:
            return {source: Outbox(*rest) for source, *rest in await connection.execute(wanted)}

    async def last_letters(self) -> dict[str, Moment]:
        """When the last one of each mailbox was dealt with."""
        mine = mail_letters.c.mailbox == mailboxes.c.code
        last = sa.select(sa.func.max(mail_letters.c.at)).where(mine).scalar_subquery()
        async with self._database.read() as connection:
            found = await connection.execute(sa.select(mailboxes.c.code, last))
            return {code: at for code, at in found if at is not None}

    async def whom(self, item: str) -> str:
        """Where an answer goes: to who wrote last, else to the customer. Empty: nobody has an address."""
        last = (
            sa.select(mail_letters.c.reply)
            .where(mail_letters.c.item == item, mail_letters.c.became.in_(("item", "message")))
            .order_by(mail_letters.c.at.desc(), mail_letters.c.uid.desc())
        )
        his = sa.select(customers.c.email).join(items, items.c.customer == customers.c.id)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(last.limit(1))
            return found or await connection.scalar(his.where(items.c.id == item)) or ""

    async def thread_of(self, item: str, before: int) -> list[str]:
        """Message-IDs of the thread, oldest first; the last is the customer's newest, where he wrote one."""
        c = messages.c
        wanted = sa.select(c.mail_id, c.by).where(c.item == item, c.id < before, c.mail_id.is_not(None))
        async with self._database.read() as connection:
            found = (await connection.execute(wanted.where(c.mail_id.like("<%>")).order_by(c.id))).all()
        his = [row.mail_id for row in found if row.by == "customer"]
        rest = [row.mail_id for row in found if not his or row.mail_id != his[-1]]
        return [*rest[-REFERRED:], *his[-1:]]


def hidden(card: Mailbox) -> dict[str, Any]:
    """For people: without the passwords."""
    return {name: value for name, value in asdict(card).items() if "password" not in name}
