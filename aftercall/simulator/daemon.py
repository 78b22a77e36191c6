"""A daemon of our own for a simulation: `aftercall run` in a process that may be killed, on a private Asterisk."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from aftercall.bench import Asterisk, BenchError, Process
from aftercall.bench.folders import Folder
from aftercall.simulator.commands import Api

UP_WITHIN = 60.0


class Daemon:
    """State and database stay over `kill` and `start`. `database`: a URL; else SQLite in a folder that goes with it.
    `settings`: more of them, as environment (`AFTERCALL_MQTT__HOST`), over those made here; all are in `env`."""

    def __init__(
        self,
        asterisk: Asterisk,
        *,
        database: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = Folder("aftercall-daemon")
        self.folder = self._folder.path
        self.socket = self.folder / "api.sock"
        self.api = Api(self.socket)
        secrets = asterisk.secrets
        self.env = {
            "AFTERCALL_CONFIG": str(self.folder / "aftercall.toml"),
            "AFTERCALL_STATE_DIR": str(self.folder),
            "AFTERCALL_LOG": "json",
            "AFTERCALL_AMI__HOST": asterisk.host,
            "AFTERCALL_AMI__PORT": str(asterisk.ami_port),
            "AFTERCALL_AMI__SECRET": secrets["aftercall"],
            "AFTERCALL_AMI__PROVISION_SECRET": secrets["aftercall-provision"],
            "AFTERCALL_DATABASE__URL": database or f"sqlite:///{self.folder}/floor.db",
            "AFTERCALL_API__SOCKET": str(self.socket),
            "AFTERCALL_WEB__PORT": "none",
            **(settings or {}),
        }
        command = [sys.executable, "-m", "aftercall", "run"]
        self._process = Process("the daemon", command, self.folder / "daemon.log", env=self.env)
        (self.folder / "aftercall.toml").touch()

    @property
    def alive(self) -> bool:
        return self._process.alive

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> Path:
        return self._process.log

    async def start(self) -> None:
        """Start it, and return at once: see `wait_up`."""
        await asyncio.to_thread(self._process.start)

    async def wait_up(self) -> None:
        """Until it answers and Asterisk answers it."""
        for _ in range(int(UP_WITHIN / 0.1)):
            if await self.api.is_up():
                return
            if not self.alive:
                break
            await asyncio.sleep(0.1)
        raise BenchError(f"the daemon is not up; its last words:\n{self._process.tail()}")

    async def kill(self) -> None:
        """SIGKILL: it says and saves nothing."""
        await asyncio.to_thread(self._process.kill)

    async def close(self) -> None:
        await self.api.__aexit__(None, None, None)
        await asyncio.to_thread(self._process.stop)
        self._folder.close()
