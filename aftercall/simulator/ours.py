"""Aftercall itself in the race: a floor made through its API, breaks at random moments, and if asked for, a daemon that dies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Self

from aftercall.bench import BenchError
from aftercall.simulator.contestants import Size, phones_for, queues_for, sums, take_calls
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.furniture import Furniture, QueueSpec
from aftercall.simulator.observer import Observer
from aftercall.simulator.promises import (
    Promise,
    Report,
    aftercall_lengths,
    intervals_without_a_hole,
    no_call_in_aftercall,
    no_offer_on_a_break,
    nobody_stuck,
    too_long,
    too_short,
)
from aftercall.simulator.site import Site
from aftercall.simulator.stock import numbers
from aftercall.simulator.unrest import Breaks, Deaths, calm

CALM = 3.0  # seconds beyond the last aftercall, after which nobody may be in anything


class Ours:
    """See `Contestant` in race.py. `result` holds the sums, `report` the promises."""

    name = "aftercall"

    def __init__(self, size: Size, *, kill_daemon: bool = False) -> None:
        self._size = size
        self._phones = phones_for(size)
        self._queues = queues_for(size)
        self._kills = kill_daemon
        self._site = Site()
        self._daemon: Daemon | None = None
        self._breaks: Breaks | None = None
        self._deaths: Deaths | None = None
        self._promises: tuple[Promise, ...] = ()

    @property
    def observer(self) -> Observer:
        return self._site.observer

    @property
    def daemon(self) -> Daemon:
        if self._daemon is None:
            raise BenchError("the race has not begun")
        return self._daemon

    async def __aenter__(self) -> Self:
        await self._site.__aenter__()
        try:
            self._daemon = Daemon(self._site.asterisk)
            await self._daemon.start()
            await self._daemon.wait_up()
            furniture = Furniture(self._daemon.api, self._specs(), self._phones)
            await furniture.put_up()
            await self._site.plug_in(self._phones, name=self.name)
            await furniture.log_in()
            await self._site.wait_reachable(self._size.agents)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._daemon is not None:
            await self._daemon.close()
        await self._site.close()

    async def run(self) -> None:
        codes = [phone.code for phone in self._phones]
        self._breaks = Breaks(self.daemon.api, self.observer, codes, self._size.seed)
        self._deaths = Deaths(self.daemon, self._size.seed)
        unrest = [asyncio.create_task(self._breaks.run(), name="breaks")]
        if self._kills:
            unrest.append(asyncio.create_task(self._deaths.run(), name="deaths"))
        try:
            await take_calls(self._site, numbers(self._queues), self._size)
        finally:
            await calm(unrest)
        await self._deaths.end()
        await self._breaks.end()
        await asyncio.sleep(self._size.seconds + CALM)
        await self._judge(codes)

    def _specs(self) -> list[QueueSpec]:
        seconds = self._size.seconds
        return [
            QueueSpec(queue, number, seconds)
            for queue, number in zip(self._queues, numbers(self._queues), strict=True)
        ]

    async def _judge(self, codes: Sequence[str]) -> None:
        tally, api = self.observer.tally(), self.daemon.api
        assert self._breaks is not None
        self._promises = (
            no_call_in_aftercall(tally),
            no_offer_on_a_break(tally, self._breaks.taken),
            aftercall_lengths(tally.aftercalls, dict.fromkeys(self._queues, float(self._size.seconds))),
            nobody_stuck(await self.observer.places(), await api.boards()),
            intervals_without_a_hole([await api.day(code) for code in codes]),
        )

    def result(self) -> dict[str, Any]:
        tally = self.observer.tally()
        spans = dict.fromkeys(self._queues, float(self._size.seconds))
        assert self._breaks is not None
        assert self._deaths is not None
        return {
            **sums(tally),
            "offers_on_break": len(tally.on_break),
            "breaks": self._breaks.taken,
            "break_answers": {said.value: count for said, count in self._breaks.answers.items() if count},
            "daemon_kills": self._deaths.count,
            "aftercalls_too_short": sum(too_short(one, spans) for one in tally.aftercalls),
            "aftercalls_too_long": sum(too_long(one, spans) for one in tally.aftercalls),
            "promises": self.report().as_json()["promises"],
        }

    def report(self) -> Report:
        return Report(self._promises)
