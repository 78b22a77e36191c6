"""The agent's panel as a person finds his way on it: by what it says."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.kit import Visitors
from tests.web.people_kit import Desktop


def state(page: Page) -> Locator:
    """What I am: the big label on top."""
    return page.locator(".status-now .state")


def clock(page: Page) -> Locator:
    """The yellow label's time left."""
    return page.locator(".wrap-left")


def button(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


async def shows(page: Page, word: str) -> None:
    await expect(state(page)).to_have_text(word)


async def wraps(page: Page) -> None:
    await expect(page.locator(".wrap-word")).to_have_text("AFTERCALL")


async def choose(page: Page, menu: str, item: str) -> None:
    await button(page, menu).click()
    await page.get_by_role("menuitem", name=re.compile(f"^{re.escape(item)}")).click()


async def seconds_left(page: Page) -> int:
    minutes, seconds = (await clock(page).inner_text()).split(":")
    return 60 * int(minutes) + int(seconds)


async def at_work(people: Visitors, desk: Desktop, **more: object) -> Page:
    """Anna's panel; she has started work and is free."""
    await desk.house.client.wish("1001", "login")
    page = await people.come("/agent", "anna", **more)  # type: ignore[arg-type]
    await shows(page, "Free")
    await expect(button(page, "Break")).to_be_enabled()
    return page
