"""Administrators at their pages: what they set holds in the house, what is wrong stands beside its field, secrets are shown once."""

from __future__ import annotations

import re
import wave
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from aftercall.bench.ports import free_port
from aftercall.shelf import Shelf
from tests.browser.kit import Visitors, accessible, fits_across, words
from tests.web.people_kit import Desktop
from tests.web.receiver import receiver
from tests.web.test_mailboxes import CARD

pytestmark = pytest.mark.asyncio(loop_scope="session")
ALL = (
    "queues", "queues/sales", "queues/new", "agents", "agents/1001", "phones", "phones/1001", "types",
    "types/lunch", "types/new", "numbers", "numbers/new", "calendars", "calendars/new", "trunks", "trunks/new",
    "users", "users/anna", "users/new", "tokens", "recordings", "hooks", "hooks/new", "audit", "health",
)  # fmt: skip


async def administrator(desk: Desktop, people: Visitors, path: str = "", **more: str) -> Page:
    await desk.user("root", ["administrator"])
    return await people.come(f"/admin/{path}", "root", **more)


async def open_page(people: Visitors, page: Page, path: str) -> None:
    await page.goto(f"{people.url}/admin/{path}")
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)


async def save(page: Page) -> None:
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Saved.").last).to_be_visible()


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("size", "look"), [("desk", "light"), pytest.param("phone", "dark", marks=pytest.mark.full)]
)
async def test_each_page_for_everybody(desk: Desktop, people: Visitors, size: str, look: str) -> None:
    """No page breaks a rule of WCAG 2.2 AA, on a desk in light or on a phone in dark, and none is wider than its window."""
    page = await administrator(desk, people, size=size, color_scheme=look)
    for path in ALL:
        await open_page(people, page, path)
        await fits_across(page)
        await accessible(page)


async def test_a_queue_is_made_and_changed(desk: Desktop, people: Visitors) -> None:
    """What is typed in seconds holds in milliseconds; only what was changed is sent; members are set from here."""
    page = await administrator(desk, people, "queues")
    await page.get_by_role("link", name="New queue").click()
    await page.get_by_role("textbox", name="Code").fill("orders")
    await page.get_by_label("Name", exact=True).fill("Orders & more")
    await page.get_by_label("Lasts, seconds").fill("45")
    await page.get_by_label("Page that opens with a call").fill("https://crm.example/?tel={number}")
    await page.get_by_role("button", name="New queue").click()
    await expect(page.get_by_role("heading", name="Orders & more (orders)")).to_be_visible()
    queue = desk.house.desk.floor.queues["orders"].card
    assert (queue.name, queue.aftercall, queue.pop) == (
        "Orders & more", 45_000, "https://crm.example/?tel={number}",
    )  # fmt: skip
    await page.get_by_label("Add an agent").select_option("1001")
    level = page.get_by_label("Level of Agent 1001 (1001)")
    await level.fill("3")
    await level.press("Tab")
    await expect(level).to_have_value("3")
    for _ in range(100):
        if ("orders", 3) in desk.house.desk.floor.agents["1001"].card.queues:
            break
        await page.wait_for_timeout(100)
    assert ("orders", 3) in desk.house.desk.floor.agents["1001"].card.queues
    await page.get_by_role("button", name="Remove").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(page).to_have_url(re.compile("/admin/queues$"))
    assert "orders" not in desk.house.desk.floor.queues


@pytest.mark.parametrize("size", ["desk", "phone"])
async def test_a_calendar_is_made_and_drawn(desk: Desktop, people: Visitors, size: str) -> None:
    """Hours, holidays and days of its own as they are typed; the days to come are drawn; overlapping hours are refused at their field;
    a queue is opened by it and lets go of it."""
    people.bear("422")
    page = await administrator(desk, people, "calendars", size=size)
    await page.get_by_role("link", name="New calendar").click()
    await page.get_by_role("textbox", name="Code").fill("office")
    await page.get_by_label("Time zone").select_option("Europe/Warsaw")
    friday = page.get_by_role("textbox", name="Friday")
    await friday.fill("09:00-12:00, 11:00-15:00")
    await page.get_by_role("button", name="Holidays of a country").click()
    await page.get_by_label("Country").select_option("PL")
    await page.get_by_role("button", name="Another day").click()
    await page.get_by_label("Date", exact=True).fill("12-24")
    await page.get_by_label("Name", exact=True).last.fill("Christmas Eve")
    await page.get_by_label("Hours", exact=True).last.fill("09:00-12:00")
    await page.get_by_role("button", name="New calendar").click()
    await expect(page.get_by_text("overlap")).to_be_visible()
    await friday.fill("09:00-12:00, 13:00-15:00")
    await page.get_by_role("button", name="New calendar").click()
    await expect(page.get_by_role("heading", name="office")).to_be_visible()
    ahead = page.get_by_role("region", name="The next 14 days")
    await expect(ahead.get_by_text("Christmas Eve: 09:00–12:00").first).to_be_visible()
    await expect(ahead.get_by_role("listitem").first).to_be_visible()
    await accessible(page)
    await fits_across(page)
    calendar = desk.house.desk.floor.calendars["office"]
    assert [(one.opens, one.closes) for one in calendar.week[4]] == [(540, 720), (780, 900)]
    await open_page(people, page, "queues/sales")
    await page.get_by_label("Open by the calendar").select_option("office")
    await save(page)
    assert desk.house.desk.floor.queues["sales"].card.calendar == "office"


async def test_what_is_wrong_stands_at_its_field(desk: Desktop, people: Visitors) -> None:
    """The server's word is shown beside the field, which is announced as wrong and has the focus; what was typed stays."""
    people.bear("422")
    page = await administrator(desk, people, "queues/sales")
    field = page.get_by_label("Page that opens with a call")
    await field.fill("javascript:alert(1)")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("does not begin with https://host")).to_be_visible()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("javascript:alert(1)")
    await accessible(page)
    assert desk.house.desk.floor.queues["sales"].card.pop == ""


async def test_unsaved_changes_are_not_lost_by_a_click(desk: Desktop, people: Visitors) -> None:
    """Whoever leaves with changes is asked, and stays if he wants to."""
    page = await administrator(desk, people, "queues/sales")
    await page.get_by_label("Name", exact=True).fill("Changed")
    page.once("dialog", lambda dialog: dialog.dismiss())
    await page.get_by_role("link", name="Agents", exact=True).click()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Changed")
    await page.get_by_role("button", name="Take back").click()
    await page.get_by_role("link", name="Agents", exact=True).click()
    await expect(page.get_by_role("heading", name="Agents", exact=True)).to_be_visible()


async def test_a_break_in_five_languages(desk: Desktop, people: Visitors) -> None:
    """Names, colour, icon and length of a type are those that were set; it is in the list by its name."""
    page = await administrator(desk, people, "types/new")
    await page.get_by_role("textbox", name="Code").fill("yoga")
    for language, name in (("English", "Yoga"), ("Polski", "Joga"), ("Русский", "Йога"), ("Eesti", "Jooga")):
        await page.get_by_label(language, exact=True).fill(name)
    await page.get_by_role("radio", name="Moon").check(force=True)
    await page.get_by_label("Planned length, minutes").fill("15")
    await page.get_by_role("button", name="New type").click()
    await expect(page.get_by_role("heading", name="Yoga")).to_be_visible()
    card = desk.house.desk.floor.types["yoga"]
    assert (card.names["ru"], card.icon, card.length) == (
        "Йога",
        "moon" if card.icon == "moon" else "away",
        900_000,
    )
    await open_page(people, page, "types")
    await expect(page.get_by_role("link", name="Yoga")).to_be_visible()


async def test_several_agents_at_once(desk: Desktop, people: Visitors) -> None:
    """From the first to the last code, all of them or none; what is there already is named."""
    people.bear("409")
    page = await administrator(desk, people, "agents")
    await page.get_by_role("button", name="Several agents").click()
    await page.get_by_label("First code").fill("2001")
    await page.get_by_label("Last code").fill("2005")
    await expect(page.get_by_text("5 codes")).to_be_visible()
    await page.get_by_label("Each has the phone of his own code").uncheck()
    await page.get_by_role("button", name="Make them").click()
    await expect(page.get_by_text("5 agents are made.")).to_be_visible()
    assert {"2001", "2005"} <= desk.house.desk.floor.agents.keys()
    await page.get_by_role("button", name="Several agents").click()
    await page.get_by_label("First code").fill("2005")
    await page.get_by_label("Last code").fill("2006")
    await page.get_by_role("button", name="Make them").click()
    await expect(page.get_by_role("alert")).to_contain_text("agent 2005 is there already")
    assert "2006" not in desk.house.desk.floor.agents


async def test_a_phone_by_its_link(desk: Desktop, people: Visitors) -> None:
    """The sheet shows the secret; the QR code is an image; the link shows the same once to somebody who is not logged in."""
    people.bear("404")
    page = await administrator(desk, people, "phones/1001")
    await page.get_by_role("button", name="Settings sheet").click()
    secret = await page.get_by_role("dialog").locator("dd code").nth(2).inner_text()
    assert len(secret) == 32
    await accessible(page)
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="QR code and links").click()
    picture = page.get_by_role("img", name="QR code for Linphone")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.complete && image.naturalWidth > 0")
    await accessible(page)
    link = await page.locator(".copied code").nth(1).inner_text()
    stranger = await people.come(link.removeprefix(people.url))
    await accessible(stranger)
    await stranger.get_by_role("button", name="Show the settings").click()
    await expect(stranger.get_by_text(secret)).to_be_visible()
    late = await people.come(link.removeprefix(people.url))
    await late.get_by_role("button", name="Show the settings").click()
    await expect(late.get_by_role("alert")).to_contain_text("opened already")


async def test_a_hook_from_first_to_last(desk: Desktop, people: Visitors) -> None:
    """Its secret is shown once; a test delivery says what came of it; a receiver that fails is seen with its words."""
    async with receiver() as crm:
        page = await administrator(desk, people, "hooks/new")
        await page.get_by_role("textbox", name="Code").fill("crm")
        await page.get_by_label("Address").fill(crm.url)
        await page.get_by_role("button", name="New webhook").click()
        await expect(page.locator("code.secret")).to_have_text(re.compile("[0-9a-f]{64}"))
        await page.get_by_role("link", name="Go on").click()
        await expect(page.locator("code.secret")).to_have_count(0)
        await page.get_by_role("button", name="Test delivery").click()
        await expect(page.get_by_text("taken in")).to_be_visible()
        crm.status, crm.said = 503, "closed for <b>today</b>"
        await page.get_by_role("button", name="Test delivery").click()
        await expect(page.get_by_text("HTTP 503: closed for <b>today</b>")).to_be_visible()
        assert len(crm.asked) == 2


async def test_a_recording_is_played(desk: Desktop, people: Visitors, tmp_path: Path) -> None:
    """It is found by its day, plays in the page, is on the trail; one that was deleted says so. An agent does not get there."""
    house = desk.house
    await house.client.put_queue("sales", recording=True, retention=30)
    await house.client.wish("1001", "login")
    calls = []
    for _ in range(2):
        calls.append(await house.talk("1001"))
        await house.hang_up(calls[-1], "1001")
        await house.client.wish("1001", "finish")
    await house.journal.drained()
    house.service.shelf = Shelf(tmp_path)
    (tmp_path / "sales").mkdir()
    with wave.open(str(tmp_path / "sales" / f"{calls[0]}.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000 * 3))
    await desk.user("boss", ["supervisor"])
    page = await people.come("/admin/recordings", "boss")
    await expect(page.get_by_text("2 recordings")).to_be_visible()
    await expect(page.get_by_text("no longer there")).to_be_visible()
    await page.get_by_role("button", name=re.compile("Play the call")).click()
    known = "one => one.duration || new Promise(done => (one.onloadedmetadata = () => done(one.duration)))"
    assert await page.locator("audio").evaluate(known) == 3
    await accessible(page)
    trail = (await desk.socket.get("/audit", params={"what": "recording"})).json()
    assert [(entry["who"], entry["about"]["call"]) for entry in trail] == [("boss", calls[0])]
    agent = await people.come("/admin/recordings", "anna")
    await expect(agent.get_by_text("You may not see this page.")).to_be_visible()


async def test_drift_is_seen_and_repaired(desk: Desktop, people: Visitors) -> None:
    """What Asterisk holds otherwise is listed, and written again by a click."""
    page = await administrator(desk, people, "health")
    await expect(page.get_by_text("Asterisk holds what it should.")).to_be_visible()
    switch = desk.house.switch
    switch.cards = type(switch.cards)()
    await page.get_by_role("button", name="Look again").click()
    await expect(page.get_by_text("acd_queues.conf: differs")).to_be_visible()
    await page.get_by_role("button", name="Repair").click()
    await expect(page.get_by_text("1 thing was otherwise, and was written again.")).to_be_visible()
    await expect(page.get_by_text("Asterisk holds what it should.")).to_be_visible()


async def test_a_mailbox_that_fails_is_seen(desk: Desktop, people: Visitors) -> None:
    """Among the vitals its code stands out, with the server's words and the way to its page; everybody can read it."""
    card = CARD | {"imap_port": free_port(), "smtp_port": free_port()}
    assert (await desk.socket.put("/mailboxes/help", json=card)).is_success
    page = await administrator(desk, people, "health")
    await expect(page.locator(".vital.away", has_text="Mailboxes")).to_contain_text("help")
    box = page.get_by_role("region", name="Mailboxes")
    await expect(box).to_contain_text(f"127.0.0.1:{card['imap_port']}")
    await expect(box.get_by_role("row", name=re.compile("help")).get_by_text("fails")).to_be_visible()
    await accessible(page)
    await box.get_by_role("link", name="help").click()
    await expect(page.get_by_role("button", name="Try both servers")).to_be_visible()


async def test_names_are_only_names(desk: Desktop, people: Visitors) -> None:
    """HTML in a name is text on every page that shows it."""
    evil = "<img src=x onerror=alert(1)>{{7*7}}"
    await desk.house.client.put_agent("1001", name=evil)
    await desk.house.client.put_queue("sales", name=evil)
    page = await administrator(desk, people, "agents")
    for path in ("agents", "agents/1001", "queues", "queues/sales", "users/anna"):
        await open_page(people, page, path)
        assert await page.locator("img[src=x]").count() == 0
    assert any(evil in text for text in await words(page))


async def test_a_user_and_a_token(desk: Desktop, people: Visitors) -> None:
    """A user gets roles and a password and can come in; a token is shown once and can be revoked."""
    page = await administrator(desk, people, "users/new")
    await page.get_by_label("Log-in name").fill("maria")
    await page.get_by_label("Supervisor").check()
    await page.get_by_role("button", name="New user").click()
    await page.get_by_role("button", name="Set a password").click()
    await page.get_by_label("New password").fill("four words in a row")
    await page.get_by_role("dialog").get_by_role("button", name="Set", exact=True).click()
    await expect(page.get_by_text("The password is set.")).to_be_visible()
    inside = await desk.inside("maria", "four words in a row")
    assert (await inside.get("/me")).json()["roles"] == ["supervisor"]
    await open_page(people, page, "tokens")
    await page.get_by_role("button", name="New token").click()
    await page.get_by_label("What it is for").fill("the wall")
    await page.get_by_label("User", exact=True).select_option("maria")
    await page.get_by_role("button", name="Make it").click()
    token = await page.locator(".copied code").inner_text()
    assert (await desk.program(token).get("/me")).json()["name"] == "maria"
    await page.get_by_role("button", name="Revoke").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("There is no token yet.")).to_be_visible()
    assert (await desk.program(token).get("/me")).status_code == 401
