"""The cards: what people configured, kept in the database. A card is saved whole or not at all; BadCard says
why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.calendar_card import SiteCalendar
from acd.core.cards import AgentCard, QueueCard, TypeCard
from acd.core.level import Level
from acd.core.lines import NumberLine, PhoneLine, QueueLine
from acd.store import card_rows as rows
from acd.store import card_tables as kept
from acd.store import check
from acd.store.check import Known
from acd.store.check_level import check_level
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.level_rows import level_of, level_row
from acd.store.promise_tables import levels
from acd.store.starting_set import STARTING_TYPES
from acd.store.tables import agents, calendars, numbers, phones, queues, types
from acd.store.write import upsert


@dataclass(frozen=True, slots=True)
class AllCards:
    """All that is configured; agents that were put out of use are not in it."""

    agents: tuple[AgentCard, ...] = ()
    types: tuple[TypeCard, ...] = ()
    queues: tuple[QueueCard, ...] = ()
    lines: tuple[QueueLine, ...] = ()
    phones: tuple[PhoneLine, ...] = ()
    numbers: tuple[NumberLine, ...] = ()
    calendars: tuple[SiteCalendar, ...] = ()
    levels: tuple[Level, ...] = ()


class Cards:
    """Load, save and delete; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> AllCards:
        async with self._database.read() as connection:
            lines = await kept.rows_of(connection, queues)
            return AllCards(
                agents=await kept.agent_cards(connection, active=True),
                types=await kept.type_cards(connection),
                queues=tuple(map(rows.queue_card, lines)),
                lines=tuple(map(rows.queue_line, lines)),
                phones=tuple(map(rows.phone_line, await kept.rows_of(connection, phones))),
                numbers=tuple(map(rows.number_line, await kept.rows_of(connection, numbers))),
                calendars=tuple(map(rows.site_calendar, await kept.rows_of(connection, calendars))),
                levels=tuple(map(level_of, await kept.rows_of(connection, levels))),
            )

    async def out_of_use(self) -> tuple[AgentCard, ...]:
        async with self._database.read() as connection:
            return await kept.agent_cards(connection, active=False)

    async def seed(self) -> bool:
        """The starting set of types, only where there is no type at all; True: it was put in."""
        async with self._checking() as (connection, known):
            if known.types:
                return False
            await upsert(connection, types, map(rows.type_row, STARTING_TYPES))
            return True

    # --- save ------------------------------------------------------------------------------------------------

    async def save_agent(self, *cards: AgentCard) -> None:
        """Makes or replaces him (or several, all or none), and puts him in use; his PIN stays."""
        async with self._checking() as (connection, known):
            for card in cards:
                check.check_agent(card, known)
                await kept.put_agent(connection, card)

    async def save_queue(self, card: QueueCard, line: QueueLine | None = None) -> None:
        """`line` None: as it stands, for a new queue the defaults."""
        async with self._checking() as (connection, known):
            line = line or await kept.line_of(connection, card.code)
            check.check_queue(card, line, known)
            await upsert(connection, queues, [rows.queue_row(card, line)])

    async def save_type(self, card: TypeCard) -> None:
        async with self._checking() as (connection, known):
            check.check_type(card, known)
            await upsert(connection, types, [rows.type_row(card)])

    async def save_phone(self, *lines: PhoneLine) -> None:
        """One or several, all or none."""
        async with self._checking() as (connection, known):
            for line in lines:
                check.check_phone(line, known)
            await upsert(connection, phones, map(rows.phone_row, lines))

    async def save_number(self, line: NumberLine) -> None:
        async with self._checking() as (connection, known):
            check.check_number_line(line, known)
            await upsert(connection, numbers, [rows.number_row(line)])

    async def save_calendar(self, calendar: SiteCalendar) -> None:
        async with self._checking() as (connection, known):
            check.check_calendar(calendar, known)
            await upsert(connection, calendars, [rows.calendar_row(calendar)])

    async def save_level(self, *new: Level) -> None:
        """One or several, all or none."""
        async with self._checking() as (connection, known):
            for level in new:
                check_level(level, known)
            await upsert(connection, levels, map(level_row, new))

    # --- delete: what happened stays on record ---------------------------------------------------------------

    async def retire_agent(self, code: str) -> None:
        """Out of use, but kept with his PIN; `save_agent` puts him back."""
        async with self._checking() as (connection, _):
            kept.must_change(await kept.retire(connection, code), "agent", code)

    async def delete_agent(self, code: str) -> None:
        async with self._checking() as (connection, _):
            kept.must_change(await kept.delete(connection, agents, code), "agent", code)

    async def delete_queue(self, code: str) -> None:
        """Agents lose their place in it; refused while a number, a type or another queue leads to it."""
        async with self._checking() as (connection, _):
            _refuse_if_used("queue", code, await kept.users_of_queue(connection, code))
            kept.must_change(await kept.delete(connection, queues, code), "queue", code)

    async def delete_type(self, code: str) -> None:
        """Refused while a campaign gives it to its agents."""
        async with self._checking() as (connection, _):
            _refuse_if_used("type", code, await kept.users_of_type(connection, code))
            kept.must_change(await kept.delete(connection, types, code), "type", code)

    async def delete_phone(self, code: str) -> None:
        async with self._checking() as (connection, _):
            _refuse_if_used("phone", code, await kept.users_of_phone(connection, code))
            kept.must_change(await kept.delete(connection, phones, code), "phone", code)

    async def delete_number(self, did: str) -> None:
        async with self._checking() as (connection, _):
            kept.must_change(await kept.delete(connection, numbers, did), "number", did)

    async def delete_calendar(self, code: str) -> None:
        """Refused while a queue or a number is open by it, or a level counts by it."""
        async with self._checking() as (connection, _):
            _refuse_if_used("calendar", code, await kept.users_of_calendar(connection, code))
            kept.must_change(await kept.delete(connection, calendars, code), "calendar", code)

    async def delete_level(self, code: str) -> None:
        async with self._checking() as (connection, _):
            kept.must_change(await kept.delete(connection, levels, code), "level", code)

    @asynccontextmanager
    async def _checking(self) -> AsyncIterator[tuple[AsyncConnection, Known]]:
        """A transaction in which nobody else changes cards, and all that is known before the change."""
        async with self._database.write() as connection:
            await kept.alone(connection)
            yield connection, await kept.known(connection)


def _refuse_if_used(field: str, code: str, users: list[str]) -> None:
    if users:
        raise BadCard(field, code, f"is used by {', '.join(users)}", "change that first")
