"""The mechanisms without Aftercall, each on its own stock Asterisk."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Protocol, Self

from aftercall.bench import Asterisk, BenchError, Process
from aftercall.simulator import ground, stock
from aftercall.simulator.callers import Callers, crowd
from aftercall.simulator.observer import Observer
from aftercall.simulator.phones import Does, PhoneSpec
from aftercall.simulator.site import Site
from aftercall.simulator.tally import Keeper, Tally

ANSWER_AFTER_MS = (50, 150, 250, 350)
STALL = 120.0  # seconds without a call: something is broken, and waiting on would hide it


class Size(Protocol):
    @property
    def agents(self) -> int: ...
    @property
    def queues(self) -> int: ...
    @property
    def callers(self) -> int: ...
    @property
    def calls(self) -> int: ...
    @property
    def seconds(self) -> int: ...
    @property
    def talk_ms(self) -> int: ...
    @property
    def seed(self) -> int: ...


def phones_for(size: Size) -> list[PhoneSpec]:
    """They answer after 50 ms, 150 ms and so on; of every two, one hangs up itself and one lets the caller do it."""
    return [
        PhoneSpec(
            str(1001 + index),
            f"secret-of-{1001 + index}",
            ANSWER_AFTER_MS[index % len(ANSWER_AFTER_MS)],
            size.talk_ms,
            Does.ASK if index % 2 else Does.ANSWER,
        )
        for index in range(size.agents)
    ]


def queues_for(size: Size) -> list[str]:
    return [f"q{index + 1}" for index in range(size.queues)]


async def take_calls(site: Site, numbers: list[str], size: Size) -> None:
    """Callers come, `callers` of them waiting at any time, until `calls` conversations are over."""
    people = crowd(numbers, seed=size.seed)
    await site.let_in(Callers(site.asterisk, people, waiting=size.callers + size.agents))
    await until_calls(site.observer, size.calls)
    await site.send_away()
    await site.hang_up()


async def until_calls(observer: Observer, calls: int) -> None:
    while observer.calls < calls:
        await asyncio.wait_for(observer.another_call(), STALL)


def sums(tally: Tally) -> dict[str, Any]:
    """What is common to all mechanisms."""
    return {
        "calls": tally.calls,
        "offers_in_aftercall": len(tally.in_aftercall),
        "offers_within_1_s": sum(offence.since < 1 for offence in tally.in_aftercall),
        "missed": tally.missed,
        "aftercall_seconds": lengths([one.length for one in tally.aftercalls]),
    }


def lengths(values: Sequence[float]) -> dict[str, float] | None:
    if not values:
        return None
    ends = {"least": min(values), "median": median(values), "most": max(values)}
    return {name: round(value, 3) for name, value in ends.items()}


class Stock:
    """`wrapuptime` seconds of Asterisk's own, or with `habit` the script on AMI."""

    def __init__(self, name: str, size: Size, *, wrapuptime: int = 0, habit: bool = False) -> None:
        self.name = name
        self._size = size
        self._wrapuptime = wrapuptime
        self._phones = phones_for(size)
        self._queues = queues_for(size)
        self._habit: Process | None = None
        self._secret = ""
        self._has_habit = habit
        keeper = Keeper.BY_RELEASE if habit else Keeper.BY_CLOCK
        self._site = Site(lay_out=self._lay_out, keeper=keeper, aftercall=size.seconds)

    @property
    def observer(self) -> Observer:
        return self._site.observer

    async def __aenter__(self) -> Self:
        await self._site.__aenter__()
        try:
            await self._site.plug_in(self._phones, name=self.name)
            await self._site.wait_reachable(self._size.agents)
            if self._has_habit:
                self._habit = self._start_habit()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._habit is not None:
            self._habit.stop()
        await self._site.close()

    async def run(self) -> None:
        await take_calls(self._site, stock.numbers(self._queues), self._size)
        if self._habit is not None and not self._habit.alive:
            raise BenchError(f"the script on AMI ended: {self._habit.tail()}")

    def result(self) -> dict[str, Any]:
        return sums(self.observer.tally())

    def _lay_out(self, asterisk: Asterisk) -> None:
        stock.lay_out(asterisk, self._phones, self._queues, wrapuptime=self._wrapuptime)
        self._secret = ground.add_user(asterisk, "habit", read="agent", write="agent")

    def _start_habit(self) -> Process:
        asterisk = self._site.asterisk
        process = Process(
            "the script on AMI",
            [sys.executable, "-m", "aftercall.simulator.habit"],
            Path(asterisk.folder) / "habit.log",
            env={
                **os.environ,
                "AMI_PORT": str(asterisk.ami_port),
                "AMI_USER": "habit",
                "AMI_SECRET": self._secret,
                "SECONDS": str(self._size.seconds),
            },
        )
        process.start()
        return process
