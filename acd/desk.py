"""The desk: one inbox, one loop, one alarm. What is heard goes in; facts, orders and answers come out.

The desk knows no edge: orders go to a callable, facts to another. Orders leave at once after each step, since a pause
or a release never waits for a disk; facts of all that was waiting leave together, for one transaction.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Final

from acd.core.agent import Agent
from acd.core.facts import Fact, Granted, Kept, Refused, Unknown
from acd.core.floor import Alarm, Floor, steps
from acd.core.heard import Heard, TimePassed, Wish
from acd.core.item import Item
from acd.core.item_book import ItemBook
from acd.core.moment import Moment
from acd.core.orders import Order

Answer = Granted | Kept | Refused | Unknown
ANSWERS: Final = (Granted, Kept, Refused, Unknown)
_AT: Final = attrgetter("at")
BATCH: Final = 200  # events stepped before the loop breathes


@dataclass(frozen=True, slots=True)
class Took:
    """What a batch of steps made: the floors before and after, the facts in order, the agents that changed, and the items.

    `items`: the last value of each, also of those that left the floor's memory right after.
    """

    before: Floor
    after: Floor
    facts: Sequence[Fact]
    agents: Mapping[str, Agent | None]
    at: Moment
    items: Mapping[str, Item] = field(default_factory=dict)


@dataclass
class Desk:
    """`order` carries orders out without blocking; `told` gets each batch's outcome; `now` is the daemon's clock.

    `answers_wait`: people are answered when `answer` is called with the facts, once these are safe; else at once. What was
    answered must not be forgotten by a daemon that is killed in the next moment.
    """

    floor: Floor
    now: Callable[[], Moment]
    order: Callable[[Order], None]
    told: Callable[[Took], None]
    stepped: Callable[[Heard], None] = lambda event: None
    answers_wait: bool = False
    _inbox: deque[Heard] = field(default_factory=deque)
    _asked: dict[str, asyncio.Future[Answer]] = field(default_factory=dict)
    _heeded: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _alarm: Alarm = field(default_factory=Alarm)
    _due: Moment | None = None
    _items: dict[str, Item] = field(default_factory=dict)

    def hear(self, event: Heard) -> None:
        """Into the inbox; never blocks."""
        self._inbox.append(event)
        self._bell.set()

    async def heed(self, *events: Heard) -> None:
        """Into the inbox, and back when the floor has lived them."""
        if not events:
            return
        lived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heeded[id(events[-1])] = lived
        for event in events:
            self.hear(event)
        await lived

    async def ask(self, wish: Wish) -> Answer:
        """Answered when the wish's effect was heard, when it is refused, or after 5 s as unknown: by the floor, always."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[wish.id] = answer
        try:
            self.hear(wish)
            return await answer
        finally:
            self._asked.pop(wish.id, None)

    async def run(self) -> None:
        """Until cancelled."""
        self._due = self._alarm.next(self.floor)
        while True:
            await self._wait()
            self.take(self._drain())
            await asyncio.sleep(0)

    async def _wait(self) -> None:
        if self._inbox:
            return
        self._bell.clear()
        seconds = None if self._due is None else max(0.0, (self._due - self.now()) / 1000)
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            self._inbox.append(TimePassed(self.now()))

    def _drain(self) -> list[Heard]:
        count = min(len(self._inbox), BATCH)
        return [self._inbox.popleft() for _ in range(count)]

    def take(self, events: Iterable[Heard]) -> None:
        """Step through these events; whatever is due before one of them happens first. What was heard at one moment is one step."""
        before, facts = self.floor, list[Fact]()
        for at, together in groupby(events, _AT):
            if self._due is not None and self._due <= at:
                self._step([TimePassed(at)], facts)
            self._step(list(together), facts)
        if not self.answers_wait:
            self.answer(facts)
        if facts or before is not self.floor:
            changed = _changed(before, self.floor)
            items, self._items = self._items, {}
            self.told(Took(before, self.floor, facts, changed, self.now(), items))

    def _step(self, events: Sequence[Heard], facts: list[Fact]) -> None:
        before = self.floor
        self.floor, new, orders = steps(before, events)
        for order in orders:
            self.order(order)
        facts += new
        for event in events:
            self.stepped(event)
            lived = self._heeded.pop(id(event), None) if self._heeded else None
            if lived is not None and not lived.done():
                lived.set_result(None)
        if self.floor.items is not before.items:
            changed = ItemBook.of(self.floor.items).changed(ItemBook.of(before.items))
            self._items |= {id: item for id, item in changed.items() if item is not None}
        if _sets_the_alarm(before, self.floor):
            self._due = self._alarm.next(self.floor)

    def answer(self, facts: Iterable[Fact]) -> None:
        """Tell those who asked what became of their wishes."""
        for fact in facts:
            if isinstance(fact, ANSWERS):
                waiting = self._asked.get(fact.wish)
                if waiting is not None and not waiting.done():
                    waiting.set_result(fact)


def _sets_the_alarm(before: Floor, after: Floor) -> bool:
    return (
        before.agents is not after.agents
        or before.openings is not after.openings
        or before.promised is not after.promised
        or before.items is not after.items
        or before.behind is not after.behind
    )


def _changed(before: Floor, after: Floor) -> dict[str, Agent | None]:
    if before.agents is after.agents:
        return {}
    changed: dict[str, Agent | None] = {
        code: agent for code, agent in after.agents.items() if before.agents.get(code) is not agent
    }
    changed.update(dict.fromkeys(before.agents.keys() - after.agents.keys()))
    return changed
