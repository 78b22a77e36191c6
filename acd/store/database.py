"""One door to the database: SQLite by default, PostgreSQL by setting.

SQLite: every transaction that may write begins IMMEDIATE, for a deferred one loses updates or fails at once
when two write. `synchronous=FULL`: with WAL, NORMAL forgets the last commits when the power goes, and after a
commit Asterisk is told to forget the conversations that are then on record; group commit keeps the price at
one flush for all that waited.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from acd.store.errors import FAILURES, OpenError, UrlError, reason
from acd.store.lane import Lane

T = TypeVar("T")

CONNECT_TIMEOUT: Final = 5.0
COMMAND_TIMEOUT: Final = 15.0
BUSY_MS: Final = 5000
WRITE: Final = "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"

DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
PRAGMAS: Final = (
    f"PRAGMA busy_timeout={BUSY_MS}",  # first: WAL itself needs the lock
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


@dataclass(frozen=True, slots=True)
class Database:
    """`lane`: SQLite's short way for who writes all day."""

    url: URL
    engine: AsyncEngine
    lane: Lane | None = None

    @property
    def name(self) -> str:
        """For people: without the password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end, rolled back on any exception."""
        async with self.engine.begin() as connection:
            yield connection

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """`work` as one transaction: as with `write`, and as a whole in the lane where there is one."""
        if self.lane is not None:
            return await self.lane.transact(work)
        async with self.write() as connection:
            return await connection.run_sync(work)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One snapshot that keeps no writer waiting."""
        async with self.engine.connect() as connection:
            await connection.execution_options(acd_reads=True)
            async with connection.begin():
                yield connection

    async def check(self) -> None:
        """Raises OpenError when the database does not answer."""
        try:
            async with asyncio.timeout(COMMAND_TIMEOUT), self.read() as connection:
                await connection.execute(sa.text("SELECT 1"))
        except FAILURES as error:
            raise OpenError(self.name, reason(error), remedy(self.url)) from error

    async def close(self) -> None:
        if self.lane is not None:
            await self.lane.close()
        await self.engine.dispose()


def database_url(text: str) -> URL:
    """`sqlite:////var/lib/x.db`, `postgresql://user:word@host/name`; UrlError names what is wrong."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise UrlError("(not shown)", "is no URL", WRITE) from error
    if url.drivername not in DRIVERS:
        shown = url.render_as_string(hide_password=True)
        raise UrlError(shown, f"{url.drivername} is not known", WRITE)
    url = url.set(drivername=DRIVERS[url.drivername])
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise UrlError(text, "names no file", "write sqlite:///FILE: a floor's record is kept on disk")
    return url


def open_database(text: str, pragmas: tuple[str, ...] = PRAGMAS) -> Database:
    """Makes ready, connects at first use. Raises UrlError or OpenError."""
    url = database_url(text)
    make_file(url)
    return Database(url, make_engine(url, pragmas), _lane(url, pragmas))


def make_engine(url: URL, pragmas: tuple[str, ...] = PRAGMAS, **options: Any) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return _postgres(url, **options)
    engine = create_async_engine(url, connect_args={"timeout": BUSY_MS / 1000}, **options)
    _transactions(engine.sync_engine, pragmas)
    return engine


def _lane(url: URL, pragmas: tuple[str, ...]) -> Lane | None:
    if url.get_backend_name() != "sqlite":
        return None
    engine = sa.create_engine(url.set(drivername="sqlite"), connect_args={"timeout": BUSY_MS / 1000})
    _transactions(engine, pragmas)
    return Lane(engine)


def remedy(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return "check that the folder exists, is writable for this user, and that the disk is not full"
    place = f"{url.host or 'localhost'}:{url.port or 5432}"
    return f"check that PostgreSQL runs at {place}, and the user, password and database name"


def _postgres(url: URL, **options: Any) -> AsyncEngine:
    arguments = {
        "timeout": CONNECT_TIMEOUT,
        "command_timeout": COMMAND_TIMEOUT,
        "server_settings": {"application_name": "aftercall"},
    }
    try:
        return create_async_engine(url, connect_args=arguments, **options)
    except ModuleNotFoundError as error:
        shown = url.render_as_string(hide_password=True)
        raise UrlError(shown, f"needs the package {error.name}", "install aftercall[postgres]") from error


def make_file(url: URL) -> None:
    """A new SQLite file for its owner alone; one that is there stays as it is."""
    if url.get_backend_name() != "sqlite":
        return
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        shown = url.render_as_string(hide_password=True)
        raise OpenError(shown, error.strerror or str(error), remedy(url)) from error


def _transactions(engine: sa.Engine, pragmas: tuple[str, ...]) -> None:
    """The driver begins no transaction by itself; we say which kind."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        reads = connection.get_execution_options().get("acd_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
