"""Every screen by axe: no violation of WCAG 2.2 A and AA, in light and in dark, at each size."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.async_api import Page, expect

from tests.browser.kit import SIZES, Visitors, accessible, fits_across
from tests.browser.panel import button, shows, wraps
from tests.web.campaign_calls import WORDS, talking
from tests.web.people_kit import Desktop

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

ALL = ("docked", "phone", "desk")  # the last one stays
LOOKS = ("light", "dark")
NOTE = {"code": "note", "label": "Note", "kind": "long text"}


async def looked_at(page: Page, sizes: Sequence[str] = ALL) -> None:
    """In both looks at each size, and nothing to be scrolled sideways."""
    for size in sizes:
        width, height = SIZES[size]
        await page.set_viewport_size({"width": width, "height": height})
        await fits_across(page)
        for look in LOOKS:
            await page.evaluate("look => document.documentElement.dataset.theme = look", look)
            await accessible(page)


async def test_the_way_in(desk: Desktop, people: Visitors) -> None:
    """Log-in, also with its error."""
    people.bear(r"status of 401")
    page = await people.come("/login")
    await looked_at(page)
    await page.get_by_label("User name").fill("anna")
    await page.get_by_label("Password").fill("wrong")
    await button(page, "Sign in").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await looked_at(page, ("desk",))


async def test_the_agents_states(desk: Desktop, people: Visitors) -> None:
    """Logged off, free with the menu open, in a call, choosing a colleague, in aftercall, on a break, the list of keys."""
    house = desk.house
    await house.client.wish("1002", "login")
    page = await people.come("/agent", "anna")
    await expect(button(page, "Start work")).to_be_enabled()
    await looked_at(page)
    await button(page, "Start work").click()
    await shows(page, "Free")
    await button(page, "Break").click()
    await looked_at(page, ("desk",))
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await looked_at(page, ("desk",))
    await page.keyboard.press("Escape")
    call = await house.talk("1001")
    await shows(page, "Talking")
    await looked_at(page)
    await button(page, "Transfer").click()
    await looked_at(page, ("phone", "desk"))
    await page.keyboard.press("Escape")
    await house.client.wish("1001", "type", type="lunch")
    await house.hang_up(call, "1001")
    await wraps(page)
    await looked_at(page)
    await house.client.wish("1001", "finish")
    await shows(page, "Lunch")
    await looked_at(page, ("docked",))


async def test_the_contact(desk: Desktop, people: Visitors) -> None:
    """Script, form, dispositions and a promised call."""
    await desk.house.client.wish("1001", "login")
    await talking(desk.house, form=[*WORDS["form"], NOTE])
    page = await people.come("/agent", "anna")
    await page.get_by_role("radio", name="later").check()
    await expect(page.get_by_label("Call back at")).to_be_visible()
    await looked_at(page)


async def test_the_tabs_of_a_small_desk(desk: Desktop, people: Visitors) -> None:
    """Colleagues and the day, where only one part is seen at a time."""
    await desk.house.client.wish("1001", "login")
    await desk.house.client.wish("1002", "login")
    page = await people.come("/agent", "anna", size="docked")
    await shows(page, "Free")
    for tab in ("Colleagues", "My day"):
        await page.get_by_role("tab", name=tab).click()
        await looked_at(page, ("docked", "phone"))


async def test_the_floor(desk: Desktop, people: Visitors) -> None:
    """The wallboard with calls and alarms, its menus and dialogs, the stream of events, the board for the wall."""
    await desk.user("boss", ["supervisor"])
    house = desk.house
    for agent in ("1001", "1002"):
        await house.client.wish(agent, "login")
    page = await people.come("/floor", "boss")
    await page.evaluate(
        "localStorage.setItem('aftercall-thresholds', JSON.stringify({aftercall: 0, talk: 0}))"
    )
    await page.reload()
    await house.talk("1001")
    await expect(page.locator(".alarms")).to_be_visible()
    await looked_at(page, ("phone", "desk"))
    await button(page, "Actions for Agent 1001").click()
    await looked_at(page, ("desk",))
    await page.get_by_role("menuitem", name="Hold from calls…").click()
    await looked_at(page, ("desk",))
    await page.keyboard.press("Escape")
    await button(page, "Alarms").click()
    await looked_at(page, ("phone", "desk"))
    await page.keyboard.press("Escape")
    await page.goto(f"{people.url}/events")
    await expect(button(page, "Clear")).to_be_visible()
    async with page.expect_websocket() as _:
        await page.reload()
    await page.wait_for_timeout(500)
    await house.client.wish("1002", "type", type="lunch")
    await expect(page.locator(".event").first).to_be_visible()
    await looked_at(page, ("phone", "desk"))
    await page.goto(f"{people.url}/wall")
    await expect(page.locator(".wall-tile").first).to_be_visible()
    await looked_at(page, ("phone", "desk"))


@pytest.mark.parametrize("path", ["/account", "/book"])
async def test_small_pages(desk: Desktop, people: Visitors, path: str) -> None:
    """My account, the address book."""
    page = await people.come(path, "anna")
    await expect(page.get_by_role("heading").first).to_be_visible()
    await looked_at(page)
