"""The agent's panel in use: by keys alone, in five languages, at each size, with a draft that survives."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from playwright.async_api import Page, expect

from acd.core import heard
from aftercall.screens.assets import FOLDERS
from tests.browser.kit import Visitors, fits_across, words
from tests.browser.panel import at_work, button, seconds_left, shows, wraps
from tests.browser.written import bring, takes
from tests.web.campaign_calls import WORDS, talking, wrapping
from tests.web.people_kit import Desktop

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

CALLS = itertools.count(1)
NOTE = {"code": "note", "label": "Note", "kind": "long text"}
NAME = "Aftercall"
"""The product's, in every language."""
OTHERS = ("pl", "ru", "et", "es")


async def test_by_keys_alone(desk: Desktop, people: Visitors) -> None:
    """Work and break, the aftercall's extension and end, each by its key; where typing goes, no key does anything."""
    await desk.house.client.put_queue("sales", aftercall=50_000, step=30_000, longest=120_000)
    page = await at_work(people, desk)
    await page.keyboard.press("Alt+w")
    await expect(page.get_by_role("menu")).to_be_visible()
    await expect(page.get_by_role("menuitem", name=re.compile("^Lunch"))).to_be_visible()
    await page.keyboard.press("l")
    await expect(page.get_by_role("menuitem", name=re.compile("^Lunch"))).to_be_focused()
    await page.keyboard.press("Enter")
    await shows(page, "Lunch")
    await expect(button(page, "Work or break")).to_be_focused()
    await page.keyboard.press("Alt+r")
    await shows(page, "Free")
    call = await desk.house.talk("1001")
    await shows(page, "Talking")
    await desk.house.hang_up(call, "1001")
    await wraps(page)
    assert await seconds_left(page) <= 50
    await page.keyboard.press("Alt+e")
    await expect(page.locator(".wrap-left")).to_have_text(re.compile(r"^1:|^0:5[1-9]$"))
    await page.keyboard.press("Alt+f")
    await shows(page, "Free")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_label("Search colleagues").fill("?")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_result_by_keys_alone(desk: Desktop, people: Visitors) -> None:
    """The form, the disposition and its saving need no mouse."""
    await desk.house.client.wish("1001", "login")
    await wrapping(desk.house)
    page = await people.come("/agent", "anna")
    await page.get_by_label("Size").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_label("Size")).to_have_value("L")
    await page.keyboard.press("Alt+d")
    await expect(page.get_by_role("radio", name="sale")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("radio", name="sale")).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(button(page, "Save the result")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Saved: sale").first).to_be_visible()
    found = await desk.house.client.contact("1001")
    assert found.disposition == "sale"


async def test_a_draft_outlives_the_page(desk: Desktop, people: Visitors) -> None:
    """What was written is there after a reload, and in another browser."""
    await desk.house.client.wish("1001", "login")
    await talking(desk.house, form=[*WORDS["form"], NOTE])
    page = await people.come("/agent", "anna")
    await page.get_by_label("Note").fill("calls again in May")
    await page.get_by_role("radio", name="later").check()
    await page.get_by_label("Call back at").fill("2031-05-02T10:00")
    await expect(page.get_by_text("Draft kept")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Note")).to_have_value("calls again in May")
    await expect(page.get_by_role("radio", name="later")).to_be_checked()
    await expect(page.get_by_label("Call back at")).to_have_value("2031-05-02T10:00")
    await page.close()
    other = await people.come("/agent", "anna")
    await expect(other.get_by_label("Note")).to_have_value("calls again in May")


async def test_nothing_moves_for_who_wants_it_so(desk: Desktop, people: Visitors) -> None:
    """With reduced motion no animation runs, whatever happens."""
    page = await at_work(people, desk, reduced_motion="reduce")
    desk.house.switch.silent = True
    await button(page, "Break").click()
    await page.get_by_role("menuitem", name=re.compile("^Lunch")).click()
    moving = "() => document.getAnimations().filter(one => one.playState === 'running').length"
    for _ in range(5):
        assert await page.evaluate(moving) == 0
        await page.wait_for_timeout(100)


@pytest.mark.parametrize("size", ["docked", "phone", pytest.param("desk", marks=pytest.mark.full)])
async def test_it_fits(desk: Desktop, people: Visitors, size: str) -> None:
    """In every state nothing is to be scrolled sideways, and the button that matters is in sight."""
    await desk.house.client.put_agent(
        "1002", name="Maximiliane Brzęczyszczykiewicz-Konstantynopolitańczykowianeczka"
    )
    page = await people.come("/agent", "anna", size=size)
    await expect(button(page, "Start work")).to_be_in_viewport()
    await fits_across(page)
    await button(page, "Start work").click()
    await shows(page, "Free")
    await expect(button(page, "Break")).to_be_in_viewport()
    await fits_across(page)
    await button(page, "Break").click()
    await expect(page.get_by_role("menuitem", name=re.compile("^Lunch"))).to_be_in_viewport()
    await fits_across(page)
    await page.keyboard.press("Escape")
    call = await ring(desk)
    await shows(page, "Ringing")
    await fits_across(page)
    await answer(desk, call)
    await shows(page, "Talking")
    await fits_across(page)
    await desk.house.hang_up(call, "1001")
    await wraps(page)
    await expect(page.locator("button.wrap-label")).to_be_in_viewport()
    await expect(button(page, "+0:05")).to_be_in_viewport()
    await fits_across(page)


@pytest.mark.parametrize("size", [pytest.param("docked", marks=pytest.mark.full), "phone"])
async def test_a_contact_fits(desk: Desktop, people: Visitors, size: str) -> None:
    """Script, form and dispositions too."""
    await desk.house.client.wish("1001", "login")
    await talking(desk.house, form=[*WORDS["form"], NOTE], script="A" * 400)
    page = await people.come("/agent", "anna", size=size)
    await expect(page.get_by_label("Note")).to_be_visible()
    await fits_across(page)
    await page.get_by_role("radio", name="later").check()
    await expect(page.get_by_label("Call back at")).to_be_visible()
    await fits_across(page)


async def test_no_english_is_left(desk: Desktop, people: Visitors) -> None:
    """Through an agent's states and menus, each word that is translated is shown in the language that was chosen."""
    await desk.house.client.wish("1001", "login")
    page = await people.come("/agent", "anna")
    await shows(page, "Free")
    for language in OTHERS:
        await page.goto("about:blank")  # a page that is open may still write the cookie as it was
        await page.context.add_cookies(
            [{"name": "aftercall-look", "value": f"light.{language}", "url": desk.url}]
        )
        await page.goto(f"{desk.url}/agent")
        await expect(page.locator("html")).to_have_attribute("lang", language)
        seen = await through_the_states(desk, page)
        table = json.loads((FOLDERS["words"] / f"{language}.json").read_text())
        left = {text for text in seen if isinstance(table.get(text), str) and table[text] != text} - {NAME}
        assert not left, (language, left)
        assert seen & {text for text in table.values() if isinstance(text, str)}, language


async def through_the_states(desk: Desktop, page: Page) -> set[str]:
    house, seen = desk.house, set[str]()

    async def looked(what: str) -> None:
        await expect(page.locator(what).first).to_be_visible()
        seen.update(await words(page))

    await looked(".state.free")
    await expect(page.locator(".status-do .menu button")).to_be_enabled()
    await page.keyboard.press("Alt+w")
    await looked("[role=menu]")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await looked("dialog")
    await page.keyboard.press("Escape")
    call = await ring(desk)
    await looked(".state.ringing")
    await answer(desk, call)
    await looked(".state.talking")
    await house.client.wish("1001", "type", type="lunch")
    await looked(".status-next")
    await house.hang_up(call, "1001")
    await looked(".wrap")
    await house.client.wish("1001", "finish")
    await looked(".state.break")
    await house.client.wish("1001", "hold", reason="x")
    await looked(".notice.warn")
    await house.client.wish("1001", "lift")
    await house.client.wish("1001", "logout")
    await looked(".start-type")
    await house.client.wish("1001", "login")
    seen.update(await through_an_item(desk, page))
    return seen


async def through_an_item(desk: Desktop, page: Page) -> set[str]:
    seen = set[str]()
    await takes(desk)
    item = await bring(desk, text="..", subject="..", customer={"name": ".."})
    await expect(page.locator(".offer")).to_be_visible()
    seen.update(await words(page))
    await page.keyboard.press("Alt+a")
    await expect(page.locator(".thread .said")).to_be_visible()
    seen.update(await words(page))
    for key in ("s", "p", "t"):
        await page.keyboard.press(f"Alt+{key}")
        await expect(page.locator("dialog")).to_be_visible()
        seen.update(await words(page))
        await page.keyboard.press("Escape")
    assert (await desk.socket.post(f"/items/{item}/solve", json={})).status_code == 200
    await expect(page.locator(".item-row")).to_have_count(0)
    await takes(desk, chats=False, tickets=False)
    await page.goto(f"{desk.url}/agent")
    return seen


async def ring(desk: Desktop) -> str:
    call, at = f"r{next(CALLS)}", desk.house.desk.now()
    await desk.house.desk.heed(
        heard.CallerJoined(at, "sales", call, f"PJSIP/in-{call}", "+48500", "Jan", 1),
        heard.Offered(at, "sales", call, "1001", "1001", f"PJSIP/1001-{call}"),
    )
    return call


async def answer(desk: Desktop, call: str) -> None:
    at = desk.house.desk.now()
    await desk.house.desk.heed(
        heard.CallerLeft(at, "sales", call),
        heard.Answered(at, "sales", call, "1001", "1001", f"PJSIP/1001-{call}", f"t-{call}"),
    )
