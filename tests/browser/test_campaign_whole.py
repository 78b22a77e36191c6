"""A campaign from a file to calls, in the browser: a real daemon, a real Asterisk, a carrier of SIPp's behind its trunk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from aftercall.bench.ports import free_port
from dialer.core.outcome import Outcome
from tests.browser.kit import Visitors, accessible
from tests.floor.campaigning import Campaigning, campaigning
from tests.web.people_kit import PASSWORD
from tests.web.test_campaigns import where_it_is_noon

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(420)]

PEOPLE = 6
SEEN_WITHIN = 180_000
"""Milliseconds in which all of them are rung and talked to by two agents, on a busy machine."""


@pytest_asyncio.fixture(loop_scope="session")
async def real(browser: Browser) -> AsyncIterator[tuple[Campaigning, Visitors]]:
    """Two agents at phones that answer, one trunk; Rita plans campaigns."""
    port = free_port()
    async with campaigning(settings={"AFTERCALL_WEB__PORT": str(port)}) as floor:
        api = floor.daemon.api
        await api.put("users", "rita", {"roles": ["manager"], "shown": "Rita Plan"})
        await api.put("users", "rita/password", {"password": PASSWORD})
        visitors = Visitors(browser, f"http://127.0.0.1:{port}")
        try:
            yield floor, visitors
        finally:
            await visitors.leave()


def leads(path: Path) -> Path:
    """People who answer, two numbers that are none, one twice, one with HTML for a name; saved as Polish Excel does."""
    zone = where_it_is_noon()
    lines = ["Imię;Telefon;Strefa;Uwagi"]
    lines += [f"Łucja {i};+4851{i:05}01;{zone};=1+1" for i in range(PEOPLE - 1)]
    lines += [f"<b>Zoe</b>;+4851{PEOPLE - 1:05}01;{zone};", f"Ala;112;{zone};", f"Ola;5.12E+08;{zone};"]
    lines += [f"Jan;+485100000 01;{zone};"]
    path.write_bytes("\r\n".join(lines).encode("cp1250"))
    return path


async def test_from_a_file_to_calls(real: tuple[Campaigning, Visitors], tmp_path: Path) -> None:
    """Rita makes a campaign from a few questions, loads a file after a dry run, starts it and sees people called, each once; what
    stopping does to calls is said before it is done, and the load can be taken back."""
    floor, visitors = real
    visitors.bear(r"status of 409")  # started too soon, stopped with calls in progress
    page = await visitors.come("/campaigns", "rita")
    await made(page)
    await loaded(page, leads(tmp_path / "leads.csv"))
    for agent in floor.agents:
        await floor.granted(agent, "login", type="phone", phone=agent)
        await floor.granted(agent, "join", campaign="wiosna")
    await called(page)
    attempts = await floor.record("wiosna")
    assert len({one.number for one in attempts}) == len(attempts) == PEOPLE
    assert {one.outcome for one in attempts} == {Outcome.CONNECTED}
    assert all(floor.invites()[one.number] == 1 for one in attempts)
    await seen_again(page)


async def made(page: Page) -> None:
    await page.get_by_role("button", name="New campaign").click()
    await page.get_by_label("Name", exact=False).first.fill("Wiosna")
    await page.get_by_label("The law that holds").select_option("us")
    await page.get_by_label("Number that is shown").fill("+48221234567")
    await page.get_by_role("radio", name=re.compile("^Progressive")).check()
    await page.get_by_role("button", name="All", exact=True).click()
    await expect(page.get_by_text("wiosna", exact=True)).to_be_visible()
    await expect(page.get_by_text("3 % of live answers, over 30 days")).to_be_visible()
    await accessible(page)
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("heading", name="Wiosna", level=1)).to_be_visible()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("dialog")).to_contain_text("nobody to call")
    await page.get_by_role("dialog").get_by_role("button", name="Close").last.click()


async def loaded(page: Page, file: Path) -> None:
    await page.locator("input[type=file]").set_input_files(file)
    await expect(page.get_by_role("heading", name="leads.csv")).to_be_visible()
    await expect(page.get_by_label("Encoding")).to_have_value("cp1252", timeout=60_000)  # by the language
    await expect(page.get_by_role("cell", name="Łucja 0")).to_be_hidden()
    await page.get_by_label("Encoding").select_option("cp1250")
    await expect(page.get_by_role("cell", name="Łucja 0")).to_be_visible(timeout=60_000)
    await accessible(page)
    await page.get_by_role("button", name="Dry run").click()
    counts = page.locator(".counts").last
    await expect(counts).to_contain_text(f"{PEOPLE} fit to load", timeout=60_000)
    await expect(counts).to_contain_text("1 duplicate")
    await expect(counts).to_contain_text("2 rejected")
    await page.get_by_role("button", name="rejected", exact=True).click()
    await expect(page.get_by_role("cell", name=re.compile("^column .*emergency"))).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name=re.compile("would not be loaded")).click()
    assert (await download.value).suggested_filename == "leads.rejected.csv"
    await accessible(page)
    await page.get_by_role("button", name="Load", exact=True).click()
    await expect(page.get_by_role("heading", name="It is loaded")).to_be_visible(timeout=60_000)
    await page.get_by_role("button", name="To the campaign").click()


async def called(page: Page) -> None:
    await expect(page.get_by_text(f"{PEOPLE} contacts left")).to_be_visible()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator(".campaign-head .mark")).to_have_text("running")
    stop = page.get_by_role("button", name="Stop", exact=True)
    talking = page.locator(".figures div", has_text="Talking").first.locator("dd")
    await expect(talking).not_to_have_text("0", timeout=SEEN_WITHIN)
    await stop.click()
    asked = page.get_by_role("dialog")
    await expect(asked).to_contain_text(re.compile("conversations? go(es)? on|ringing line"))
    await asked.get_by_role("button", name="Let it run").click()
    await expect(page.locator(".campaign-head .mark")).to_have_text("running")
    connected = page.locator(".bars tr", has_text="Connected").locator(".number").first
    await expect(connected).to_have_text(str(PEOPLE), timeout=SEEN_WITHIN)
    await expect(page.locator(".chart svg path.line.one")).to_be_visible()
    await accessible(page)
    await stop.click()
    await expect(page.locator(".campaign-head .mark")).to_have_text("stopped")


async def seen_again(page: Page) -> None:
    """Who was called, by name; then the load is taken back."""
    await page.get_by_role("link", name="Contacts", exact=True).click()
    await page.get_by_label("Name").fill("zoe")
    await page.get_by_role("button", name="Look", exact=True).click()
    await page.get_by_role("link", name="<b>Zoe</b>").click()
    await expect(page.get_by_role("cell", name="Connected")).to_be_visible()
    await accessible(page)
    await page.get_by_role("link", name="wiosna").click()
    await page.get_by_role("tab", name="Contacts").click()
    await page.get_by_role("button", name="Take back").click()
    await page.get_by_role("button", name="Take it back").click()
    await expect(page.get_by_text(f"0 gone, {PEOPLE} that were dialled are marked removed")).to_be_visible()
