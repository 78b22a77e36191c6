"""Attempts: taken before they are dialled, ended once, decided by what an agent says. Each call is one transaction or a few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import FAILURES
from dialer.core.attempt import Attempt
from dialer.core.heard import Taken
from dialer.core.lawful import Calendars
from dialer.core.orders import Take
from dialer.store.dispose import Given, dispose
from dialer.store.finish import finish
from dialer.store.tables import attempts
from dialer.store.take import attempt_id, take
from dialer.store.told import ends_told
from dialer.store.underway import give_back, under_way

ROUNDS: Final = 20
"""Transactions for one order at most: where nobody may be called yet, each moves on a few hundred contacts."""


class Attempts:
    """`site`: whose attempts are made and found again. Whatever a database can raise comes through (`acd.store.errors`)."""

    def __init__(self, database: Database, site: str = "main") -> None:
        self._database = database
        self._site = site
        self._doubt: set[str] = set()  # ids of attempts that may be on record and were given to nobody

    async def take(self, order: Take, now: Moment, calendars: Calendars) -> Taken:
        """On record when it returns, and only then may they be dialled. BadCard: no such campaign."""
        taken, left = Taken(now, order.campaign, order.count, ()), order
        for _ in range(ROUNDS):
            try:
                more = await self._take(left, now, calendars)
            except FAILURES:
                if not taken.attempts:
                    raise
                return replace(taken, again=now)
            taken = replace(
                taken, attempts=taken.attempts + more.attempts, again=more.again, promised=more.promised
            )
            left = rest(left, more.attempts)
            if not left.count or more.again is None or more.again > now:
                break
        return taken

    async def _take(self, order: Take, now: Moment, calendars: Calendars) -> Taken:
        """Where nobody knows whether it was committed, what it took is given back with the next one that is."""
        names, doubt = [attempt_id(self._site, now) for _ in range(order.count)], set(self._doubt)

        def work(connection: Connection) -> Taken:
            if doubt:
                give_back(connection, doubt, now)
            return take(connection, self._site, order, now, calendars, names)

        try:
            taken = await self._database.transact(work)
        except BaseException:
            self._doubt.update(names)
            raise
        self._doubt -= doubt
        return taken

    async def finish(self, ends: Collection[Attempt], now: Moment) -> list[Attempt]:
        """Those that are new on record. Told again, an end changes nothing."""
        return await self._database.transact(lambda c: finish(c, ends, now))

    async def note(self, attempts: Iterable[Attempt]) -> None:
        """What is known while they go on: answered, connected, by whom, what the detection heard."""
        known = list(attempts)
        await self._database.transact(lambda c: note(c, known))

    async def dispose(self, attempt: str, given: Given, now: Moment) -> Attempt:
        """As it then is on record. Raises BadCard."""
        return await self._database.transact(lambda c: dispose(c, attempt, given, now))

    async def close_told(self, now: Moment) -> list[Attempt]:
        """After a crash: what is under way on record, but its end is in the journal, is closed with that end."""

        def work(connection: Connection) -> list[Attempt]:
            names = [attempt.id for attempt in under_way(connection, self._site)]
            return finish(connection, ends_told(connection, self._site, names), now) if names else []

        return await self._database.transact(work)

    async def under_way(self) -> list[Attempt]:
        async with self._database.read() as connection:
            return await connection.run_sync(under_way, self._site)


def rest(order: Take, taken: Collection[Attempt]) -> Take:
    """What is still wanted of it."""
    used = [(attempt.trunk, attempt.agent) for attempt in taken]
    left = list(zip(order.trunks, order.agents or (None,) * order.count, strict=True))
    for seat in used:
        left.remove(seat)
    trunks = tuple(trunk for trunk, _ in left)
    agents = tuple(agent for _, agent in left if agent is not None)
    return Take(order.campaign, len(left), trunks, agents)


NOTED: Final = ("agent", "answered", "connected", "amd")


def note(connection: Connection, known: Iterable[Attempt]) -> None:
    for one in known:
        row: Mapping[str, Any] = {name: getattr(one, name) for name in NOTED}
        row = {name: value for name, value in row.items() if value not in (None, "")}
        if row:
            open_ = (attempts.c.id == one.id, attempts.c.ended.is_(None))
            connection.execute(sa.update(attempts).where(*open_).values(row))
