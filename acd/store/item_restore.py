"""What the floor needs to go on with chats and tickets: read at its start, after the spool was brought in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.heard import Heard, ItemCame, ItemsAre, MessageCame
from acd.core.item import OVER, Item
from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.item_rows import FROM, ITEM, ItemRow, card_of, item_of, item_row
from acd.store.item_tables import items, messages

_OVER: Final = [stage.word for stage in OVER]


@dataclass(frozen=True, slots=True)
class OpenItems:
    """`known`: those that the floor had heard of. `new`: brought, and never heard of, each with its first message. `unheard`: messages
    newer than what it heard, each with its item as it is on record."""

    known: tuple[Item, ...] = ()
    new: tuple[tuple[ItemRow, int], ...] = ()
    unheard: tuple[tuple[MessageCame, ItemRow], ...] = ()


async def open_items(database: Database, site: str = "main") -> OpenItems:
    async with database.read() as connection:
        wanted = sa.select(*ITEM).select_from(FROM).where(items.c.site == site, items.c.stage.not_in(_OVER))
        rows = [item_row(row) for row in await connection.execute(wanted.order_by(items.c.number))]
        new = [row for row in rows if row.state is None]
        firsts = await _first_messages(connection, new)
        return OpenItems(
            known=tuple(item_of(row) for row in rows if row.state is not None),
            new=tuple((row, firsts.get(row.id, 0)) for row in new),
            unheard=tuple(await _unheard(connection, site, firsts)),
        )


async def _first_messages(connection: AsyncConnection, new: list[ItemRow]) -> dict[str, int]:
    """Those that came together with their items."""
    if not new:
        return {}
    c = messages.c
    wanted = (
        sa.select(c.item, sa.func.min(c.id).label("first"))
        .where(c.item.in_([row.id for row in new]))
        .group_by(c.item)
    )
    return {row.item: row.first for row in await connection.execute(wanted)}


async def _unheard(
    connection: AsyncConnection, site: str, firsts: dict[str, int]
) -> list[tuple[MessageCame, ItemRow]]:
    """Also of items that are over: their customer's message opens them again."""
    c = messages.c
    which = (items.c.site == site, c.id > items.c.heard, c.kind != "system")
    columns = (c.id, c.item, c.at, c.by, c.agent, c.kind.label("message_kind"))
    joined = FROM.join(messages, c.item == items.c.id)
    wanted = sa.select(*columns).select_from(joined).where(*which).order_by(c.id)
    found = [row for row in await connection.execute(wanted) if firsts.get(row.item) != row.id]
    if not found:
        return []
    whose = sa.select(*ITEM).select_from(FROM).where(items.c.id.in_({row.item for row in found}))
    rows = {one.id: one for one in map(item_row, await connection.execute(whose))}
    return [
        (MessageCame(m.at, m.item, m.id, m.by, m.agent, m.message_kind == "note"), rows[m.item])
        for m in found
    ]


def heard_of(there: OpenItems, at: Moment) -> list[Heard]:
    """What tells the floor of it, in order."""
    told: list[Heard] = [ItemsAre(at, there.known)]
    told += [ItemCame(at, card_of(row), message, came=row.came) for row, message in there.new]
    for message, row in there.unheard:
        was = None if row.state is None else item_of(row)
        told.append(replace(message, at=at, wrote=message.at, was=was))
    return told
