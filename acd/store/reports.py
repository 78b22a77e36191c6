"""What the record says, for people: an agent's day, what it was corrected to, and whether the record is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.moment import Moment
from acd.store.check import check_name
from acd.store.database import Database
from acd.store.day import Day, bounds, check_all, make_day
from acd.store.day_check import Fault, check_correction
from acd.store.errors import BadCard
from acd.store.interval import Correction, Interval, Move, intervals
from acd.store.promise_sums import PromiseSum, promise_sums
from acd.store.recordings import Recording, recording, recordings
from acd.store.tables import agent_moves, corrections, facts

_MOVE = [agent_moves.c[field.name] for field in fields(Move)]
_CORRECTION = [corrections.c[field.name] for field in fields(Correction)]


class Reports:
    """`now` is always given: what lies ahead of it is not counted. `settled` is awaited before an agent's day is read, so
    that what was just told is on record too; it must not wait for ever."""

    def __init__(
        self, database: Database, site: str = "main", settled: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._database = database
        self._site = site
        self._settled = settled

    async def settled(self) -> None:
        """What was just told is on record, if the database takes it at all."""
        if self._settled is not None:
            await self._settled()

    async def day(self, agent: str, date: dt.date, zone: str, now: Moment) -> Day:
        """Midnight to midnight in `zone`, or to `now`."""
        await self.settled()
        begin, end = bounds(date, zone)
        return await self.between(agent, begin, max(begin, min(end, now)))

    async def between(self, agent: str, begin: Moment, end: Moment) -> Day:
        async with self._database.read() as connection:
            moves = await self._moves(connection, agent, begin, end)
            return make_day(agent, moves, begin, end, await self._corrections(connection, agent, begin, end))

    async def intervals(self, agent: str, begin: Moment, end: Moment) -> tuple[Interval, ...]:
        """As they were recorded, without corrections."""
        async with self._database.read() as connection:
            return intervals(await self._moves(connection, agent, begin, end), begin, end)

    async def faults(self, begin: Moment, end: Moment) -> list[Fault]:
        """Of every agent who has ever moved: the promise of the interval log, checked."""
        async with self._database.read() as connection:
            wanted = sa.select(agent_moves.c.agent).where(agent_moves.c.site == self._site).distinct()
            agents = sorted((await connection.execute(wanted)).scalars())
        return check_all([await self.between(agent, begin, end) for agent in agents])

    async def gaps(self) -> list[tuple[int, int]]:
        """Numbers that are missing in the journal, as (first, last); none, if the promise holds. Old facts may have been forgotten:
        it begins where it begins."""
        before = sa.func.lag(facts.c.seq).over(order_by=facts.c.seq).label("before")
        pairs = sa.select(facts.c.seq, before).where(facts.c.site == self._site).subquery()
        wanted = sa.select(pairs).where(pairs.c.seq != pairs.c.before + 1).order_by(pairs.c.seq)
        async with self._database.read() as connection:
            return [(row.before + 1, row.seq - 1) for row in await connection.execute(wanted)]

    async def recordings(
        self, begin: Moment, end: Moment, queue: str | None = None, agent: str | None = None
    ) -> list[Recording]:
        """Of calls answered in `[begin, end)`, oldest first."""
        return await recordings(self._database, self._site, begin, end, queue, agent)

    async def recording(self, call: str, queue: str | None = None) -> Recording | None:
        """The last one of this call, in this queue or any. None: it was not recorded."""
        return await recording(self._database, self._site, call, queue)

    async def corrections(self, agent: str, begin: Moment, end: Moment) -> list[Correction]:
        """Those that touch this time, in the order in which they were given."""
        async with self._database.read() as connection:
            return await self._corrections(connection, agent, begin, end)

    async def promises(
        self, edges: Sequence[Moment], queues: Collection[str] | None = None
    ) -> list[PromiseSum]:
        """Kept, broken and what that cost, by period, level, queue and target: see `promise_sums`."""
        if self._settled is not None:
            await self._settled()
        return await promise_sums(self._database, self._site, edges, queues)

    async def correct(self, correction: Correction) -> None:
        """A new entry; what was recorded stays. Raises BadCard."""
        _check(correction)
        row: dict[str, Any] = {field.name: getattr(correction, field.name) for field in fields(correction)}
        async with self._database.write() as connection:
            await connection.execute(sa.insert(corrections), [row | {"site": self._site}])

    async def _moves(
        self, connection: AsyncConnection, agent: str, begin: Moment, end: Moment
    ) -> Sequence[Move]:
        mine = (agent_moves.c.site == self._site, agent_moves.c.agent == agent)
        before = sa.select(*_MOVE).where(*mine, agent_moves.c.at < begin)
        before = before.order_by(agent_moves.c.at.desc(), agent_moves.c.seq.desc()).limit(1)
        during = sa.select(*_MOVE).where(*mine, agent_moves.c.at >= begin, agent_moves.c.at < end)
        during = during.order_by(agent_moves.c.seq)
        return [Move(*row) for wanted in (before, during) for row in await connection.execute(wanted)]

    async def _corrections(
        self, connection: AsyncConnection, agent: str, begin: Moment, end: Moment
    ) -> list[Correction]:
        mine = (corrections.c.site == self._site, corrections.c.agent == agent)
        within = (corrections.c.begin < end, corrections.c.end > begin)
        wanted = sa.select(*_CORRECTION).where(*mine, *within).order_by(corrections.c.id)
        return [Correction(*row) for row in await connection.execute(wanted)]


def _check(correction: Correction) -> None:
    check_name("by", correction.by)
    check_name("why", correction.why)
    for fault in check_correction(correction):
        raise BadCard(
            "correction", (correction.begin, correction.end), fault.text, "look at begin, end, state and type"
        )
