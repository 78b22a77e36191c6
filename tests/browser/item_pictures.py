"""Pictures of chats and tickets: at an agent's desk, at his supervisor's, and of one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import expect

from acd.core import heard
from tests.browser.panel import button
from tests.browser.written import EWA, GOLD, HURRIED, REIN, bring, customer_writes, stands, taken, takes

if TYPE_CHECKING:
    from tests.browser.pictures import Studio
    from tests.web.people_kit import Desktop

LETTERS: Final[list[dict[str, Any]]] = [
    {
        "subject": "Invoice 4711 was charged twice",
        "customer": REIN,
        "tags": ["invoice", "hurry"],
        "priority": 2,
    },
    {"subject": "New address from December", "customer": {"name": "Katarzyna Wójcik"}},
    {"subject": "Счёт за октябрь", "customer": {"name": "Ольга Смирнова"}, "tags": ["invoice"]},
    {"subject": "The lamp does not light", "customer": {"name": "Piotr Lis"}, "queue": "help"},
    {"subject": "When does the shop in Tartu open?", "customer": {"name": "Kadri Oja"}, "queue": "help"},
    {"subject": "Order 5512", "customer": EWA},
    {"subject": "Devolución del pedido 4980", "customer": {"name": "Marta Gil"}, "tags": ["returns"]},
]
TALK: Final = (
    ("agent", "message", "Good morning Ms Lis, I am looking it up; one moment please."),
    ("customer", "message", "Thank you. It should have been here on Monday."),
    ("agent", "note", "Held at the depot since Friday, label was torn. Jan has told the carrier."),
    ("customer", "message", "I need it for Thursday, is that possible?"),
)


async def items(studio: Studio) -> None:
    """Ana's chats and tickets, at each size; then as her supervisor sees them, and one customer."""
    desk = studio.desk
    chat = await correspondence(studio)
    page = await studio.people.come("/agent", "ana")
    await button(page, "Close").first.click()
    await expect(page.locator(".item-row").nth(3)).to_be_visible()
    offered = await bring(desk, subject="Do you deliver to Saaremaa?", text="Hello!", customer=REIN)
    await to_ana(desk, offered)
    await expect(page.locator(".offer")).to_be_visible()
    await studio.take(page, "items-offer")
    await studio.take(page, "items-offer-docked", size=(500, 400))
    assert (await desk.socket.post(f"/items/{offered}/transfer", json={"queue": "orders"})).status_code == 200
    await expect(page.locator(".offer")).to_have_count(0)
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.goto(f"{studio.people.url}/agent?item={chat}")
    await button(page, "Close").first.click()
    await expect(page.locator(".said").nth(4)).to_be_visible()
    await page.locator("[data-answer]").fill(
        "It left Gdynia this morning and is with you tomorrow before noon."
    )
    await expect(page.get_by_text("Draft kept")).to_be_visible()
    for name, size in (("", (1366, 768)), ("-docked", (500, 400)), ("-phone", (390, 844))):
        await studio.take(page, f"items-chat{name}", size=size)
    await studio.take(page, "items-chat", dark=True, size=(1366, 768))
    boss = await studio.people.come("/items", "boss")
    await expect(boss.locator(".due.bad").first).to_be_visible()
    await studio.take(boss, "items-list")
    await studio.take(boss, "items-list", dark=True)
    await boss.goto(f"{studio.people.url}/floor")
    await expect(boss.get_by_role("heading", name="Chats and tickets")).to_be_visible()
    await studio.take(boss, "items-floor")
    customer = (await stands(desk, chat))["customer"]["id"]
    await boss.goto(f"{studio.people.url}/customers/{customer}")
    await expect(boss.locator(".history li").nth(2)).to_be_visible()
    await studio.take(boss, "customer")
    await studio.take(boss, "customer-phone", size=(390, 844))


async def correspondence(studio: Studio) -> str:
    """What a morning brought; Ewa's chat, which is open."""
    desk, house = studio.desk, studio.desk.house
    await house.client.put_queue("sales", push_tickets=False)
    await house.client.put_queue("help", push_tickets=False)
    await takes(desk)
    await house.desk.heed(heard.LevelSet(house.desk.now(), HURRIED), heard.LevelSet(house.desk.now(), GOLD))
    for letter in LETTERS[3:]:
        await bring(desk, "ticket", **letter)
    for letter in LETTERS[:3]:
        await taken(desk, await bring(desk, "ticket", **letter), "1012")
    await studio.ring("1013", "c70", str(EWA["phone"]), "Ewa Lis")
    await studio.answer("1013", "c70")
    await house.hang_up("c70", "1013")
    await bring(desk, queue="orders", subject="Is the blue one in stock?", customer={"name": "Marta Gil"})
    chat = await bring(desk, text="Good morning! Where is my order 5512?", customer=EWA)
    await to_ana(desk, chat)
    await taken(desk, chat, "1012")
    await spoken(studio, chat)
    return chat


async def to_ana(desk: Desktop, item: str) -> None:
    """Whoever else is free by now, she is offered it."""
    offered = (await stands(desk, item))["offered"]
    if offered is None or offered["agent"] != "1012":
        done = await desk.socket.post(f"/items/{item}/transfer", json={"agent": "1012"})
        assert done.status_code == 200, done.text


async def spoken(studio: Studio, chat: str) -> None:
    ana = await studio.desk.inside("ana")
    for by, kind, text in TALK:
        if by == "customer":
            await customer_writes(studio.desk, chat, text)
        else:
            said = await ana.post(f"/items/{chat}/messages", json={"text": text, "kind": kind})
            assert said.status_code == 201, said.text
    studio.desk.house.hear(heard.Visitor(studio.desk.house.desk.now(), chat, True))
