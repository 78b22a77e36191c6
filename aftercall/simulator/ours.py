"""Aftercall itself in the race: a floor made through its API, breaks at random moments, and if asked for, a daemon that dies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self

from aftercall.bench import BenchError
from aftercall.simulator.contestants import Size, phones_for, queues_for, sums, take_calls
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.observer import Observer
from aftercall.simulator.phones import PhoneSpec
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
from aftercall.simulator.unrest import Breaks, Deaths

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
            await furnish(self._daemon, self._queues, self._phones, self._size.seconds)
            await self._site.plug_in(self._phones, name=self.name)
            await log_in(self._site, self._daemon, self._phones)
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
            await _calm(unrest)
        await self._deaths.end()
        await self._breaks.end()
        await asyncio.sleep(self._size.seconds + CALM)
        await self._judge(codes)

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


async def furnish(daemon: Daemon, queues: Sequence[str], phones: Sequence[PhoneSpec], seconds: float) -> None:
    """Queues, their numbers, phones, and for each phone an agent of the same code in all queues."""
    api = daemon.api
    for queue, number in zip(queues, numbers(queues), strict=True):
        await api.put("queues", queue, {"aftercall": int(seconds * 1000), "strategy": "leastrecent"})
        await api.put("numbers", number, {"target": {"kind": "queue", "value": queue}})
    for phone in phones:
        places = [[queue, 0] for queue in queues]
        await api.put("phones", phone.code, {"secret": phone.secret})
        await api.put(
            "agents", phone.code, {"name": f"Agent {phone.code}", "phone": phone.code, "queues": places}
        )


async def log_in(site: Site, daemon: Daemon, phones: Sequence[PhoneSpec]) -> None:
    """Everybody to work, and wait until each can be rung."""
    for phone in phones:
        answer = await daemon.api.wish(phone.code, "login", type="phone")
        if not answer.success:
            raise BenchError(f"agent {phone.code} could not log in: {answer.text}")
    await site.wait_reachable(len(phones))


async def _calm(unrest: Sequence[asyncio.Task[None]]) -> None:
    """Stop what happens at random; what failed there is raised here."""
    for task in unrest:
        task.cancel()
    for task in unrest:
        with suppress(asyncio.CancelledError):
            await task
