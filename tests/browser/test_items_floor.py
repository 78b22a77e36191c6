"""Supervisors over chats and tickets: the list with its filters, what they do with an item, what the wallboard says of them."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.kit import Visitors, fits_across
from tests.browser.panel import button
from tests.browser.written import (
    HURRIED,
    REIN,
    bring,
    customer_writes,
    promised,
    said,
    stands,
    taken,
    takes,
    wait_for,
    written,
)
from tests.web.people_kit import Desktop

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


async def boss(desk: Desktop, people: Visitors, path: str = "/items", **more: str) -> Page:
    await desk.user("boss", ["supervisor"], shown="Mari Tamm")
    return await people.come(path, "boss", **more)


def rows(page: Page) -> Locator:
    return page.locator("tbody tr")


async def choose(page: Page, item: str, what: str) -> None:
    await button(page, f"Actions for {item}").click()
    await page.get_by_role("menuitem", name=what).click()


async def three(desk: Desktop) -> tuple[str, str, str]:
    """A ticket that is late, a chat that waits, and a ticket that agent 1001 has."""
    calm = await bring(desk, "ticket", subject="Some time", customer=REIN, tags=["invoice"])
    await promised(desk, HURRIED)
    late = await bring(desk, "ticket", subject="At once", tags=["hurry"])
    chat = await bring(desk, "chat", subject="Hi", queue="help")
    await takes(desk)
    await desk.house.client.wish("1001", "login", type="mail")
    await taken(desk, calm)
    return late, chat, calm


async def test_the_list(desk: Desktop, people: Visitors) -> None:
    """What is late stands first and says so; filters by kind, stage, queue, agent, promise and words hold in the address."""
    late, chat, calm = await three(desk)
    page = await boss(desk, people)
    await expect(rows(page)).to_have_count(3)
    await expect(rows(page).first).to_contain_text(re.compile("late by"))
    for label, value, left in (
        ("Kind", "chat", [chat]),
        ("Stage", "open", [calm]),
        ("Queue", "help", [chat]),
        ("Agent", "1001", [calm]),
        ("Agent", "-", [late, chat]),
    ):
        await page.get_by_label(label, exact=True).select_option(value)
        await expect(rows(page)).to_have_count(len(left))
        for item in left:
            await expect(page.get_by_role("link", name=item, exact=True)).to_be_visible()
        await page.reload()
        await expect(rows(page)).to_have_count(len(left))
        await page.get_by_label(label, exact=True).select_option("")
    await page.get_by_label("Promises").select_option("broken")
    await expect(page.get_by_role("link", name=late, exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name=calm, exact=True)).to_have_count(0)
    await page.get_by_label("Promises").select_option("")
    await page.get_by_role("searchbox").fill("invoice")
    await expect(rows(page)).to_have_count(1)


async def test_he_acts(desk: Desktop, people: Visitors) -> None:
    """Priority, transfer to a colleague, back to the queue, solved: each holds, and the row shows it."""
    late, _, calm = await three(desk)
    page = await boss(desk, people)
    await choose(page, late, "Priority, tags, subject…")
    await page.get_by_role("dialog").get_by_label("Priority").fill("7")
    await page.get_by_role("dialog").get_by_label("Tags").fill("vip, late")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await wait_for(desk, late, priority=7, tags=["vip", "late"])
    await choose(page, late, "Transfer…")
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("^Agent 1001")).click()
    await wait_for(desk, late, agent="1001", stage="open")
    await choose(page, calm, "Give back to the queue")
    await wait_for(desk, calm, agent=None)
    await choose(page, late, "Solve…")
    await page.get_by_role("dialog").get_by_role("button", name="Solved").click()
    await wait_for(desk, late, stage="solved")
    await expect(page.get_by_role("link", name=late, exact=True)).to_have_count(0)


async def test_what_is_solved(desk: Desktop, people: Visitors) -> None:
    """It is found in the past, read whole, and taken up again."""
    _, _, calm = await three(desk)
    assert (await desk.socket.post(f"/items/{calm}/solve", json={"disposition": "told"})).status_code == 200
    page = await boss(desk, people)
    await page.get_by_label("Stage", exact=True).select_option("solved")
    await expect(rows(page)).to_have_count(1)
    await expect(rows(page).first).to_contain_text("told")
    await page.get_by_role("link", name=calm, exact=True).click()
    await expect(said(page).first).to_contain_text("Hello!")
    await button(page, "Take it up again").click()
    await expect(page.get_by_label("Note for colleagues").or_(page.get_by_label("Answer"))).to_be_visible()
    assert (await stands(desk, calm))["stage"] != "solved"


async def test_a_note_from_above(desk: Desktop, people: Visitors) -> None:
    """Into an agent's item a supervisor writes notes, not answers in his place."""
    _, _, calm = await three(desk)
    page = await boss(desk, people, f"/items/{calm}")
    await page.get_by_label("Note for colleagues").fill("be kind")
    await button(page, "Keep the note").click()
    await expect(page.locator(".said.note")).to_contain_text("be kind")
    assert (await written(desk, calm))[-1][1:] == ("note", "be kind")


async def test_the_wallboard(desk: Desktop, people: Visitors) -> None:
    """Queues with what waits and is late, an alarm for each, the agent's row with his items, and the board for the wall."""
    _, _, calm = await three(desk)
    page = await boss(desk, people, "/floor")
    card = page.locator("section.card").filter(has=page.get_by_role("heading", name="Chats and tickets"))
    await expect(card.locator("tbody tr")).to_have_count(2)
    await expect(card.locator("tbody tr").filter(has_text="sales")).to_contain_text(re.compile("late by"))
    await expect(page.locator(".alarms")).to_contain_text("a chat or ticket is late")
    await page.get_by_role("link", name=re.compile("^1 ticket")).click()
    await expect(page.get_by_role("link", name=calm, exact=True)).to_be_visible()
    await expect(rows(page)).to_have_count(1)
    await page.goto(f"{people.url}/wall")
    await expect(page.locator(".wall-tile").filter(has_text="Chats waiting")).to_contain_text("1")
    await expect(page.locator(".wall-tile").filter(has_text="Late today")).to_have_class(re.compile("loud"))


@pytest.mark.parametrize("size", ["docked", pytest.param("phone", marks=pytest.mark.full)])
async def test_it_fits(desk: Desktop, people: Visitors, size: str) -> None:
    """The list is in sight under filters that are folded till they are asked for; of one item the box for an answer, however much
    was said."""
    late, _, _ = await three(desk)
    await customer_writes(desk, late, "Brzęczyszczykiewicz " * 100)
    page = await boss(desk, people, size=size)
    await expect(rows(page)).to_have_count(3)
    await fits_across(page)
    await expect(page.get_by_role("link", name=late, exact=True)).to_be_in_viewport()
    await button(page, "Filters").click()
    await page.get_by_label("Kind", exact=True).select_option("ticket")
    await button(page, "Filters (1)").click()
    await expect(page.get_by_label("Kind", exact=True)).to_be_hidden()
    await fits_across(page)
    await page.get_by_role("link", name=late, exact=True).click()
    await expect(page.locator("[data-answer]")).to_be_in_viewport(ratio=1)
    await expect(button(page, "Send")).to_be_in_viewport(ratio=1)
    await fits_across(page)
