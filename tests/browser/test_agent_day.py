"""An agent's day at his screen, on a real Asterisk with SIPp phones and callers: what he does is done, what he sees is true."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from aftercall.simulator.phones import Does
from tests.browser.foreign import begins, site
from tests.browser.kit import Visitors, type_log_in
from tests.browser.manned import Manned, manned, visited
from tests.browser.panel import button, choose, clock, seconds_left, shows, wraps
from tests.browser.written import answer_box, said
from tests.web.people_kit import PASSWORD

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

GONE = (r"ERR_", r"WebSocket")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def there() -> AsyncIterator[Manned]:
    async with manned() as it:
        yield it


@pytest_asyncio.fixture(loop_scope="session")
async def people(browser: Browser, there: Manned) -> AsyncIterator[Visitors]:
    """Nobody calls before; afterwards everybody is logged off."""
    async with visited(browser, there) as it:
        yield it
    await there.floor.callers_leave()
    for agent in ("1001", "1002"):
        await there.floor.wish(agent, "finish")
        await there.floor.wish(agent, "logout")
        await there.floor.shows(agent, "off")


async def started(there: Manned, people: Visitors) -> Page:
    """Anna is free, alone on the floor."""
    await there.floor.granted("1001", "login", type="phone", phone="1001")
    page = await people.come("/agent", "anna")
    await shows(page, "Free")
    return page


async def test_from_log_in_to_log_off(there: Manned, people: Visitors) -> None:
    """She signs in, works, holds a call, extends and ends her aftercall, has the lunch she chose before, and goes; her day adds up."""
    people.bear(r"status of 401")
    page = await people.come("/")
    await type_log_in(page, "anna", PASSWORD)
    await shows(page, "Logged off")
    await button(page, "Start work").click()
    await shows(page, "Free")
    await there.floor.call("8001")
    await shows(page, "Ringing")
    await expect(page.locator(".call-name")).to_have_text("48500100200")
    await shows(page, "Talking")
    await button(page, "Hold").click()
    await shows(page, "On hold")
    await button(page, "Back to the call").click()
    await shows(page, "Talking")
    await choose(page, "Break", "Lunch")
    await expect(page.get_by_text("Next: Lunch")).to_be_visible()
    await button(page, "Hang up").click()
    await wraps(page)
    assert await seconds_left(page) <= 20
    await button(page, "+0:30").click()
    await expect(clock(page)).to_have_text(re.compile(r"^0:[345]\d$"))
    await expect(page.locator("button.wrap-label")).to_contain_text("click to end")
    await page.locator("button.wrap-label").click()
    await shows(page, "Lunch")
    await button(page, "Resume").click()
    await shows(page, "Free")
    await button(page, "Log off").click()
    await shows(page, "Logged off")
    await adds_up(there, page)


async def adds_up(there: Manned, page: Page) -> None:
    """The sums of her day on the screen are those of the API, to the second."""
    day = await there.floor.daemon.api.day("1001")
    wanted = [day["columns"]["logged_in_ms"], day["columns"]["working_ms"]]
    for number, span in enumerate(wanted):
        await expect(page.locator(".sum-all dd").nth(number)).to_have_text(spelled(span))
    lunch = sum(one["length_ms"] for one in day["intervals"] if one["type"] == "lunch")
    row = page.locator(".sums > div").filter(has_text="Lunch")
    await expect(row.locator("dd")).to_have_text(spelled(lunch))
    assert lunch > 0


async def test_an_aftercall_that_ends_by_itself(there: Manned, people: Visitors) -> None:
    """The caller hangs up; the yellow label counts down to nothing, warns before, and calls come again without a hand."""
    await there.floor.daemon.api.put("queues", "sales", {"aftercall": 6000})
    page = await started(there, people)
    await there.call("1001")
    await shows(page, "Talking")
    await there.floor.callers_leave()
    await wraps(page)
    await expect(page.locator(".wrap.soon")).to_be_visible()
    await shows(page, "Free")
    await there.floor.daemon.api.put("queues", "sales", {"aftercall": 20_000})


async def test_a_missed_call(there: Manned, people: Visitors) -> None:
    """A phone that is not picked up: she is told when and why, gets no more calls, and resumes by a click."""
    page = await started(there, people)
    await there.phone("1001", does=Does.RING)
    await there.floor.call("8001")
    await shows(page, "Ringing")
    await shows(page, "Missed")
    await expect(page.locator(".notice").filter(has_text="You missed a call at")).to_be_visible()
    await there.floor.callers_leave()
    await there.phone("1001", answer_after_ms=2000)
    await button(page, "Resume").click()
    await shows(page, "Free")
    await expect(page.locator(".notice").filter(has_text="You missed a call at")).to_have_count(0)


async def test_the_phone_is_lost(there: Manned, people: Visitors) -> None:
    """She is told that her phone cannot be reached, and since when; when it is back, so is she."""
    page = await started(there, people)
    await asyncio.to_thread(there.floor.phones["1001"].kill)
    await expect(page.locator(".notice.bad")).to_contain_text(
        "Your phone 1001 cannot be reached", timeout=60_000
    )
    await shows(page, "Phone lost")
    await there.phone("1001", answer_after_ms=2000)
    await expect(page.locator(".notice.bad")).to_have_count(0)
    await shows(page, "Free")


async def test_a_call_is_given_away(there: Manned, people: Visitors) -> None:
    """To a colleague who is free, chosen by name: she has her aftercall, he has the caller."""
    page = await started(there, people)
    await there.call("1001")
    await there.floor.granted("1002", "login", type="phone", phone="1002")
    await shows(page, "Talking")
    await button(page, "Transfer").click()
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("Jan Kowalski")).click()
    await wraps(page)
    await there.floor.shows("1002", "talking")
    await expect(page.locator(".person").filter(has_text="Jan Kowalski")).to_contain_text("Talking")


async def test_a_colleague_is_consulted(there: Manned, people: Visitors) -> None:
    """The caller waits while they speak; back, then again and all three together; then the colleague has the call."""
    page = await started(there, people)
    await there.call("1001")
    await there.floor.granted("1002", "login", type="phone", phone="1002")
    await shows(page, "Talking")
    ask = button(page, "Consult Jan Kowalski")
    await ask.click()
    await expect(page.get_by_text("Consulting Jan Kowalski")).to_be_visible()
    await button(page, "Back to the caller").click()
    await shows(page, "Talking")
    await there.floor.shows("1002", "free")
    await ask.click()
    await expect(page.get_by_text("Consulting Jan Kowalski")).to_be_visible()
    await button(page, "All together").click()
    await expect(page.get_by_text("All together with Jan Kowalski")).to_be_visible()
    await button(page, "Hand over").click()
    await wraps(page)
    await there.floor.shows("1002", "talking")


async def test_the_daemon_dies_and_returns(there: Manned, people: Visitors) -> None:
    """Killed in a call: the page says that it is stale, the call goes on, and the page goes on by itself when the daemon is back."""
    people.bear(*GONE)
    page = await started(there, people)
    await there.call("1001")
    await shows(page, "Talking")
    await there.floor.daemon.kill()
    await expect(page.get_by_text("Stale since")).to_be_visible()
    await shows(page, "Talking")
    await there.floor.daemon.start()
    await there.floor.daemon.wait_up()
    await expect(page.get_by_text("Stale since")).to_be_hidden(timeout=30_000)
    await shows(page, "Talking")
    await button(page, "Hang up").click()
    await wraps(page)


def spelled(ms: int) -> re.Pattern[str]:
    """`m:ss`, a second more or less."""
    return re.compile(
        "|".join(f"^{s // 60}:{s % 60:02d}$" for s in range(max(0, ms // 1000 - 1), ms // 1000 + 2))
    )


@pytest.mark.full
async def test_a_visitor_over_a_kill(there: Manned, browser: Browser, people: Visitors) -> None:
    """A visitor of another site writes, she takes it at her screen and answers; the daemon is killed and started again in the middle:
    what was written before, meanwhile and afterwards is there once on both sides, and it is still hers."""
    people.bear(*GONE, r"status of 40[49]", r"CORS policy")
    async with site(there.url) as shop, visiting(browser, shop) as visitors:
        card = {"queue": "sales", "origins": [shop], "ask": {"name": True}}
        await there.floor.daemon.api.put("widgets", "shop", card)
        desk = await started(there, people)
        page = await visitors.come("/")
        log, box = page.get_by_role("log"), page.get_by_role("textbox", name="Your message")
        await begins(page, "Does the lamp dim?")
        await button(desk, "Accept").click()
        await expect(said(desk)).to_have_count(1)
        await expect(log).to_contain_text("Anna Nowak has joined.")
        await answers(desk, "It does.")
        await expect(log.get_by_text("It does.")).to_have_count(1)

        await there.floor.daemon.kill()
        await box.fill("And the other?")
        await page.keyboard.press("Enter")
        await expect(log).to_contain_text("This was not sent.", timeout=60_000)
        await there.floor.daemon.start()
        await there.floor.daemon.wait_up()
        again = page.get_by_role("button", name="Try again")
        await again.click()
        await expect(said(desk).filter(has_text="And the other?")).to_have_count(1, timeout=60_000)
        await answers(desk, "That one too.")
        await expect(log.get_by_text("That one too.")).to_have_count(1, timeout=60_000)
        await expect(log.get_by_text("And the other?")).to_have_count(1)
        await expect(said(desk)).to_have_count(4)
        [item] = await there.floor.daemon.api.get("/items?kind=chat")
        assert (item["agent"], item["stage"]) == ("1001", "open")
        messages = await there.floor.daemon.api.get(f"/items/{item['id']}/messages")
        assert [(one["by"], one["text"]) for one in messages if one["by"] != "system"] == [
            ("customer", "Does the lamp dim?"),
            ("agent", "It does."),
            ("customer", "And the other?"),
            ("agent", "That one too."),
        ]
        await there.floor.daemon.api.post(f"/items/{item['id']}/solve")


@asynccontextmanager
async def visiting(browser: Browser, shop: str) -> AsyncIterator[Visitors]:
    """Somebody at the page of another site, whose server goes away in between."""
    visitors = Visitors(browser, shop)
    visitors.bear(*GONE, "CORS policy")
    yield visitors
    await visitors.leave()


async def answers(desk: Page, text: str) -> None:
    await answer_box(desk).fill(text)
    await answer_box(desk).press("Enter")
    await expect(said(desk).filter(has_text=text)).to_have_count(1)
