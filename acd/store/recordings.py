"""The calls that were recorded, each with its file. Whether that is still there, whoever has the folder knows."""

from __future__ import annotations

from dataclasses import dataclass, fields

import sqlalchemy as sa

from acd.core.moment import Moment, Span
from acd.store.database import Database
from acd.store.tables import calls


@dataclass(frozen=True, slots=True)
class Recording:
    """`file` lies below the folder of all recordings. `talked` None: the call is not over. Callers may hide their
    number."""

    answered: Moment
    queue: str
    agent: str | None
    number: str | None
    name: str | None
    call: str
    talked: Span | None
    recording: str


_FIELDS = [calls.c[field.name] for field in fields(Recording)]


async def recordings(
    database: Database,
    site: str,
    begin: Moment,
    end: Moment,
    queue: str | None = None,
    agent: str | None = None,
) -> list[Recording]:
    """Of calls answered in `[begin, end)`, oldest first."""
    wanted = sa.select(*_FIELDS).where(
        calls.c.site == site,
        calls.c.recording.is_not(None),
        calls.c.answered >= begin,
        calls.c.answered < end,
    )
    if queue is not None:
        wanted = wanted.where(calls.c.queue == queue)
    if agent is not None:
        wanted = wanted.where(calls.c.agent == agent)
    async with database.read() as connection:
        found = await connection.execute(wanted.order_by(calls.c.answered, calls.c.seq))
        return [Recording(*row) for row in found]


async def recording(database: Database, site: str, call: str, queue: str | None = None) -> Recording | None:
    """Of this call; in this queue, or the last one in which it was recorded. None: it was not recorded."""
    wanted = sa.select(*_FIELDS).where(
        calls.c.site == site, calls.c.call == call, calls.c.recording.is_not(None)
    )
    if queue is not None:
        wanted = wanted.where(calls.c.queue == queue)
    async with database.read() as connection:
        row = (await connection.execute(wanted.order_by(calls.c.seq.desc()).limit(1))).one_or_none()
        return None if row is None else Recording(*row)
