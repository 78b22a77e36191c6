"""What an agent is writing about a call and has not said yet: kept here, so that a lost browser loses nothing.

`about` is the attempt, or an inbound call. A draft is nobody's word: nothing is decided by it, and after a few days it is gone.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import DAY, Moment, Span
from acd.store.database import Database
from dialer.store.tables import drafts

KEPT: Final[Span] = 3 * DAY
AT_ONCE: Final = 50
"""Drafts of one agent: older ones go."""


class Drafts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, agent: str, about: str, content: dict[str, Any], now: Moment) -> None:
        """In the place of what was there."""
        await self._database.transact(lambda connection: _keep(connection, agent, about, content, now))

    async def of(self, agent: str, about: str) -> dict[str, Any] | None:
        wanted = sa.select(drafts.c.content).where(drafts.c.agent == agent, drafts.c.about == about)
        async with self._database.read() as connection:
            found = (await connection.execute(wanted)).scalar_one_or_none()
        return None if found is None else dict(found)

    async def drop(self, agent: str, about: str) -> None:
        """Also of one that is not there."""
        await self._database.transact(lambda connection: _drop(connection, agent, about))


def _keep(connection: Connection, agent: str, about: str, content: dict[str, Any], now: Moment) -> None:
    _drop(connection, agent, about)
    connection.execute(sa.insert(drafts).values(agent=agent, about=about, at=now, content=content))
    connection.execute(sa.delete(drafts).where(drafts.c.at < now - KEPT))
    newest = sa.select(drafts.c.about).where(drafts.c.agent == agent).order_by(drafts.c.at.desc())
    extra = connection.execute(newest.offset(AT_ONCE)).scalars().all()
    if extra:
        connection.execute(sa.delete(drafts).where(drafts.c.agent == agent, drafts.c.about.in_(extra)))


def _drop(connection: Connection, agent: str, about: str) -> None:
    connection.execute(sa.delete(drafts).where(drafts.c.agent == agent, drafts.c.about == about))
