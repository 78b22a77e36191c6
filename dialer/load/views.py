"""What is there: lists, loads, and contacts by id or number."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.store.database import Database
from dialer.core.contact import Standing
from dialer.store.tables import attempts, contact_numbers, contacts, lists, loads

Row = dict[str, Any]


async def all_lists(database: Database, campaign: str | None = None) -> list[Row]:
    """Each with its contacts by standing."""
    counted = sa.select(contacts.c.list, contacts.c.standing, sa.func.count()).group_by(
        contacts.c.list, contacts.c.standing
    )
    async with database.read() as connection:
        found = [
            dict(row)
            for row in (
                await connection.execute(_of(sa.select(lists), campaign).order_by(lists.c.id))
            ).mappings()
        ]
        counts: dict[int, dict[str, int]] = {}
        for list_, standing, count in await connection.execute(counted):
            counts.setdefault(list_, {})[standing] = count
    return [
        row | {one.value: counts.get(row["id"], {}).get(one.value, 0) for one in Standing} for row in found
    ]


async def all_loads(
    database: Database, campaign: str | None = None, most: int = 50, one: int | None = None
) -> list[Row]:
    """The newest first; `one`: that one alone."""
    wanted = sa.select(loads, lists.c.name, lists.c.campaign).join(lists, loads.c.list == lists.c.id)
    if one is not None:
        wanted = wanted.where(loads.c.id == one)
    async with database.read() as connection:
        found = await connection.execute(_of(wanted, campaign).order_by(loads.c.id.desc()).limit(most))
        return [dict(row) for row in found.mappings()]


def _of(wanted: sa.Select[Any], campaign: str | None) -> sa.Select[Any]:
    return wanted if campaign is None else wanted.where(lists.c.campaign == campaign)


async def contacts_with(database: Database, number: str) -> list[Row]:
    """All contacts that have this number."""
    having = sa.select(contact_numbers.c.contact).where(contact_numbers.c.e164 == number)
    return await _contacts(database, contacts.c.id.in_(having))


async def contact(database: Database, id_: int) -> list[Row]:
    return await _contacts(database, contacts.c.id == id_)


async def _contacts(database: Database, which: sa.ColumnElement[bool]) -> list[Row]:
    wanted = sa.select(contacts, lists.c.name.label("list_name")).join(lists, contacts.c.list == lists.c.id)
    async with database.read() as connection:
        found = [
            dict(row)
            for row in (await connection.execute(wanted.where(which).order_by(contacts.c.id))).mappings()
        ]
        return [await _whole(connection, row) for row in found]


async def _whole(connection: AsyncConnection, row: Row) -> Row:
    """With its numbers and what was tried."""
    numbers = (
        sa.select(contact_numbers)
        .where(contact_numbers.c.contact == row["id"])
        .order_by(contact_numbers.c.place)
    )
    tried = sa.select(attempts).where(attempts.c.contact == row["id"]).order_by(attempts.c.began)
    return row | {
        "numbers": [dict(one) for one in (await connection.execute(numbers)).mappings()],
        "attempts": [dict(one) for one in (await connection.execute(tried)).mappings()],
    }
