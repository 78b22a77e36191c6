"""An AMI server of a few lines that can be told to misbehave, and links to it that lose no time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from acd.asterisk.link import Link, LinkSettings
from acd.asterisk.wire import Message

QUICK = LinkSettings(
    connect=1,
    login=1,
    boot=3,
    ask=0.3,
    ask_list=0.5,
    ping_every=0.05,
    dead_after=0.4,
    back_off=0.02,
    longest_back_off=0.1,
    slow_retry=0.25,
)


@dataclass
class FakeAmi:
    """Answers what a booted Asterisk would. `answers` may answer an action otherwise: text, None for silence."""

    secret: str = "secret"
    version: str = "22.10.1"
    answers: dict[str, Callable[[dict[str, str]], str | None]] = field(default_factory=dict)
    actions: list[dict[str, str]] = field(default_factory=list)
    connections: list[asyncio.StreamWriter] = field(default_factory=list)
    greeting: bytes = b"Asterisk Call Manager/11.0.0\r\n"
    deaf: bool = False
    piece: int = 0  # bytes sent at a time; 0: all at once
    port: int = 0

    def asked(self, name: str) -> list[dict[str, str]]:
        return [a for a in self.actions if a["Action"] == name]

    def send(self, text: str | bytes) -> None:
        """To the newest connection."""
        self._write(self.connections[-1], text)

    def event(self, name: str, **headers: str) -> None:
        lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        self.send(f"Event: {name}\r\n{lines}\r\n")

    def cut(self) -> None:
        self.connections[-1].transport.abort()

    def _write(self, writer: asyncio.StreamWriter, text: str | bytes) -> None:
        raw = text.encode() if isinstance(text, str) else text
        step = self.piece or len(raw)
        for i in range(0, len(raw), step):
            writer.write(raw[i : i + step])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)
        writer.write(self.greeting)
        try:
            while block := await reader.readuntil(b"\r\n\r\n"):
                action = Message(block[:-4]).dict()
                self.actions.append(action)
                answer = None if self.deaf else self._answer(action)
                if answer is not None:
                    self._write(writer, answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, action: dict[str, str]) -> str | None:
        name, ident = action["Action"], action.get("ActionID", "")
        if name in self.answers:
            return self.answers[name](action)
        if name == "Login" and action["Secret"] != self.secret:
            return response(ident, "Error", "Message: Authentication failed")
        more = {
            "CoreSettings": f"AsteriskVersion: {self.version}",
            "CoreStatus": "CoreStartupDate: 2026-11-21\r\nCoreStartupTime: 10:00:00",
            "Ping": "Ping: Pong\r\nTimestamp: 1763750000.250000",
        }
        return response(ident, "Success", more.get(name, "Message: done"))


def response(ident: str, kind: str, more: str = "") -> str:
    lines = f"Response: {kind}\r\nActionID: {ident}\r\n"
    return lines + (f"{more}\r\n" if more else "") + "\r\n"


@asynccontextmanager
async def fake_ami(**manner: Any) -> AsyncIterator[FakeAmi]:
    fake = FakeAmi(**manner)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", fake.port)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        for writer in fake.connections:
            writer.transport.abort()


@dataclass
class Told:
    """What a link said to its callbacks."""

    events: list[Message] = field(default_factory=list)
    ups: int = 0
    downs: list[str] = field(default_factory=list)
    pongs: list[tuple[float, float]] = field(default_factory=list)

    def up(self) -> None:
        self.ups += 1


def link_to(fake: FakeAmi, told: Told | None = None, secret: str = "secret", **settings: float) -> Link:
    told = told or Told()
    return Link(
        "127.0.0.1",
        fake.port,
        "aftercall",
        secret,
        on_event=told.events.append,
        on_up=told.up,
        on_down=told.downs.append,
        on_pong=lambda theirs, trip: told.pongs.append((theirs, trip)),
        settings=replace(QUICK, **settings),  # type: ignore[arg-type]
    )


@asynccontextmanager
async def linked(fake: FakeAmi, told: Told | None = None, **settings: float) -> AsyncIterator[Link]:
    """A link that is up, stopped afterwards."""
    link = link_to(fake, told, **settings)
    link.start()
    try:
        await until(lambda: link.up)
        yield link
    finally:
        await link.stop()


async def until(true: Callable[[], Any], within: float = 20) -> None:
    """Wait until it is so, or fail."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    while not true():
        assert loop.time() < end, f"not within {within:g} s"
        await asyncio.sleep(0.005)


async def fails(awaitable: Awaitable[Any], kind: type[BaseException]) -> BaseException:
    try:
        await awaitable
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")
