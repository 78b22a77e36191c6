"""`Idempotency-Key`: who is not sure that his request arrived sends it again under the same key, and it is done once.

The same key of the same asker within a day gets the first answer again, with the header `Idempotency-Replayed: true`; while the first
is still being worked on, the second waits for it. With another method, path or body the key is refused (422). An answer that says
that nothing was done (nobody logged in, not now, a part is away) is not kept: the next one tries again.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aftercall.web.caller import asker
from aftercall.web.errors import answer

Identify = Callable[[Scope], object]
"""Who asks, as a key; raises where nobody may."""

UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
NOTHING_DONE: Final = frozenset({401, 403, 429, 502, 503})
KEPT_FOR: Final = 24 * 3600.0
LONGEST_KEY: Final = 255
LARGEST_ANSWER: Final = 1 << 20
MOST_BYTES: Final = 32 << 20
MOST: Final = 10_000


def who_asks(scope: Scope) -> object:
    """The same person by the same session or token. Raises Barred."""
    connection = HTTPConnection(scope)
    by = asker(connection, connection.app.state.service, connection.headers.get("x-aftercall-as"))  # type: ignore[arg-type]
    return by.name, by.via, by.session, by.agent


@dataclass
class Kept:
    """One answer. `digest` of the body, as far as it was read; None: it was not looked at. `done` is set when it is whole."""

    began: float
    asked: tuple[str, str]
    digest: bytes | None = None
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    whole: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Answers:
    """What was answered in the last day, the oldest first; bounded in number and bytes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: OrderedDict[object, Kept] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: object) -> Kept | None:
        self._forget()
        return self._kept.get(key)

    def begin(self, key: object, asked: tuple[str, str]) -> Kept:
        self._kept[key] = kept = Kept(self._now(), asked)
        return kept

    def end(self, key: object, kept: Kept, *, keep: bool) -> None:
        """The answer is whole, or was none that is kept; those who wait may go on."""
        kept.whole = keep
        if keep:
            self._bytes += len(kept.body)
        elif self._kept.get(key) is kept:
            del self._kept[key]
        kept.done.set()
        self._forget()

    def _forget(self) -> None:
        """The oldest go; one that is still being worked on stays."""
        old = self._now() - KEPT_FOR
        for key, kept in list(self._kept.items()):
            crowded = len(self._kept) > MOST or self._bytes > MOST_BYTES
            if not (crowded or kept.began < old):
                return
            if kept.done.is_set():
                del self._kept[key]
                self._bytes -= len(kept.body)


class Once:
    """ASGI middleware. `identify` names the asker; what it raises is left to the app, which answers it as always."""

    def __init__(self, app: ASGIApp, identify: Identify = who_asks, answers: Answers | None = None) -> None:
        self._app = app
        self._identify = identify
        self._answers = Answers() if answers is None else answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in UNSAFE:
            return await self._app(scope, receive, send)
        given = Headers(scope=scope).get("idempotency-key")
        if given is None:
            return await self._app(scope, receive, send)
        if not (0 < len(given) <= LONGEST_KEY and given.isascii() and given.isprintable()):
            why = f"the key must be 1 to {LONGEST_KEY} printable ASCII characters"
            return await _refuse(
                scope, receive, send, why, "send a new UUID for each thing that is to be done"
            )
        try:
            who = self._identify(scope)
        except Exception:  # noqa: BLE001 - nobody we know: the app says so better
            return await self._app(scope, receive, send)
        return await self._once((who, given), scope, receive, send)

    async def _once(self, key: object, scope: Scope, receive: Receive, send: Send) -> None:
        asked = (scope["method"], f"{scope['path']}?{scope['query_string'].decode('latin-1')}")
        while (kept := self._answers.find(key)) is not None:
            if kept.asked != asked:
                return await _refuse(scope, receive, send, f"this key was used for {' '.join(kept.asked)}")
            await kept.done.wait()
            if kept.whole:
                return await _again(kept, scope, receive, send)
        return await self._first(key, self._answers.begin(key, asked), scope, receive, send)

    async def _first(self, key: object, kept: Kept, scope: Scope, receive: Receive, send: Send) -> None:
        tape = _Tape(kept, receive, send)
        try:
            await self._app(scope, tape.receive, tape.send)
        finally:
            keep = tape.complete and kept.status not in NOTHING_DONE
            self._answers.end(key, kept, keep=keep)


class _Tape:
    """Passes a request and its answer on, and notes them."""

    def __init__(self, kept: Kept, receive: Receive, send: Send) -> None:
        self._kept = kept
        self._receive = receive
        self._send = send
        self._hash = hashlib.sha256()
        self._parts: list[bytes] = []
        self._size = 0
        self.complete = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._hash.update(message.get("body", b""))
            if not message.get("more_body", False):
                self._kept.digest = self._hash.digest()
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._kept.status, self._kept.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self._note(message.get("body", b""))
            if not message.get("more_body", False):
                self._kept.body, self.complete = b"".join(self._parts), self._size <= LARGEST_ANSWER
        await self._send(message)

    def _note(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= LARGEST_ANSWER:
            self._parts.append(part)
        else:
            self._parts.clear()


async def _again(kept: Kept, scope: Scope, receive: Receive, send: Send) -> None:
    """The first answer, if the body is the first one too."""
    if kept.digest is not None and await _digest(receive) != kept.digest:
        return await _refuse(scope, receive, send, "this key was used with another body")
    headers = [*kept.headers, (b"idempotency-replayed", b"true")]
    await send({"type": "http.response.start", "status": kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": kept.body})
    return None


async def _digest(receive: Receive) -> bytes:
    """Of the whole body, which is not kept."""
    found, more = hashlib.sha256(), True
    while more:
        message: Any = await receive()
        found.update(message.get("body", b""))
        more = message.get("more_body", False)
    return found.digest()


async def _refuse(
    scope: Scope, receive: Receive, send: Send, why: str, remedy: str = "use a new key for something new"
) -> None:
    await answer(422, "idempotency-key", why, "Idempotency-Key", remedy)(scope, receive, send)
