"""Houses for the tests of the API; their database is made once and copied."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.house import House, house, make_template, small_floor


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made in a thread, whose loop is its own."""
    folder = tmp_path_factory.mktemp("web")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, make_template(folder)).result()
    return folder


@pytest.fixture
async def empty(template: Path) -> AsyncIterator[House]:
    """A house with nothing but the starting set of types."""
    async with house(template) as it:
        yield it


@pytest.fixture
async def floor(template: Path) -> AsyncIterator[House]:
    """A house with two agents, two phones and two queues."""
    async with house(template) as it:
        await small_floor(it)
        yield it
