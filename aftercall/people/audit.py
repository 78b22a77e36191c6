"""The audit trail: who did what, from where, and how it was answered. Written behind the answer, in order.

Nobody waits for it. With the database away entries wait in memory, so many at most; what is beyond that is lost, counted, and said:
in the log at once, and on the trail when the database is back.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
import structlog

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import FAILURES, is_away, reason
from aftercall.office.errors import database
from aftercall.people.tables import audit

log = structlog.get_logger(__name__)
WAITING: Final = 10_000
AT_ONCE: Final = 500
PAUSE: Final = 0.05  # seconds between two batches of old entries
AGAIN: Final = 5.0
"""Seconds until a database that is away is asked again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`what`: method and route (below /api/v1); `about`: what the path named; `status`: of HTTP. `id` is given by the record."""

    at: Moment
    who: str
    via: str
    address: str
    what: str
    about: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    note: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Sought:
    """None: any. `before`: an entry's number, those older than it; `what`: begins so."""

    who: str | None = None
    what: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    failed: bool | None = None
    before: int | None = None
    limit: int = 100


class Trail:
    def __init__(self, db: Database, site: str, now: Callable[[], Moment], waiting: int = WAITING) -> None:
        self._database = db
        self._site = site
        self._now = now
        self._waiting: deque[Entry] = deque()
        self._room = waiting
        self._lost = 0
        self._bell = asyncio.Event()
        self._away = False
        self._one = asyncio.Lock()

    def write(self, entry: Entry) -> None:
        """At once: it is written when its turn comes."""
        if len(self._waiting) >= self._room:
            if not self._lost:
                log.error(
                    "the audit trail is full: entries are lost until the database is back", kept=self._room
                )
            self._lost += 1
            return
        self._waiting.append(entry)
        self._bell.set()

    async def run(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            while self._waiting:
                if not await self.flush():
                    await asyncio.sleep(AGAIN)

    async def flush(self) -> bool:
        """All that waits goes on record; False: the database is away."""
        async with self._one:
            return await self._flush()

    async def _flush(self) -> bool:
        while self._waiting:
            batch = [self._waiting[place] for place in range(min(len(self._waiting), AT_ONCE))]
            try:
                await self._write(batch)
            except FAILURES as error:
                if is_away(error):
                    self._trouble(reason(error))
                    return False
                log.error(
                    "the database refuses entries of the audit trail", why=reason(error), entries=len(batch)
                )
                self._lost += len(batch)
            for _ in batch:
                self._waiting.popleft()
            self._well()
        return True

    async def close(self) -> None:
        """What waits is written, if the database takes it; what it does not take is said in the log."""
        if not await self.flush():
            log.error("entries of the audit trail are lost", entries=len(self._waiting) + self._lost)

    async def some(self, sought: Sought) -> list[Entry]:
        """The newest first. Raises DatabaseAway."""
        wanted = sa.select(audit).where(audit.c.site == self._site, *_conditions(sought))
        with database():
            async with self._database.read() as connection:
                found = await connection.execute(wanted.order_by(audit.c.id.desc()).limit(sought.limit))
                return [_entry(row) for row in found.mappings()]

    async def _write(self, batch: Sequence[Entry]) -> None:
        rows = [_row(entry) | {"site": self._site} for entry in batch]
        async with self._database.write() as connection:
            await connection.execute(sa.insert(audit), rows)

    def _trouble(self, why: str) -> None:
        if not self._away:
            log.warning("the audit trail waits: the database is away", why=why, entries=len(self._waiting))
        self._away = True

    def _well(self) -> None:
        self._away = False
        if self._lost and len(self._waiting) < self._room:
            lost, self._lost = self._lost, 0
            self.write(Entry(self._now(), "aftercall", "", "", "lost", status=503, note=f"{lost} entries"))


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if sought.who is not None:
        found.append(audit.c.who == sought.who)
    if sought.what is not None:
        found.append(audit.c.what.startswith(sought.what, autoescape=True))
    if sought.since is not None:
        found.append(audit.c.at >= sought.since)
    if sought.until is not None:
        found.append(audit.c.at < sought.until)
    if sought.failed is not None:
        found.append(audit.c.status >= 400 if sought.failed else audit.c.status < 400)
    if sought.before is not None:
        found.append(audit.c.id < sought.before)
    return found


_FIELDS: Final = ("at", "who", "via", "address", "what", "status", "note")


def _row(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {name: _plain(getattr(entry, name)) for name in _FIELDS}
    return found | {"about": {_plain(key): _plain(value) for key, value in entry.about.items()}}


def _plain(value: Any) -> Any:
    """PostgreSQL takes no NUL and no half of a character, and nobody types one but to see what happens."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "\ufffd").encode(errors="replace").decode()


def _entry(row: Any) -> Entry:
    return Entry(**{name: row[name] for name in _FIELDS}, about=dict(row["about"]), id=row["id"])


async def forget_trail(db: Database, site: str, before: Moment) -> int:
    """Entries older than this moment go, some at a time, beside whoever writes; how many. Raises what the database raises."""
    old = sa.select(audit.c.id).where(audit.c.site == site, audit.c.at < before).limit(AT_ONCE)
    gone = 0
    while True:
        async with db.write() as connection:
            done = (await connection.execute(sa.delete(audit).where(audit.c.id.in_(old)))).rowcount
        if not done:
            return gone
        gone += done
        await asyncio.sleep(PAUSE)
