"""The independent observer: listens to Asterisk by itself, keeps what it saw in order, and takes no daemon's word.

Its own AMI user (`OBSERVER`) reads everything and has no filter. It writes nothing but list requests. When Asterisk
goes away it connects again and reads how the members stand.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aftercall.simulator import seen
from aftercall.simulator.ami import Ami, AmiError, Login, Message
from aftercall.simulator.tally import Keeper, Tally, Teller

EVENTS = "system,call,agent"
_AGAIN = 0.2  # seconds between tries to connect


@dataclass(frozen=True, slots=True)
class Place:
    """A member's place in a queue, as QueueStatus shows it."""

    agent: str
    queue: str
    phone: str
    paused: bool
    reason: str
    status: int


class Observer:
    """`async with Observer(login, ...)`; `events` is what it saw so far, `tally()` the sums of it."""

    def __init__(self, login: Login, *, keeper: Keeper = Keeper.BY_RELEASE, aftercall: float = 0) -> None:
        self.login = login
        self.events: list[seen.Seen] = []
        self._teller = Teller(keeper, aftercall)
        self._ami: Ami | None = None
        self._task: asyncio.Task[None] | None = None
        self._hangup = asyncio.Event()

    @property
    def calls(self) -> int:
        """Conversations that ended so far."""
        return self._teller.calls

    def tally(self) -> Tally:
        return self._teller.tally()

    def mark(self, thing: seen.Seen) -> None:
        """What the driver did, between what was seen; see `now`."""
        self.events.append(thing)
        self._teller.show(thing)
        if isinstance(thing, seen.Ended):
            self._hangup.set()

    async def another_call(self) -> None:
        """Until one more conversation is over."""
        before = self.calls
        while self.calls == before:
            self._hangup.clear()
            await self._hangup.wait()

    @staticmethod
    def now() -> float:
        """The moment for a mark: the clock with which Asterisk stamps its events."""
        return time.time()

    async def places(self) -> list[Place]:
        """How all members stand in Asterisk at this moment."""
        if self._ami is None:
            raise AmiError("the observer has no connection to Asterisk")
        return [_place(one) for one in await self._ami.ask("QueueStatus") if one["Event"] == "QueueMember"]

    async def waiting(self) -> int:
        """How many callers wait in all queues."""
        if self._ami is None:
            raise AmiError("the observer has no connection to Asterisk")
        return sum(one["Event"] == "QueueEntry" for one in await self._ami.ask("QueueStatus"))

    async def start(self) -> None:
        await self._connect()
        self._task = asyncio.create_task(self._stay_connected(), name="simulator-observer")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._ami is not None:
            await self._ami.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _connect(self) -> None:
        self._ami = await Ami.connect(self.login, self._hear)
        for place in await self.places():
            self._show_place(place)

    async def _stay_connected(self) -> None:
        while True:
            assert self._ami is not None
            await self._ami.lost
            self._ami = None
            await self._reconnect()

    async def _reconnect(self) -> None:
        """Until Asterisk is back. What happened meanwhile nobody saw; no conversation outlived it."""
        while self._ami is None:
            await asyncio.sleep(_AGAIN)
            try:
                self._ami = await Ami.connect(self.login, self._hear)
                places = await self.places()
            except (
                OSError,
                AmiError,
                EOFError,
            ):  # still away, or going again: this loop is the answer to that
                if self._ami is not None:
                    await self._ami.close()
                self._ami = None
                continue
            self.mark(seen.Rebooted(self.now()))
            for place in places:
                self._show_place(place)

    def _hear(self, message: Message) -> None:
        thing = seen.read(message)
        if thing is not None:
            self.mark(thing)

    def _show_place(self, place: Place) -> None:
        now = self.now()
        self.mark(seen.Added(now, place.agent, place.queue, place.paused))
        if not place.paused:
            self.mark(seen.Unpaused(now, place.agent, place.queue))


def _place(item: Message) -> Place:
    """QueueStatus calls the fields otherwise than the events do."""
    return Place(
        agent=item["Name"].removeprefix(seen.TECH),
        queue=item["Queue"],
        phone=item["Location"].removeprefix(seen.TECH),
        paused=item["Paused"] == "1",
        reason=item.get("PausedReason", ""),
        status=int(item["Status"]),
    )
