"""The floors that are measured: Aftercall's, and a stock one with the same phones, queues and callers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from aftercall.simulator.callers import Callers, crowd
from aftercall.simulator.contestants import phones_for, queues_for
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.furniture import Furniture, QueueSpec
from aftercall.simulator.phones import Does, PhoneSpec
from aftercall.simulator.site import Site
from aftercall.simulator.stock import numbers


@dataclass(frozen=True, slots=True)
class Size:
    """`callers` are on the line at once; `seconds` is the length of an aftercall; phones talk for `talk_ms`.

    `voice`: phones send back what they hear, and hang up themselves; else they send nothing, and every other one lets its
    caller hang up.
    """

    agents: int
    queues: int
    callers: int
    seconds: int
    talk_ms: int
    calls: int = 0
    seed: int = 1
    voice: bool = False

    @property
    def phones(self) -> list[PhoneSpec]:
        phones = phones_for(self)
        return [replace(phone, does=Does.ANSWER) for phone in phones] if self.voice else phones

    @property
    def numbers(self) -> list[str]:
        return numbers(queues_for(self))

    @property
    def specs(self) -> list[QueueSpec]:
        pairs = zip(queues_for(self), self.numbers, strict=True)
        return [QueueSpec(queue, number, self.seconds) for queue, number in pairs]


@asynccontextmanager
async def ours(size: Size, settings: Mapping[str, str] | None = None) -> AsyncIterator[tuple[Site, Daemon]]:
    """Asterisk, the daemon, and everybody logged in. `settings`: as environment."""
    async with Site() as site:
        daemon = Daemon(site.asterisk, settings=settings)
        try:
            await daemon.start()
            await daemon.wait_up()
            furniture = Furniture(daemon.api, size.specs, size.phones)
            await furniture.put_up()
            await site.plug_in(size.phones, voice=size.voice)
            await furniture.log_in()
            await site.wait_reachable(size.agents)
            yield site, daemon
        finally:
            await daemon.close()


async def let_in(site: Site, size: Size, rate: float = 20) -> None:
    """Callers come, at most `rate` a second, until `callers` of them are on the line; who goes is followed by another."""
    people = crowd(size.numbers, seed=size.seed)
    await site.let_in(Callers(site.asterisk, people, waiting=size.callers, rate=rate))


async def until_calls(site: Site, calls: int) -> None:
    """Until so many more conversations are over."""
    until = site.observer.calls + calls
    async with asyncio.timeout(600):
        while site.observer.calls < until:
            await site.observer.another_call()
