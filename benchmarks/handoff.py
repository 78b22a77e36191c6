"""Hand-off: from the release of an agent to the ring of his phone, while callers wait.

Two floors side by side, of the same Asterisk, with the same phones, queues, callers and length of aftercall, each under an observer
who reads AMI by himself:

* `ours`: Aftercall
* `stock`: app_queue with `retry=1` and `autofill=yes`; a script on AMI pauses the agent on AgentComplete and releases him when the
  aftercall is over, as is usual there

Released is the same event on both: the first QueueMemberPause with `Paused: 0` after an aftercall. Its end is the agent's next
AgentCalled. Both moments are Asterisk's own. Not counted: a release that found him in a call already (the script was too late), or
with no more callers waiting than agents.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from aftercall.simulator import seen
from aftercall.simulator.contestants import Stock
from aftercall.simulator.site import Site
from benchmarks.figures import machine, percentile, show
from benchmarks.ground import Size, let_in, ours, until_calls

GOAL = 20  # times as fast as stock, by the median
SIZE = Size(agents=8, queues=1, callers=40, seconds=1, talk_ms=300, calls=320)


@dataclass(slots=True)
class _Agent:
    leg: str | None = None
    paused: bool = False
    released: float | None = None


@dataclass(slots=True)
class HandOffs:
    """Shown what an observer saw, it keeps the spans in seconds."""

    agents: int
    spans: list[float] = field(default_factory=list)
    _all: dict[str, _Agent] = field(default_factory=dict)
    _waiting: int = 0

    def show(self, thing: seen.Seen) -> None:
        match thing:
            case seen.Joined():
                self._waiting += 1
            case seen.Abandoned():
                self._waiting -= 1
            case seen.Paused():
                self._agent(thing.agent).paused = True
            case seen.Unpaused():
                self._released(thing.at, self._agent(thing.agent))
            case seen.Called():
                self._called(thing.at, self._agent(thing.agent))
            case seen.Connected():
                self._waiting -= 1
                agent = self._agent(thing.agent)
                agent.leg, agent.released = thing.leg, None
            case seen.Ended():
                for agent in self._all.values():
                    agent.leg = None if agent.leg == thing.leg else agent.leg

    def _agent(self, name: str) -> _Agent:
        return self._all.setdefault(name, _Agent())

    def _released(self, at: float, agent: _Agent) -> None:
        if agent.paused and agent.leg is None and self._waiting > self.agents:
            agent.released = at
        agent.paused = False

    def _called(self, at: float, agent: _Agent) -> None:
        if agent.released is not None:
            self.spans.append(at - agent.released)
        agent.released = None


def hand_offs(things: Iterable[seen.Seen], agents: int) -> list[float]:
    counting = HandOffs(agents)
    for thing in things:
        counting.show(thing)
    return counting.spans


async def race(size: Size) -> tuple[list[float], list[float], str]:
    """Hand-offs of ours and of stock, and Asterisk's version."""
    async with AsyncExitStack() as stack:
        our_site, _ = await stack.enter_async_context(ours(size))
        stock = await stack.enter_async_context(Stock("stock", size, habit=True))
        async with asyncio.TaskGroup() as both:
            both.create_task(_take_calls(our_site, size))
            both.create_task(stock.run())
        found = [hand_offs(one.events, size.agents) for one in (our_site.observer, stock.observer)]
        return found[0], found[1], our_site.asterisk.version


async def _take_calls(site: Site, size: Size) -> None:
    await let_in(site, size)
    await until_calls(site, size.calls)
    await site.send_away()


def measure(size: Size = SIZE) -> dict[str, Any]:
    before = machine()
    our_spans, stock_spans, version = asyncio.run(race(size))
    fast, slow = _figures(our_spans), _figures(stock_spans)
    ratio = slow["median_ms"] / fast["median_ms"]
    return {
        "benchmark": "handoff",
        "machine": before,
        "asterisk": version,
        "agents": size.agents,
        "queues": size.queues,
        "callers": size.callers,
        "aftercall_seconds": size.seconds,
        "ours": fast,
        "stock": slow,
        "stock_to_ours_median": round(ratio, 1),
        "stock_to_ours_p99": round(slow["p99_ms"] / fast["p99_ms"], 1),
        "goal": GOAL,
        "reached": ratio >= GOAL,
    }


def _figures(spans: list[float]) -> dict[str, Any]:
    return {
        "hand_offs": len(spans),
        "median_ms": round(1000 * median(spans), 1),
        "p90_ms": round(1000 * percentile(spans, 0.9), 1),
        "p99_ms": round(1000 * percentile(spans, 0.99), 1),
        "most_ms": round(1000 * max(spans), 1),
    }


def table(result: dict[str, Any]) -> None:
    names = ("hand_offs", "median_ms", "p90_ms", "p99_ms", "most_ms")
    rows = [[word, *(f"{result[word][name]:,}" for name in names)] for word in ("ours", "stock")]
    title = f"hand-off: {result['agents']} agents, {result['queues']} queue(s), {result['callers']} callers waiting"
    verdict = (
        f"median {result['stock_to_ours_median']} times, p99 {result['stock_to_ours_p99']} times as fast as stock; "
        f"goal {GOAL} times by the median: {'reached' if result['reached'] else 'missed'}"
    )
    show(title, ["", "hand-offs", "median ms", "p90 ms", "p99 ms", "most ms"], rows, verdict)
