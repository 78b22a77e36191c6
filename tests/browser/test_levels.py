"""Levels in the browser: made, tried, put in order; and what was promised to callers on the wallboard."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from acd.core import heard
from acd.core.level import Target, When
from acd.core.moment import HOUR, MINUTE, SECOND
from tests.browser.kit import Visitors, accessible, fits_across
from tests.browser.test_admin import administrator, open_page, save
from tests.web.people_kit import Desktop
from tests.web.test_campaigns import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_level_is_made_tried_and_put_in_order(desk: Desktop, people: Visitors) -> None:
    """What is typed as 20 seconds and 8 hours holds in milliseconds; the trial says which level an item would get and when it would be
    due; asked earlier, another one takes it."""
    page = await administrator(desk, people, "levels")
    await expect(page.get_by_text("There is no level yet")).to_be_visible()
    await page.get_by_role("link", name="New level").click()
    await page.get_by_role("textbox", name="Code").fill("gold")
    await page.get_by_label("Name", exact=True).fill("Gold")
    await page.get_by_label("Unit of Call answered").select_option(label="seconds")
    await page.get_by_role("spinbutton", name="Call answered").fill("20")
    await page.get_by_label("Unit of Solution").select_option(label="hours")
    await page.get_by_role("spinbutton", name="Solution").fill("8")
    await page.get_by_label("Credit for a broken promise").fill("2.5")
    await page.get_by_role("button", name="Add a condition").click()
    first = page.get_by_role("group", name="Condition 1")
    await first.get_by_label("Customer's level or key").fill("gold")
    await page.get_by_role("button", name="New level").click()
    await expect(page.get_by_role("heading", name="Gold (gold)")).to_be_visible()
    level = desk.house.desk.floor.levels["gold"]
    assert level.targets == {Target.CALL_ANSWERED: 20 * SECOND, Target.SOLVED: 8 * HOUR}
    assert (level.credit, level.when) == (250, (When(customer="gold"),))
    await page.get_by_label("Warning after, per cent of the time").fill("50")
    await save(page)
    await until(lambda: desk.house.desk.floor.levels["gold"].warn == 50)
    await desk.house.client.put_level("all", order=9, targets={"call answered": MINUTE})

    await open_page(people, page, "levels")
    await expect(page.get_by_role("listitem").filter(has_text="Gold")).to_contain_text("customer gold")
    trial = page.get_by_role("region", name="Try it")
    await trial.get_by_role("button", name="Try it").click()
    await expect(trial.get_by_role("status")).to_contain_text("1 level before it does not fit")
    await trial.get_by_label("Customer's level or key").fill("gold")
    await trial.get_by_role("button", name="Try it").click()
    await expect(trial.get_by_role("status")).to_contain_text("Gold (gold)")
    await expect(trial.get_by_role("status")).to_contain_text("Solution: due")
    await page.get_by_role("button", name="all: ask earlier").click()
    await expect(page.locator(".level-row").first).to_contain_text("all")
    await trial.get_by_role("button", name="Try it").click()
    await expect(trial.get_by_role("status")).to_contain_text("Call answered: due")


async def test_a_promise_of_no_time_is_refused_at_its_field(desk: Desktop, people: Visitors) -> None:
    """The server's word stands at what is promised."""
    people.bear("422")
    page = await administrator(desk, people, "levels/new")
    await page.get_by_role("textbox", name="Code").fill("zero")
    await page.get_by_role("spinbutton", name="Call answered").fill("0")
    await page.get_by_role("button", name="New level").click()
    await expect(page.get_by_text("is no time to keep a promise in")).to_be_visible()


@pytest.mark.parametrize(
    ("size", "look"), [("phone", "dark"), pytest.param("desk", "light", marks=pytest.mark.full)]
)
async def test_for_everybody(desk: Desktop, people: Visitors, size: str, look: str) -> None:
    """List, trial and editor break no rule of WCAG 2.2 AA and are not wider than a phone."""
    when = [{"queue": "sales", "tag": "vip"}, {"priority": 5}]
    await desk.house.client.put_level("gold", name="Gold", targets={"solved": HOUR}, credit=500, when=when)
    await desk.house.client.put_level("all", order=2, active=False)
    page = await administrator(desk, people, size=size, color_scheme=look)
    for path in ("levels", "levels/gold", "levels/new"):
        await open_page(people, page, path)
        await fits_across(page)
        await accessible(page)
    await open_page(people, page, "levels")
    await page.get_by_role("region", name="Try it").get_by_role("button", name="Try it").click()
    await expect(page.get_by_role("status").filter(has_text="No level fits")).to_be_visible()
    await accessible(page)


async def joins(desk: Desktop, call: str, ago: int) -> None:
    at = desk.house.desk.now() - ago
    await desk.house.desk.heed(heard.CallerJoined(at, "sales", call, f"PJSIP/in-{call}", "+48500", "Jan", 1))


async def test_promises_to_callers_on_the_wallboard(desk: Desktop, people: Visitors) -> None:
    """Where something is promised, queues say when the next is due, an alarm says when it ends, and who waits too long is late."""
    await desk.house.client.put_level("quick", targets={"call answered": HOUR})
    await desk.user("boss", ["supervisor"])
    page: Page = await people.come("/floor", "boss")
    row = (
        page.get_by_role("row")
        .filter(has_text="Sales")
        .or_(page.get_by_role("row").filter(has_text="sales"))
        .first
    )
    await expect(row).to_be_visible()
    await expect(page.get_by_role("button", name="Promises broken")).to_have_count(0)
    await joins(desk, "c1", 50 * MINUTE)
    await expect(row.locator('td[data-title="Due next"]')).to_contain_text("in ")
    await expect(page.get_by_role("list", name="Alarms")).to_contain_text("a promise to a caller ends in")
    await joins(desk, "c2", 2 * HOUR)
    await expect(row.locator('td[data-title="Due next"]')).to_contain_text("1 late")
    await expect(row.locator('td[data-title="Promises broken"]')).to_contain_text("1 of 1")
    await expect(page.get_by_role("list", name="Alarms")).to_contain_text(
        "1 caller waits longer than promised"
    )
    await accessible(page)
    await page.goto(f"{people.url}/wall")
    await expect(page.locator(".wall-tile").filter(has_text="Promises broken")).to_contain_text("1")
