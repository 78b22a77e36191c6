"""The mailbox as a whole: Dovecot and Exim, a daemon that is killed, an agent who answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from aftercall.bench import MailHouse
from aftercall.settings import MailSettings
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.site import Site
from tests.edges.mail_kit import ANNA, BOXES, Post, letter, until

pytestmark = pytest.mark.timeout(240)
LETTERS = 6


@pytest_asyncio.fixture
async def house() -> AsyncIterator[MailHouse]:
    there = await asyncio.to_thread(lambda: MailHouse(BOXES))
    try:
        await asyncio.to_thread(there.start)
        yield there
    finally:
        await asyncio.to_thread(there.close)


async def test_nothing_twice_and_nothing_lost_over_kills(house: MailHouse) -> None:
    """Letters come while the daemon is killed again and again: one ticket each. Each is answered once, by whoever has it, and the
    answer lies in the customer's mailbox."""
    post = _letters(house)
    settings = {"AFTERCALL_MAIL__CA_FILE": str(house.certificate), "AFTERCALL_MAIL__POLL": "1"}
    async with Site() as site:
        daemon = Daemon(site.asterisk, settings=settings)
        try:
            await daemon.start()
            await daemon.wait_up()
            await _furnish(daemon, post)
            for number in range(LETTERS):
                await post.send(
                    letter(f"Letter {number}", f"Number {number}", mail_id=f"<{number}@customer.example>")
                )
                if number % 2:
                    await asyncio.sleep(number / 5)
                    await daemon.kill()
                    await daemon.start()
                    await daemon.wait_up()
            found = await until(lambda: _tickets(daemon, LETTERS))
            await asyncio.sleep(3)
            found = await _tickets(daemon, LETTERS) or []
            assert sorted(one["subject"] for one in found) == [
                f"Number {number}" for number in range(LETTERS)
            ]
            await _answer_all(daemon, found)
            answers = await post.got(ANNA, LETTERS)
            await asyncio.sleep(3)
            answers = await post.got(ANNA, LETTERS)
            assert sorted(one.get_content().splitlines()[0] for one in answers) == sorted(
                f"Answer to {one['id']}" for one in found
            )
        finally:
            await daemon.close()


def _letters(house: MailHouse) -> Post:
    """The kit's customers: they send, and look into their mailboxes; its desk is never opened."""
    post = object.__new__(Post)
    post.house, post.settings = house, MailSettings(ca_file=house.certificate)
    return post


async def _furnish(daemon: Daemon, post: Post) -> None:
    api = daemon.api
    await api.put("queues", "help", {"name": "Help"})
    await api.put("phones", "1001", {"secret": "secret-of-1001"})
    await api.put(
        "agents", "1001", {"name": "Agent", "phone": "1001", "queues": [["help", 0]], "tickets": 10}
    )
    await api.put("mailboxes", "help", post.card())
    assert (await api.wish("1001", "login", type="mail")).success


async def _tickets(daemon: Daemon, count: int) -> list[dict[str, Any]] | None:
    found: list[dict[str, Any]] = await daemon.api.get("/items?kind=ticket")
    return found if len(found) >= count else None


async def _answer_all(daemon: Daemon, items: list[dict[str, Any]]) -> None:
    for item in items:
        id = item["id"]
        await daemon.api.wish("1001", f"items/{id}/accept")
        await daemon.api.post(f"/items/{id}/messages", {"text": f"Answer to {id}"})
