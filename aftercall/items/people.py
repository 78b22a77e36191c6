"""Customers as people look at them: found, changed, put together, erased; and all that there was with one."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core import heard
from acd.core.item import OVER, Item
from acd.core.value import replace
from acd.store import customers as people
from acd.store.customers import COLUMNS, Customer
from acd.store.database import Database
from acd.store.encode import decode, encode
from acd.store.errors import BadCard
from acd.store.item_tables import attachments, customers, items, messages
from acd.store.rows import plain
from aftercall.contacts.said import NotOnRecord
from aftercall.items.history import Entry, Place, history
from aftercall.items.shelf import AttachmentShelf
from aftercall.office.errors import InUse, database
from aftercall.office.ports import Desk

CHANGES: Final = ("key", "name", "email", "phone", "level", "notes", "fields")
_OVER: Final = [stage.word for stage in OVER]


class Customers:
    """Raises NotOnRecord, InUse, BadCard and DatabaseAway; nothing is changed then."""

    def __init__(self, db: Database, site: str, desk: Desk, shelf: AttachmentShelf) -> None:
        self._database = db
        self._site = site
        self._desk = desk
        self._shelf = shelf

    async def find(self, text: str = "", limit: int = 50, after: int | None = None) -> list[Customer]:
        """The newest first."""
        with database():
            async with self._database.read() as connection:
                return await people.search(connection, text, limit, after)

    async def one(self, id: int) -> Customer:
        with database():
            async with self._database.read() as connection:
                return await _there(connection, id)

    async def by_number(self, phone: str) -> Customer | None:
        """Whose number it is; of several the one known longest."""
        c = customers.c
        wanted = sa.select(*COLUMNS).where(c.phone == phone).order_by(c.id).limit(1)
        with database():
            async with self._database.read() as connection:
                row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else Customer(*row)

    async def change(self, id: int, changes: Mapping[str, Any]) -> Customer:
        """His items on the floor learn of it: what levels choose by may be another now."""
        new = {name: plain(value) for name, value in changes.items() if name in CHANGES}
        with database():
            async with self._database.write() as connection:
                await _there(connection, id)
                await _check_key(connection, id, new.get("key"))
                if new:
                    new["by_hand"] = True
                    await connection.execute(sa.update(customers).where(customers.c.id == id).values(new))
                changed = await _there(connection, id)
        await self._tell(changed)
        return changed

    async def merge(self, gone: int, into: int) -> Customer:
        """Everything of the one is the other's; what the other lacks he gets."""
        if gone == into:
            raise BadCard("into", into, "is the same customer", "name another one")
        with database():
            async with self._database.write() as connection:
                await _there(connection, gone)
                if await people.customer(connection, into) is None:
                    raise BadCard("into", into, "is not known", "look for him: GET /customers?q=")
                await people.merge(connection, gone, into)
                kept = await _there(connection, into)
        await self._tell(kept, gone)
        return kept

    async def history(
        self, id: int, reach: Collection[str] | None, after: Place | None, limit: int
    ) -> list[Entry]:
        with database():
            async with self._database.read() as connection:
                one = await _there(connection, id)
                return await history(
                    connection, self._site, id, one.phone, reach=reach, after=after, limit=limit
                )

    async def erase(self, id: int) -> None:
        """His name, addresses, notes, and all that was written; that there were items, when, and who had them stays."""
        asked = time.time()
        with database():
            async with self._database.write() as connection:
                await _there(connection, id)
                await self._check_over(connection, id)
                gone = await _erase(connection, id)
        self._shelf.remove(gone, asked)
        await self._tell(Customer(id, None, "", None, None, "", "", {}, 0), subject="")

    async def _check_over(self, connection: AsyncConnection, id: int) -> None:
        c = items.c
        wanted = sa.select(c.id).where(c.customer == id, c.stage.not_in(_OVER)).limit(5)
        live = [row.id for row in await connection.execute(wanted)]
        live += [
            one.id
            for one in self._desk.floor.items.values()
            if one.card.customer == id and one.stage not in OVER
        ]
        if live:
            named = ", ".join(sorted(set(live)))
            raise InUse(f"customer {id} has items that are not over: {named}", "solve them first")

    async def _tell(self, one: Customer, was: int | None = None, subject: str | None = None) -> None:
        who = (one.id, one.name, one.key or "", one.level)
        floor, now = self._desk.floor, self._desk.now()
        his = [item for item in floor.items.values() if item.card.customer in (one.id, was or one.id)]
        await self._desk.heed(
            *(heard.ItemSet(now, item.id, "system", customer=who, subject=subject) for item in his)
        )


async def _there(connection: AsyncConnection, id: int) -> Customer:
    found = await people.customer(connection, id)
    if found is None:
        raise NotOnRecord(f"customer {id} is not known", "look for him: `aftercall customers list`")
    return found


async def _check_key(connection: AsyncConnection, id: int, key: str | None) -> None:
    if not key:
        return
    other = sa.select(customers.c.id).where(customers.c.key == key, customers.c.id != id)
    there = await connection.scalar(other)
    if there is not None:
        raise BadCard("key", key, f"is customer {there}'s", "merge the two, or leave it away")


async def _erase(connection: AsyncConnection, id: int) -> list[str]:
    """Digests of which no attachment is left."""
    his = sa.select(items.c.id).where(items.c.customer == id)
    written = sa.select(messages.c.id).where(messages.c.item.in_(his))
    digests = [
        row.digest
        for row in await connection.execute(
            sa.select(attachments.c.digest).distinct().where(attachments.c.message.in_(written))
        )
    ]
    await connection.execute(sa.delete(attachments).where(attachments.c.message.in_(written)))
    blank = {"text": "", "html": None, "mail_id": None, "in_reply_to": None, "why": ""}
    await connection.execute(sa.update(messages).where(messages.c.item.in_(his)).values(blank))
    await _erase_items(connection, id)
    nobody: dict[str, Any] = {
        "key": None,
        "name": "",
        "email": None,
        "phone": None,
        "level": "",
        "notes": "",
        "fields": {},
        "by_hand": False,
    }
    await connection.execute(sa.update(customers).where(customers.c.id == id).values(nobody))
    kept = await connection.execute(
        sa.select(attachments.c.digest).distinct().where(attachments.c.digest.in_(digests))
    )
    return sorted(set(digests) - {row.digest for row in kept})


async def _erase_items(connection: AsyncConnection, id: int) -> None:
    """Also in the floor's own value of each, by which it would come back."""
    c = items.c
    for row in (await connection.execute(sa.select(c.number, c.state).where(c.customer == id))).all():
        blank: dict[str, Any] = {"subject": "", "fields": {}, "external": None}
        if row.state is not None:
            item: Item = decode(Item, row.state)
            card = replace(item.card, subject="", customer_name="", customer_key="", customer_level="")
            blank["state"] = encode(replace(item, card=card))
        await connection.execute(sa.update(items).where(c.number == row.number).values(blank))
