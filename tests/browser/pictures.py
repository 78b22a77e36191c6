"""Pictures of the screens for the docs: a floor as it may stand at ten in the morning, light, and one dark of each."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect

from acd.core import heard
from tests.browser.item_pictures import items
from tests.browser.kit import Visitors, chromium
from tests.browser.panel import button, shows, wraps
from tests.edges.dialer_kit import add_list
from tests.web.campaign_calls import dialled
from tests.web.house import make_template
from tests.web.people_kit import Desktop, desktop
from tests.web.test_campaigns import spring, until, where_it_is_noon

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screens"
NAMES: Final = (
    "Anna Nowak",
    "Jan Kowalski",
    "Ольга Иванова",
    "Mari Tamm",
    "José García",
    "Piotr Zieliński",
    "Kadri Kask",
    "Luis Pérez",
    "Emma Clarke",
    "Igor Petrov",
    "Tiit Saar",
    "Ana Ruiz",
    "Oliver Hughes",
    "Дарья Соколова",
)
CALLERS: Final = (
    ("+48 501 204 118", "Ewa Lis"),
    ("+372 5554 1203", "Rein Kuusk"),
    ("+34 612 00 41 87", "Marta Gil"),
)
FORM: Final = [
    {"code": "size", "label": "Size", "kind": "choice", "choices": ["S", "M", "L"], "required": True},
    {"code": "note", "label": "Note", "kind": "long text"},
]
SAID: Final = [
    {"code": "sale", "does": "finish", "success": True, "names": {"en": "Sale"}},
    {"code": "later", "does": "callback", "names": {"en": "Calls back"}},
    {
        "code": "think",
        "does": "retry",
        "retry": {"after": 3_600_000, "times": 2},
        "names": {"en": "Thinks it over"},
    },
    {"code": "never", "does": "do not call", "names": {"en": "Do not call"}},
]
SCRIPT: Final = (
    "Good morning {name}, this is {agent}. You asked for our spring offer; may I ask which size you need?"
)

OFFICE: Final[dict[str, Any]] = {
    "name": "Office Warsaw",
    "zone": "Europe/Warsaw",
    "week": {"monday-thursday": ["09:00-12:30", "13:00-17:00"], "friday": ["09:00-15:00"]},
    "holidays": [{"country": "PL"}],
    "days": [{"date": "12-24", "name": "Christmas Eve", "hours": ["09:00-12:00"]}],
}
LEVELS: Final[tuple[dict[str, Any], ...]] = (
    {
        "code": "gold",
        "name": "Gold",
        "calendar": "office",
        "targets": {"call answered": 20_000, "chat answered": 30_000, "first answered": 3_600_000},
        "when": [{"customer": "gold"}],
        "credit": 500,
    },
    {"code": "plain", "name": "Everybody", "calendar": "office", "targets": {"first answered": 28_800_000}},
)


@dataclass
class Studio:
    desk: Desktop
    people: Visitors

    async def take(
        self, page: Page, name: str, *, dark: bool = False, size: tuple[int, int] | None = None
    ) -> None:
        if size:
            await page.set_viewport_size({"width": size[0], "height": size[1]})
        if dark:
            await page.evaluate("document.documentElement.dataset.theme = 'dark'")
        await page.mouse.move(0, 0)
        await page.wait_for_timeout(700)
        await page.screenshot(path=FOLDER / f"{name}{'-dark' if dark else ''}.png")
        if dark:
            await page.evaluate("document.documentElement.dataset.theme = 'light'")

    async def ring(self, agent: str, call: str, number: str, name: str) -> None:
        at = self.desk.house.desk.now()
        await self.desk.house.desk.heed(
            heard.CallerJoined(at, "sales", call, f"PJSIP/in-{call}", number, name, 1),
            heard.Offered(at, "sales", call, agent, agent, f"PJSIP/{agent}-{call}"),
        )

    async def answer(self, agent: str, call: str) -> None:
        at = self.desk.house.desk.now()
        leg = f"PJSIP/{agent}-{call}"
        await self.desk.house.desk.heed(
            heard.CallerLeft(at, "sales", call),
            heard.Answered(at, "sales", call, agent, agent, leg, f"t-{call}"),
        )

    async def wait(self, queue: str, call: str, number: str, name: str) -> None:
        at = self.desk.house.desk.now()
        await self.desk.house.desk.heed(
            heard.CallerJoined(at, queue, call, f"PJSIP/in-{call}", number, name, 1)
        )


async def furnish(studio: Studio) -> None:
    """Fourteen agents, three queues, a campaign that runs; talks, aftercalls, breaks, callers who wait."""
    house, wish = studio.desk.house, studio.desk.house.client.wish
    await house.client.put_queue("sales", name="Sales", aftercall=45_000, step=15_000, longest=120_000)
    await house.client.put_queue("help", name="Support", aftercall=30_000)
    await house.client.put_queue("orders", name="Orders", aftercall=0)
    await spring(house, 0, mode="progressive", script=SCRIPT, form=FORM, dispositions=SAID, aftercall=45_000)
    for index, name in enumerate(NAMES):
        code = str(1001 + index)
        await house.client.put_phone(code)
        queues = [["spring", 0]] if code == "1009" else [["sales", 0], ["help", 1]]
        team = "mornings" if index % 3 else "evenings"
        await house.client.put_agent(code, name=name, phone=code, team=team, queues=queues)
        await house.phones_ready(code)
    for index in range(1, 13):
        await wish(str(1001 + index), "login")
    for agent in ("1002", "1003"):
        await house.talk(agent)
    await house.hang_up(await house.talk("1004"), "1004")
    await house.hang_up(await house.talk("1005", "help"), "1005", "help")
    await studio.ring("1006", "c51", *CALLERS[2])
    await wish("1007", "type", type="lunch")
    await wish("1008", "type", type="coffee")
    await wish("1010", "type", type="training")
    await wish("1011", "hold", reason="coaching")
    await wish("1003", "type", type="lunch")
    await wish("1009", "join", campaign="spring")
    await campaign_call(studio, "1009")


async def campaign_call(studio: Studio, agent: str) -> None:
    """Emma talks with a contact."""
    house = studio.desk.house
    person = {
        "name": "Katarzyna Wójcik",
        "zone": where_it_is_noon(),
        "fields": {"city": "Gdynia", "since": "2024"},
    }
    await add_list(house.database, [person])
    started = await studio.desk.socket.post("/campaigns/spring/start")
    assert started.status_code == 200, started.text
    attempt = await dialled(house)
    at, leg = house.desk.now(), f"PJSIP/{agent}-{attempt.id}"
    from dialer.core.heard import LineAnswered

    house.dialer.hear(LineAnswered(at, attempt.id))
    await house.desk.heed(
        heard.CallerJoined(at, "spring", attempt.id, attempt.id, attempt.number, "", 1),
        heard.Offered(at, "spring", attempt.id, agent, agent, leg),
        heard.CallerLeft(at, "spring", attempt.id),
        heard.Answered(at, "spring", attempt.id, agent, agent, leg, f"t-{attempt.id}"),
    )
    await until(lambda: house.dialer.room.lines[attempt.id].attempt.connected)


# --- screens ---------------------------------------------------------------------------------------------------------


async def login(studio: Studio) -> None:
    page = await studio.people.come("/login")
    await expect(button(page, "Sign in")).to_be_visible()
    await studio.take(page, "login")
    await studio.take(page, "login", dark=True)


async def agent(studio: Studio) -> None:
    """Anna's day, at each size what it is for."""
    wish = studio.desk.house.client.wish
    page = await studio.people.come("/agent", "anna")
    await expect(button(page, "Start work")).to_be_enabled()
    await studio.take(page, "agent-off")
    await button(page, "Start work").click()
    await shows(page, "Free")
    await button(page, "Switch on").or_(button(page, "Close")).last.click()
    await button(page, "Break").click()
    await studio.take(page, "agent-menu")
    await page.keyboard.press("Escape")
    await studio.ring("1001", "c60", *CALLERS[0])
    await shows(page, "Ringing")
    await studio.take(page, "agent-ringing", size=(500, 400))
    await studio.answer("1001", "c60")
    await shows(page, "Talking")
    await wish("1001", "type", type="coffee")
    await studio.take(page, "agent-call", size=(1366, 768))
    await button(page, "Transfer").click()
    await studio.take(page, "agent-transfer")
    await page.keyboard.press("Escape")
    await studio.desk.house.hang_up("c60", "1001")
    await wraps(page)
    for name, size in (("", (1366, 768)), ("-docked", (500, 400)), ("-phone", (390, 844))):
        await studio.take(page, f"agent-aftercall{name}", size=size)
    await studio.take(page, "agent-aftercall", dark=True, size=(1366, 768))
    contact = await studio.people.come("/agent", "emma")
    await expect(contact.get_by_label("Note")).to_be_visible()
    await button(contact, "Close").click()
    await contact.get_by_label("Note").fill("wants it in green, by Friday")
    await contact.get_by_role("radio", name="Calls back").check()
    await studio.take(contact, "agent-contact")
    await studio.take(contact, "agent-contact-phone", size=(390, 844))


async def floor(studio: Studio) -> None:
    page = await studio.people.come("/floor", "boss")
    await waiting(studio)
    await expect(page.locator(".state.talking").first).to_be_visible()
    await studio.take(page, "floor")
    await studio.take(page, "floor", dark=True)
    await button(page, "Actions for Jan Kowalski").scroll_into_view_if_needed()
    await button(page, "Actions for Jan Kowalski").click()
    await studio.take(page, "floor-actions")
    await page.keyboard.press("Escape")
    await button(page, "Alarms").click()
    await studio.take(page, "floor-alarms")
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.evaluate("scrollTo(0, 0)")
    await studio.take(page, "floor-phone")
    events = await studio.people.come("/events", "boss")
    await expect(button(events, "Stop")).to_be_visible()
    await events.wait_for_timeout(1500)
    for kind in ("lunch", "phone"):
        await studio.desk.house.client.wish("1013", "type", type=kind)
    await expect(events.locator(".event").nth(2)).to_be_visible()
    await studio.take(events, "events")


async def wall(studio: Studio) -> None:
    page = await studio.people.come("/wall", "boss")
    await waiting(studio)
    await studio.take(page, "wall", size=(1920, 1080))


async def campaigns(studio: Studio) -> None:
    """The plan of a campaign while it runs."""
    await studio.desk.user("rita", ["manager"], shown="Rita Plan")
    page = await studio.people.come("/campaigns/spring", "rita")
    await settled(page)
    await studio.take(page, "campaign")
    await studio.take(page, "campaign", dark=True)
    for part in ("lists", "dispositions", "settings"):
        await page.goto(f"{studio.people.url}/campaigns/spring/{part}")
        await settled(page)
        await studio.take(page, f"campaign-{part}")


async def admin(studio: Studio) -> None:
    """An administrator's pages."""
    await studio.desk.user("root", ["administrator"], shown="Administrator")
    client = studio.desk.house.client
    await client.put_calendar("office", **OFFICE)
    for level in LEVELS:
        await client.put_level(**level)
    page = await studio.people.come("/admin/queues", "root")
    for name, path in (
        ("queues", "queues"),
        ("queue", "queues/sales"),
        ("agents", "agents"),
        ("types", "types"),
        ("calendar", "calendars/office"),
        ("levels", "levels"),
        ("health", "health"),
    ):
        await page.goto(f"{studio.people.url}/admin/{path}")
        await settled(page)
        await studio.take(page, f"admin-{name}")
    await studio.take(page, "admin-health", dark=True)


async def reports(studio: Studio) -> None:
    """What the day was, so far."""
    page = await studio.people.come("/reports", "boss")
    await settled(page)
    await button(page, "Show").click()
    await expect(page.locator("canvas")).to_be_visible()
    await page.wait_for_timeout(1500)  # the chart grows
    await studio.take(page, "reports")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.locator("canvas").scroll_into_view_if_needed()
    await studio.take(page, "reports-phone")


async def settled(page: Page) -> None:
    await expect(page.locator("main h1").first).to_be_visible()
    await expect(page.locator("main [aria-busy=true]")).to_have_count(0)


async def waiting(studio: Studio) -> None:
    for index, (number, name) in enumerate(CALLERS):
        await studio.wait("sales" if index else "help", f"w{index}", number, name)


SCREENS: Final[dict[str, Callable[[Studio], Awaitable[Any]]]] = {
    "login": login,
    "agent": agent,
    "floor": floor,
    "wall": wall,
    "campaigns": campaigns,
    "admin": admin,
    "items": items,
    "reports": reports,
}


async def shoot(names: Sequence[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        await make_template(Path(folder))
        async with chromium() as browser, desktop(Path(folder)) as desk:
            studio = Studio(desk, Visitors(browser, desk.url))
            telling = asyncio.create_task(desk.house.campaigns.run())
            await furnish(studio)
            await desk.user("anna", ["agent"], agent="1001", shown="Anna Nowak")
            await desk.user("emma", ["agent"], agent="1009", shown="Emma Clarke")
            await desk.user("ana", ["agent"], agent="1012", shown="Ana Ruiz")
            await desk.user("boss", ["supervisor"], shown="Mari Tamm")
            for name in names or SCREENS:
                await SCREENS[name](studio)
            telling.cancel()
            await studio.people.leave()


def main(names: Sequence[str]) -> None:
    asyncio.run(shoot(names))
