"""A desktop on which chats and tickets are worked on: two agents who take both, and programs that ask as people of all kinds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.web.people_kit import Desktop, desktop

PATIENCE = 20


@dataclass
class Desks:
    """`anna` is agent 1001, `jan` 1002, `rita` steers, `mark` steers in mail alone, `tom` tests; `chief` asks over the socket."""

    it: Desktop
    anna: httpx2.AsyncClient
    jan: httpx2.AsyncClient
    rita: httpx2.AsyncClient
    mark: httpx2.AsyncClient
    tom: httpx2.AsyncClient
    _made: int = field(default=0)

    @property
    def chief(self) -> httpx2.AsyncClient:
        return self.it.socket

    async def bring(self, kind: str = "ticket", queue: str = "sales", **more: Any) -> dict[str, Any]:
        self._made += 1
        body = {"kind": kind, "queue": queue, "subject": f"number {self._made}", "text": "hello", **more}
        answer = await self.chief.post("/items", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def taken(self, item: str, agent: str = "1001") -> None:
        """He has it, whoever was offered it meanwhile."""
        client = {"1001": self.anna, "1002": self.jan}[agent]
        other = {"1001": "1002", "1002": "1001"}[agent]
        await self.chief.post(f"/agents/{other}/items/{item}/decline")
        answer = await client.post(f"/agents/{agent}/items/{item}/accept")
        assert answer.status_code == 200, answer.text

    async def item(self, id: str) -> dict[str, Any]:
        answer = await self.chief.get(f"/items/{id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def until(self, id: str, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while not true(found := await self.item(id)):  # noqa: ASYNC110 - over HTTP nobody tells
                await asyncio.sleep(0.02)
        return found


@asynccontextmanager
async def desks(template: Path, *, at_work: bool = True, **web: Any) -> AsyncIterator[Desks]:
    """`at_work`: both agents are logged in, and take chats and tickets."""
    async with desktop(template, **web) as it:
        client = it.house.client
        await client.put_queue("mail")
        await client.put_type("desk", group="work", names={"en": "Desk"}, chats=True, tickets=True)
        people = {
            "anna": (["agent"], {"agent": "1001"}),
            "jan": (["agent"], {"agent": "1002"}),
            "rita": (["supervisor"], {}),
            "mark": (["supervisor"], {"reach": ["mail"]}),
            "tom": (["tester"], {}),
        }
        programs = {}
        for name, (roles, more) in people.items():
            await it.user(name, roles, password=None, **more)
            programs[name] = it.program(await it.token(name))
        if at_work:
            for agent in ("1001", "1002"):
                await client.wish(agent, "login", type="desk")
        yield Desks(it, **programs)
