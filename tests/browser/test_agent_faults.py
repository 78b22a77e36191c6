"""What goes wrong around an agent at his screen: nothing is pretended, nothing that he wrote is lost."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import datetime

import pytest
from playwright.async_api import Page, expect

from acd.core import heard
from tests.browser.kit import Visitors, type_log_in
from tests.browser.panel import at_work, button, choose, seconds_left, shows, state, wraps
from tests.browser.wire import wire
from tests.web.campaign_calls import WORDS, talking
from tests.web.people_kit import Desktop

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

GONE = (r"ERR_|WebSocket|Failed to load resource",)
OUT = (r"status of 401", r"WebSocket")
EVIL = '<img src=x onerror="document.body.id=1">'
FORMULA = "=HYPERLINK(1)"


async def test_the_server_is_gone(desk: Desktop, people: Visitors) -> None:
    """It says since when, a button's wish fails in words, and what happened meanwhile is shown without a reload when it is back."""
    async with wire(desk.url) as line:
        people.bear(*GONE)
        people.url = line.url
        page = await at_work(people, desk)
        await page.evaluate("document.body.dataset.before = 'cut'")
        line.cut()
        banner = page.get_by_role("alert").filter(has_text="Stale since")
        await expect(banner).to_contain_text(re.compile(r"Stale since \d\d:\d\d:\d\d"))
        await choose(page, "Break", "Lunch")
        await expect(
            page.get_by_role("alert").filter(has_text="the server cannot be reached")
        ).to_be_visible()
        await shows(page, "Free")
        await desk.house.client.wish("1001", "type", type="coffee")
        line.mend()
        await expect(banner).to_be_hidden()
        await shows(page, "Coffee")
        assert await page.evaluate("document.body.dataset.before") == "cut"
        await choose(page, "Work or break", "Lunch")
        await shows(page, "Lunch")


async def test_two_tabs(desk: Desktop, people: Visitors) -> None:
    """The second is told that the desk is open; it may take over, and then the first says so, and may take it back."""
    first = await at_work(people, desk)
    second = await people.page(first.context, "/agent")
    await expect(second.get_by_role("heading", name="Your desk is open elsewhere")).to_be_visible()
    await shows(first, "Free")
    await button(second, "Go on here").click()
    await shows(second, "Free")
    await expect(first.get_by_role("heading", name="Your desk was opened elsewhere")).to_be_visible()
    await expect(state(first)).to_have_count(0)
    await button(first, "Go on here").click()
    await shows(first, "Free")
    await expect(second.get_by_role("heading", name="Your desk was opened elsewhere")).to_be_visible()


async def test_the_session_ends_where_the_desk_is_not_live(desk: Desktop, people: Visitors) -> None:
    """The window whose desk is open elsewhere is told so too, and led to the log-in; nobody says that the server is silent."""
    people.bear(*OUT)
    first = await at_work(people, desk)
    second = await people.page(first.context, "/agent")
    await expect(second.get_by_role("heading", name="Your desk is open elsewhere")).to_be_visible()
    await asyncio.sleep(2)  # a banner would stand there after a second and a half
    await expect(second.get_by_text("Stale since")).to_have_count(0)
    await desk.socket.delete("/users/anna/sessions")
    for page in (first, second):
        await expect(page.get_by_text("You were signed out.")).to_be_visible()
        await expect(page.get_by_role("alert").filter(has_text="Signed out since")).to_be_visible()
        await expect(page.get_by_text("The server does not answer")).to_have_count(0)
    await type_log_in(second, "anna")
    await shows(second, "Free")


async def test_the_session_ends_while_he_writes(desk: Desktop, people: Visitors) -> None:
    """The log-in stands over the page; after it the text is as he left it, and what is written then is kept."""
    people.bear(*OUT)
    page = await writing(desk, people)
    await page.get_by_label("Note").fill("half a sen")
    await desk.socket.delete("/users/anna/sessions")
    await expect(page.get_by_text("You were signed out.")).to_be_visible()
    await type_log_in(page, "anna")
    await expect(page.get_by_label("User name")).to_be_hidden()
    await expect(page.get_by_label("Note")).to_have_value("half a sen")
    await shows(page, "Talking")
    await page.get_by_label("Note").press_sequentially("tence")
    await expect(page.get_by_text("Draft kept")).to_be_visible()
    kept = await desk.house.service.contacts.draft("1001", about(desk))
    assert kept is not None
    assert kept["values"]["note"] == "half a sentence"


async def test_somebody_else_logs_in_over_it(desk: Desktop, people: Visitors) -> None:
    """What an agent wrote is not for whoever logs in after him: the page begins anew."""
    people.bear(*OUT)
    await desk.user("boss", ["supervisor"])
    page = await writing(desk, people)
    await page.get_by_label("Note").fill("mine alone")
    await desk.socket.delete("/users/anna/sessions")
    await expect(page.get_by_text("You were signed out.")).to_be_visible()
    await type_log_in(page, "boss")
    await expect(page).to_have_url(f"{desk.url}/floor")
    await expect(page.get_by_text("mine alone")).to_have_count(0)


async def test_his_role_changes_while_he_is_in(desk: Desktop, people: Visitors) -> None:
    """Made a supervisor, he is taken to the floor, with what he may do there now."""
    people.bear(*GONE)
    page = await at_work(people, desk)
    await desk.user("anna", ["supervisor"], password=None)
    await expect(page).to_have_url(f"{desk.url}/floor")
    await expect(page.get_by_role("heading", name="Agents")).to_be_visible()
    await expect(page.get_by_role("link", name="My desk")).to_have_count(0)
    await expect(page.get_by_role("link", name="Events")).to_be_visible()


async def test_he_is_switched_off(desk: Desktop, people: Visitors) -> None:
    """He is out at once, and told why when he tries again."""
    people.bear(*OUT)
    page = await at_work(people, desk)
    await desk.user("anna", ["agent"], agent="1001", password=None, active=False)
    await expect(page.get_by_text("You were signed out.")).to_be_visible()
    await type_log_in(page, "anna")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("User name")).to_be_visible()


@pytest.mark.parametrize("hours", [-5, pytest.param(30, marks=pytest.mark.full)])
async def test_the_clients_clock_is_wrong(desk: Desktop, people: Visitors, hours: int) -> None:
    """The countdown is the server's, whatever the computer thinks that time it is."""
    script = f"""(() => {{ const Real = Date, ahead = {hours} * 3600000;
      window.Date = class extends Real {{ constructor(...a) {{ a.length ? super(...a) : super(Real.now() + ahead); }}
        static now() {{ return Real.now() + ahead; }} }}; }})()"""
    page = await at_work(people, desk, script=script)
    call = await desk.house.talk("1001")
    await shows(page, "Talking")
    await desk.house.hang_up(call, "1001")
    await wraps(page)
    shown = await seconds_left(page)
    (board,) = [one for one in (await desk.socket.get("/state")).json()["agents"] if one["code"] == "1001"]
    deadline = datetime.fromisoformat(board["aftercall"]["deadline"]).timestamp()
    assert abs(shown - (deadline - time.time())) < 3, (shown, board)


async def test_a_megabyte_of_text(desk: Desktop, people: Visitors) -> None:
    """The field says that it is full and keeps what it holds; a page that sends more all the same is refused in words."""
    people.bear(r"status of 413")
    page = await writing(desk, people)
    note = page.get_by_label("Note")
    await note.fill("x" * 1_000_000)
    await expect(page.get_by_text("The field is full: it takes 20,000 characters.")).to_be_visible()
    assert await note.input_value() == "x" * 20_000
    await expect(page.get_by_text("Draft kept")).to_be_visible()
    await note.evaluate("one => one.removeAttribute('maxlength')")
    await note.fill("y" * 100_000)
    await expect(page.get_by_role("alert").filter(has_text="larger than")).to_be_visible()
    await expect(page.get_by_text("The draft is not kept yet.")).to_be_visible()
    await note.fill("z" * 10_000)
    await expect(page.get_by_text("Draft kept")).to_be_visible()
    await page.get_by_label("Size").select_option("L")
    await page.get_by_role("radio", name="sale").check()
    await button(page, "Save the result").click()
    await expect(page.get_by_text("Saved: sale").first).to_be_visible()


async def test_signs_that_browsers_obey(desk: Desktop, people: Visitors) -> None:
    """HTML and formulas in names of callers, contacts and colleagues are text like any other."""
    house = desk.house
    await house.client.put_agent("1002", name=EVIL, phone="1002")
    page = await at_work(people, desk)
    await expect(page.locator(".book").get_by_text(EVIL)).to_be_visible()
    at = house.desk.now()
    await house.desk.heed(
        heard.CallerJoined(at, "sales", "c9", "PJSIP/in-9", FORMULA, EVIL, 1),
        heard.Offered(at, "sales", "c9", "1001", "1001", "PJSIP/1001-9"),
    )
    await expect(page.locator(".call-name")).to_have_text(EVIL)
    await desk.user("boss", ["supervisor"])
    floor = await people.come("/floor", "boss")
    await expect(floor.get_by_text(EVIL).first).to_be_attached()
    for one in (page, floor):
        assert await one.evaluate("document.body.id") == ""
        assert await one.evaluate("document.images.length") == 0


async def writing(desk: Desktop, people: Visitors) -> Page:
    """Anna talks with a campaign's contact, whose form asks for a note too."""
    form = [*WORDS["form"], {"code": "note", "label": "Note", "kind": "long text"}]
    await desk.house.client.wish("1001", "login")
    await talking(desk.house, form=form)
    page = await people.come("/agent", "anna")
    await expect(page.get_by_label("Note")).to_be_visible()
    return page


def about(desk: Desktop) -> str:
    return str(next(iter(desk.house.dialer.room.lines)))
