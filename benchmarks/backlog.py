"""A backlog: a level is changed that ten thousand open chats and tickets use, and a supervisor's screen opens who sees them all.

The floor's desk, the journal over SQLite, the teller and the live state, in one process as in the daemon; 20 queues, opening hours,
three promises an item. What is measured is for how long anything holds the loop: the time of its thread on the processor between two
ticks, a millisecond apart, so that a neighbour costs little.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import sqlalchemy as sa

from acd.board.teller import Site, Teller
from acd.core import heard
from acd.core.calendar import Calendar, Interval
from acd.core.cards import QueueCard
from acd.core.floor import Floor, step
from acd.core.item import Item, ItemCard, Kind, id_of
from acd.core.level import Level, Target
from acd.core.moment import HOUR, Moment
from acd.core.promise import begin
from acd.core.value import replace
from acd.desk import Desk, Took
from acd.store import item_tables as tables
from acd.store.batch import Batch
from acd.store.database import Database, open_database
from acd.store.encode import encode
from acd.store.item_projection import item_rows
from acd.store.journal import Journal
from acd.store.migrate import migrate
from aftercall.memory import look_seldom
from aftercall.web.hub import Hub
from aftercall.web.live import Live
from aftercall.web.live.view import View
from benchmarks.figures import machine, show

ITEMS: Final = 10_000
QUEUES: Final = 20
ROUNDS: Final = 3
GOAL_MS: Final = 50.0
TICK: Final = 0.001
WEEK: Final = (*[(Interval(8 * 60, 18 * 60),)] * 5, (), ())
HOURS: Final = Calendar("Europe/Warsaw", WEEK)


def now() -> Moment:
    return int(time.time() * 1000)


def level(hours: int) -> Level:
    """`hours` for the first answer and five times as many until it is solved."""
    targets = {Target.FIRST_ANSWERED: hours * HOUR, Target.SOLVED: 5 * hours * HOUR}
    return Level("gold", "Gold", calendar="office", targets=targets, warn=80, credit=500)


def floor_of(items: int, at: Moment) -> Floor:
    """Tickets that came one after the other over the last hours; every second one is with nobody."""
    floor = Floor()
    for number in range(QUEUES):
        floor, _, _ = step(floor, heard.QueueSet(at, QueueCard(f"q{number}", f"Queue {number}")))
    floor, _, _ = step(floor, heard.CalendarSet(at, "office", HOURS))
    floor, _, _ = step(floor, heard.LevelSet(at, level(40)))
    there = tuple(_item(number, at - (items - number) * 1000) for number in range(1, items + 1))
    floor, _, _ = step(floor, heard.ItemsAre(at, there))
    return floor


def _item(number: int, came: Moment) -> Item:
    card = ItemCard(
        id_of(Kind.TICKET, number), number, Kind.TICKET, f"q{number % QUEUES}", f"Question {number}"
    )
    promises = [begin(target, level(40), HOURS, came) for target in level(40).targets]
    item = Item(card, came, came, came, last=number, unread=1)
    return replace(item, promises=tuple([one for one in promises if one is not None]))


@dataclass
class Holds:
    """For how long the loop was held at most, and in all, in milliseconds on the processor."""

    worst: float = 0.0
    total: float = 0.0
    _running: bool = field(default=True)

    async def watch(self) -> None:
        before = time.thread_time()
        while self._running:
            await asyncio.sleep(TICK)
            spent = (time.thread_time() - before) * 1000
            self.worst, self.total = max(self.worst, spent), self.total + spent
            before = time.thread_time()


@asynccontextmanager
async def watching() -> AsyncIterator[Holds]:
    holds = Holds()
    task = asyncio.create_task(holds.watch())
    await asyncio.sleep(0.01)
    holds.worst = holds.total = 0.0
    try:
        yield holds
    finally:
        await asyncio.sleep(0.01)
        task.cancel()


async def _round(items: int, folder: Path) -> dict[str, float]:
    database = open_database(f"sqlite:///{folder / 'backlog.db'}")
    await migrate(str(database.url))
    journal = Journal(database, folder / "spool")
    await journal.open()
    site = Site("main", "0", now(), numbers=True)
    hub = Hub()
    live = Live(hub, site.run)
    teller = Teller(site, [hub, live])

    def told(took: Took) -> None:
        journal.put(took.facts, took.agents, took.items)
        teller.step(took.before, took.after, took.facts, took.at)

    desk = Desk(floor_of(items, now()), now, lambda order: None, told)
    await _put(database, desk.floor)
    teller.whole(desk.floor, now())
    tasks = [asyncio.create_task(work) for work in (journal.run(), desk.run(), teller.run(now))]
    try:
        return await _measure(desk, live, journal)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        journal.close()
        await database.close()


async def _measure(desk: Desk, live: Live, journal: Journal) -> dict[str, float]:
    async with watching() as screen:
        began = time.monotonic()
        await live.written()
        live.session(View(eyes=None), None, "", False).frames(now())
        first = (time.monotonic() - began) * 1000
    async with watching() as change:
        began = time.monotonic()
        desk.hear(heard.LevelSet(now(), level(20)))
        await _caught_up(desk)
        computed = (time.monotonic() - began) * 1000
        await journal.drained()
    spans = set(level(20).targets.values())
    assert all(one.span in spans for item in desk.floor.items.values() for one in item.promises)
    return {
        "screen_ms": first,
        "screen_hold_ms": screen.worst,
        "change_hold_ms": change.worst,
        "change_work_ms": change.total,
        "computed_ms": computed,
    }


async def _caught_up(desk: Desk) -> None:
    """Every item is computed by what holds now."""
    await desk.heed(heard.TimePassed(now()))
    while desk.floor.behind.changes:  # noqa: ASYNC110 - the floor tells nobody
        await asyncio.sleep(0.02)


async def _put(database: Database, floor: Floor) -> None:
    """On record, as if they had come by a door."""
    more = {"site": "main", "kind": "ticket", "customer": None, "came": now(), "source": "api", "fields": {}}
    rows = []
    for item in floor.items.values():
        (row,) = item_rows(Batch("", 0, (), {}, {item.id: encode(item)}))
        rows.append({**row, **more, "id": item.id, "tags": [], "state": encode(item), "external": None})
    async with database.write() as connection:
        await connection.execute(sa.insert(tables.items), rows)


def measure(items: int = ITEMS, rounds: int = ROUNDS) -> dict[str, Any]:
    look_seldom()
    found = []
    for _ in range(rounds):
        with TemporaryDirectory() as folder:
            found.append(asyncio.run(_round(items, Path(folder))))
    figures = {name: round(median(one[name] for one in found), 1) for name in found[0]}
    return {"name": "backlog", "items": items, "rounds": rounds, "goal_ms": GOAL_MS, **figures, **machine()}


def table(result: dict[str, Any]) -> None:
    rows = [
        ("a level is changed: the loop is held for, ms", str(result["change_hold_ms"])),
        ("all that the change costs the loop, ms", str(result["change_work_ms"])),
        ("till everything is computed anew, ms", str(result["computed_ms"])),
        ("the first screen: the loop is held for, ms", str(result["screen_hold_ms"])),
    ]
    worst = max(result["change_hold_ms"], result["screen_hold_ms"])
    verdict = f"the loop is held for {worst} ms at most; wanted: {result['goal_ms']:.0f}"
    show(f"A backlog of {result['items']:,} open items", ("what", "median"), rows, verdict)


if __name__ == "__main__":
    table(measure())
