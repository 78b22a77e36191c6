"""One private floor for a simulation: an Asterisk of the bench of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aftercall.bench import Asterisk
from aftercall.simulator import ground
from aftercall.simulator.tally import Keeper
from aftercall.simulator.visit import Visit


class Site(Visit):
    """`async with` opens Asterisk, then the observer, and closes all in reverse; phones and callers are started by hand.

    `lay_out` may change the configuration before Asterisk starts. `voice_within`: callers who send no voice for so
    many seconds are cut off, as those are who vanish without a BYE; 0: never. `faketime`: Asterisk's clock can be set.
    """

    def __init__(
        self,
        *,
        lay_out: Callable[[Asterisk], None] | None = None,
        keeper: Keeper = Keeper.BY_RELEASE,
        aftercall: float = 0,
        rtp_ports: int = 400,
        voice_within: int = 0,
        faketime: bool = False,
    ) -> None:
        super().__init__(keeper=keeper, aftercall=aftercall)
        self.asterisk = Asterisk(rtp_ports=rtp_ports, faketime=faketime)
        if lay_out is not None:
            lay_out(self.asterisk)
        self._secret = ground.prepare(self.asterisk, voice_within)

    @property
    def server(self) -> Asterisk:
        return self.asterisk

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self.asterisk.start)
            await self.watch(ground.observer_login(self.asterisk, self._secret))
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self.leave()
        await asyncio.to_thread(self.asterisk.close)

    async def hang_up(self) -> None:
        """Calls that are still up end here: a caller whose process is gone cannot say good-bye any more."""
        cli = self.asterisk.cli
        for line in (await asyncio.to_thread(cli, "core show channels concise")).splitlines():
            if line.startswith("PJSIP/simulator-"):
                await asyncio.to_thread(cli, f"channel request hangup {line.split('!')[0]}")
