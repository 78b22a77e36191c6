"""A visitor on somebody else's site chats with an agent, in a real browser; other sites get nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.foreign import begins, site
from tests.browser.kit import SIZES, Visitors, accessible
from tests.web.item_kit import Desks, desks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


@pytest_asyncio.fixture(loop_scope="session")
async def it(template: Path) -> AsyncIterator[Desks]:
    async with desks(template) as made:
        yield made


async def widget(it: Desks, origin: str, **fields: Any) -> None:
    body = {"queue": "sales", "origins": [origin], "ask": {"name": True, "email": False}} | fields
    made = await it.chief.put("/widgets/shop", json=body)
    assert made.status_code == 200, made.text


@asynccontextmanager
async def visiting(browser: Browser, it: Desks, *borne: str) -> AsyncIterator[Visitors]:
    people = Visitors(browser, it.it.url)
    people.bear(*borne)
    yield people
    await people.leave()


async def the_chat(it: Desks) -> str:
    async with asyncio.timeout(20):
        while True:
            found = (await it.chief.get("/items?kind=chat")).json()
            if found:
                return str(found[0]["id"])
            await asyncio.sleep(0.1)


async def says(it: Desks, item: str, text: str) -> None:
    done = await it.anna.post(f"/items/{item}/messages", json={"text": text})
    assert done.status_code == 201, done.text


async def test_a_visitor_and_an_agent(it: Desks, browser: Browser) -> None:
    """Both ways, as text; who joined and who writes is seen; a page loaded anew has the thread, and what was said meanwhile."""
    async with site(it.it.url) as shop, visiting(browser, it) as people:
        await widget(it, shop)
        people.url = shop
        page = await people.come("/")
        await begins(page, "Does the <b>lamp</b> dim?")
        item = await the_chat(it)
        stands = await it.until(item, lambda one: one["visitor"] is True)
        assert stands["customer"]["name"] == "Ewa Lis"
        await expect(page.get_by_role("status")).to_contain_text("Please wait")

        await it.taken(item)
        log = page.get_by_role("log")
        await expect(log).to_contain_text("Agent 1001 has joined.")
        done = await it.anna.post(f"/items/{item}/typing")
        assert done.status_code < 300, done.text
        await expect(page.get_by_role("status")).to_contain_text("Agent 1001 is writing")
        await says(it, item, "<img src=x onerror=alert(1)> It does.")
        await expect(log).to_contain_text("<img src=x onerror=alert(1)> It does.")
        await expect(log).to_contain_text("Does the <b>lamp</b> dim?")
        assert await page.locator("aftercall-chat img, aftercall-chat b").count() == 0

        await page.get_by_role("textbox", name="Your message").fill("And the other?")
        await page.keyboard.press("Enter")
        await expect(log.get_by_text("And the other?")).to_have_count(1)
        await expect(page.locator("aftercall-chat .going")).to_have_count(0)
        messages = (await it.anna.get(f"/items/{item}/messages")).json()
        assert [(one["by"], one["text"]) for one in messages if one["kind"] == "message"][-1] == (
            "customer",
            "And the other?",
        )

        await page.reload()
        await says(it, item, "That one too.")
        await expect(log).to_contain_text("That one too.")
        for text in ("Does the <b>lamp</b> dim?", "And the other?", "That one too."):
            await expect(log.get_by_text(text)).to_have_count(1)
        note = await it.anna.post(f"/items/{item}/messages", json={"text": "he is a friend", "kind": "note"})
        assert note.status_code == 201
        done = await it.anna.post(f"/items/{item}/solve", json={})
        assert done.status_code == 200, done.text
        await expect(page.get_by_role("status")).to_contain_text("This chat is over")
        assert "friend" not in await log.inner_text()

        assert await page.context.cookies() == []


async def test_another_site_gets_nothing(it: Desks, browser: Browser) -> None:
    """A site that the card does not name is shown no chat, and may ask nothing."""
    borne = ("CORS policy", "status of 403", "ERR_FAILED")
    async with site(it.it.url) as shop, site(it.it.url) as thief, visiting(browser, it, *borne) as people:
        await widget(it, shop)
        people.url = thief
        page = await people.come("/")
        refused = await page.evaluate(
            "root => fetch(root + '/widget/v1/shop/look').then(() => 'answered', () => 'refused')",
            it.it.url,
        )
        assert refused == "refused"
        await page.wait_for_timeout(500)
        assert await page.locator("aftercall-chat").count() == 0


async def test_a_connection_that_breaks(it: Desks, browser: Browser) -> None:
    """What is written while the line is dead is not lost: it says so, is sent again, and is there once. Who goes is seen to go."""
    async with (
        site(it.it.url) as shop,
        visiting(browser, it, "ERR_INTERNET_DISCONNECTED", "WebSocket") as people,
    ):
        await widget(it, shop)
        people.url = shop
        page = await people.come("/")
        await begins(page)
        item = await the_chat(it)
        await it.taken(item)
        log = page.get_by_role("log")
        await expect(log).to_contain_text("has joined")
        await page.context.set_offline(True)
        await page.get_by_role("textbox", name="Your message").fill("Are you there?")
        await page.keyboard.press("Enter")
        await expect(log).to_contain_text("This was not sent.")
        await page.context.set_offline(False)
        await says(it, item, "I am.")
        await page.get_by_role("button", name="Try again").click()
        await expect(page.locator("aftercall-chat .failed, aftercall-chat .going")).to_have_count(0)
        await expect(log.get_by_text("Are you there?")).to_have_count(1)
        await expect(log.get_by_text("I am.")).to_have_count(1)
        messages = (await it.anna.get(f"/items/{item}/messages")).json()
        assert [one["text"] for one in messages].count("Are you there?") == 1
        await page.close()
        await it.until(item, lambda one: one["visitor"] is False)


async def test_it_can_be_used_by_everybody(it: Desks, browser: Browser) -> None:
    """axe finds nothing, open and closed, in light and dark, on a desk and a phone; the keyboard alone is enough; it speaks Polish."""
    async with visiting(browser, it) as people:
        await widget(it, "https://shop.example")
        for scheme in ("light", "dark"):
            for size in ("desk", "phone"):
                page = await people.come("/widget/shop/try", size=size, color_scheme=scheme)
                opener = page.get_by_role("button", name="Chat with us")
                await expect(opener).to_be_visible()
                await accessible(page)
                await opener.focus()
                await page.keyboard.press("Enter")
                await expect(page.get_by_label("Your name")).to_be_focused()
                await accessible(page)
                await page.keyboard.type("Ewa")
                await page.keyboard.press("Tab")
                await page.keyboard.press("Tab")
                await page.keyboard.type("Hello?")
                await page.keyboard.press("Enter")
                await expect(page.get_by_role("log")).to_contain_text("Hello?")
                await expect(page.get_by_role("textbox", name="Your message")).to_be_focused()
                await accessible(page)
                box = await page.get_by_role("dialog").bounding_box()
                assert box is not None
                assert box["width"] <= SIZES[size][0]
                await page.keyboard.press("Escape")
                await expect(opener).to_be_focused()
    async with site(it.it.url, language="pl") as shop, visiting(browser, it) as people:
        await widget(it, shop)
        people.url = shop
        page = await people.come("/")
        await expect(page.get_by_role("button", name="Porozmawiaj z nami")).to_be_visible()


async def test_closed(it: Desks, browser: Browser) -> None:
    """Outside the queue's hours, and while somebody has closed it by hand, it says so."""
    made = await it.chief.put("/calendars/never", json={"zone": "UTC", "week": {}, "days": []})
    if made.status_code >= 300:
        made = await it.chief.put("/calendars/never", json={"zone": "UTC", "week": {}})
    assert made.status_code < 300, made.text
    done = await it.chief.put("/queues/sales", json={"calendar": "never"})
    assert done.status_code == 200, done.text
    async with site(it.it.url) as shop, visiting(browser, it) as people:
        await widget(it, shop)
        people.url = shop
        page = await people.come("/")
        await page.get_by_role("button", name="Chat with us").click()
        await expect(page.get_by_role("log")).to_contain_text("We are closed now.")
        assert await page.get_by_role("textbox", name="Your message").count() == 0
        done = await it.chief.put("/queues/sales", json={"calendar": "", "open": False})
        assert done.status_code == 200, done.text
        await page.reload()
        await expect(page.get_by_role("log")).to_have_text("We are closed now.")
        assert await page.get_by_role("textbox", name="Your message").count() == 0
        assert (await it.chief.put("/queues/sales", json={"open": True})).status_code == 200
        await page.reload()
        await expect(page.get_by_role("textbox", name="Your message")).to_be_visible()
