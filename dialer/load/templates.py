"""Mappings kept under a name."""

from __future__ import annotations

import sqlalchemy as sa

from acd.store.database import Database
from acd.store.write import upsert
from dialer.load.errors import WrongWish
from dialer.load.mapping import Template
from dialer.store.tables import mappings


async def templates(database: Database) -> dict[str, Template]:
    async with database.read() as connection:
        found = await connection.execute(sa.select(mappings.c.name, mappings.c.mapping))
        return {name: dict(mapping) for name, mapping in found}


async def keep(database: Database, name: str, template: Template) -> None:
    """In place of what had this name."""
    async with database.write() as connection:
        await upsert(connection, mappings, [{"name": name, "mapping": dict(template)}])


async def forget(database: Database, name: str) -> None:
    async with database.write() as connection:
        gone = await connection.execute(sa.delete(mappings).where(mappings.c.name == name))
        if gone.rowcount != 1:
            raise WrongWish(
                f"mapping {name!r} is not known", "`aftercall contacts mappings` shows what is", "name"
            )
