"""One worker process: started, heard line by line, ended."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import Any, Final

LONGEST_LINE: Final = 8 << 20
"""Twenty rows of two hundred cells, each of thirty thousand characters, are more than a line takes by itself."""


class WorkerDied(Exception):  # noqa: N818 - reads as what it is
    """It ended without a last word."""


class Worker:
    """`module`: what it runs."""

    def __init__(self, module: str = "aftercall.loading.worker") -> None:
        self._module = module
        self._process: asyncio.subprocess.Process | None = None

    async def said(self, job: Mapping[str, Any]) -> AsyncGenerator[tuple[str, Any]]:
        """What it says, name by name, until it is through. Raises WorkerDied."""
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        trouble = asyncio.create_task(_tail(process.stderr))
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            with suppress(ConnectionError):
                await process.stdin.drain()
            async for line in process.stdout:
                for name, value in json.loads(line).items():
                    yield name, value
            if (code := await process.wait()) != 0:
                raise WorkerDied(await trouble or f"it ended with {code}")
        finally:
            await self._end(process)
            trouble.cancel()

    def stop(self) -> None:
        """At once: what it wrote last is one transaction, which is there or is not."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self.stop()
        assert process.stdin is not None
        process.stdin.close()
        with suppress(ConnectionError):
            await process.stdin.wait_closed()
        await process.wait()


async def _tail(stream: asyncio.StreamReader) -> str:
    """The last line of what it complains of."""
    last = b""
    while part := await stream.read(1 << 16):
        last = (last + part)[-4096:]
    lines = last.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
