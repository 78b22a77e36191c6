"""Tells the board and the events to a broker, without ever holding the floor.

`tell_*` never wait. A broker that comes (back) is told the whole board. An event that cannot be sent now is never sent: it
is counted, and its missing number shows every listener that he missed it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Final, Literal, Self

import structlog

from acd.board.broker import IN_FLIGHT, Broker, BrokerAway, Line, connect
from acd.board.events import Event
from acd.board.models import DaemonBoard
from acd.board.outbox import Outbox
from acd.board.teller import Shown
from acd.board.telling import Telling
from acd.board.topics import (
    Message,
    boards,
    cleared,
    daemon_message,
    daemon_topic,
    event_message,
    state_message,
)
from acd.core.moment import Moment

log = structlog.get_logger(__name__)

ECHO_WITHIN: Final = 5.0  # seconds for our own word to come back


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: first and longest pause between attempts, the daemon's sign of life, the longest good-bye."""

    first: float = 0.5
    longest: float = 30.0
    beat: float = 30.0
    goodbye: float = 5.0


@dataclass(frozen=True, slots=True)
class Health:
    """`heard_back`: our own word came back, so the broker lets us write. `skipped`: events not confirmed as sent."""

    configured: bool
    connected: bool
    heard_back: bool
    why: str
    skipped: int
    waiting: int


class Publisher:
    """An `Ear` of the teller. `broker` None: everything is accepted and nothing happens.

    `clock` gives the moment for the signs of life. Open it with `async with`: it connects once the daemon's board
    was told, and leaving the block says "stopped". As MQTT client it is `aftercall-SITE`, so that a successor ends
    the connection of a daemon that hangs, last will and all, before it speaks itself.
    """

    def __init__(
        self,
        broker: Broker | None,
        site: str,
        clock: Callable[[], Moment],
        pace: Pace | None = None,
        outbox: Outbox | None = None,
    ) -> None:
        self._broker = broker and replace(broker, name=broker.name or f"aftercall-{site}")
        self._site = site
        self._clock = clock
        self._pace = pace or Pace()
        self._outbox = outbox or Outbox()
        self._seq = 0
        self._daemon: DaemonBoard | None = None
        self._introduced = asyncio.Event()
        self._news = asyncio.Event()
        self._drained = asyncio.Event()
        self._flying = 0  # sent and not confirmed
        self._unconfirmed = 0  # events among them
        self._closing = False
        self._connected = False
        self._heard_back = False
        self._why = "not yet connected" if broker else "no broker configured"
        self._task: asyncio.Task[None] | None = None

    knows_numbers = False

    @property
    def wants_boards(self) -> bool:
        return self._broker is not None

    # --- told by the teller --------------------------------------------------------------------------------------

    def tell_event(self, event: Telling[Event]) -> None:
        self._seq = event.seq
        if self._broker is not None:
            self._put(event_message(event))

    def tell_state(self, topic: str, board: Shown | None) -> None:
        self._outbox.put_state(cleared(topic) if board is None else state_message(topic, board))
        self._news.set()

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        self._outbox.put_board(state_message(topic, board) for topic, board in boards.items())
        self._news.set()

    def tell_daemon(self, board: DaemonBoard) -> None:
        self._daemon = board
        self._seq = board.seq or 0
        self._introduced.set()
        self._put(daemon_message(board))

    def _put(self, message: Message) -> None:
        self._outbox.put(message)
        self._news.set()

    @property
    def health(self) -> Health:
        return Health(
            configured=self._broker is not None,
            connected=self._connected,
            heard_back=self._heard_back,
            why=self._why,
            skipped=self._outbox.skipped,
            waiting=len(self._outbox) + self._flying,
        )

    # --- opening and closing -------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        if self._broker is not None:
            self._task = asyncio.create_task(self._keep_connected(self._broker), name="publisher")
            self._task.add_done_callback(_report)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is None:
            return
        if self._connected:
            await self._say_goodbye()
        self._closing = True
        while not self._task.done():
            self._task.cancel()  # again and again: one that meets a lost connection is swallowed by the task group
            await asyncio.wait([self._task], timeout=1)

    async def _say_goodbye(self) -> None:
        self._drained.clear()
        self._tell_daemon("stopped")
        try:
            await asyncio.wait_for(self._drained.wait(), self._pace.goodbye)
        except TimeoutError:
            log.warning("the broker did not take everything before the end", waiting=self.health.waiting)

    # --- one connection after the other --------------------------------------------------------------------------

    async def _keep_connected(self, broker: Broker) -> None:
        pause = self._pace.first
        await self._introduced.wait()
        while not self._closing:
            began = time.monotonic()
            try:
                async with connect(broker, self._will()) as line:
                    await self._stay(line)
            except* BrokerAway as away:
                self._lost(broker, _reason(away))
            if time.monotonic() - began > self._pace.longest:
                pause = self._pace.first
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._pace.longest)

    async def _stay(self, line: Line) -> None:
        """Everything that goes on while the connection holds; ends by `BrokerAway` or cancellation."""
        try:
            await self._listen_for_own(line)
            self._connected, self._why = True, ""
            log.info("the broker is there", broker=repr(self._broker))
            self._tell_all()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read(line))
                tasks.create_task(self._send(line))
                tasks.create_task(line.watch())
                tasks.create_task(self._beat())
                tasks.create_task(self._expect_echo())
        finally:
            self._connected = self._heard_back = False
            self._outbox.shut()
            self._outbox.skipped += self._unconfirmed
            self._flying = self._unconfirmed = 0
            line.close()
            self._drained.set()

    async def _listen_for_own(self, line: Line) -> None:
        """Retained states of a former life (to clear them), and our own word (to learn that we may write)."""
        heard = await line.subscribe(boards(self._site), qos=0, own=False)
        if not (heard and await line.subscribe(daemon_topic(self._site), qos=0)):
            log.warning("the broker does not let us read what we tell; old states will not be cleared")

    def _tell_all(self) -> None:
        self._outbox.open()
        self._tell_daemon("up")

    def _lost(self, broker: Broker, why: str) -> None:
        if why != self._why:
            log.warning("the broker is away; trying again", broker=repr(broker), why=why)
        self._why = why

    # --- while connected -----------------------------------------------------------------------------------------

    async def _read(self, line: Line) -> None:
        async for arrival in line.arrivals():
            if arrival.topic == daemon_topic(self._site):
                self._heard_back = self._heard_back or not arrival.retained
            elif arrival.retained:
                self._outbox.found(arrival.topic)
                self._news.set()

    async def _send(self, line: Line) -> None:
        """As much as may be unconfirmed at once; the rest waits in the outbox."""
        while True:
            while self._flying < IN_FLIGHT and (message := self._next()) is not None:
                self._flying += 1
                self._unconfirmed += not message.retain
                line.send(message, partial(self._landed, message))
            self._news.clear()
            await self._news.wait()

    def _landed(self, message: Message) -> None:
        self._flying -= 1
        self._unconfirmed -= not message.retain
        if len(self._outbox):
            self._news.set()
        elif not self._flying:
            self._drained.set()

    def _next(self) -> Message | None:
        message = self._outbox.take()
        if message is None and self._outbox.overflowed:
            self._tell_all()
            message = self._outbox.take()
        return message

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._pace.beat)
            self._tell_daemon("up")

    async def _expect_echo(self) -> None:
        await asyncio.sleep(ECHO_WITHIN)
        if not self._heard_back:
            self._why = f"what we tell does not come back: may this user write and read {boards(self._site)}?"
            log.warning(self._why, broker=repr(self._broker))

    # --- the daemon's own board ----------------------------------------------------------------------------------

    def _tell_daemon(self, state: Literal["up", "stopped"]) -> None:
        if self._daemon is not None:
            now = self._clock()
            stamp = {"state": state, "seq": self._seq, "at": now, "at_ms": now}
            self._put(daemon_message(self._daemon.model_copy(update=stamp)))

    def _will(self) -> Message | None:
        if self._daemon is None:
            return None
        unknown = dict.fromkeys(("seq", "at", "at_ms", "asterisk", "database"))
        return daemon_message(self._daemon.model_copy(update={"state": "down", **unknown}))


def _reason(away: BaseExceptionGroup[BrokerAway]) -> str:
    """The first of possibly many: everything in flight fails together."""
    first = away.exceptions[0]
    return _reason(first) if isinstance(first, BaseExceptionGroup) else str(first)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the publisher broke down", exc_info=error)
