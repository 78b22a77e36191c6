"""Both databases, each fresh and brought up through the real migrations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from acd.store.database import Database, open_database
from acd.store.migrate import migrate

# looptime asks for the current loop before every test. Before the first asynchronous test that would make one which
# nobody closes; once a loop was set, even None, there simply is none.
asyncio.set_event_loop(None)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database; each test that takes it runs on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/floor.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, with the tables of this version, opened."""
    await migrate(database_url)
    opened = open_database(database_url)
    yield opened
    await opened.close()
