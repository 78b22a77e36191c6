"""Screens: from the bytes of an AMI event to the message at the client, while many screens watch a large floor.

500 agents in ten queues, 200 open screens (half of supervisors, who see all; half of agents), 50 state changes a second: rings that
begin, and rings that nobody answers. In one process, as in the daemon: the wire, `hear`, the floor, the teller and the server with its
sockets over TCP. In a second process the clients; in a third one Chromium with one more, whose own clock says when its message came. A
change is stamped when its bytes arrive, the stamp is the board's `since`, and all is on one machine: the difference is the span.

* `live`: the live socket
* `poll`: the same screens ask `GET /api/v1/state` once a second instead; a span ends with the answer that shows the change

Left out: the database, MQTT, and the way over a network.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing.connection import Connection
from statistics import median
from types import SimpleNamespace
from typing import Any, Final

from acd.asterisk.hear import hear
from acd.asterisk.wire import Wire
from acd.board.models import AsteriskNow
from acd.board.teller import Site, Teller
from acd.core.agent import Agent, Presence
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.floor import Floor
from acd.core.heard import Device, Heard, MemberSeen
from acd.core.queue import Queue
from acd.desk import Desk, Took
from aftercall.memory import look_seldom
from aftercall.people.rights import Asker, Role
from aftercall.settings import Web
from benchmarks.figures import machine, percentile, show

GOAL_MS: Final = 100.0
AGENTS: Final = 500
QUEUES: Final = 10
SCREENS: Final = 200
CHANGES: Final = 50.0
SECONDS: Final = 30.0
SETTLE: Final = 3.0
CHROMIUM: Final = "/usr/bin/chromium"
STATE: Final = re.compile(r'"code":"(\d+)","name":"[^"]*","team":"[^"]*","state":"[^"]*","since":"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Size:
    agents: int = AGENTS
    screens: int = SCREENS
    changes: float = CHANGES
    seconds: float = SECONDS
    poll: bool = False
    browser: bool = True


def now() -> int:
    return int(time.time() * 1000)


# --- the floor and its server --------------------------------------------------------------------------------------


def floor_of(agents: int) -> Floor:
    """Everybody is logged in and free."""
    queues = [f"q{number}" for number in range(QUEUES)]
    codes = [str(1001 + number) for number in range(agents)]
    his = {code: queues[place % QUEUES] for place, code in enumerate(codes)}
    at = now()
    seen = {
        code: MemberSeen(queue, code, code, paused=False, reason="", device=Device.FREE)
        for code, queue in his.items()
    }
    return Floor(
        agents={
            code: Agent(
                AgentCard(code, f"Agent {code}", "team", code, ((queue, 0),)),
                type="work",
                want="work",
                presence=Presence.WORK,
                phone=code,
                since=at,
                session=at,
                type_since=at,
            )
            for code, queue in his.items()
        },
        queues={
            queue: Queue(
                QueueCard(queue, queue.upper(), misses=0),
                members={code: seen[code] for code, of in his.items() if of == queue},
            )
            for queue in queues
        },
        types={"work": TypeCard("work", Group.WORK)},
    )


def serve(size: Size, told: Connection) -> None:
    """The process of the daemon's part: says its ports, and at the end what it took."""
    look_seldom()
    asyncio.run(_serve(size, told))


async def _serve(size: Size, told: Connection) -> None:
    from aftercall.web.app import make_app
    from aftercall.web.hub import Hub
    from aftercall.web.live import Live, Panels
    from aftercall.web.port import open_port
    from aftercall.web.server import _answering, _on_port
    from aftercall.web.service import Service

    site = Site("main", "0.1.0", now(), numbers=True)
    hub = Hub()
    live = Live(hub, site.run)
    teller = Teller(site, [hub, live])
    desk = Desk(floor_of(size.agents), now, lambda order: None, lambda took: _told(teller, took))
    teller.whole(desk.floor, now())
    teller.daemon(AsteriskNow(link="up", version="22"), True, now())

    class Bench(Service):
        """What the live socket and GET /state ask of a service, and no more."""

        people = _People()  # type: ignore[assignment]
        web = Web(port=0)  # type: ignore[assignment]

        def __init__(self) -> None:
            self.desk, self.hub, self.live, self.site = desk, hub, live, site
            self.panels, self.owner, self.address = Panels(), -1, None
            self.dialing = SimpleNamespace(room=SimpleNamespace(campaigns={}))  # type: ignore[assignment]

    server = await asyncio.get_running_loop().create_server(lambda: _Link(desk), "127.0.0.1", 0)
    bound = open_port("127.0.0.1", 0)
    running = [asyncio.create_task(desk.run()), asyncio.create_task(teller.run(now))]
    async with server, _answering(_on_port(make_app(Bench()), Web(port=0), None), bound):
        told.send((server.sockets[0].getsockname()[1], bound.getsockname()[1]))
        before = time.process_time()
        began = time.monotonic()
        await asyncio.get_running_loop().run_in_executor(None, told.recv)
        told.send((time.process_time() - before) / (time.monotonic() - began))
        live.close(1012, "over")
    for task in running:
        task.cancel()


def _told(teller: Teller, took: Took) -> None:
    teller.step(took.before, took.after, took.facts, took.at)


class _People:
    """A token says who it is: `act_super`, or `act_1001` for an agent."""

    def bears(self, secret: str) -> Asker | None:
        name = secret.removeprefix("act_")
        if name == "super":
            return Asker(name, frozenset({Role.SUPERVISOR}), via="token")
        return Asker(name, frozenset({Role.AGENT}), agent=name, via="token")

    def came(self, secret: str) -> Asker | None:
        return self.bears(secret)

    def still(self, by: Asker) -> Asker:
        return by

    def user(self, name: str) -> None:
        return None


class _Link(asyncio.Protocol):
    """AMI's bytes as the daemon's link takes them: cut, understood, into the inbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wire = Wire(greeted=True)

    def data_received(self, data: bytes) -> None:
        at = now()
        for message in self._wire.feed(data):
            event = hear(message, at)
            if isinstance(event, Heard):
                self._desk.hear(event)


# --- what Asterisk says ---------------------------------------------------------------------------------------------


def rings(agents: int, seed: int = 1) -> Iterator[bytes]:
    """Agents in a random order ring, and half a round later do not answer; each is one change of one agent's state."""
    codes = [str(1001 + number) for number in range(agents)]
    random.Random(seed).shuffle(codes)
    ringing: list[tuple[str, str]] = []
    for count in range(10**9):
        code = codes[count % agents]
        call = f"1795294822.{count}"
        yield _event("AgentCalled", code, call)
        ringing.append((code, call))
        if len(ringing) > agents // 4:
            yield _event("AgentRingNoAnswer", *ringing.pop(0))


def _event(name: str, code: str, call: str) -> bytes:
    fields = {
        "Event": name,
        "Privilege": "agent,all",
        "Timestamp": f"{time.time():.6f}",
        "Channel": "PJSIP/simulator-00000000",
        "CallerIDNum": "5000000000",
        "Uniqueid": call,
        "Linkedid": call,
        "DestChannel": f"PJSIP/{code}-{call}",
        "DestUniqueid": f"{call}1",
        "Queue": f"q{(int(code) - 1001) % QUEUES}",
        "Interface": f"PJSIP/{code}",
        "MemberName": code,
        "RingTime": "10000",
    }
    return "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode() + b"\r\n"


async def speak(port: int, size: Size) -> int:
    """As Asterisk: so many changes a second, at moments of chance; how many it were."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    chance, said = random.Random(2), 0
    due = time.monotonic()
    until = due + size.seconds
    for event in rings(size.agents):
        due += chance.expovariate(size.changes)
        if due > until:
            break
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        writer.write(event)
        said += 1
    writer.close()
    return said


# --- who watches ----------------------------------------------------------------------------------------------------


@dataclass
class Spans:
    """Milliseconds from the stamp to here; changes from before `since` do not count."""

    since: int
    found: list[int] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def take(self, text: str) -> None:
        """Each change once, however often it is told."""
        at = time.time() * 1000
        for change in STATE.findall(text):
            stamp = datetime.fromisoformat(change[1]).timestamp() * 1000
            if stamp >= self.since and change not in self._seen:
                self._seen.add(change)
                self.found.append(round(at - stamp))


def watch(size: Size, port: int, told: Connection) -> None:
    """The process of the clients: says when all are there, and at the end their spans."""
    asyncio.run(_watch(size, port, told))


async def _watch(size: Size, port: int, told: Connection) -> None:
    spans = [Spans(0) for _ in range(size.screens)]
    client = _poll if size.poll else _listen
    ready = asyncio.Semaphore(0)
    tasks = [
        asyncio.create_task(client(port, f"act_{1001 + place if place % 2 else 'super'}", one, ready))
        for place, one in enumerate(spans)
    ]
    for _ in tasks if not size.poll else ():
        await ready.acquire()
    since = now()
    for one in spans:
        one.since = since
    told.send("there")
    await asyncio.get_running_loop().run_in_executor(None, told.recv)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    told.send([one.found for one in spans])


async def _listen(port: int, token: str, spans: Spans, ready: asyncio.Semaphore) -> None:
    from websockets.asyncio.client import connect

    headers = {"Authorization": f"Bearer {token}"}
    address = f"ws://127.0.0.1:{port}/api/v1/live"
    async with connect(
        address, additional_headers=headers, max_size=None, compression=None, proxy=None, open_timeout=60
    ) as socket:
        await socket.recv()
        ready.release()
        async for text in socket:
            spans.take(str(text))


async def _poll(port: int, token: str, spans: Spans, ready: asyncio.Semaphore) -> None:
    import httpx2

    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=120
    ) as client:
        await asyncio.sleep(random.random())
        while True:
            due = time.monotonic() + 1
            with suppress(httpx2.TransportError):
                spans.take((await client.get("/api/v1/state")).text)
            await asyncio.sleep(max(0.0, due - time.monotonic()))


PAGE: Final = """
(address) => new Promise((there) => {
  window.spans = [];
  const socket = new WebSocket(address);
  const seen = new Set();
  let first = true;
  socket.onmessage = (message) => {
    const at = Date.now();
    const frame = JSON.parse(message.data);
    if (first) { first = false; there(true); return; }
    for (const board of frame.agents ?? []) {
      const change = board.code + board.since;
      if (!seen.has(change)) window.spans.push(at - Date.parse(board.since));
      seen.add(change);
    }
  };
})
"""


def browse(port: int, told: Connection) -> None:
    """The process of a real browser: a page of ours with a socket of its own."""
    asyncio.run(_browse(port, told))


async def _browse(port: int, told: Connection) -> None:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await browser.new_context()
        await context.add_cookies(
            [{"name": "aftercall", "value": "act_super", "url": f"http://127.0.0.1:{port}"}]
        )
        page = await context.new_page()
        await page.goto(f"http://127.0.0.1:{port}/api/v1/nothing")
        await page.evaluate(PAGE, f"ws://127.0.0.1:{port}/api/v1/live")
        told.send("there")
        await asyncio.get_running_loop().run_in_executor(None, told.recv)
        told.send(await page.evaluate("window.spans"))
        await browser.close()


# --- measuring ------------------------------------------------------------------------------------------------------


@dataclass
class _Helper:
    process: Any
    pipe: Connection

    def ask(self) -> Any:
        self.pipe.send("over")
        return self.pipe.recv()


def _start(work: Callable[..., None], *args: Any) -> _Helper:
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(*args, there), daemon=True)
    process.start()
    return _Helper(process, here)


def run(size: Size) -> dict[str, Any]:
    at_first = machine()
    server = _start(serve, size)
    ami, http = server.pipe.recv()
    helpers = [_start(watch, size, http)]
    if size.browser and not size.poll and os.path.exists(CHROMIUM):
        helpers.append(_start(browse, http))
    try:
        for helper in helpers:
            helper.pipe.recv()
        time.sleep(SETTLE)
        changes = asyncio.run(speak(ami, size))
        time.sleep(SETTLE)
        found = [helper.ask() for helper in helpers]
        share = server.ask()
    finally:
        for helper in (*helpers, server):
            helper.process.terminate()
            helper.process.join()
    each = [len(one) for one in found[0]]
    result = {
        "machine": at_first,
        "load_after": os.getloadavg()[0],
        "changes": changes,
        "server_core": round(share, 2),
        "seen_by_each": [min(each), max(each)],
        "clients": _figures([span for one in found[0] for span in one]),
    }
    return result | ({"chromium": _figures(found[1])} if len(found) > 1 else {})


def _figures(spans: Sequence[float]) -> dict[str, Any]:
    if not spans:
        return {"messages": 0}
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    figures: dict[str, Any] = {name: round(percentile(spans, share)) for name, share in shares.items()}
    return {
        "messages": len(spans),
        "median_ms": round(median(spans)),
        **figures,
        "most_ms": round(max(spans)),
    }


def measure(size: Size | None = None) -> dict[str, Any]:
    size = size or Size()
    live, poll = run(size), run(replace(size, poll=True, browser=False))
    return {
        "benchmark": "screens",
        "agents": size.agents,
        "screens": size.screens,
        "changes_per_second": size.changes,
        "live": live,
        "poll": poll,
        "goal_p99_ms": GOAL_MS,
        "reached": live["clients"].get("p99_ms", 1e9) <= GOAL_MS,
    }


def table(result: dict[str, Any]) -> None:
    names = ("messages", "p50_ms", "p95_ms", "p99_ms", "most_ms")
    sources = {
        "live: clients": result["live"]["clients"],
        "live: Chromium": result["live"].get("chromium", {}),
    }
    sources["GET /state each second"] = result["poll"]["clients"]
    rows = [[word, *(f"{of.get(name, 0):,}" for name in names)] for word, of in sources.items()]
    title = f"screens: {result['agents']} agents, {result['screens']} screens, {result['changes_per_second']:g} changes a second"
    live, poll = result["live"], result["poll"]
    verdict = (
        f"goal p99 {GOAL_MS:g} ms: {'reached' if result['reached'] else 'missed'}; the server took {live['server_core']:.0%} "
        f"of a core, polled {poll['server_core']:.0%}; load {live['machine']['load']:.1f} before"
    )
    show(title, ["", "messages", "median ms", "p95 ms", "p99 ms", "most ms"], rows, verdict)


if __name__ == "__main__":
    print(json.dumps(measure(Size(seconds=float(os.environ.get("SECONDS_", SECONDS)))), indent=1))
