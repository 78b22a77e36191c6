"""One private floor for a simulation: an Asterisk of the bench, simulated phones and callers, and the observer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from aftercall.bench import Asterisk, BenchError
from aftercall.simulator import ground
from aftercall.simulator.callers import Callers
from aftercall.simulator.observer import Observer
from aftercall.simulator.phones import Phones, PhoneSpec
from aftercall.simulator.tally import Keeper

UNREACHABLE = (0, 4, 5)  # app_queue's device states: unknown, invalid, unavailable
READY_WITHIN = 30.0


class Site:
    """`async with` opens Asterisk, then the observer, and closes all in reverse; phones and callers are started by hand.

    `lay_out` may change the configuration before Asterisk starts.
    """

    def __init__(
        self,
        *,
        lay_out: Callable[[Asterisk], None] | None = None,
        keeper: Keeper = Keeper.BY_RELEASE,
        aftercall: float = 0,
        rtp_ports: int = 400,
    ) -> None:
        self.asterisk = Asterisk(rtp_ports=rtp_ports)
        if lay_out is not None:
            lay_out(self.asterisk)
        self._secret = ground.prepare(self.asterisk)
        self._keeper = keeper
        self._aftercall = aftercall
        self._observer: Observer | None = None
        self.phones: list[Phones] = []
        self.callers: list[Callers] = []

    @property
    def observer(self) -> Observer:
        if self._observer is None:
            raise BenchError("this site is not open")
        return self._observer

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self.asterisk.start)
            login = ground.observer_login(self.asterisk, self._secret)
            observer = Observer(login, keeper=self._keeper, aftercall=self._aftercall)
            await observer.start()
            self._observer = observer
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self.send_away()
        for phones in self.phones:
            await asyncio.to_thread(phones.close)
        if self._observer is not None:
            await self._observer.stop()
        await asyncio.to_thread(self.asterisk.close)

    async def plug_in(
        self, phones: Sequence[PhoneSpec], *, name: str = "phones", voice: bool = False
    ) -> Phones:
        group = Phones(self.asterisk, phones, name=name, voice=voice)
        self.phones.append(group)
        await asyncio.to_thread(group.start)
        return group

    async def let_in(self, callers: Callers) -> None:
        self.callers.append(callers)
        await asyncio.to_thread(callers.start)

    async def send_away(self) -> None:
        """All callers hang up, and no more come."""
        for callers in self.callers:
            await asyncio.to_thread(callers.close)
        self.callers.clear()

    async def wait_reachable(self, agents: int) -> None:
        """Until so many agents are members somewhere and their phones can be rung."""
        for _ in range(int(READY_WITHIN / 0.2)):
            if len(await self.reachable()) >= agents:
                return
            await asyncio.sleep(0.2)
        raise BenchError(
            f"only {await self.reachable()} of {agents} agents can be rung after {READY_WITHIN:g} s"
        )

    async def reachable(self) -> set[str]:
        places = await self.observer.places()
        return {place.agent for place in places if place.status not in UNREACHABLE}
