"""Both databases, each fresh and brought up through the real migrations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from acd.store.database import Database, open_database
from acd.store.migrate import migrate

# looptime asks for the current loop before every test. Before the first asynchronous test that would make one which
# nobody closes; once a loop was set, even None, there simply is none.
asyncio.set_event_loop(None)


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/floor.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, file_url: str) -> str:
    """An empty database; each test that takes it runs on both kinds."""
    if request.param == "sqlite":
        return file_url
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, with the tables of this version, opened."""
    async with _up_to_date(database_url) as opened:
        yield opened


@pytest_asyncio.fixture
async def kept(file_url: str) -> AsyncIterator[Database]:
    """In a file alone: for what does not differ between the kinds."""
    async with _up_to_date(file_url) as opened:
        yield opened


@asynccontextmanager
async def _up_to_date(url: str) -> AsyncIterator[Database]:
    await migrate(url)
    opened = open_database(url)
    try:
        yield opened
    finally:
        await opened.close()
