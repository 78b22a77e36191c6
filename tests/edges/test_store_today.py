"""What boards count since midnight, from the record, on both databases: the same as the floor that lived it had counted."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from acd.core import heard
from acd.core import promise_facts as pf
from acd.core.heard import Parting
from acd.core.item import Kind
from acd.core.level import Level, Target
from acd.core.moment import HOUR, MINUTE, SECOND
from acd.core.promise import ALWAYS_OPEN, begin
from acd.core.promised import said
from acd.core.queue import Counts
from acd.store.cards import Cards
from acd.store.database import Database
from acd.store.items import ItemStore, NewItem, NewMessage
from acd.store.restore import as_they_were, load
from acd.store.today import today
from tests.core.floors import QUEUES, T0, Bench, bench
from tests.edges.store_tools import working

LEVEL = Level("quick", targets={Target.CALL_ANSWERED: 5 * SECOND, Target.FIRST_ANSWERED: MINUTE})


class Day:
    """Callers come, are answered or go, some of them across midnight, until `calls` have come; the last still wait, or talk."""

    def __init__(self, seed: int, calls: int = 60) -> None:
        self.drawn = random.Random(seed)
        self.floor: Bench = bench("1001", "1002")
        self.floor.hear(heard.LevelSet(self.floor.at, LEVEL))
        self.talks: dict[str, tuple[str, str]] = {}
        self.midnight = 0
        for number in range(calls):
            self.floor.wait(self.drawn.randrange(12 * SECOND))
            if number == calls // 3:
                self.midnight = self.floor.at
                self.floor.hear(heard.DayBegan(self.midnight, "2027-01-16"))
            self._somebody_goes_on()
            self.floor.joins(f"c{number}", self.drawn.choice(("sales", "help")))

    def _somebody_goes_on(self) -> None:
        waiting = [call for call in self.floor.floor.calls.values() if call.waiting]
        if agent := self.drawn.choice(("", *self.talks)):
            code, queue = self.talks.pop(agent)
            self.floor.hang_up(code, queue, agent)
            self.floor.wish(heard.Finish, agent)
        if not waiting:
            return
        call = self.drawn.choice(waiting)
        free = [code for code, one in self.floor.floor.agents.items() if one.shown == "free"]
        if free and self.drawn.random() < 0.6:
            self.floor.ring(call.code, call.queue, free[0])
            self.floor.wait(self.drawn.randrange(5 * SECOND))
            self.floor.answer(call.code, call.queue, free[0])
            self.talks[free[0]] = call.code, call.queue
        else:
            how = self.drawn.choice((Parting.ABANDONED, Parting.ABANDONED, Parting.TIMEOUT, Parting.EMPTY))
            self.floor.hear(heard.CallerDone(self.floor.at, call.queue, call.code, how))


@pytest.mark.parametrize("seed", range(4))
async def test_a_day_that_was_lived(database: Database, tmp_path: Path, seed: int) -> None:
    """Offered, answered, lost, waits and promises of each queue; and who still waits or talks is found as he was."""
    day = Day(seed)
    cards = Cards(database)
    for card in QUEUES:
        await cards.save_queue(card)
    async with working(database, tmp_path) as journal:
        journal.put(day.floor.facts)
        await journal.drained()
    floor = day.floor.floor
    found = await today(database, day.midnight)
    counts = {code: queue.counts for code, queue in floor.queues.items() if queue.counts != Counts()}
    assert dict(found.counts) == counts
    assert sum(one.answered for one in counts.values()) > 3
    assert sum(one.promises_broken for one in counts.values()) > 0
    again = as_they_were((await load(database)).calls)
    assert {code: (one.queue, one.joined, one.waiting, one.answered_by) for code, one in again.items()} == {
        code: (one.queue, one.joined, one.waiting, one.answered_by) for code, one in floor.calls.items()
    }


async def test_promises_of_chats_and_tickets(database: Database, tmp_path: Path) -> None:
    """Broken since midnight, by kind and queue; of yesterday none."""
    store = ItemStore(database, "main", lambda event: None, lambda: T0)
    facts: list[pf.PromiseMade | pf.PromiseBroken] = []
    for queue, at in (("sales", T0 + HOUR), ("sales", T0 + 2 * HOUR), ("help", T0 - HOUR)):
        item = await store.bring(NewItem(Kind.TICKET, queue, "?", NewMessage("?")))
        promise = begin(Target.FIRST_ANSWERED, LEVEL, ALWAYS_OPEN, at - MINUTE)
        assert promise is not None
        facts.append(said(pf.PromiseMade, at - MINUTE, promise, queue, item=item.id, span=promise.span))
        facts.append(said(pf.PromiseBroken, at, promise, queue, item=item.id, credit=0))
    async with working(database, tmp_path) as journal:
        journal.put(facts)
        await journal.drained()
    assert dict((await today(database, T0)).broken) == {(Kind.TICKET, "sales"): 2}
