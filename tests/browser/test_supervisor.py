"""A supervisor at the wallboard, on a real Asterisk with SIPp phones and callers: what he sees is so, what he does is done."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.kit import Visitors
from tests.browser.manned import SPARE, Manned, manned, visited
from tests.browser.panel import button, shows, wraps
from tests.browser.wire import wire
from tests.floor.living import PATIENCE, until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

GONE = (r"ERR_", r"WebSocket")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def there() -> AsyncIterator[Manned]:
    async with manned() as it:
        yield it


@pytest_asyncio.fixture(loop_scope="session")
async def people(browser: Browser, there: Manned) -> AsyncIterator[Visitors]:
    """Anna is free, Jan is logged off, nobody calls; afterwards all is quiet again."""
    await there.floor.granted("1001", "login", type="phone", phone="1001")
    await there.floor.shows("1001", "free")
    async with visited(browser, there) as it:
        yield it
    await there.floor.callers_leave()
    for agent in ("1001", "1002"):
        await there.floor.wish(agent, "lift")
        await there.floor.wish(agent, "finish")
        await there.floor.wish(agent, "logout")
        await there.floor.shows(agent, "off")


def row(page: Page, who: str) -> Locator:
    return page.get_by_role("row").filter(has_text=who)


def figure(page: Page, queue: str, title: str) -> Locator:
    return row(page, queue).locator(f'td[data-title="{title}"]')


async def does(page: Page, who: str, what: str) -> None:
    """By the menu of his row."""
    await button(page, f"Actions for {who}").click()
    await page.get_by_role("menuitem", name=re.compile(f"^{re.escape(what)}")).click()


async def has_state(page: Page, who: str, word: str) -> None:
    await expect(row(page, who).locator(".state")).to_have_text(word)


async def test_the_figures_follow(there: Manned, people: Visitors) -> None:
    """Waiting, in calls, answered, aftercall: each as it happens, and as the API counts them."""
    page = await people.come("/floor", "boss")
    answered = int(await figure(page, "Sales", "Answered").inner_text())
    await there.floor.call("8001")
    await has_state(page, "Anna Nowak", "Talking")
    await expect(figure(page, "Sales", "In calls")).to_have_text("1")
    await there.floor.call("8001", caller_id="48500100300")
    await expect(figure(page, "Sales", "Waiting")).to_have_text("1")
    await expect(figure(page, "Sales", "Longest wait")).to_have_text(re.compile(r"0:0[2-9]|0:1"))
    await expect(page.locator(".tile").filter(has_text="Waiting")).to_contain_text("1")
    await expect(figure(page, "Sales", "Answered")).to_have_text(str(answered + 1))
    await there.floor.callers_leave()
    await has_state(page, "Anna Nowak", "Aftercall")
    await expect(figure(page, "Sales", "Aftercall")).to_have_text("1")
    today = next(
        one for one in (await there.floor.daemon.api.get("/state"))["queues"] if one["code"] == "sales"
    )
    for title, name in (("Calls today", "offered"), ("Answered", "answered"), ("Abandoned", "abandoned")):
        await expect(figure(page, "Sales", title)).to_have_text(str(today["today"][name]))


async def test_a_type_and_a_hold(there: Manned, people: Visitors) -> None:
    """He sends an agent to lunch and back, holds him with a reason that the agent reads, lifts it, and logs him off."""
    agent = await people.come("/agent", "anna")
    page = await people.come("/floor", "boss")
    await does(page, "Anna Nowak", "Lunch")
    await has_state(page, "Anna Nowak", "Lunch")
    await shows(agent, "Lunch")
    await does(page, "Anna Nowak", "Resume")
    await has_state(page, "Anna Nowak", "Free")
    await does(page, "Anna Nowak", "Hold from calls…")
    await page.get_by_label("Reason").fill("come to my desk")
    await button(page, "Hold").click()
    await has_state(page, "Anna Nowak", "Held by supervisor")
    await expect(agent.locator(".notice.warn")).to_contain_text("boss holds you")
    await expect(agent.locator(".notice.warn")).to_contain_text("come to my desk")
    await does(page, "Anna Nowak", "Lift the hold")
    await shows(agent, "Free")
    await does(page, "Anna Nowak", "Log off")
    await shows(agent, "Logged off")
    await expect(row(page, "Anna Nowak")).to_have_count(0)


async def test_an_aftercall_of_others(there: Manned, people: Visitors) -> None:
    """Extended, the agent's clock has more; ended, he is free."""
    agent = await people.come("/agent", "anna")
    page = await people.come("/floor", "boss")
    await there.call("1001")
    await there.floor.callers_leave()
    await wraps(agent)
    longest = (await there.floor.board("1001"))["aftercall"]["deadline"]
    await does(page, "Anna Nowak", "Extend the aftercall")
    await expect(page.get_by_text("Anna Nowak: done").first).to_be_visible()
    assert (await there.floor.board("1001"))["aftercall"]["deadline"] > longest
    await does(page, "Anna Nowak", "End the aftercall")
    await shows(agent, "Free")
    await has_state(page, "Anna Nowak", "Free")


@pytest.mark.parametrize(
    ("what", "mode"),
    [
        ("Listen", "listen"),
        pytest.param("Whisper to the agent", "whisper", marks=pytest.mark.full),
        pytest.param("Join the call", "join", marks=pytest.mark.full),
    ],
)
async def test_a_call_is_listened_to(there: Manned, people: Visitors, what: str, mode: str) -> None:
    """From a phone of his own, which is rung for it; a phone that is none is refused in words; all is on record."""
    people.bear(r"status of 409")
    last = await there.floor.daemon.api.last_event()
    page = await people.come("/floor", "boss")
    await there.call("1001")
    await does(page, "Anna Nowak", what)
    await page.get_by_label("My phone").fill("nowhere")
    await button(page, "Ring my phone").click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text(
        "phone 'nowhere' is not known"
    )
    await page.get_by_label("My phone").fill(SPARE)
    await button(page, "Ring my phone").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await heard(there, last, mode)
    await there.floor.callers_leave()
    await there.floor.hears(last, "listening-ended", agent="1001")


async def heard(there: Manned, last: int, mode: str) -> None:
    """Some event since says that he hears her call in this way."""

    async def so() -> bool:
        events = await there.floor.daemon.api.events(last)
        return any(one["kind"].startswith("listening") and one["data"].get("mode") == mode for one in events)

    await until(so, PATIENCE, f"it is on record that he can {mode}")


async def test_the_stream_of_events(there: Manned, people: Visitors) -> None:
    """What happens is told as it happens; it can be searched and stopped."""
    page = await people.come("/events", "boss")
    await expect(button(page, "Stop")).to_be_visible()
    await page.wait_for_function("() => performance.now() > 1500")
    await there.floor.granted("1001", "type", type="lunch")
    await expect(page.locator(".event").filter(has_text="agent-moved").first).to_be_visible()
    await page.get_by_label("Search events").fill("no such word")
    await expect(page.locator(".event")).to_have_count(0)
    await page.get_by_label("Search events").fill("")
    await button(page, "Stop").click()
    shown = await page.locator(".event").count()
    await there.floor.granted("1001", "resume")
    await expect(page.get_by_text(re.compile(r"\d+ events? since then"))).to_be_visible()
    assert await page.locator(".event").count() == shown


async def test_alarms(there: Manned, people: Visitors) -> None:
    """A threshold that is set in the page and passed is told on top, and gone when nothing passes it."""
    page = await people.come("/floor", "boss")
    await button(page, "Alarms").click()
    await page.get_by_label("A caller waits longer than, seconds").fill("2")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    kept = json.loads(await page.evaluate("localStorage.getItem('aftercall-thresholds')"))
    assert kept["wait"] == 2
    await there.floor.granted("1001", "type", type="lunch")
    await there.floor.call("8001")
    alarm = page.locator(".alarms li").filter(has_text="a caller waits for")
    await expect(alarm).to_be_visible()
    await there.floor.callers_leave()
    await expect(alarm).to_have_count(0)
    await there.floor.granted("1001", "resume")


async def test_the_wall_says_when_it_is_stale(there: Manned, people: Visitors) -> None:
    """Cut off, it says since when; mended, it shows what happened meanwhile."""
    people.bear(*GONE)
    async with wire(there.url) as line:
        people.url = line.url
        page = await people.come("/wall", "boss")
        await expect(page.locator(".wall-tile").filter(has_text="Free agents")).to_contain_text("1")
        line.cut()
        await expect(page.get_by_text("Stale since")).to_be_visible()
        await there.floor.granted("1001", "type", type="lunch")
        line.mend()
        await expect(page.get_by_text("Stale since")).to_be_hidden()
        await expect(page.locator(".wall-tile").filter(has_text="Free agents")).to_contain_text("0")


async def test_an_agent_steers_nobody(there: Manned, people: Visitors) -> None:
    """The floor as an agent sees it has no actions on others, and no settings of alarms."""
    page = await people.come("/floor", "anna")
    await has_state(page, "Anna Nowak", "Free")
    await expect(page.get_by_role("button", name=re.compile("^Actions for"))).to_have_count(0)
    await expect(button(page, "Alarms")).to_have_count(0)
    await page.goto(f"{people.url}/events")
    await expect(page.get_by_text("You may not see this page.")).to_be_visible()


async def test_a_wall_counts_as_used(people: Visitors) -> None:
    """Nobody touches it; for as long as it is shown its session does not go unused."""
    context = await people.context("boss")
    await context.clock.install()
    page = await people.page(context, "/wall")
    await expect(page.locator(".wall-tile").first).to_be_visible()
    async with page.expect_request("**/api/v1/me"):
        await context.clock.fast_forward("10:01")
