"""A shop's page with the chat widget on it, served from an address of its own, as a customer's site is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from aftercall.demo import doors
from aftercall.demo.desks import WIDGET

PORT: Final = 8421
WITHIN: Final = 10.0
"""Seconds in which a browser says what it wants."""

PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Garden Supplies</title><link rel="icon" href="data:,">
<style>
  body {{ margin: 0; font: 1.05rem/1.6 system-ui, sans-serif; color: #1c2a1f; background: #f4f7f2; }}
  header {{ background: #14532d; color: #fff; padding: 2rem max(1.5rem, calc(50vw - 28rem)); }}
  main {{ padding: 2rem max(1.5rem, calc(50vw - 28rem)); }}
  h1 {{ margin: 0; font-size: 2rem; }}
  ul {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }}
  li {{ background: #fff; border: 1px solid #cfdccf; border-radius: .6rem; padding: 1rem; }}
</style>
<script src="{desktop}/widget/{widget}.js" async></script></head>
<body><header><h1>Garden Supplies</h1><p>Everything for spring.</p></header>
<main><p>This is a page of the demo, as a customer sees one. Write in with the button in the corner: an agent answers.</p>
<ul><li><strong>Watering can</strong><br>9 l, galvanised</li><li><strong>Solar lamp</strong><br>for the path</li>
<li><strong>Hose</strong><br>25 m</li></ul></main></body></html>
"""


class Shop:
    """`async with Shop(desktop)`; then it is at `address`."""

    def __init__(self, desktop: str) -> None:
        self._page = PAGE.format(desktop=desktop, widget=WIDGET).encode()
        self._port = doors.port(PORT)
        self._server: asyncio.Server

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The one page, whatever is asked for."""
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(WITHIN):
                await reader.readuntil(b"\r\n\r\n")
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(self._page)}"
                writer.write(
                    f"{head}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n".encode() + self._page
                )
                await writer.drain()
        writer.close()
