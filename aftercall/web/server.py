"""Serves the API inside the daemon's own loop, on a Unix socket and on a TCP port."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

from aftercall.settings import Web
from aftercall.web.app import make_app
from aftercall.web.guard import Guard
from aftercall.web.peer import PeerProtocol
from aftercall.web.port import address, open_port, tls
from aftercall.web.routers import ROOT
from aftercall.web.service import Service
from aftercall.web.socket import open_socket
from aftercall.web.too_large import TooLargeIsSaid

log = structlog.get_logger(__name__)
GRACE: Final = 2  # seconds for requests that are under way when the daemon stops
PING: Final = 10.0  # seconds between two pings of a screen, and for its answer
LARGEST_MESSAGE: Final = 4096  # bytes that a screen may send: it asks nothing there
GOING: Final = 1012  # a WebSocket's code: the service restarts


class _Server(uvicorn.Server):
    """Without the tick of ten times a second, in which it makes a date for the answers and looks whether to end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ending = asyncio.Event()

    async def main_loop(self) -> None:
        self.server_state.default_headers = self.config.encoded_headers
        await self._ending.wait()

    def end(self) -> None:
        self.should_exit = True
        self._ending.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the daemon's business."""
        yield


class _Screens(WebSocketsSansIOProtocol):
    """Without two of its faults: whoever is just leaving when we stop breaks off the stop for all; and whoever leaves while he is let
    in is an error of ours, where later he has left."""

    async def send(self, message: ASGISendEvent) -> None:
        if not self.handshake_complete and self.transport.is_closing():
            self.handshake_complete = self.disconnected = True
            raise ClientDisconnected
        await super().send(message)

    def shutdown(self) -> None:
        with suppress(InvalidState):
            super().shutdown()
        self.transport.close()


@asynccontextmanager
async def serving(service: Service, path: Path) -> AsyncIterator[None]:
    """The API answers inside this block, on the Unix socket and, if `web.port` is set, over TCP. Raises SocketError, PortError."""
    app = guarded(service)
    async with AsyncExitStack() as stack:
        opened = open_socket(path)
        stack.callback(opened.close)
        await stack.enter_async_context(_answering(_on_socket(app), opened.socket))
        if service.web.port is not None:
            await stack.enter_async_context(_over_tcp(app, service, service.web.port))
        try:
            yield
        finally:
            service.hub.close()
            service.live.close(GOING, "the daemon is being stopped")


@asynccontextmanager
async def _over_tcp(app: ASGIApp, service: Service, port: int) -> AsyncIterator[None]:
    context = tls(service.web)
    bound = open_port(service.web.host, port)
    try:
        async with _answering(_on_port(app, service.web, context), bound):
            service.address = address(service.web, bound)
            log.info("desktop", address=service.web.public_url or service.address)
            yield
    finally:
        bound.close()


@asynccontextmanager
async def _answering(config: uvicorn.Config, listening: socket.socket) -> AsyncIterator[None]:
    server = _Server(config)
    task = asyncio.create_task(server.serve([listening]), name="api")
    try:
        await _started(server, task)
        yield
    finally:
        server.end()
        await task


async def serve(service: Service, path: Path) -> None:
    """Until cancelled."""
    async with serving(service, path):
        await asyncio.get_running_loop().create_future()


def guarded(service: Service) -> ASGIApp:
    """The app, with what stands around all its answers."""
    return Guard(TooLargeIsSaid(make_app(service)), service.trail, service.desk.now, ROOT)


def _on_socket(app: ASGIApp) -> uvicorn.Config:
    return _config(app, http=PeerProtocol, proxy_headers=False)


def _on_port(app: ASGIApp, web: Web, context: ssl.SSLContext | None) -> uvicorn.Config:
    """What a proxy says of who asks is believed of trusted ones alone."""
    trusted = [str(network) for network in web.trusted_proxies]
    more: dict[str, Any] = {"proxy_headers": bool(trusted), "forwarded_allow_ips": trusted}
    if context is not None:
        more["ssl_context_factory"] = lambda config, default: context
    return _config(app, http="h11", **more)


def _config(app: ASGIApp, **more: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws=_Screens,
        ws_max_size=LARGEST_MESSAGE,
        ws_ping_interval=PING,
        ws_ping_timeout=PING,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE,
        backlog=128,
        **more,
    )


async def _started(server: uvicorn.Server, task: asyncio.Task[None]) -> None:
    while not server.started:
        if task.done():
            await task
            raise RuntimeError("the API's server ended before it began")
        await asyncio.sleep(0.005)
