"""Chats and tickets of a house: brought as a program brings them, seen as an agent sees them."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from playwright.async_api import Locator, Page, expect

from acd.core import heard
from acd.core.level import Level, Target, When
from acd.core.moment import HOUR, MINUTE, SECOND
from tests.browser.kit import Visitors
from tests.browser.panel import button, shows
from tests.web.people_kit import Desktop

EWA: Final = {"name": "Ewa Lis", "email": "ewa@example.com", "phone": "+48501204118"}
REIN: Final = {"name": "Rein Kuusk", "email": "rein@example.com"}
GOLD: Final = Level(
    "gold",
    targets={
        Target.CHAT_ANSWERED: 2 * MINUTE,
        Target.FIRST_ANSWERED: HOUR,
        Target.NEXT_ANSWERED: 5 * MINUTE,
        Target.SOLVED: 8 * HOUR,
    },
)
HURRIED: Final = Level(
    "hurried",
    targets={Target.FIRST_ANSWERED: SECOND, Target.CHAT_ANSWERED: HOUR},
    when=(When(tag="hurry"),),
    order=-1,
)
"""Broken as soon as anybody looks, for what has the tag."""


async def takes(desk: Desktop, *, chats: bool = True, tickets: bool = True) -> None:
    """What whoever works at the phone also does."""
    await desk.house.client.put_type("phone", group="work", chats=chats, tickets=tickets)


async def promised(desk: Desktop, level: Level = GOLD) -> None:
    await desk.house.desk.heed(heard.LevelSet(desk.house.desk.now(), level))


async def bring(desk: Desktop, kind: str = "chat", **fields: Any) -> str:
    """Its id."""
    body = {
        "kind": kind,
        "queue": "sales",
        "subject": "Where is my order?",
        "text": "Hello!",
        "customer": EWA,
    }
    made = await desk.socket.post("/items", json=body | fields)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def customer_writes(desk: Desktop, item: str, text: str) -> None:
    made = await desk.socket.post(f"/items/{item}/messages", json={"text": text, "customer": True})
    assert made.status_code == 201, made.text


async def taken(desk: Desktop, item: str, agent: str = "1001") -> str:
    done = await desk.socket.post(f"/agents/{agent}/items/{item}/accept")
    assert done.status_code == 200, done.text
    return item


async def written(desk: Desktop, item: str) -> list[tuple[str, str, str]]:
    """Who wrote, as what, and what."""
    found = (await desk.socket.get(f"/items/{item}/messages")).json()
    return [(one["by"], one["kind"], one["text"]) for one in found]


async def stands(desk: Desktop, item: str) -> dict[str, Any]:
    found = await desk.socket.get(f"/items/{item}")
    assert found.status_code == 200, found.text
    return dict(found.json())


async def at_items(people: Visitors, desk: Desktop, **more: Any) -> Page:
    """Anna's panel; she takes chats and tickets, and is free."""
    await takes(desk)
    await desk.house.client.wish("1001", "login")
    page = await people.come("/agent", "anna", **more)
    await shows(page, "Free")
    await expect(button(page, "Break")).to_be_enabled()
    return page


def answer_box(page: Page) -> Locator:
    return page.locator("[data-answer]")


def said(page: Page) -> Locator:
    return page.locator(".thread .said")


async def wait_for(desk: Desktop, item: str, **fields: Any) -> None:
    """Until the item stands so."""
    for _ in range(150):
        there = await stands(desk, item)
        if all(there[name] == value for name, value in fields.items()):
            return
        await asyncio.sleep(0.1)
    raise AssertionError((item, fields, there))
