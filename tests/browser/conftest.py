"""One browser for all tests of this folder, which therefore share one loop; houses and pages of each test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.kit import WITHIN, Visitors, chromium
from tests.web.house import make_template
from tests.web.people_kit import Desktop, desktop

expect.set_options(timeout=WITHIN)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database for houses, made in a thread whose loop is its own."""
    folder = tmp_path_factory.mktemp("browser")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, make_template(folder)).result()
    return folder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as it:
        yield it


@pytest_asyncio.fixture(loop_scope="session")
async def desk(template: Path) -> AsyncIterator[Desktop]:
    """A house with two agents, over TCP; anna is the user of agent 1001."""
    async with desktop(template) as it:
        await it.user("anna", ["agent"], agent="1001", shown="Anna Nowak")
        telling = asyncio.create_task(it.house.campaigns.run())
        try:
            yield it
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="session")
async def people(browser: Browser, desk: Desktop) -> AsyncIterator[Visitors]:
    """Whoever comes to that house."""
    visitors = Visitors(browser, desk.url)
    try:
        yield visitors
    finally:
        await visitors.leave()
