"""Every screen by axe: no violation of WCAG 2.2 A and AA, in light and in dark, at each size."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.async_api import Page, expect

from acd.store.items import NewMessage
from tests.browser.kit import SIZES, Visitors, accessible, fits_across
from tests.browser.panel import button, shows, wraps
from tests.browser.written import (
    HURRIED,
    REIN,
    at_items,
    bring,
    customer_writes,
    promised,
    said,
    stands,
    taken,
)
from tests.web.campaign_calls import WORDS, talking
from tests.web.people_kit import Desktop
from tests.web.test_campaigns import spring

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


async def test_chats_and_tickets(desk: Desktop, people: Visitors) -> None:
    """An offer, the list, an open item with every kind of message, what is asked before it goes."""
    await promised(desk, HURRIED)
    page = await at_items(people, desk)
    item = await bring(desk, tags=["urgent"])
    await taken(desk, await bring(desk, "ticket", subject="Late", customer=REIN, tags=["hurry"]))
    await expect(page.locator(".offer")).to_have_count(1)
    await expect(page.locator(".due.bad")).to_be_visible()
    await looked_at(page)
    await taken(desk, item)
    await page.goto(f"{people.url}/agent?item={item}")
    letter = NewMessage("See below", html="<p>See <b>below</b></p><img src='http://elsewhere.example/1.gif'>")
    await desk.house.service.items.say(item, letter)
    for kind in ("message", "note"):
        await desk.socket.post(f"/items/{item}/messages", json={"text": "Words", "kind": kind})
    await customer_writes(desk, item, "Thank you")
    await expect(said(page)).to_have_count(5)
    await button(page, "As it was sent").click()
    await page.locator("[data-answer]").fill("And")
    await expect(page.get_by_text("Draft kept")).to_be_visible()
    await looked_at(page)
    for key in ("s", "p", "t"):
        await page.keyboard.press(f"Alt+{key}")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await looked_at(page, ("docked", "desk"))
        await page.keyboard.press("Escape")


async def test_items_and_customers(desk: Desktop, people: Visitors) -> None:
    """A supervisor's list, one item, the wallboard with them, customers and one of them."""
    await desk.user("boss", ["supervisor"])
    await promised(desk, HURRIED)
    item = await bring(desk, "ticket", subject="Late", tags=["hurry"])
    await bring(desk, "chat", customer=REIN)
    customer = (await stands(desk, item))["customer"]["id"]
    page = await people.come("/items", "boss")
    await expect(page.locator(".due.bad").first).to_be_visible()
    await looked_at(page, ("phone", "desk"))
    await button(page, f"Actions for {item}").click()
    await looked_at(page, ("desk",))
    await page.get_by_role("menuitem", name="Priority, tags, subject…").click()
    await looked_at(page, ("desk",))
    await page.keyboard.press("Escape")
    for path in (f"/items/{item}", "/floor", "/wall", "/customers", f"/customers/{customer}"):
        await page.goto(people.url + path)
        await expect(page.get_by_text("Ewa Lis").or_(page.locator(".wall, .board")).first).to_be_visible()
        await looked_at(page, ("phone", "desk"))
    for name in ("Edit", "Merge…", "Erase…"):
        await button(page, name).click()
        await looked_at(page, ("desk",))
        await page.keyboard.press("Escape")


MAIN = (
    "/admin/queues",
    "/admin/agents",
    "/admin/types",
    "/admin/health",
    "/campaigns",
    "/campaigns/spring",
    "/contacts",
)


@pytest.mark.parametrize("path", MAIN)
async def test_main_pages(desk: Desktop, people: Visitors, path: str) -> None:
    """Where administrators and managers of campaigns begin."""
    await desk.user("root", ["administrator"])
    await spring(desk.house, 0)
    page = await people.come(path, "root")
    await expect(page.locator("main h1")).to_be_visible()
    await expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    await looked_at(page, ("phone", "desk"))


@pytest.mark.parametrize("path", ["/account", "/book"])
async def test_small_pages(desk: Desktop, people: Visitors, path: str) -> None:
    """My account, the address book."""
    page = await people.come(path, "anna")
    await expect(page.get_by_role("heading").first).to_be_visible()
    await looked_at(page)
