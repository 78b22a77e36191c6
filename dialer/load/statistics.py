"""What the database knows of how much is in the contacts' tables. After a great load it would go by what was there before."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from acd.store.database import Database

MANY: Final = 2_000
"""Contacts after which it counts anew."""

_POSTGRES: Final = ("ANALYZE contacts, contact_numbers",)
_SQLITE: Final = ("PRAGMA analysis_limit=1000", "ANALYZE contacts", "ANALYZE contact_numbers")
"""The limit is in rows of each index: a second of a writer's time on a list of millions would be the journal's."""


async def count_anew(database: Database) -> None:
    """PostgreSQL would come to it by itself, a minute later; SQLite never."""
    async with database.write() as connection:
        for statement in _SQLITE if database.is_sqlite else _POSTGRES:
            await connection.execute(sa.text(statement))
