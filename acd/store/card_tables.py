"""The questions and changes behind the cards, each inside somebody's transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.cards import AgentCard, TypeCard
from acd.core.item import OVER
from acd.core.lines import QueueLine
from acd.store import card_rows as rows
from acd.store.check import Known
from acd.store.errors import BadCard
from acd.store.item_tables import items
from acd.store.promise_tables import levels
from acd.store.tables import agent_queues, agents, calendars, numbers, phones, queues, types
from acd.store.write import upsert

Row = dict[str, Any]
LOCK = 7_203_242  # any number but that of the migrations


async def alone(connection: AsyncConnection) -> None:
    """On SQLite the transaction itself is the lock."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


async def known(connection: AsyncConnection) -> Known:
    used = await agent_cards(connection, active=True)
    return Known(
        agents=used + await agent_cards(connection, active=False),
        queues=[row["code"] for row in await rows_of(connection, queues)],
        phones=[row["code"] for row in await rows_of(connection, phones)],
        types=await type_cards(connection),
        calendars=[row["code"] for row in await rows_of(connection, calendars)],
        levels=[row["code"] for row in await rows_of(connection, levels)],
    )


async def rows_of(connection: AsyncConnection, table: Table) -> list[Row]:
    """In the order of their key."""
    (key,) = table.primary_key.columns
    return [dict(row) for row in (await connection.execute(sa.select(table).order_by(key))).mappings()]


async def agent_cards(connection: AsyncConnection, *, active: bool) -> tuple[AgentCard, ...]:
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    ordered = sa.select(agent_queues).order_by(agent_queues.c.place)
    for row in (await connection.execute(ordered)).mappings():
        places[row["agent"]].append((row["queue"], row["penalty"]))
    found = await rows_of(connection, agents)
    return tuple(rows.agent_card(row, tuple(places[row["code"]])) for row in found if row["active"] is active)


async def type_cards(connection: AsyncConnection) -> tuple[TypeCard, ...]:
    """In the order of the menu."""
    ordered = sa.select(types).order_by(types.c.order, types.c.code)
    return tuple(rows.type_card(dict(row)) for row in (await connection.execute(ordered)).mappings())


async def line_of(connection: AsyncConnection, queue: str) -> QueueLine:
    found = await connection.execute(sa.select(queues).where(queues.c.code == queue))
    row = found.mappings().one_or_none()
    return rows.queue_line(dict(row)) if row else QueueLine(queue)


async def put_agent(connection: AsyncConnection, card: AgentCard) -> None:
    await upsert(connection, agents, [rows.agent_row(card) | {"active": True}])
    await connection.execute(sa.delete(agent_queues).where(agent_queues.c.agent == card.code))
    places = [
        {"agent": card.code, "queue": queue, "penalty": penalty, "place": place}
        for place, (queue, penalty) in enumerate(card.queues)
    ]
    if places:
        await connection.execute(sa.insert(agent_queues), places)


async def retire(connection: AsyncConnection, code: str) -> int:
    changed = sa.update(agents).where(agents.c.code == code).values(active=False)
    return (await connection.execute(changed)).rowcount


async def delete(connection: AsyncConnection, table: Table, code: str) -> int:
    (key,) = table.primary_key.columns
    return (await connection.execute(sa.delete(table).where(key == code))).rowcount


def must_change(count: int, field: str, code: str) -> None:
    if count == 0:
        raise BadCard(field, code, "is not known", "look at the list")


async def users_of_queue(connection: AsyncConnection, code: str) -> list[str]:
    used = await _numbers_to(connection, "queue", code) + await _open_items(connection, code)
    used += [f"type {card.code}" for card in await type_cards(connection) if code in (card.queues or ())]
    for row in await rows_of(connection, levels):
        if any(when.get("queue") == code for when in row["when"]):
            used.append(f"level {row['code']}")
    for row in await rows_of(connection, queues):
        for field, words in (("overflow", "overflow"), ("closed", "closed hours")):
            if row["code"] != code and (row[f"{field}_kind"], row[field]) == ("queue", code):
                used.append(f"the {words} of queue {row['code']}")
    return used


async def _open_items(connection: AsyncConnection, queue: str) -> list[str]:
    over = [stage.word for stage in OVER]
    wanted = sa.select(sa.func.count()).where(items.c.queue == queue, items.c.stage.not_in(over))
    count = await connection.scalar(wanted)
    return [f"{count} open chats and tickets"] if count else []


async def users_of_type(connection: AsyncConnection, code: str) -> list[str]:
    """Campaigns: whose agents work on it, or get it when they leave. A campaign's queue has its code and its types."""
    used = sa.select(queues.c.code).where(sa.or_(queues.c.work == code, queues.c.rest == code))
    return [f"campaign {one}" for one in (await connection.execute(used.order_by(queues.c.code))).scalars()]


async def users_of_calendar(connection: AsyncConnection, code: str) -> list[str]:
    used = [f"queue {row['code']}" for row in await rows_of(connection, queues) if row["calendar"] == code]
    used += [f"level {row['code']}" for row in await rows_of(connection, levels) if row["calendar"] == code]
    leads = [row["did"] for row in await rows_of(connection, numbers) if row["calendar"] == code]
    return used + [f"number {did}" for did in leads]


async def users_of_phone(connection: AsyncConnection, code: str) -> list[str]:
    used = [f"agent {row['code']}" for row in await rows_of(connection, agents) if row["phone"] == code]
    return used + await _numbers_to(connection, "phone", code)


async def _numbers_to(connection: AsyncConnection, kind: str, code: str) -> list[str]:
    there = sa.and_(numbers.c.kind == kind, numbers.c.target == code)
    when_closed = sa.and_(numbers.c.closed_kind == kind, numbers.c.closed == code)
    leads = sa.select(numbers.c.did).where(sa.or_(there, when_closed))
    return [f"number {did}" for did in (await connection.execute(leads.order_by(numbers.c.did))).scalars()]
