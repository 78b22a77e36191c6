"""How the daemon itself feels: whether its loop is held, and what has gone through it since it was started. For the health page and
for Prometheus.

Nothing is counted under an agent, a number or a call: what is counted must not grow with them.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

from acd.board.events import Event
from acd.board.fields import moment
from acd.board.models import DaemonBoard
from acd.board.teller import Shown
from acd.board.telling import Telling
from aftercall.office.asterisk import HoursThere

EVERY: Final = 1.0  # seconds between two looks at the loop
REMEMBERED: Final = 60
WAITS: Final = (1, 2, 5, 10, 15, 20, 30, 45, 60, 120, 300, 600)
TALKS: Final = (5, 10, 30, 60, 120, 180, 300, 600, 1200, 3600)


class Lag:
    """By how much the loop was late: `worst` of the last minute, in milliseconds."""

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=REMEMBERED)

    @property
    def worst(self) -> float:
        return round(1000 * max(self._late, default=0.0), 1)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(EVERY)
            self._late.append(max(0.0, time.monotonic() - before - EVERY))


class Tally:
    """An `Ear` that counts."""

    wants_boards = False
    knows_numbers = False

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter(
            "aftercall_events", "What became true, by kind", ["kind"], registry=self.registry
        )
        self._attempts = Counter(
            "aftercall_calls",
            "Attempts of campaigns that ended",
            ["campaign", "outcome"],
            registry=self.registry,
        )
        self._calls = Counter(
            "aftercall_queue_calls",
            "Callers of queues: answered, or how they left",
            ["queue", "outcome"],
            registry=self.registry,
        )
        self._waits = Histogram(
            "aftercall_answer_seconds",
            "Waits of answered callers",
            ["queue"],
            buckets=WAITS,
            registry=self.registry,
        )
        self._talks = Histogram(
            "aftercall_talk_seconds", "Conversations", ["queue"], buckets=TALKS, registry=self.registry
        )
        self._wraps = Histogram(
            "aftercall_wrapup_seconds",
            "Aftercalls, from their begin to their end",
            ["queue"],
            buckets=TALKS,
            registry=self.registry,
        )

    def tell_event(self, event: Telling[Event]) -> None:
        told = event.values
        kind, data, queue = str(told["kind"]), told["data"], told["queue"] or ""
        self._events.labels(kind).inc()
        match kind:
            case "call-answered":
                self._calls.labels(queue, "answered").inc()
                self._waits.labels(queue).observe(data["waited_ms"] / 1000)
            case "call-lost":
                self._calls.labels(queue, data["how"]).inc()
            case "call-ended":
                self._talks.labels(queue).observe(data["talked_ms"] / 1000)
            case "attempt-ended":
                self._attempts.labels(told["code"], data["outcome"] or "unknown").inc()
            case "aftercall-ended":
                self._wraps.labels(queue).observe(max(0, told["at_ms"] - moment(data["began"])) / 1000)

    def tell_state(self, topic: str, board: Shown | None) -> None:
        """State is asked of the floor itself."""

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        """State is asked of the floor itself."""

    def tell_daemon(self, board: DaemonBoard) -> None:
        """How the daemon stands is asked of the daemon."""


class Vitals:
    """`spooled`: bytes that wait for the database; `asterisk`: the version of the one that is connected, empty: none is.
    `hours`: how long Asterisk knows the hours of its queues."""

    def __init__(
        self, spooled: Callable[[], int] = lambda: 0, asterisk: Callable[[], str] = lambda: ""
    ) -> None:
        self.lag = Lag()
        self.tally = Tally()
        self.spooled = spooled
        self.asterisk = asterisk
        self.hours: Callable[[], HoursThere] = HoursThere
