"""A house that is open over TCP too, users of every role in it, and people who come in as browsers and programs do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2

from aftercall.settings import Web
from tests.web.house import House, house, small_floor

PASSWORD: Final = "correct horse battery"
ROLES: Final = ("agent", "supervisor", "manager", "administrator", "tester")
PAGE: Final = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a page of ours."""


@dataclass
class Desktop:
    """`socket`: asks as the owner of the daemon."""

    house: House
    socket: httpx2.AsyncClient
    _open: list[httpx2.AsyncClient] = field(default_factory=list)

    @property
    def url(self) -> str:
        found = self.house.service.address
        assert found is not None
        return found

    def browser(self, **headers: str) -> httpx2.AsyncClient:
        """Keeps cookies, and says which page asks."""
        return self._client(PAGE | headers)

    def program(self, token: str = "", **headers: str) -> httpx2.AsyncClient:
        given = {"Authorization": f"Bearer {token}"} if token else {}
        return self._client(given | headers)

    def _client(self, headers: dict[str, str]) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(base_url=f"{self.url}/api/v1", headers=headers, timeout=30.0)
        self._open.append(client)
        return client

    async def user(
        self, name: str, roles: Sequence[str] = (), *, password: str | None = PASSWORD, **fields: Any
    ) -> None:
        """Made over the socket."""
        if "agent" in roles:
            fields.setdefault("agent", "1001")
        made = await self.socket.put(f"/users/{name}", json={"roles": list(roles), **fields})
        assert made.status_code == 200, made.text
        if password is not None:
            done = await self.socket.put(f"/users/{name}/password", json={"password": password})
            assert done.status_code == 200, done.text

    async def inside(self, name: str, password: str = PASSWORD) -> httpx2.AsyncClient:
        """Who has just logged in."""
        client = self.browser()
        answer = await client.post("/login", json={"name": name, "password": password})
        assert answer.status_code == 200, answer.text
        return client

    async def token(self, user: str, roles: Sequence[str] | None = None) -> str:
        made = await self.socket.post("/tokens", json={"user": user, "label": "a program", "roles": roles})
        assert made.status_code == 200, made.text
        return str(made.json()["token"])

    async def close(self) -> None:
        for client in self._open:
            await client.aclose()


@asynccontextmanager
async def desktop(template: Path, **web: Any) -> AsyncIterator[Desktop]:
    async with house(template, web=Web(**{"port": 0, **web})) as it:
        await small_floor(it)
        transport = httpx2.AsyncHTTPTransport(uds=str(it.socket))
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://a/api/v1", timeout=30.0
        ) as socket:
            made = Desktop(it, socket)
            try:
                yield made
            finally:
                await made.close()


def error(answer: httpx2.Response) -> str:
    """Its code; `""`: there is none."""
    body = answer.json()
    return str(body["error"]["code"]) if isinstance(body, dict) and "error" in body else ""
