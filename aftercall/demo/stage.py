"""The parts on which the demo plays: Asterisk with its observer, broker, daemon; made and taken away in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from acd.board.broker import Broker
from aftercall.bench import Asterisk, Mosquitto
from aftercall.demo import doors, terminal
from aftercall.demo.shop import Shop
from aftercall.simulator.commands import Api
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.site import Site

SITE: Final = "demo"


class Stage:
    """`async with Stage(say)`; `say` is told each step, for people who wait."""

    def __init__(self, say: Callable[[str], None], lay_out: Callable[[Asterisk], None] | None = None) -> None:
        self._say = say
        self._lay_out = lay_out
        self._stack = AsyncExitStack()
        self._port = doors.port()
        self.site: Site
        self.mosquitto: Mosquitto
        self.daemon: Daemon
        self.shop: Shop

    async def __aenter__(self) -> Self:
        try:
            await self._open()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _open(self) -> None:
        self._say("starting Asterisk")
        self.shop = await self._stack.enter_async_context(Shop(self.address))
        self.site = await self._stack.enter_async_context(Site(lay_out=self._lay_out, rtp_ports=1000))
        self._say(f"Asterisk {self.site.asterisk.version} is up; starting the broker and the daemon")
        self.mosquitto = Mosquitto()
        self._stack.push_async_callback(asyncio.to_thread, self.mosquitto.close)
        await asyncio.to_thread(self.mosquitto.start)
        self.daemon = Daemon(self.site.asterisk, settings=self._settings())
        self._stack.push_async_callback(self.daemon.close)
        self.settings_file.write_text(terminal.settings_text(self.daemon.env))
        await self.daemon.start()
        await self.daemon.wait_up()

    def _settings(self) -> dict[str, str]:
        return {
            "AFTERCALL_SITE": SITE,
            "AFTERCALL_MQTT__HOST": self.mosquitto.host,
            "AFTERCALL_MQTT__PORT": str(self.mosquitto.port),
            "AFTERCALL_MQTT__NUMBERS": "true",
            "AFTERCALL_FLOOR__PHONE_GRACE": "20",
            "AFTERCALL_WEB__PORT": str(self._port),
            "AFTERCALL_PHONES__HOST": self.site.asterisk.host,
            "AFTERCALL_PHONES__PORT": str(self.site.asterisk.sip_port),
        }

    @property
    def settings_file(self) -> Path:
        """The daemon's, in its private folder: whoever names it commands this floor."""
        return Path(self.daemon.env["AFTERCALL_CONFIG"])

    @property
    def api(self) -> Api:
        return self.daemon.api

    @property
    def broker(self) -> Broker:
        return Broker(self.mosquitto.host, self.mosquitto.port)

    @property
    def address(self) -> str:
        """Of the desktop."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def sip_server(self) -> str:
        return f"{self.site.asterisk.host}:{self.site.asterisk.sip_port}"
