"""Processor time: what the daemon takes beside what Asterisk takes, for the same calls.

A steady stream of callers for a minute: each is queued, offered, answered, talked to, and followed by an aftercall that the daemon
ends; journal on SQLite, board and events to a Mosquitto. Three loads:

* `voice`: talks of two minutes with G.711 both ways, as calls are
* `brief`: the same voice at any moment, in talks of half a minute: four times as many calls
* `silent`: talks of a second without a voice, many a second: call handling alone, which no call centre has

Read from /proc/PID/stat at both ends. The observer's connection is closed meanwhile: it would be Asterisk's work too.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aftercall.bench import Mosquitto
from aftercall.simulator.commands import Api
from aftercall.simulator.site import Site
from benchmarks.figures import machine, show
from benchmarks.ground import Size, let_in, ours
from benchmarks.talkers import Talkers

GOAL: Final = 0.10  # of Asterisk's, with voice
SECONDS: Final = 60.0
SETTLE: Final = 8.0  # seconds beyond the length of a talk, until as many calls end as begin


@dataclass(frozen=True, slots=True)
class Load:
    """`rate` callers a second; the agents are enough for them."""

    size: Size
    rate: float


LOADS: Final[Mapping[str, Load]] = {
    "voice": Load(Size(agents=42, queues=4, callers=200, seconds=2, talk_ms=120_000, voice=True), rate=0.3),
    "brief": Load(Size(agents=48, queues=4, callers=200, seconds=2, talk_ms=30_000, voice=True), rate=1.2),
    "silent": Load(Size(agents=28, queues=4, callers=200, seconds=2, talk_ms=1000), rate=6.0),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds on the processor since the start of each process; calls answered so far."""

    daemon: float
    asterisk: float
    calls: int


def processor_time(pid: int) -> float:
    """User and system time of all its threads, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def read_under(load: Load, seconds: float) -> tuple[Reading, Reading, str]:
    """The readings at both ends, and Asterisk's version."""
    size = load.size
    async with AsyncExitStack() as stack:
        broker = stack.enter_context(Mosquitto())
        settings = {"AFTERCALL_MQTT__HOST": broker.host, "AFTERCALL_MQTT__PORT": str(broker.port)}
        site, daemon = await stack.enter_async_context(ours(size, settings))
        await site.observer.stop()
        await stack.enter_async_context(_callers(site, load))
        await asyncio.sleep(size.talk_ms / 1000 + SETTLE)
        pids = {"daemon": daemon.pid, "asterisk": site.asterisk.pid}
        before = await _read(pids, daemon.api, size)
        await asyncio.sleep(seconds)
        after = await _read(pids, daemon.api, size)
        return before, after, site.asterisk.version


@asynccontextmanager
async def _callers(site: Site, load: Load) -> AsyncIterator[None]:
    if not load.size.voice:
        await let_in(site, load.size, load.rate)
        yield
        await site.send_away()
        return
    talkers = Talkers(site.asterisk, load.size.numbers, rate=load.rate, most=load.size.callers)
    try:
        await asyncio.to_thread(talkers.start)
        yield
    finally:
        await asyncio.to_thread(talkers.close)


async def _read(pids: Mapping[str, int], api: Api, size: Size) -> Reading:
    today = await api.today([queue.code for queue in size.specs])
    return Reading(processor_time(pids["daemon"]), processor_time(pids["asterisk"]), today["answered"])


def measure(seconds: float = SECONDS, loads: Mapping[str, Load] = LOADS) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, load in loads.items():
        at_first = machine()
        before, after, version = asyncio.run(read_under(load, seconds))
        found[name] = {"machine": at_first, "asterisk": version, **_figures(load, before, after, seconds)}
    share = found["voice"]["daemon_to_asterisk"]
    return {"benchmark": "cpu", "loads": found, "goal": GOAL, "reached": share <= GOAL}


def _figures(load: Load, before: Reading, after: Reading, seconds: float) -> dict[str, Any]:
    calls = after.calls - before.calls
    spent = {"daemon": after.daemon - before.daemon, "asterisk": after.asterisk - before.asterisk}
    return {
        "agents": load.size.agents,
        "queues": load.size.queues,
        "talk_seconds": load.size.talk_ms / 1000,
        "calls": calls,
        "calls_per_second": round(calls / seconds, 2),
        "core": {name: round(value / seconds, 4) for name, value in spent.items()},
        "ms_per_call": {name: round(1000 * value / calls, 1) for name, value in spent.items()},
        "daemon_to_asterisk": round(spent["daemon"] / spent["asterisk"], 3),
    }


def table(result: dict[str, Any]) -> None:
    rows = [
        [
            f"{name}, {load['talk_seconds']:g} s",
            f"{load['calls_per_second']}",
            *(f"{load['core'][who]:.1%}" for who in ("daemon", "asterisk")),
            *(f"{load['ms_per_call'][who]}" for who in ("daemon", "asterisk")),
            f"{load['daemon_to_asterisk']:.1%}",
        ]
        for name, load in result["loads"].items()
    ]
    columns = [
        "",
        "calls/s",
        "daemon\ncore",
        "Asterisk\ncore",
        "daemon\nms/call",
        "Asterisk\nms/call",
        "share",
    ]
    verdict = f"goal with voice {GOAL:.0%}: {'reached' if result['reached'] else 'missed'}"
    show("processor time", columns, rows, verdict)
