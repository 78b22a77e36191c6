"""A desktop with a whole floor behind it: real Asterisk, the daemon as a process, SIPp phones and callers; people at its screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Browser

from aftercall.bench.ports import free_port
from aftercall.simulator.phones import PhoneSpec
from tests.browser.kit import Visitors
from tests.floor.living import PATIENCE, Living, living, registered, until
from tests.web.people_kit import PASSWORD

SPARE: Final = "1009"
"""A phone at which nobody is logged in: a supervisor's."""
USERS: Final = {
    "anna": {"roles": ["agent"], "agent": "1001", "shown": "Anna Nowak"},
    "jan": {"roles": ["agent"], "agent": "1002", "shown": "Jan Kowalski"},
    "boss": {"roles": ["supervisor"], "shown": "Mari Tamm"},
}
QUEUE: Final = {"name": "Sales", "aftercall": 20_000, "step": 30_000, "longest": 60_000, "ring": 8000}
"""Long enough to be looked at on a busy machine."""


@dataclass
class Manned:
    """`url` stays when the daemon is started again."""

    floor: Living
    url: str

    async def phone(self, agent: str, **manner: object) -> None:
        """His phone is plugged in anew, with this manner of answering."""
        await self.floor.replug(agent, **manner)

    async def call(self, agent: str, talk_ms: int = 3_600_000) -> None:
        """A caller who is connected to this agent, for nobody else is free."""
        await self.floor.call("8001", talk_ms)
        await self.floor.shows(agent, "talking")


@asynccontextmanager
async def manned() -> AsyncIterator[Manned]:
    """Agents 1001 (anna) and 1002 (jan), logged off, at phones that answer after two seconds; boss supervises."""
    port = free_port()
    settings = {"AFTERCALL_WEB__PORT": str(port), "AFTERCALL_FLOOR__PHONE_GRACE": "5"}
    async with living(settings=settings) as floor:
        api = floor.daemon.api
        await api.put("queues", "sales", QUEUE)
        for name, fields in USERS.items():
            agent = fields.get("agent")
            if agent:
                await floor.granted(str(agent), "logout")
                await api.put("agents", str(agent), {"name": fields["shown"]})
            await api.put("users", name, fields)
            await api.put(f"users/{name}", "password", {"password": PASSWORD})
        await api.put("phones", SPARE, {"secret": f"secret-of-{SPARE}"})
        ear = PhoneSpec(SPARE, f"secret-of-{SPARE}", 100)
        floor.phones[SPARE] = await floor.site.plug_in([ear], name=f"phone-{SPARE}", voice=True)
        for agent in ("1001", "1002"):
            await floor.replug(agent, answer_after_ms=2000)
        await until(lambda: registered(floor, SPARE), PATIENCE, "the spare phone is registered")
        yield Manned(floor, f"http://127.0.0.1:{port}")


@asynccontextmanager
async def visited(browser: Browser, there: Manned) -> AsyncIterator[Visitors]:
    """Whoever comes to its pages in one test."""
    visitors = Visitors(browser, there.url)
    try:
        yield visitors
    finally:
        await visitors.leave()
