"""What lies between a browser and the desktop; it can be cut and mended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Wire:
    """`url`: of this end. Cut, it breaks what runs over it and refuses what is new."""

    host: str
    port: int
    url: str = ""
    broken: bool = False
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        self.broken = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self.broken = False

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.broken:
            writer.transport.abort()
            return
        there, out = await asyncio.open_connection(self.host, self.port)
        self._writers |= {writer, out}
        await asyncio.gather(self._pump(reader, out), self._pump(there, writer))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        except OSError:
            pass  # an end is gone: that is what this wire is for
        finally:
            sink.transport.abort()
            self._writers.discard(sink)


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    """To the desktop at this address."""
    there = urlsplit(url)
    assert there.hostname, url
    assert there.port, url
    made = Wire(there.hostname, there.port)
    server = await asyncio.start_server(made.take, there.hostname, 0)
    made.url = f"http://{there.hostname}:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        made.cut()
