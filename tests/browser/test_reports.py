"""Reports on screen: asked, read, saved, mailed, corrected; by axe in light and dark, at each size."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.kit import Visitors
from tests.browser.panel import button
from tests.browser.test_access import looked_at
from tests.web.people_kit import Desktop
from tests.web.test_reports import some_calls

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


async def test_a_report(desk: Desktop, people: Visitors) -> None:
    """Calls by queue as chart and table with what each figure means; the file has the same; no axe violation."""
    await some_calls(desk.house)
    await desk.user("eva", ["supervisor"])
    people.bear(r"status of 422")
    page = await people.come("/reports", "eva")
    await button(page, "Show").click()
    table = page.get_by_role("table", name="Calls")
    await expect(table.get_by_role("row")).to_have_count(3)
    await expect(table.get_by_role("button", name="Service level")).to_have_attribute(
        "title", "In time / (answered + abandoned - short)."
    )
    await expect(page.get_by_role("img", name="Chart of Calls")).to_be_visible()
    await expect(page.get_by_text("Counted a second way, from the journal: the same.")).to_be_visible()
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="CSV").click()
    assert (await saved.value).suggested_filename.startswith("calls_")
    await page.get_by_text("What the figures mean").click()
    await looked_at(page)
    await page.get_by_label("From").fill("2001-01-01")
    await button(page, "Show").click()
    await expect(page.get_by_role("alert")).to_contain_text("ten years at most")


async def test_a_correction(desk: Desktop, people: Visitors) -> None:
    """A supervisor corrects an agent's time from the report, and sees it there as his word, with why."""
    await desk.user("eva", ["supervisor"])
    page = await people.come("/reports", "eva")
    await page.get_by_label("Report", exact=True).first.select_option("agents")
    await page.get_by_label("Only").select_option("agent:1001")
    await page.get_by_label("Period").select_option("-6,0")
    await button(page, "Correct").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Why").fill("forgot to log in")
    await looked_at(page, ("phone", "desk"))
    await button(dialog, "Correct").click()
    row = page.get_by_role("table", name="Corrections").get_by_role("row").nth(1)
    await expect(row).to_contain_text("forgot to log in")
    await expect(row).to_contain_text("eva")


async def test_by_mail(desk: Desktop, people: Visitors) -> None:
    """A report is had mailed, shown with when it is next due, and removed; a wrong address is said at its field."""
    await desk.user("eva", ["supervisor"])
    people.bear(r"status of 422")
    page = await people.come("/reports", "eva")
    await button(page, "Have a report mailed").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("To").fill("nobody")
    await button(dialog, "Save").click()
    await expect(dialog.locator(".why")).to_contain_text("is no mail address")
    await dialog.get_by_label("To").fill("chief@firm.example")
    await looked_at(page, ("phone", "desk"))
    await button(dialog, "Save").click()
    table = page.get_by_role("table", name="Reports by mail")
    await expect(table).to_contain_text("chief@firm.example")
    await looked_at(page, ("phone", "desk"))
    await button(table, "Remove").click()
    await expect(page.get_by_text("No report is mailed yet.")).to_be_visible()
