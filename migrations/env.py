"""Runs the migrations on SQLite or PostgreSQL, all that are due in one transaction.

The URL comes as `config.attributes["url"]` (acd.store.migrate) or, for the alembic command, from
AFTERCALL_DATABASE_URL.
"""

import asyncio
import os

from alembic import context
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from acd.store import item_tables, promise_tables  # noqa: F401 - they are in the metadata then
from acd.store.database import database_url, make_engine
from acd.store.tables import metadata
from aftercall.hooks import tables as hook_tables  # noqa: F401 - they are in the metadata then
from aftercall.people import tables as people_tables  # noqa: F401 - they are in the metadata then
from aftercall.post import tables as mail_tables  # noqa: F401 - they are in the metadata then
from aftercall.reporting import tables as report_tables  # noqa: F401 - they are in the metadata then
from aftercall.widget import tables as widget_tables  # noqa: F401 - they are in the metadata then
from dialer.store import tables as dialer_tables  # noqa: F401 - they are in the metadata then

# Without foreign keys: a table that batch mode makes anew would take its children along (ON DELETE CASCADE).
PRAGMAS = ("PRAGMA busy_timeout=30000", "PRAGMA journal_mode=WAL", "PRAGMA foreign_keys=OFF")
LOCK = 7_203_241  # any number, the same for all who migrate


def begin(connection: Connection) -> None:
    """One migrates at a time, and none waits for ever behind a reader: all who come later would wait too."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))


def check_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")


def run(connection: Connection) -> None:
    begin(connection)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        transactional_ddl=True,
    )
    context.run_migrations()
    check_keys(connection)


async def online() -> None:
    url = context.config.attributes.get("url") or os.environ["AFTERCALL_DATABASE_URL"]
    engine = make_engine(database_url(url), PRAGMAS, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("migrations run on a living database only: no --sql")
asyncio.run(online())
