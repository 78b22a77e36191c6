"""Is this server there, and does it let us in? Nothing is sent."""

from __future__ import annotations

import asyncio
import ssl

import aiosmtplib

from aftercall.post.send import NotSent, in_one_line, way_to
from aftercall.post.servers import Server


async def try_server(server: Server, tls: ssl.SSLContext, within: float) -> None:
    """Raises NotSent."""
    client = aiosmtplib.SMTP(**way_to(server, tls, within) | {"username": None, "password": None})
    try:
        async with asyncio.timeout(within):
            await client.connect()
            if server.user:
                await client.login(server.user, server.password)
            await client.quit()
    except TimeoutError as error:
        raise NotSent(f"{server.place} did not answer within {within:g} s") from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"{server.place}: {in_one_line(str(error)) or type(error).__name__}") from error
    finally:
        _drop(client)


def _drop(client: aiosmtplib.SMTP) -> None:
    """What is still open, at once: a server that let nobody in is not waited for until it has said good-bye over TLS."""
    transport = client.transport
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
