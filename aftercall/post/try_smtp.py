"""Is this server there, and does it let us in? Nothing is sent."""

from __future__ import annotations

import asyncio
import ssl

import aiosmtplib

from aftercall.post.send import NotSent
from aftercall.post.servers import Server


async def try_server(server: Server, tls: ssl.SSLContext, within: float) -> None:
    """Raises NotSent."""
    place = f"{server.host}:{server.port}"
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        tls_context=tls,
        username=server.user or None,
        password=server.password or None,
        timeout=within,
    )
    try:
        async with asyncio.timeout(within), client:
            await client.noop()
    except TimeoutError as error:
        raise NotSent(f"{place} did not answer within {within:g} s") from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"{place}: {' '.join(str(error).split())[:300] or type(error).__name__}") from error
