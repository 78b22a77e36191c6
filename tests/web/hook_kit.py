"""A journal and the hooks that are told from it, over a real database; what happens is put straight into the journal."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from acd.core import facts
from acd.core.facts import Fact
from acd.core.moment import DAY, Span
from acd.store.database import open_database
from acd.store.journal import Journal
from aftercall.hooks.address import Rules
from aftercall.hooks.desk import HookDesk
from aftercall.hooks.happened import Queues
from aftercall.hooks.post import Sender
from aftercall.hooks.store import Store

HERE = Rules(private=(ip_network("127.0.0.0/8"), ip_network("::1/128")))
PATIENCE = 15.0


def now() -> int:
    return int(time.time() * 1000)


def answered(number: int, queue: str = "sales", at: int | None = None) -> Fact:
    return facts.CallAnswered(at or now(), queue, f"call-{number}", "1001", 1000)


def moved(agent: str) -> Fact:
    return facts.AgentMoved(now(), agent, "free", "calls", now(), "off")


@dataclass
class Hooked:
    folder: Path
    journal: Journal
    store: Store
    hooks: HookDesk

    async def happen(self, *what: Fact) -> None:
        """On record when it returns."""
        self.journal.put(what)
        await self.journal.drained()

    async def make(self, url: str, code: str = "crm", **more: Any) -> str:
        """Its secret."""
        card, _ = await self.hooks.change(code, {"url": url, **more})
        return card.secret


@asynccontextmanager
async def hooked(
    folder: Path,
    rules: Rules = HERE,
    within: float = 2.0,
    keep: Span = DAY,
    queues_of: Queues = lambda agent: frozenset(),
) -> AsyncIterator[Hooked]:
    """`folder` holds `floor.db`; opened again, it is the same floor after a restart."""
    database = open_database(f"sqlite:///{folder}/floor.db")
    store = Store(database, "main")
    hooks = HookDesk(store, Sender(rules, now, within), keep, queues_of)
    journal = Journal(database, folder, written=hooks.written)
    await journal.open()
    await hooks.open()
    task = asyncio.create_task(journal.run())
    try:
        yield Hooked(folder, journal, store, hooks)
    finally:
        await hooks.close()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        journal.close()
        await database.close()


def new_floor(template: Path, folder: Path) -> Path:
    shutil.copy(template / "floor.db", folder / "floor.db")
    return folder


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110 - what happens out there tells nobody here
            await asyncio.sleep(0.02)


def calls(numbers: Sequence[int]) -> list[Fact]:
    return [answered(number) for number in numbers]
