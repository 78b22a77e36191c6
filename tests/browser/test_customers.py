"""One customer on one page: calls, chats and tickets, newest first; changed, put together with another, erased."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from acd.core import heard
from tests.browser.kit import Visitors
from tests.browser.panel import button
from tests.browser.written import EWA, bring, stands, taken, takes
from tests.web.people_kit import Desktop

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


async def a_call(desk: Desktop, number: str) -> None:
    """He called, talked with 1001, and it is over."""
    house, call = desk.house, "c77"
    at, leg = house.desk.now(), "PJSIP/1001-c77"
    await house.desk.heed(
        heard.CallerJoined(at, "sales", call, f"PJSIP/in-{call}", number, "Ewa", 1),
        heard.Offered(at, "sales", call, "1001", "1001", leg),
        heard.CallerLeft(at, "sales", call),
        heard.Answered(at, "sales", call, "1001", "1001", leg, f"t-{call}"),
    )
    await house.hang_up(call, "1001")
    await house.journal.settled() if hasattr(house.journal, "settled") else None


async def boss(desk: Desktop, people: Visitors, path: str) -> Page:
    await desk.user("boss", ["supervisor"], shown="Mari Tamm")
    return await people.come(path, "boss")


async def test_all_on_one_page(desk: Desktop, people: Visitors) -> None:
    """His calls by his number, his chats and tickets; from there to an item."""
    await desk.house.client.wish("1001", "login")
    first = await bring(desk, "ticket", subject="First")
    await a_call(desk, str(EWA["phone"]))
    last = await bring(desk, "chat", subject="Last")
    customer = (await stands(desk, first))["customer"]["id"]
    page = await boss(desk, people, f"/customers/{customer}")
    await expect(page.get_by_role("heading", name="Ewa Lis")).to_be_visible()
    history = page.locator(".history li")
    await expect(history).to_have_count(3)
    for at, words in enumerate((f"Chat {last}", "Call from the customer", f"Ticket {first}")):
        await expect(history.nth(at)).to_contain_text(words)
    await page.get_by_role("link", name=f"Ticket {first}").click()
    await expect(page.locator(".item-card h2")).to_contain_text(first)
    await page.locator(".item-card h2 a").click()
    await expect(page).to_have_url(re.compile(f"/customers/{customer}$"))


async def test_changed(desk: Desktop, people: Visitors) -> None:
    """What is wrong stands beside its field; what is right is there at once."""
    people.bear(r"status of 422")
    item = await bring(desk)
    customer = (await stands(desk, item))["customer"]["id"]
    page = await boss(desk, people, f"/customers/{customer}")
    await button(page, "Edit").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Number").fill("12")
    await dialog.get_by_label("Level").fill("gold")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.locator(".field.wrong")).to_have_count(1)
    await dialog.get_by_label("Number").fill("+48 501 204 119")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(page.locator(".facts")).to_contain_text("+48501204119")
    await expect(page.locator(".facts")).to_contain_text("gold")


async def test_put_together(desk: Desktop, people: Visitors) -> None:
    """Found by name; the items of both are then on the page of the one who stays."""
    one = await bring(desk, "ticket", customer={"name": "Ewa Lis", "email": "e.lis@example.com"})
    other = await bring(desk, "ticket")
    gone = (await stands(desk, one))["customer"]["id"]
    stays = (await stands(desk, other))["customer"]["id"]
    page = await boss(desk, people, "/customers")
    await page.get_by_role("searchbox").fill("e.lis")
    await expect(page.get_by_role("link", name="Ewa Lis")).to_have_count(1)
    await page.get_by_role("link", name="Ewa Lis").click()
    await button(page, "Merge…").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Merge")).to_be_disabled()
    await dialog.get_by_role("button", name=re.compile("ewa@example.com")).click()
    await dialog.get_by_role("button", name="Merge").click()
    await expect(page).to_have_url(re.compile(f"/customers/{stays}$"))
    await expect(page.locator(".history li")).to_have_count(2)
    assert (await desk.socket.get(f"/customers/{gone}")).status_code == 404


async def test_erased(desk: Desktop, people: Visitors) -> None:
    """Only where nothing of his is open; what was written is gone."""
    people.bear(r"status of 409")
    await takes(desk)
    await desk.house.client.wish("1001", "login")
    item = await taken(desk, await bring(desk))
    customer = (await stands(desk, item))["customer"]["id"]
    page = await boss(desk, people, f"/customers/{customer}")
    await button(page, "Erase…").click()
    await page.get_by_role("dialog").get_by_role("button", name="Erase for good").click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    assert (await desk.socket.post(f"/items/{item}/solve", json={})).status_code == 200
    await page.get_by_role("dialog").get_by_role("button", name="Erase for good").click()
    await expect(page).to_have_url(re.compile("/customers$"))
    assert "Hello!" not in (await desk.socket.get(f"/items/{item}/messages")).text


async def test_an_agent_sees_whom_he_serves(desk: Desktop, people: Visitors) -> None:
    """From his item to the customer's page; of others he is told that they are not his."""
    people.bear(r"status of 403")
    await takes(desk, tickets=False)
    await desk.house.client.wish("1001", "login")
    item = await taken(desk, await bring(desk))
    await desk.house.client.put_queue("orders")
    other = await bring(desk, "ticket", queue="orders", customer={"name": "Somebody", "key": "k2"})
    page = await people.come(f"/agent?item={item}", "anna")
    await page.locator(".item-card h2 a").click()
    await expect(page.get_by_role("heading", name="Ewa Lis")).to_be_visible()
    await expect(button(page, "Merge…")).to_have_count(0)
    stranger = (await stands(desk, other))["customer"]["id"]
    await page.goto(f"{people.url}/customers/{stranger}")
    await expect(page.get_by_role("alert")).to_contain_text("is not one whom")
