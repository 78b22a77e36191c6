"""Somebody else's site, on an origin of its own, with the chat widget on its page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect

from aftercall.bench.ports import free_port

HTML = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Lamps</title>
<link rel="icon" href="data:,"><script src="{script}" async></script></head><body><main><h1>Lamps</h1></main></body></html>"""
POLICY = "default-src 'none'; script-src {root}; connect-src {root} {ws}; img-src data:"
"""As strict as a site may be."""


@asynccontextmanager
async def site(root: str, code: str = "shop", language: str = "en") -> AsyncIterator[str]:
    """Another origin, with one page. Gives its address."""
    policy = POLICY.format(root=root, ws=root.replace("http", "ws"))
    page = HTML.format(script=f"{root}/widget/{code}.js", language=language).encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Security-Policy: {policy}\r\n"
        writer.write(f"{head}Content-Length: {len(page)}\r\nConnection: close\r\n\r\n".encode() + page)
        await writer.drain()
        writer.close()

    port = free_port()
    server = await asyncio.start_server(answer, "127.0.0.1", port)
    async with server:
        yield f"http://127.0.0.1:{port}"


async def begins(page: Page, text: str = "Does the lamp dim?") -> None:
    """The visitor says who he is, and writes."""
    await page.get_by_role("button", name="Chat with us").click()
    await page.get_by_label("Your name").fill("Ewa Lis")
    await page.get_by_role("textbox", name="Your message").fill(text)
    await page.get_by_role("button", name="Start the chat").click()
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
