"""The race: three ways to keep aftercall, each with its own floor, the same phones and callers, under one kind of observer.

* `aftercall`: Aftercall itself, with breaks taken at random moments (and its daemon killed at random moments, if asked for)
* `wrapuptime`: Asterisk's own, with `shared_lastcall = yes`
* `pause_on_complete`: a script that pauses the agent on AgentComplete and unpauses him later

All three run at the same time, so that the machine is as slow for one as for the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Protocol

from aftercall.simulator.contestants import Stock
from aftercall.simulator.observer import Observer
from aftercall.simulator.ours import Ours

MECHANISMS = ("aftercall", "wrapuptime", "pause_on_complete")
PROGRESS_EVERY = 1.0

Progress = Callable[[Mapping[str, int]], None]


@dataclass(frozen=True, slots=True)
class RaceOptions:
    """`callers` are on the line at once, for each mechanism. `seconds` is the length of an aftercall."""

    agents: int = 4
    queues: int = 5
    callers: int = 60
    calls: int = 1000
    seconds: int = 2
    talk_ms: int = 300
    seed: int = 1
    kill_daemon: bool = False
    mechanisms: Sequence[str] = MECHANISMS
    progress: Progress | None = None


class Contestant(Protocol):
    """One mechanism on its floor: `open` builds it, `run` takes calls until there were enough."""

    name: str

    @property
    def observer(self) -> Observer: ...
    async def __aenter__(self) -> Contestant: ...
    async def __aexit__(self, *_: object) -> None: ...
    async def run(self) -> None: ...
    def result(self) -> dict[str, Any]: ...


def run_race(options: RaceOptions) -> dict[str, Any]:
    """Run it; the result of each mechanism by its name, ready for JSON."""
    return asyncio.run(race(options))


async def race(options: RaceOptions) -> dict[str, Any]:
    if unknown := sorted(set(options.mechanisms) - set(MECHANISMS)):
        raise ValueError(f"no mechanism is called {unknown[0]!r}: there are {', '.join(MECHANISMS)}")
    contestants = [_contestant(name, options) for name in options.mechanisms]
    async with AsyncExitStack() as stack:
        for contestant in contestants:
            await stack.enter_async_context(contestant)
        return await _run(contestants, options)


async def _run(contestants: Sequence[Contestant], options: RaceOptions) -> dict[str, Any]:
    async with asyncio.TaskGroup() as group:
        watch = group.create_task(_watch(contestants, options.progress))
        runs = [group.create_task(_timed(one)) for one in contestants]
        await asyncio.wait(runs)
        watch.cancel()
    return {one.name: run.result() for one, run in zip(contestants, runs, strict=True)}


async def _timed(contestant: Contestant) -> dict[str, Any]:
    began = time.monotonic()
    await contestant.run()
    return {**contestant.result(), "took_seconds": round(time.monotonic() - began, 1)}


async def _watch(contestants: Sequence[Contestant], progress: Progress | None) -> None:
    while progress is not None:
        progress({one.name: one.observer.calls for one in contestants})
        await asyncio.sleep(PROGRESS_EVERY)


def _contestant(name: str, options: RaceOptions) -> Contestant:
    match name:
        case "aftercall":
            return Ours(options, kill_daemon=options.kill_daemon)
        case "wrapuptime":
            return Stock(name, options, wrapuptime=options.seconds)
        case _:
            return Stock(name, options, habit=True)
