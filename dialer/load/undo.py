"""A load is taken back: contacts that nobody dialled are gone, those that were dialled are marked removed, for their attempts stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.moment import Moment
from acd.store.database import Database
from dialer.core.contact import Standing
from dialer.load.errors import WrongWish
from dialer.load.loading import chunk_size
from dialer.load.progress import UNDONE
from dialer.store.tables import attempts, contacts, loads

WHY = "load undone"


@dataclass(frozen=True, slots=True)
class Undone:
    """`gone`: contacts deleted with all they were; `kept`: dialled before, marked removed."""

    gone: int = 0
    kept: int = 0


async def undo(database: Database, load: int, at: Moment) -> Undone:
    """In parts, so that nobody waits long; asked for again it goes on where it was. WrongWish: there is no such load."""
    async with database.write() as connection:
        ended = sa.func.coalesce(loads.c.ended, at)
        marked = sa.update(loads).where(loads.c.id == load).values(state=UNDONE, ended=ended)
        if (await connection.execute(marked)).rowcount != 1:
            raise WrongWish(f"load {load} is not known", "`aftercall contacts loads` shows what is")
    done = Undone()
    while (part := await _part(database, load, chunk_size(database))) != Undone():
        done = Undone(done.gone + part.gone, done.kept + part.kept)
    return done


async def _part(database: Database, load: int, most: int) -> Undone:
    async with database.write() as connection:
        ids = await _some(connection, load, most)
        dialled = await _dialled(connection, ids)
        fresh = [one for one in ids if one not in dialled]
        if fresh:
            await connection.execute(sa.delete(contacts).where(contacts.c.id.in_(fresh)))
        if dialled:
            removed = {"standing": Standing.REMOVED.value, "why": WHY, "callback_at": None}
            await connection.execute(sa.update(contacts).where(contacts.c.id.in_(dialled)).values(removed))
        return Undone(len(fresh), len(dialled))


async def _some(connection: AsyncConnection, load: int, most: int) -> Sequence[int]:
    """Locked: whoever takes a contact to dial it now waits, and finds it gone."""
    wanted = (
        sa.select(contacts.c.id)
        .where(contacts.c.load == load, contacts.c.standing != Standing.REMOVED.value)
        .order_by(contacts.c.id)
        .limit(most)
        .with_for_update()
    )
    return (await connection.scalars(wanted)).all()


async def _dialled(connection: AsyncConnection, ids: Sequence[int]) -> set[int]:
    found = await connection.scalars(
        sa.select(attempts.c.contact).where(attempts.c.contact.in_(ids)).distinct()
    )
    return set(found)
