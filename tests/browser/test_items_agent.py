"""An agent's chats and tickets at his desk: offered, taken, answered, noted, solved, given on; nothing that he wrote is lost."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from acd.store.items import NewMessage
from tests.browser.kit import Visitors, fits_across
from tests.browser.panel import button, choose, shows
from tests.browser.wire import wire
from tests.browser.written import (
    HURRIED,
    REIN,
    answer_box,
    at_items,
    bring,
    customer_writes,
    promised,
    said,
    stands,
    taken,
    wait_for,
    written,
)
from tests.web.people_kit import Desktop

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

EVIL = '<img src=x onerror="document.body.id=1"><script>document.body.id=2</script>'
EARS = """
window.heard = 0;
const before = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { window.heard += 1; return before.call(this); };
"""
"""Counts the tones that are made."""


async def open_item(people: Visitors, desk: Desktop, page: Page, item: str) -> None:
    await page.goto(f"{people.url}/agent?item={item}")
    await expect(page.locator(".item-card h2")).to_contain_text(item)


async def a_chat(people: Visitors, desk: Desktop, **more: str) -> tuple[Page, str]:
    """Anna has a chat, and it is open."""
    page = await at_items(people, desk, **more)
    item = await bring(desk)
    await button(page, "Accept").click()
    await expect(page.locator(".item-card h2")).to_contain_text(item)
    await expect(said(page)).to_have_count(1)
    return page, item


async def test_an_offer_is_taken(desk: Desktop, people: Visitors) -> None:
    """Who, about what and how long still, with a sound; accepted it is hers, and open."""
    await promised(desk)
    page = await at_items(people, desk, script=EARS)
    await button(page, "Switch on").click()
    heard = await page.evaluate("heard")
    item = await bring(desk)
    offer = page.locator(".offer")
    await expect(offer).to_contain_text("Chat from Ewa Lis")
    await expect(offer).to_contain_text("Where is my order?")
    await expect(offer.locator(".offer-left")).to_have_text(re.compile(r"^0:[01]\d$"))
    await expect(offer).to_contain_text(re.compile(r"Answer: due in 1:\d\d"))
    await expect(page).to_have_title(re.compile("Chat from Ewa Lis"))
    await page.wait_for_function("before => heard > before", arg=heard)
    await button(page, "Accept").click()
    await expect(page.locator(".item-card h2")).to_contain_text("Ewa Lis")
    await expect(said(page).first).to_contain_text("Hello!")
    await expect(offer).to_have_count(0)
    assert (await stands(desk, item))["agent"] == "1001"
    await page.reload()
    await expect(page.locator(".item-card h2")).to_contain_text(item)


async def test_declined_by_a_key(desk: Desktop, people: Visitors) -> None:
    """It is gone from the screen and goes to the next; it is no miss."""
    await desk.house.client.wish("1002", "login")
    page = await at_items(people, desk)
    item = await bring(desk)
    first = (await stands(desk, item))["offered"]["agent"]
    if first != "1001":
        assert (await desk.socket.post(f"/agents/1002/items/{item}/decline")).status_code == 200
    await expect(page.locator(".offer")).to_be_visible()
    await page.keyboard.press("Alt+x")
    await expect(page.locator(".offer")).to_have_count(0)
    await shows(page, "Free")


async def test_a_break_takes_the_offer_away(desk: Desktop, people: Visitors) -> None:
    """What she has accepted stays hers on a break."""
    page, item = await a_chat(people, desk)
    await bring(desk, subject="Another")
    await expect(page.locator(".offer")).to_contain_text("Another")
    await desk.house.client.wish("1001", "type", type="lunch")
    await expect(page.locator(".offer")).to_have_count(0)
    await expect(page.locator(".item-row")).to_have_count(1)
    await expect(page.locator(".item-card h2")).to_contain_text(item)


async def test_words_go_both_ways(desk: Desktop, people: Visitors) -> None:
    """Enter sends; what the customer writes comes at once, and that he is typing; a note is for colleagues alone."""
    page, item = await a_chat(people, desk)
    await answer_box(page).fill("Good morning!")
    await answer_box(page).press("Shift+Enter")
    await answer_box(page).type("I look.")
    await answer_box(page).press("Enter")
    await expect(said(page).nth(1)).to_contain_text("I look.")
    await expect(answer_box(page)).to_have_value("")
    await expect(answer_box(page)).to_be_focused()
    desk.house.service.threads.typing(item, "customer")
    await expect(page.get_by_text("Ewa Lis is typing…")).to_be_visible()
    await customer_writes(desk, item, "It is number 5512")
    await expect(said(page).last).to_contain_text("It is number 5512")
    await expect(page.get_by_text("is typing…")).to_have_count(0)
    await button(page, "Note").click()
    await page.get_by_label("Note for colleagues").fill("She is angry")
    await button(page, "Keep the note").click()
    await expect(page.locator(".said.note")).to_contain_text("not for the customer")
    assert (await written(desk, item))[1:] == [
        ("agent", "message", "Good morning!\nI look."),
        ("customer", "message", "It is number 5512"),
        ("agent", "note", "She is angry"),
    ]
    seen = await desk.house.service.items.thread(item, 0, 50)
    assert len(seen) == 4


async def test_a_draft_outlives_the_page(desk: Desktop, people: Visitors) -> None:
    """Of each item its own, in another browser too; sent, it is gone."""
    page, item = await a_chat(people, desk)
    await answer_box(page).fill("It is at the depot")
    await expect(page.get_by_text("Draft kept")).to_be_visible()
    await page.close()
    other = await people.come(f"/agent?item={item}", "anna")
    await expect(answer_box(other)).to_have_value("It is at the depot")
    await button(other, "Send").click()
    await expect(said(other)).to_have_count(2)
    await other.reload()
    await expect(said(other)).to_have_count(2)
    await expect(answer_box(other)).to_have_value("")


async def test_to_solve(desk: Desktop, people: Visitors) -> None:
    """The button counts what waits; the most urgent becomes hers, the list is in that order, and late is said in a word."""
    await desk.house.client.put_queue("help", aftercall=0)
    page = await at_items(people, desk)
    await desk.house.client.wish("1001", "type", type="lunch")
    await shows(page, "Lunch")
    calm = await bring(desk, "ticket", subject="Some time", customer=REIN)
    await promised(desk, HURRIED)
    late = await bring(desk, "ticket", subject="At once", queue="help", tags=["hurry"])
    await wait_for(desk, calm, stage="waiting")
    await desk.house.client.wish("1001", "logout")
    await desk.house.client.put_type("mail", group="work", calls=False, tickets=True)
    await push_no_tickets(desk)
    await desk.house.client.wish("1001", "login", type="mail")
    await expect(page.locator(".to-solve-count")).to_have_text("2")
    await button(page, re.compile("^To solve")).click()
    await expect(page.locator(".item-card h2")).to_contain_text(late)
    await expect(page.locator(".item-card .due.bad")).to_contain_text(re.compile("First answer: late by"))
    await expect(page.locator(".to-solve-count")).to_have_text("1")
    await page.keyboard.press("Alt+g")
    await expect(page.locator(".item-card h2")).to_contain_text(calm)
    await expect(page.locator(".item-row").first).to_contain_text("At once")
    await expect(page.locator(".item-row").last).to_contain_text("Some time")
    await expect(button(page, re.compile("^To solve"))).to_be_disabled()
    await page.keyboard.press("Alt+j")
    await expect(page.locator(".item-card h2")).to_contain_text(late)


async def push_no_tickets(desk: Desktop) -> None:
    """Tickets are pulled alone."""
    from dataclasses import replace

    from acd.core import heard

    for queue in ("sales", "help"):
        card = desk.house.desk.floor.queues[queue].card
        await desk.house.desk.heed(heard.QueueSet(desk.house.desk.now(), replace(card, push_tickets=False)))


async def test_solved_with_a_word(desk: Desktop, people: Visitors) -> None:
    """Where the queue demands one; then it can be looked at, taken up again, and is hers again."""
    await desk.house.client.put_queue("sales", disposition=True)
    page, item = await a_chat(people, desk)
    await page.keyboard.press("Alt+s")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Solved")).to_be_disabled()
    await dialog.get_by_label("What became of it").fill("told")
    await dialog.get_by_label("Note for colleagues").fill("parcel is late")
    await dialog.get_by_role("button", name="Solved").click()
    await expect(page.locator(".item-row")).to_have_count(0)
    await expect(page.locator(".item-card")).to_have_count(0)
    done = await stands(desk, item)
    assert (done["stage"], done["disposition"]) == ("solved", "told")
    assert ("agent", "note", "parcel is late") in await written(desk, item)


async def test_put_off_and_given_on(desk: Desktop, people: Visitors) -> None:
    """It waits for the customer and goes on; given back it waits for others; a queue of choice gets it."""
    page, item = await a_chat(people, desk)
    await page.keyboard.press("Alt+p")
    await page.get_by_role("dialog").get_by_role("button", name="Wait for the customer").click()
    await expect(page.locator(".item-card .stage")).to_have_text("Waits for the customer")
    await customer_writes(desk, item, "Here I am")
    await expect(page.locator(".item-card .stage")).to_have_text("Open")
    await page.keyboard.press("Alt+t")
    await page.get_by_role("dialog").get_by_role("button", name="Queue help").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await wait_for(desk, item, queue="help")


async def test_what_others_write_stays_text(desk: Desktop, people: Visitors) -> None:
    """Tags are shown as they were typed; HTML of a mail is shown in a frame in which nothing runs and nothing is fetched."""
    page = await at_items(people, desk)
    item = await bring(desk, subject=EVIL, text=EVIL, customer={"name": EVIL, "email": "evil@example.com"})
    await expect(page.locator(".offer")).to_contain_text("<img src=x")
    await button(page, "Accept").click()
    await expect(said(page).first).to_contain_text("<script>")
    letter = NewMessage(
        "See my page", html=f"<h1>Dear all</h1>{EVIL}<img src='http://tracker.example/1.gif'>"
    )
    await desk.house.service.items.say(item, letter)
    await expect(said(page).last).to_contain_text("See my page")
    await button(page, "As it was sent").click()
    frame = page.frame_locator("iframe.letter")
    await expect(frame.get_by_role("heading", name="Dear all")).to_be_visible()
    assert await frame.locator("script, [onerror]").count() == 0
    assert await frame.locator("img[src]").count() == 0
    assert await page.locator("iframe.letter").get_attribute("sandbox") == "allow-popups"
    assert await page.evaluate("document.body.id") == ""
    await expect(button(page, "Fetch 1 picture")).to_be_visible()


async def test_files_go_along(desk: Desktop, people: Visitors, tmp_path: Path) -> None:
    """Each is brought before the message, can be left out, and is given out as a download; a larger one than 10 MB is refused."""
    page, item = await a_chat(people, desk)
    paper, picture, large = tmp_path / "offer ½.pdf", tmp_path / "b.png", tmp_path / "large.bin"
    paper.write_bytes(b"%PDF-1.4 nothing")
    picture.write_bytes(b"\x89PNG")
    large.write_bytes(bytes(10 * 1024 * 1024 + 1))
    chooser = page.locator(".attach input")
    await chooser.set_input_files([paper, picture])
    await expect(page.locator(".compose .file")).to_have_count(2)
    await button(page, "Leave out b.png").click()
    await expect(page.locator(".compose .file")).to_have_count(1)
    await chooser.set_input_files(large)
    await expect(page.locator(".compose").get_by_role("alert")).to_contain_text("a file may have 10 MB")
    await button(page, "Send").click()
    link = page.get_by_role("link", name=re.compile("offer ½.pdf"))
    async with page.expect_download() as download:
        await link.click()
    got = await (await download.value).path()
    assert await asyncio.to_thread(Path(got).read_bytes) == b"%PDF-1.4 nothing"
    assert len(await written(desk, item)) == 2


async def test_the_line_is_cut(desk: Desktop, people: Visitors) -> None:
    """What was written meanwhile is there when it is back; what could not be sent is still in the box, and says so."""
    async with wire(desk.url) as line:
        people.bear(r"ERR_|WebSocket|Failed to load resource")
        people.url = line.url
        page, item = await a_chat(people, desk)
        line.cut()
        await customer_writes(desk, item, "Are you there?")
        await answer_box(page).fill("Yes")
        await answer_box(page).press("Enter")
        await expect(page.get_by_role("alert").filter(has_text="cannot be reached").first).to_be_visible()
        await expect(answer_box(page)).to_have_value("Yes")
        line.mend()
        await expect(said(page).last).to_contain_text("Are you there?")
        await answer_box(page).press("Enter")
        await expect(said(page).last).to_contain_text("Yes")
    assert [text for _, _, text in await written(desk, item)] == ["Hello!", "Are you there?", "Yes"]


async def test_another_was_faster(desk: Desktop, people: Visitors) -> None:
    """Who presses too late is told who has it."""
    people.bear(r"status of 409")
    page = await at_items(people, desk)
    await page.route("**/accept", lambda route: _taken_first(desk, route))
    item = await bring(desk)
    await button(page, "Accept").click()
    await expect(page.locator(".status").get_by_role("alert")).to_be_visible()
    assert (await stands(desk, item))["agent"] == "1002"


async def _taken_first(desk: Desktop, route: object) -> None:
    item = route.request.url.split("/")[-2]  # type: ignore[attr-defined]
    await desk.house.client.wish("1002", "login")
    await desk.socket.post(f"/agents/1001/items/{item}/decline")
    await taken(desk, item, "1002")
    await route.continue_()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "size", ["phone", *(pytest.param(one, marks=pytest.mark.full) for one in ("docked", "desk"))]
)
async def test_it_fits(desk: Desktop, people: Visitors, size: str) -> None:
    """An offer, the list and an open item: both answers, the box and its button are in sight, and nothing is scrolled sideways."""
    await promised(desk)
    page = await at_items(people, desk, size=size)
    item = await bring(
        desk, subject="Where " * 40, customer={"name": "Maximiliane" * 6}, tags=["urgent", "vip"]
    )
    await expect(button(page, "Accept")).to_be_in_viewport()
    await expect(button(page, "Decline")).to_be_in_viewport()
    await fits_across(page)
    await button(page, "Accept").click()
    await customer_writes(desk, item, "Brzęczyszczykiewicz " * 100)
    await expect(said(page)).to_have_count(2)
    await bring(desk, subject="Which " * 40, customer={"name": "Konstanty " * 6})
    for one in ("Accept", "Decline", "Send"):  # also under a notice and another offer
        await expect(button(page, one)).to_be_in_viewport(ratio=1)
    await expect(answer_box(page)).to_be_in_viewport(ratio=1)
    await button(page, "Decline").click()
    await page.get_by_role("button", name="Close").first.click()
    await expect(button(page, "Solve")).to_be_in_viewport()
    await fits_across(page)
    await button(page, "Back to the list").click()
    await expect(page.locator(".item-row")).to_be_in_viewport()
    await fits_across(page)


async def test_by_keys_alone(desk: Desktop, people: Visitors) -> None:
    """Taken, answered, noted and solved without a mouse; the list of keys names them."""
    page = await at_items(people, desk)
    item = await bring(desk)
    await expect(page.locator(".offer")).to_be_visible()
    await page.keyboard.press("Alt+a")
    await expect(page.locator(".item-card h2")).to_contain_text(item)
    await expect(answer_box(page)).to_be_visible()
    await page.keyboard.press("Alt+m")
    await expect(answer_box(page)).to_be_focused()
    await page.keyboard.type("Done?")
    await page.keyboard.press("Enter")
    await expect(said(page)).to_have_count(2)
    await page.keyboard.press("Alt+n")
    await expect(page.get_by_label("Note for colleagues")).to_be_visible()
    await page.keyboard.press("Alt+s")
    await expect(page.get_by_role("dialog", name=f"Solve {item}")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Solved").press("Enter")
    await expect(page.locator(".item-card")).to_have_count(0)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_contain_text("To solve: get the most urgent")


async def test_work_without_a_phone(desk: Desktop, people: Visitors) -> None:
    """Who has no phone starts work on chats and tickets, is told that no calls come, and is given a chat; for work with calls he is
    asked for a phone, and one that he names later is his."""
    people.bear(r"status of 409")
    client = desk.house.client
    fields: dict[str, Any] = {"calls": False, "chats": True, "tickets": True, "order": 99}
    await client.put_type("write", group="work", names={"en": "Writing"}, **fields)
    await client.put_agent("1001", phone=None)
    page = await people.come("/agent", "anna")
    status = page.get_by_label("My state")
    await expect(status).to_contain_text("You have no phone of your own.")
    await expect(status.get_by_label("Phone")).to_be_visible()
    await expect(button(page, "Start work")).to_be_disabled()
    await page.get_by_label("Begin with").select_option(label="Writing")
    await expect(status.get_by_label("Phone")).to_have_count(0)
    await button(page, "Start work").click()
    await shows(page, "Working")
    await expect(status).to_contain_text("You are without a phone: no calls come to you.")
    await expect(button(page, "Dial a number")).to_have_count(0)
    item = await bring(desk)
    await button(page, "Accept").click()
    await expect(page.locator(".item-card h2")).to_contain_text(item)
    await page.goto(f"{people.url}/agent")
    await choose(page, "Break", "Phone")
    await expect(page.get_by_role("alert")).to_contain_text("has no default phone")
    await button(page, "Use a phone").click()
    await page.get_by_role("dialog").get_by_label("Phone").fill("1001")
    await button(page, "Use this phone").click()
    await expect(status).not_to_contain_text("without a phone")
    await choose(page, "Break", "Phone")
    await shows(page, "Free")
