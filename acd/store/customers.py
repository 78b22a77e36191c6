"""Customers: whom chats, tickets and calls are with. Found by their key, else by mail address, else by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.moment import Moment
from acd.store.item_tables import customers, items
from acd.store.rows import plain

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Customer:
    """`key`: what the site's own systems call him. `phone` is E.164. `level`: a word that service levels choose by."""

    id: int
    key: str | None
    name: str
    email: str | None
    phone: str | None
    level: str
    notes: str
    fields: Mapping[str, Any]
    made: Moment


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """Who writes, as far as the door knows. `id`: he is known already. `level` None: as it is."""

    id: int | None = None
    key: str | None = None
    name: str = ""
    email: str | None = None
    phone: str | None = None
    level: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


class UnknownCustomer(LookupError):  # noqa: N818 - reads as what it is
    def __init__(self, customer: int) -> None:
        super().__init__(f"customer {customer} is not known; leave the id out to make a new one")
        self.customer = customer


COLUMNS: Final = [customers.c[one.name] for one in fields(Customer)]


async def known(connection: AsyncConnection, who: NewCustomer, at: Moment) -> Customer | None:
    """His row: found, and completed by what is new of him, or made. None: nothing is said of anybody. Raises UnknownCustomer."""
    if who == NewCustomer():
        return None
    row = await _find(connection, who)
    if row is None:
        if who.id is not None:
            raise UnknownCustomer(who.id)
        return await _make(connection, who, at)
    return await _complete(connection, row, who)


async def customer(connection: AsyncConnection, id: int) -> Customer | None:
    row = (await connection.execute(sa.select(*COLUMNS).where(customers.c.id == id))).one_or_none()
    return None if row is None else Customer(*row)


async def search(
    connection: AsyncConnection, text: str = "", limit: int = 50, after: int | None = None
) -> list[Customer]:
    """By a part of name, mail address, number or key; the newest first. `after`: only those made before this id."""
    c = customers.c
    wanted = sa.select(*COLUMNS).order_by(c.id.desc()).limit(limit)
    if text:
        part = plain(text)
        like = [column.icontains(part, autoescape=True) for column in (c.name, c.email, c.phone, c.key)]
        wanted = wanted.where(sa.or_(*like))
    if after is not None:
        wanted = wanted.where(c.id < after)
    return [Customer(*row) for row in await connection.execute(wanted)]


async def merge(connection: AsyncConnection, gone: int, into: int) -> None:
    """Everything of the one is the other's; what the other lacks he gets. Both must be there."""
    one, other = await customer(connection, gone), await customer(connection, into)
    if one is None or other is None:
        raise UnknownCustomer(gone if one is None else into)
    changed = sa.update(items).where(items.c.customer == gone).values(customer=into)
    await connection.execute(changed)
    await connection.execute(sa.delete(customers).where(customers.c.id == gone))
    await connection.execute(sa.update(customers).where(customers.c.id == into).values(by_hand=True))
    level = other.level or one.level  # who was promised more for it still is
    said = NewCustomer(
        key=one.key, name=one.name, email=one.email, phone=one.phone, level=level, fields=one.fields
    )
    await _complete(connection, other, said)


async def _find(connection: AsyncConnection, who: NewCustomer) -> Customer | None:
    """His key is sure: who has another one is somebody else."""
    if who.id is not None:
        return await customer(connection, who.id)
    c = customers.c
    if who.key:
        found = await _first(connection, c.key == plain(who.key))
        if found is not None:
            return found
    for column, value in ((c.email, _email(who.email)), (c.phone, who.phone)):
        if value:
            free = [c.key.is_(None)] if who.key else []
            found = await _first(connection, column == plain(value), *free)
            if found is not None:
                return found
    return None


async def _first(connection: AsyncConnection, *which: Any) -> Customer | None:
    wanted = sa.select(*COLUMNS).where(*which).order_by(customers.c.id).limit(1)
    row = (await connection.execute(wanted)).one_or_none()
    return None if row is None else Customer(*row)


def _email(address: str | None) -> str | None:
    return address.strip().lower() or None if address else None


async def _make(connection: AsyncConnection, who: NewCustomer, at: Moment) -> Customer:
    row: Row = {
        "key": plain(who.key) or None,
        "name": plain(who.name),
        "email": plain(_email(who.email)),
        "phone": plain(who.phone) or None,
        "level": plain(who.level or ""),
        "notes": "",
        "fields": dict(who.fields),
        "made": at,
    }
    made = await connection.execute(sa.insert(customers).values(row).returning(customers.c.id))
    return Customer(id=made.scalar_one(), **row)


async def _complete(connection: AsyncConnection, there: Customer, who: NewCustomer) -> Customer:
    """What was said before stays; a level that is said now holds."""
    new: Row = {
        name: value
        for name, value in (
            ("key", plain(who.key)),
            ("name", plain(who.name)),
            ("email", plain(_email(who.email))),
            ("phone", plain(who.phone)),
        )
        if value and not getattr(there, name)
    }
    if who.level is not None and who.level != there.level:
        new["level"] = plain(who.level)
    if more := {name: value for name, value in who.fields.items() if there.fields.get(name) != value}:
        new["fields"] = {**there.fields, **more}
    if new:
        await connection.execute(sa.update(customers).where(customers.c.id == there.id).values(new))
    row = {one.name: getattr(there, one.name) for one in fields(Customer)}
    return Customer(**{**row, **new})
