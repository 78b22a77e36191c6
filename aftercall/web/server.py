"""Serves the API inside the daemon's own loop, on a Unix socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import uvicorn

from aftercall.web.app import make_app
from aftercall.web.peer import PeerProtocol
from aftercall.web.service import Service
from aftercall.web.socket import open_socket

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


@asynccontextmanager
async def serving(service: Service, path: Path) -> AsyncIterator[None]:
    """The API answers inside this block. Raises SocketError."""
    opened = open_socket(path)
    try:
        server = _Server(_config(service))
        task = asyncio.create_task(server.serve([opened.socket]), name="api")
        try:
            await _started(server, task)
            yield
        finally:
            service.hub.close()
            service.live.close(GOING, "the daemon is being stopped")
            server.end()
            await task
    finally:
        opened.close()


async def serve(service: Service, path: Path) -> None:
    """Until cancelled."""
    async with serving(service, path):
        await asyncio.get_running_loop().create_future()


def _config(service: Service) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(service),
        http=PeerProtocol,
        ws="websockets-sansio",
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
    )


async def _started(server: uvicorn.Server, task: asyncio.Task[None]) -> None:
    while not server.started:
        if task.done():
            await task
            raise RuntimeError("the API's server ended before it began")
        await asyncio.sleep(0.005)
