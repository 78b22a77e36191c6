"""A simulation at some Asterisk: the observer, phones that are plugged in, callers that are let in; all leave again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aftercall.bench import BenchError
from aftercall.simulator.ami import Login
from aftercall.simulator.callers import Callers
from aftercall.simulator.observer import Observer
from aftercall.simulator.phones import Phones, PhoneSpec
from aftercall.simulator.sipp import SipServer
from aftercall.simulator.tally import Keeper

UNREACHABLE = (0, 4, 5)  # app_queue's device states: unknown, invalid, unavailable
READY_WITHIN = 30.0


class Visit:
    """`leave` takes away everything that was brought."""

    def __init__(self, *, keeper: Keeper = Keeper.BY_RELEASE, aftercall: float = 0) -> None:
        self._keeper = keeper
        self._aftercall = aftercall
        self._observer: Observer | None = None
        self.phones: list[Phones] = []
        self.callers: list[Callers] = []

    @property
    def server(self) -> SipServer:
        raise NotImplementedError

    @property
    def observer(self) -> Observer:
        if self._observer is None:
            raise BenchError("the simulation has not begun")
        return self._observer

    async def watch(self, login: Login) -> None:
        observer = Observer(login, keeper=self._keeper, aftercall=self._aftercall)
        await observer.start()
        self._observer = observer

    async def leave(self) -> None:
        await self.send_away()
        for phones in self.phones:
            await asyncio.to_thread(phones.close)
        self.phones.clear()
        if self._observer is not None:
            await self._observer.stop()

    async def plug_in(
        self, phones: Sequence[PhoneSpec], *, name: str = "phones", voice: bool = False
    ) -> Phones:
        group = Phones(self.server, phones, name=name, voice=voice)
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
            f"only {sorted(await self.reachable())} of {agents} agents can be rung after {READY_WITHIN:g} s"
        )

    async def reachable(self) -> set[str]:
        places = await self.observer.places()
        return {place.agent for place in places if place.status not in UNREACHABLE}
