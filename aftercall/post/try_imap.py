"""Is this folder there, and does its server let us in? Nothing is read."""

from __future__ import annotations

import asyncio
import ssl

from aftercall.post.imap import Folder
from aftercall.post.servers import Server


async def try_folder(server: Server, name: str, tls: ssl.SSLContext, within: float) -> None:
    """Raises NotRead."""
    folder = Folder(server, name, tls, within, 0)
    try:
        await asyncio.to_thread(folder.open)
    finally:
        await asyncio.to_thread(folder.close)
