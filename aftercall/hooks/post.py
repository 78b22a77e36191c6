"""One attempt to tell a receiver something: a POST that ends in time, whatever he does."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx2

from acd.core.moment import Moment, Span
from aftercall import __version__
from aftercall.hooks import sign
from aftercall.hooks.address import Address, NoWay, Rules, addresses_of
from aftercall.hooks.card import HookCard

READ: Final = 300
"""Bytes of an answer that is no success: enough to see what the receiver complains of."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt. `status` None: no answer at all. `wait`: seconds that the receiver asked for. `why`: what was wrong,
    for people; empty: he took it."""

    took: Span
    status: int | None = None
    why: str = ""
    wait: int | None = None

    @property
    def ok(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Sender:
    """`within`: seconds for one attempt, all of it."""

    rules: Rules
    now: Callable[[], Moment]
    within: float = 10.0
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def client(self) -> httpx2.AsyncClient:
        """One for each hook: a slow receiver occupies his own connections alone."""
        return httpx2.AsyncClient(
            verify=self.tls,
            trust_env=False,
            follow_redirects=False,
            timeout=self.within,
            limits=httpx2.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=30),
            headers={"User-Agent": f"Aftercall/{__version__}"},
        )

    async def send(self, client: httpx2.AsyncClient, card: HookCard, body: bytes, attempt: int) -> Answer:
        begin = time.monotonic()
        try:
            async with asyncio.timeout(self.within):
                answer = await self._send(client, card, body, attempt)
        except TimeoutError:
            answer = Answer(0, why=f"no answer within {self.within:g} s")
        except NoWay as error:
            answer = Answer(0, why=str(error))
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            answer = Answer(0, why=f"{error or type(error).__name__}")
        return replace(answer, took=round(1000 * (time.monotonic() - begin)))

    async def _send(self, client: httpx2.AsyncClient, card: HookCard, body: bytes, attempt: int) -> Answer:
        """To the first of its addresses that lets us connect."""
        parts = urlsplit(card.url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        *others, last = await addresses_of(host, port, parts.scheme, self.rules)
        headers = sign.headers(card.code, card.secret, body, self.now(), attempt) | {"Host": parts.netloc}

        def to(address: Address) -> httpx2.Request:
            target = urlunsplit(parts._replace(netloc=_place(address, port)))
            return client.build_request(
                "POST", target, content=body, headers=headers, extensions={"sni_hostname": host}
            )

        for address in others:
            with suppress(httpx2.ConnectError):
                return await _answer(client, to(address))
        return await _answer(client, to(last))


async def _answer(client: httpx2.AsyncClient, request: httpx2.Request) -> Answer:
    answer = await client.send(request, stream=True)
    try:
        return await _judged(answer)
    finally:
        await answer.aclose()


def _place(address: Address, port: int) -> str:
    return f"[{address}]:{port}" if isinstance(address, IPv6Address) else f"{address}:{port}"


async def _judged(answer: httpx2.Response) -> Answer:
    """Anything of 200 to 299 is a yes; a redirect is not followed, for what is signed for one is not for another."""
    status = answer.status_code
    if 200 <= status < 300:
        return Answer(0, status)
    if 300 <= status < 400:
        return Answer(0, status, f"HTTP {status}: redirects are not followed, give the hook the new address")
    words = await _words(answer)
    return Answer(0, status, f"HTTP {status}" + (f": {words}" if words else ""), _wait(answer))


async def _words(answer: httpx2.Response) -> str:
    """The beginning of what he says; as it came, so that nothing is unpacked to a size nobody asked for."""
    if "content-encoding" in answer.headers:
        return ""
    found = b""
    async for piece in answer.aiter_raw():
        found += piece
        if len(found) >= READ:
            break
    text = found[:READ].decode("utf-8", "replace")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _wait(answer: httpx2.Response) -> int | None:
    said = answer.headers.get("Retry-After", "")
    return int(said) if said.isdecimal() and len(said) < 6 else None
