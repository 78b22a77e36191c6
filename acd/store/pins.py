"""PINs for hot-desking: kept as an argon2 hash alone. Hashing takes a fifth of a second, so it is done in a
thread."""

from __future__ import annotations

import asyncio
from functools import cache

import sqlalchemy as sa
from pwdlib import PasswordHash

from acd.store.check import check_pin
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.tables import agents


class Pins:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, agent: str, pin: str | None) -> None:
        """None: he has no PIN any more and cannot log in at another's phone. Raises BadCard."""
        if pin is not None:
            check_pin(pin)
        kept = pin if pin is None else await asyncio.to_thread(_hasher().hash, pin)
        changed = sa.update(agents).where(agents.c.code == agent).values(pin_hash=kept)
        async with self._database.write() as connection:
            if (await connection.execute(changed)).rowcount == 0:
                raise BadCard("agent", agent, "is not known", "look at the list of agents")

    async def right(self, agent: str, pin: str) -> bool:
        """False also for an agent who is unknown, out of use or without a PIN, after the same time."""
        wanted = sa.select(agents.c.pin_hash).where(agents.c.code == agent, agents.c.active)
        async with self._database.read() as connection:
            kept = await connection.scalar(wanted)
        return await asyncio.to_thread(_same, pin, kept)


def _same(pin: str, kept: str | None) -> bool:
    return _hasher().verify(pin, kept or _nobody()) and kept is not None


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """A hash that no PIN has: to be compared with where there is none."""
    return _hasher().hash("no PIN is so long as this")
