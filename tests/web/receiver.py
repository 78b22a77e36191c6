"""A receiver of hooks on 127.0.0.1, to be told how to behave; a real HTTP server, so that a cut is a cut."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def events(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.body)["events"]
        return found


@dataclass
class Receiver:
    """`status` is answered, after `slow` seconds, with `more` headers; what was answered with 2xx is in `taken`."""

    port: int
    status: int = 204
    slow: float = 0.0
    more: str = ""
    said: str = ""
    poison: set[int] = field(default_factory=set)
    asked: list[Request] = field(default_factory=list)
    taken: list[Request] = field(default_factory=list)
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/told?by=floor"

    def kinds(self) -> list[str]:
        return [event["kind"] for request in self.taken for event in request.events]

    def numbers(self) -> Sequence[int]:
        return [event["seq"] for request in self.taken for event in request.events]

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while (request := await _read(reader)) is not None:
                self.asked.append(request)
                await asyncio.sleep(self.slow)
                status = self._status(request)
                if 200 <= status < 300:
                    self.taken.append(request)
                body = self.said.encode()
                head = f"HTTP/1.1 {status} So\r\nContent-Length: {len(body)}\r\n{self.more}\r\n"
                writer.write(head.encode() + body)
                await writer.drain()

    def _status(self, request: Request) -> int:
        poisoned = any(event["seq"] in self.poison for event in request.events)
        return 422 if poisoned else self.status


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    headers = {name.title(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
    body = await reader.readexactly(int(headers.get("Content-Length", 0)))
    return Request(head[0].split()[1], headers, body)


@asynccontextmanager
async def receiver(port: int = 0, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    it = Receiver(port)
    server = await asyncio.start_server(it.connected, "127.0.0.1", port, ssl=tls)
    it.port = server.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        server.close()
        for task in it.serving:
            task.cancel()
        await asyncio.gather(*it.serving, return_exceptions=True)
