"""A wire that can be spoilt: between the daemon and Asterisk's manager port. Faults are put here, not mocked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aftercall.bench import Asterisk
from aftercall.bench.ports import free_port


@dataclass
class Proxy:
    """Stands in for the bench's Asterisk: `host`, `ami_port` and `secrets` are what the daemon is given.

    `slow`: seconds before each piece is passed on; `bytewise`: one byte at a time; `stalled`: nothing passes, nobody is told.
    """

    asterisk: Asterisk
    host: str = "127.0.0.1"
    ami_port: int = field(default_factory=free_port)
    slow: float = 0.0
    bytewise: bool = False
    refusing: bool = False
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _server: asyncio.Server | None = None

    @property
    def secrets(self) -> dict[str, str]:
        return self.asterisk.secrets

    async def start(self) -> None:
        self._open.set()
        self._server = await asyncio.start_server(self._pass, self.host, self.ami_port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()

    def stall(self) -> None:
        self._open.clear()

    def flow(self) -> None:
        self._open.set()

    def cut(self) -> None:
        """Every connection breaks, as when a cable is pulled and the router says so."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        try:
            there_in, there_out = await asyncio.open_connection(self.asterisk.host, self.asterisk.ami_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, there_out}
        await asyncio.gather(self._pump(reader, there_out), self._pump(there_in, writer))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await self._open.wait()
                if self.slow:
                    await asyncio.sleep(self.slow)
                for piece in [data[i : i + 1] for i in range(len(data))] if self.bytewise else [data]:
                    sink.write(piece)
                    await sink.drain()
                    if self.bytewise:
                        await asyncio.sleep(0)
        except (ConnectionError, OSError):
            pass  # the other end is gone: that is what this wire is for
        finally:
            sink.transport.abort()
            self._writers.discard(sink)
