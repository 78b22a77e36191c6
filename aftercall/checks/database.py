"""The database: there, taking our words, and of the shape of this version."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from acd.store.database import Database, database_url, open_database
from acd.store.errors import FAILURES, OpenError, UrlError, reason
from acd.store.migrate import configuration
from aftercall.checks.finding import Finding, failed, ok, warning

PART: Final = "database"
TOGETHER: Final = "`aftercall run` brings it to the shape of this version when it starts"


async def look(url: str) -> list[Finding]:
    try:
        if missing := missing_file(url):
            remedy = "`aftercall run` makes it; look at database.url if it should be there"
            return [warning(PART, "reachable", f"{missing} is not there yet", remedy)]
        database = open_database(url)
    except (UrlError, OpenError) as error:
        return [failed(PART, "reachable", str(error), "set database.url (AFTERCALL_DATABASE__URL)")]
    try:
        await database.check()
        return [ok(PART, "reachable", database.name), *await _shape(database, url)]
    except OpenError as error:
        return [failed(PART, "reachable", str(error), "see above")]
    finally:
        await database.close()


def missing_file(url: str) -> str:
    """An SQLite file that nobody made yet; looking must not make it."""
    place = database_url(url)
    if place.get_backend_name() != "sqlite" or Path(place.database or "").exists():
        return ""
    return place.database or ""


async def _shape(database: Database, url: str) -> list[Finding]:
    newest = await asyncio.to_thread(lambda: ScriptDirectory.from_config(configuration(url)).get_heads())
    try:
        async with database.read() as connection:
            version = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except FAILURES as error:
        return [warning(PART, "shape", f"not made yet ({reason(error)})", TOGETHER)]
    if version in newest:
        return [ok(PART, "shape", f"version {version}"), await _writable(database)]
    return [warning(PART, "shape", f"version {version}, newest is {', '.join(newest)}", TOGETHER)]


async def _writable(database: Database) -> Finding:
    """A change of nothing needs the same rights and locks as any other."""
    try:
        async with database.write() as connection:
            await connection.execute(
                sa.text("UPDATE alembic_version SET version_num = version_num WHERE 1 = 0")
            )
    except FAILURES as error:
        return failed(
            PART, "writable", reason(error), "give this user the right to write, and look for a full disk"
        )
    return ok(PART, "writable")
