"""The events of the floor for everybody who listens over HTTP: the last ones are kept, each listener reads at his own pace.

One ring for all: a listener who is slower than the ring turns loses the oldest events, is told how many, and goes on; nobody
waits for him and he costs no memory.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from typing import Final

from acd.board.events import Event
from acd.board.models import DaemonBoard
from acd.board.teller import Shown
from acd.board.telling import Telling
from aftercall.web.answers import Gap

KEPT: Final = 5000
AT_ONCE: Final = 200  # events given to a listener in one piece


class Hub:
    """An `Ear` of the teller that wants no boards: state is asked of the floor itself.

    `seq` is the number of the last event that was told, `daemon` how the daemon stands.
    """

    wants_boards = False
    knows_numbers = True  # each listener hears what his rights let him

    def __init__(self, kept: int = KEPT) -> None:
        self.seq = 0
        self.daemon: DaemonBoard | None = None
        self._ring: deque[Telling[Event]] = deque(maxlen=kept)
        self._told = 0  # events ever told: the place after the last one in the ring
        self._bell = asyncio.Event()
        self._closed = False

    # --- the ear -----------------------------------------------------------------------------------------------------

    def tell_event(self, event: Telling[Event]) -> None:
        self.seq = event.seq
        self._ring.append(event)
        self._told += 1
        self._ring_bell()

    def tell_state(self, topic: str, board: Shown | None) -> None:
        """State is asked of the floor itself."""

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        self.seq = max([self.seq, *(board.seq for board in boards.values())])

    def tell_daemon(self, board: DaemonBoard) -> None:
        self.daemon = board
        self.seq = max(self.seq, board.seq or 0)

    # --- listeners ---------------------------------------------------------------------------------------------------

    def reader(self, replay: int = 0, after: int | None = None) -> Reader:
        """From the last `replay` events on, or from all after number `after`."""
        if after is None:
            return Reader(self, self._told - min(replay, len(self._ring)))
        place = self._told - sum(event.seq > after for event in self._ring)
        return Reader(self, place, self._before(place, after))

    async def listen(self, replay: int = 0, after: int | None = None) -> AsyncGenerator[list[str]]:
        """Lines of JSON, in pieces: the last `replay` events, or all after number `after`, then each as it happens."""
        reader = self.reader(replay, after)
        while not self._closed:
            taken = reader.take(AT_ONCE)
            if taken:
                yield [line_of(one) for one in taken]
            else:
                await self._bell.wait()

    def close(self) -> None:
        """Every listener's stream ends."""
        self._closed = True
        self._ring_bell()

    def _before(self, place: int, after: int) -> Gap | None:
        """What lies between the number somebody knows and the first event that is still here."""
        first = self._ring[place - self._told].seq if place < self._told else self.seq + 1
        return Gap(first=after + 1, last=first - 1, missed=first - 1 - after) if first > after + 1 else None

    def _ring_bell(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()


class Reader:
    """One listener's place in the ring: he takes what there is when he is ready for it."""

    def __init__(self, hub: Hub, place: int, gap: Gap | None = None) -> None:
        self._hub = hub
        self._place = place
        self._gap = gap

    def take(self, most: int) -> list[Telling[Event] | Gap]:
        """The next events, at most so many; first, if he missed some, the gap. Nothing: he has all."""
        hub, gap = self._hub, self._gap
        self._gap = None
        if gap is not None:
            return [gap]
        oldest = hub._told - len(hub._ring)
        if self._place < oldest:
            gap, self._place = self._missed(oldest - self._place), oldest
            return [gap]
        until = min(hub._told, self._place + most)
        found = [hub._ring[at - oldest] for at in range(self._place, until)]
        self._place = until
        return list[Telling[Event] | Gap](found)

    def _missed(self, count: int) -> Gap:
        last = self._hub._ring[0].seq - 1
        return Gap(first=last - count + 1, last=last, missed=count)


def line_of(one: Telling[Event] | Gap) -> str:
    """JSON of what was taken."""
    return one.model_dump_json() if isinstance(one, Gap) else one.payload.decode()
