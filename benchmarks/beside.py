"""Beside: what callers and agents feel of a file of contacts that is brought over the API while the daemon works.

Asterisk, a Mosquitto and the daemon as they always run, with a journal on SQLite; phones and callers of SIPp make two calls a second.
The file is brought, looked at and loaded as a page does it: by a process that the daemon starts. For the time of the load,
and for a quiet minute before and after it:

* `event`: from Asterisk's own timestamp of a ring, an answer or a caller who joins to the message at an MQTT client
* `wish`: an agent without calls asks for a break, and ends it again, once a second: answered when it is safe in the database
* `loop`: the daemon's own figure, by how much its loop was late at most in a minute

In the same run the bare costs, as in `contacts`: reading the numbers alone, and the database alone by its fastest way. All is on one
machine, so the listener's own waiting for a processor is in every span.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2

from acd.board.broker import Broker
from acd.board.follow import Happened, follow
from aftercall.bench import Mosquitto
from aftercall.simulator import seen
from aftercall.simulator.commands import Api
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.site import Site
from benchmarks import contacts
from benchmarks.contacts import CODE, SAMPLE
from benchmarks.figures import machine, percentile, show
from benchmarks.ground import Size, let_in, ours

ROWS: Final = 50_000
QUIET: Final = 60.0
RATE: Final = 2.0
SIZE: Final = Size(agents=16, queues=2, callers=200, seconds=2, talk_ms=3000)
SETTLE: Final = 10.0
IDLER: Final = "9001"
"""The agent whose wishes are timed. He is in no queue."""

LOOP_EVERY: Final = 30.0
EVENTS: Final = "aftercall/main/events/queues/#"
KINDS: Final[Mapping[type[seen.Seen], str]] = {
    seen.Joined: "call-queued",
    seen.Called: "call-offered",
    seen.Connected: "call-answered",
}
Who = tuple[str, str]
"""Kind of event, and its agent or queue: of these two there is one order."""


@dataclass
class Ears:
    """What was felt since the last `turn`, in milliseconds."""

    spans: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _came: dict[Who, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _seen: dict[Who, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def turn(self) -> dict[str, list[float]]:
        spans, self.spans = self.spans, defaultdict(list)
        return dict(spans)

    def add(self, what: str, span: float) -> None:
        self.spans[what].append(span)

    def told(self, kind: str, of: str, at: float) -> None:
        self._came[kind, of].append(at)
        self._match((kind, of))

    def saw(self, thing: seen.Seen) -> None:
        kind = KINDS.get(type(thing))
        if kind is not None:
            who = kind, thing.queue if isinstance(thing, seen.Joined) else thing.agent  # type: ignore[attr-defined]
            self._seen[who].append(thing.at)
            self._match(who)

    def _match(self, who: Who) -> None:
        """The n-th that Asterisk stamped is the n-th that was told."""
        while self._came[who] and self._seen[who]:
            self.add("event", 1000 * (self._came[who].popleft() - self._seen[who].popleft()))

    @property
    def unmatched(self) -> int:
        return sum(len(one) for one in (*self._came.values(), *self._seen.values()))


# --- who listens -------------------------------------------------------------------------------------------------


async def listen(broker: Mosquitto, ears: Ears) -> None:
    async with aclosing(follow(Broker(broker.host, broker.port), "main", (EVENTS,))) as all_told:
        async for one in all_told:
            if isinstance(one, Happened) and one.event.kind in KINDS.values():
                event = one.event
                ears.told(
                    event.kind,
                    (event.queue if event.kind == "call-queued" else event.agent) or "",
                    time.time(),
                )


async def look(site: Site, ears: Ears) -> None:
    """What the observer saw, a tenth of a second later: the stamps are Asterisk's."""
    so_far = len(site.observer.events)
    while True:
        now = len(site.observer.events)
        for thing in site.observer.events[so_far:now]:
            ears.saw(thing)
        so_far = now
        await asyncio.sleep(0.1)


async def wish(api: Api, ears: Ears) -> None:
    verbs: tuple[tuple[str, dict[str, Any]], ...] = (("type", {"type": "break"}), ("resume", {}))
    while True:
        for verb, body in verbs:
            began = time.perf_counter()
            answer = await api.wish(IDLER, verb, **body)
            ears.add("wish" if answer.success else "wish not granted", 1000 * (time.perf_counter() - began))
            await asyncio.sleep(1)


async def loop(api: Api, ears: Ears) -> None:
    ears.add("loop", float((await api.get("/health/vitals"))["lag_ms"]))


@asynccontextmanager
async def asking_loop(api: Api, ears: Ears) -> AsyncIterator[None]:
    """Now and then, and at the end."""

    async def ask() -> None:
        while True:
            await asyncio.sleep(LOOP_EVERY)
            await loop(api, ears)

    task = asyncio.create_task(ask())
    try:
        yield
        await loop(api, ears)
    finally:
        task.cancel()


# --- the load ----------------------------------------------------------------------------------------------------


async def load(socket: Path, path: Path) -> dict[str, Any]:
    """Brought, looked at, loaded, as a page does it; the daemon's word for what became of it."""
    async with httpx2.AsyncClient(
        transport=httpx2.AsyncHTTPTransport(uds=str(socket)), base_url="http://aftercall/api/v1", timeout=120
    ) as http:
        made = await http.post("/uploads", params={"file": path.name, "campaign": CODE}, content=_parts(path))
        made.raise_for_status()
        name = made.json()["id"]
        await _rests(http, name)
        began = time.perf_counter()
        (await http.post(f"/uploads/{name}/load")).raise_for_status()
        done = await _rests(http, name)
    if done["state"] != "loaded":
        raise SystemExit(f"beside: the file was not loaded but is {done['state']}: {done.get('fault')}")
    return {"seconds": round(time.perf_counter() - began, 1), "counts": done["counts"]}


async def _parts(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(1 << 16):
            yield part


async def _rests(http: httpx2.AsyncClient, name: str) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = (await http.get(f"/uploads/{name}")).json()
        if found["state"] not in ("looking", "waiting", "loading"):
            return found
        await asyncio.sleep(1)


@asynccontextmanager
async def weighing(daemon: Daemon) -> AsyncIterator[dict[str, float]]:
    """Memory of the daemon and of all below it at most, and what those below took of a processor. Those are counted when they end."""
    weight = {"before_mb": contacts.resident(daemon.pid) / 1024, "peak_mb": 0.0}
    before = _children(daemon.pid)

    async def weigh() -> None:
        while True:
            weight["peak_mb"] = max(weight["peak_mb"], contacts.resident(daemon.pid) / 1024)
            await asyncio.sleep(0.5)

    task = asyncio.create_task(weigh())
    try:
        yield weight
    finally:
        task.cancel()
        weight["processor_seconds"] = _children(daemon.pid) - before


async def _alone(pid: int) -> None:
    """Until the process below it is gone: what it took is not known before."""
    for _ in range(100):
        if not _below(pid):
            return
        await asyncio.sleep(0.1)
    raise SystemExit("beside: the process that loaded does not end")


def _below(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _children(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


# --- the measuring -----------------------------------------------------------------------------------------------


@asynccontextmanager
async def floor(url: str, ears: Ears) -> AsyncIterator[Daemon]:
    """Calls come and are answered, and everybody listens."""
    async with AsyncExitStack() as stack:
        broker = stack.enter_context(Mosquitto())
        settings = {"AFTERCALL_MQTT__HOST": broker.host, "AFTERCALL_MQTT__PORT": str(broker.port)}
        settings["AFTERCALL_DATABASE__URL"] = url
        site, daemon = await stack.enter_async_context(ours(SIZE, settings))
        await daemon.api.put("phones", IDLER, {"secret": f"secret-of-{IDLER}"})
        await daemon.api.put("agents", IDLER, {"name": "Idler", "phone": IDLER, "queues": []})
        await daemon.api.wish(IDLER, "login", type="phone")
        crew = (listen(broker, ears), look(site, ears), wish(daemon.api, ears))
        tasks = [asyncio.create_task(one) for one in crew]
        try:
            await asyncio.sleep(1)
            await let_in(site, SIZE, RATE)
            await asyncio.sleep(SETTLE)
            yield daemon
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error


async def feel(url: str, path: Path, quiet: float) -> dict[str, Any]:
    ears = Ears()
    async with floor(url, ears) as daemon:
        ears.turn()
        await asyncio.sleep(quiet)
        await loop(daemon.api, ears)
        before, load_before = ears.turn(), os.getloadavg()[0]
        async with weighing(daemon) as weight, asking_loop(daemon.api, ears):
            done = await load(daemon.socket, path)
            await _alone(daemon.pid)
        during, load_during = ears.turn(), os.getloadavg()[0]
        await asyncio.sleep(quiet)
        await loop(daemon.api, ears)
        after, load_after = ears.turn(), os.getloadavg()[0]
    return {
        **done,
        **{name: round(value, 1) for name, value in weight.items()},
        "load_average": [round(one, 1) for one in (load_before, load_during, load_after)],
        "unmatched": ears.unmatched,
        "before": figures(before),
        "during": figures(during),
        "after": figures(after),
    }


def figures(felt: Mapping[str, list[float]]) -> dict[str, dict[str, float]]:
    return {what: told(spans) for what, spans in felt.items()}


def told(spans: list[float]) -> dict[str, float]:
    shares = {"median": 0.5, "p99": 0.99, "longest": 1.0}
    return {"count": len(spans)} | {
        name: round(percentile(spans, share), 1) for name, share in shares.items()
    }


def measure(rows: int = ROWS, quiet: float = QUIET) -> dict[str, Any]:
    at_first = machine()
    with tempfile.TemporaryDirectory(prefix="aftercall-bench-") as folder:
        place = Path(folder)
        path = place / "list.csv"
        contacts.write_list(path, rows)
        sample = min(rows, SAMPLE)
        numbers = contacts.bare_numbers(sample)
        asyncio.run(contacts.prepare(f"sqlite:///{place}/bulk.db", 0))
        bulk = contacts.bulk_sqlite(f"sqlite:///{place}/bulk.db", sample)
        url = f"sqlite:///{place}/floor.db"
        asyncio.run(contacts.prepare(url, rows // 100))
        felt = asyncio.run(feel(url, path, quiet))
    return {
        "benchmark": "beside",
        "machine": at_first,
        "rows": rows,
        "numbers_per_second": round(numbers),
        "bulk_per_second": round(bulk),
        "load_per_second": round(rows / felt["seconds"]),
        "per_processor_second": round(rows / max(felt["processor_seconds"], 0.01)),
        **felt,
    }


def table(result: dict[str, Any]) -> None:
    rows = [
        [f"{what}, {when}", *(f"{found[name]:,}" for name in ("count", "median", "p99", "longest"))]
        for when in ("before", "during", "after")
        for what, found in sorted(result[when].items())
    ]
    title = f"beside a living daemon: {result['rows']:,} rows in {result['seconds']} s"
    verdict = (
        f"{result['load_per_second']:,} rows/s, {result['per_processor_second']:,} a second of processor (numbers alone "
        f"{result['numbers_per_second']:,}, database alone {result['bulk_per_second']:,}); memory {result['before_mb']:.0f} MB "
        f"before, {result['peak_mb']:.0f} at most, the daemon's in it; load average {result['load_average']}"
    )
    show(title, ["", "times", "median ms", "p99 ms", "longest ms"], rows, verdict)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.beside", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--quiet", type=float, default=QUIET, help="seconds before the load")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    wished = parser.parse_args()
    result = measure(wished.rows, wished.quiet)
    print(json.dumps(result)) if wished.json else table(result)


if __name__ == "__main__":
    main()
