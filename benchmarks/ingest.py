"""Ingest: how many AMI events a second one core turns from bytes into the floor's new state.

The bytes are those of a recording of a busy floor, cut as they arrived. In the same run and on the same bytes:

* `bare`: bytes to dicts, and nothing else
* `panoramisk`: its own protocol and manager, with one plain handler for everything, which does nothing
* `ours`: the wire, `hear`, the core's `step`, and the alarm that says when something is due
* `desk`: the same through the daemon's desk, which also hands on orders and facts

What the switch made of orders (`Arranged`) stands in the recording and is heard at its place. Each round lives the recording once with
each of them, from the same floor; the time is this process's time on the processor, so that a neighbour costs little.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager

from acd.asterisk.hear import hear
from acd.asterisk.recording import NOTED, blocks
from acd.asterisk.wire import END, Message, Wire
from acd.core.floor import Alarm, Floor, step, steps
from acd.core.heard import Heard, TimePassed
from acd.core.moment import Moment
from acd.desk import Desk
from acd.store.encode import decode
from aftercall.memory import look_seldom
from aftercall.replay import Replay, recorded
from benchmarks.figures import machine, show

RECORDING = Path(__file__).parent.parent / "tests/recordings/busy_floor.ami"
GOAL = 100_000  # events a second on one core
ROUNDS = 200

Arrival = tuple[Moment, bytes | Heard]


@dataclass(frozen=True, slots=True)
class Day:
    """A recording from the first caller on: the floor as it then stood, and what arrived (bytes, or what was noted)."""

    floor: Floor
    arrivals: Sequence[Arrival]

    @property
    def chunks(self) -> list[bytes]:
        return [what for _, what in self.arrivals if isinstance(what, bytes)]


def day_of(path: Path) -> Day:
    with path.open("rb") as file:
        things = list(recorded(file))
    first = next(i for i, one in enumerate(things) if getattr(one.what, "name", "") == "QueueCallerJoin")
    opening = Replay()
    list(opening.run(things[:first]))
    return Day(opening.floor, _arrivals(path, things[first].at))


def _arrivals(path: Path, since: Moment) -> list[Arrival]:
    found: list[Arrival] = []
    with path.open("rb") as file:
        for way, at, block in blocks(file):
            if at >= since and way == "<":
                found.append((at, block))
            elif at >= since and way == NOTED:
                found.append((at, decode(Heard, json.loads(block))))
    return found


# --- the contestants ---------------------------------------------------------------------------------------------


class Living:
    """The floor, and the moment at which something is due there."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self._alarm = Alarm()
        self._due = self._alarm.next(floor)

    def hear(self, events: Sequence[Heard]) -> None:
        """Of one moment."""
        before, at = self.floor, events[0].at
        if self._due is not None and self._due <= at:
            self.floor, _, _ = step(self.floor, TimePassed(at))
        self.floor, _, _ = steps(self.floor, events)
        if self.floor.agents is not before.agents:
            self._due = self._alarm.next(self.floor)


def live(day: Day) -> Floor:
    living, wire = Living(day.floor), Wire(greeted=True)
    for at, what in day.arrivals:
        events = [what] if isinstance(what, Heard) else _heard(wire, what, at)
        if events:
            living.hear(events)
    return living.floor


def _heard(wire: Wire, piece: bytes, at: Moment) -> list[Heard]:
    found = [hear(message, at) for message in wire.feed(piece)]
    return [event for event in found if isinstance(event, Heard)]


def live_at_desk(day: Day) -> Floor:
    wire = Wire(greeted=True)
    desk = Desk(day.floor, lambda: 0, lambda order: None, lambda took: None)
    for at, what in day.arrivals:
        desk.take([what] if isinstance(what, Heard) else _heard(wire, what, at))
    return desk.floor


def parse(chunks: Sequence[bytes]) -> int:
    """Bytes to dicts; returns how many."""
    rest, count = b"", 0
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(END)
        for raw in whole:
            dict(line.partition(": ")[::2] for line in raw.decode("utf-8", "replace").split("\r\n"))
            count += 1
    return count


class Counter:
    """panoramisk's one handler."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, manager: Manager, event: object) -> None:
        self.count += 1


def panoramisk(chunks: Sequence[bytes]) -> int:
    """Its protocol, fed in memory; returns how many events its handler got."""
    manager, handler = Manager(), Counter()
    manager.register_event("*", handler)
    protocol = AMIProtocol()
    protocol.connection_made(None)
    protocol.factory, protocol.encoding = manager, "utf8"
    for chunk in chunks:
        protocol.data_received(chunk)
    return handler.count


# --- the parts of ours -------------------------------------------------------------------------------------------


def cut(chunks: Sequence[bytes]) -> list[Message]:
    wire = Wire(greeted=True)
    return [message for chunk in chunks for message in wire.feed(chunk)]


def cut_and_understand(chunks: Sequence[bytes]) -> None:
    wire = Wire(greeted=True)
    for chunk in chunks:
        for message in wire.feed(chunk):
            hear(message, 0)


# --- measuring ---------------------------------------------------------------------------------------------------


def measure(path: Path = RECORDING, rounds: int = ROUNDS) -> dict[str, Any]:
    day = day_of(path)
    chunks = day.chunks
    events = len(cut(chunks))
    if live(day) != live_at_desk(day):
        raise AssertionError("the desk made another floor of the same recording")
    jobs: dict[str, Callable[[], object]] = {
        "bare": lambda: parse(chunks),
        "panoramisk": lambda: panoramisk(chunks),
        "ours": lambda: live(day),
        "desk": lambda: live_at_desk(day),
        "ours.wire": lambda: cut(chunks),
        "ours.hear": lambda: cut_and_understand(chunks),
    }
    spans: dict[str, list[float]] = {name: [] for name in jobs}
    look_seldom()  # as the daemon does, whoever's turn it is
    for _ in range(rounds):
        for name, job in jobs.items():
            spans[name].append(_timed(job))
    return _result(path, day, events, spans)


def _timed(job: Callable[[], object]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began


def _result(path: Path, day: Day, events: int, spans: dict[str, list[float]]) -> dict[str, Any]:
    found = {
        name: {
            "best_per_second": round(events / min(some)),
            "median_per_second": round(events / median(some)),
            "median_us": round(1e6 * median(some) / events, 2),
        }
        for name, some in spans.items()
    }
    ours = found["ours"]["median_per_second"]
    return {
        "benchmark": "ingest",
        "machine": machine(),
        "recording": path.name,
        "agents": len(day.floor.agents),
        "queues": len(day.floor.queues),
        "events": events,
        "rounds": len(spans["ours"]),
        "contestants": found,
        "ours_to_panoramisk": round(ours / found["panoramisk"]["median_per_second"], 2),
        "ours_to_bare": round(ours / found["bare"]["median_per_second"], 2),
        "goal_per_second": GOAL,
        "reached": ours >= GOAL,
    }


WORDS = {
    "bare": "bare parser: bytes to dicts",
    "panoramisk": "panoramisk with one empty handler",
    "ours": "ours: bytes to the floor's new state",
    "desk": "ours, through the desk",
    "ours.wire": "  of ours: the wire alone",
    "ours.hear": "  of ours: the wire and hear",
}


def table(result: dict[str, Any]) -> None:
    rows = [
        [WORDS[name], f"{of['best_per_second']:,}", f"{of['median_per_second']:,}", f"{of['median_us']:.2f}"]
        for name, of in result["contestants"].items()
    ]
    title = f"ingest: {result['events']} events of {result['agents']} agents in {result['queues']} queues, {result['rounds']} rounds"
    verdict = (
        f"{result['ours_to_panoramisk']} times panoramisk, {result['ours_to_bare']} times the bare parser; "
        f"goal {GOAL:,} events/s: {'reached' if result['reached'] else 'missed'}"
    )
    show(title, ["", "best /s", "median /s", "median µs"], rows, verdict)
