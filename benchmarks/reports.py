"""Reports: a million calls by queue and day, on SQLite and PostgreSQL, against counting the same rows in plain Python.

The rows lie in the tables as the journal writes them; ten queues, a hundred agents, a hundred days in Warsaw. In one run, for each
database:

* `ours`: the report `calls` as it is counted for a screen, by day and by quarter of an hour of the last thirty days
* `python`: every row is fetched, and added up one after the other, each moment taken to its day by `datetime`

All must say the same, or there is no figure. The time is the wall's: what a person waits.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from acd.core.moment import DAY, MINUTE, SECOND
from acd.store.database import Database, open_database
from acd.store.day import bounds
from acd.store.migrate import migrate
from acd.store.tables import calls, conversations
from aftercall.bench.postgres import Postgres
from aftercall.reporting.count import count
from aftercall.reporting.question import Counted, Question
from aftercall.reporting.when import Step
from benchmarks.figures import machine, show

ZONE: Final = "Europe/Warsaw"
FIRST, DAYS = dt.date(2026, 8, 1), 100
LAST: Final = FIRST + dt.timedelta(days=DAYS - 1)
CALLS: Final = 1_000_000
PORTION: Final = 20_000
LEVEL: Final = 20 * SECOND
GOAL: Final = 10.0  # seconds for the report by day

Row = dict[str, Any]
Key = tuple[str, str]


def rows(number: int, seed: int = 1) -> Iterator[tuple[Row, Row | None]]:
    """A call, and its conversation if it was answered; always the same."""
    chance = random.Random(seed)
    begin, end = bounds(FIRST, ZONE)[0], bounds(LAST, ZONE)[1]
    for seq in range(1, number + 1):
        at = begin + (end - begin - 20 * MINUTE) * seq // number
        queue, agent = f"q{chance.randrange(10)}", f"a{chance.randrange(100):02}"
        waited, talked, wrap = (
            chance.randrange(60 * SECOND),
            chance.randrange(10 * MINUTE),
            chance.randrange(MINUTE),
        )
        answered = chance.random() < 0.9
        call: Row = {
            "site": "main",
            "seq": seq,
            "call": f"c{seq}",
            "queue": queue,
            "number": None,
            "name": None,
        }
        call |= {"joined": at, "waited": waited, "recording": None}
        if not answered:
            call |= {
                "answered": None,
                "ended": at + waited,
                "how": "abandoned",
                "agent": None,
                "talked": None,
            }
            yield call, None
            continue
        over = at + waited + talked
        call |= {"answered": at + waited, "ended": over, "how": "answered", "agent": agent, "talked": talked}
        talk: Row = {"site": "main", "token": f"t{seq}", "agent": agent, "queue": queue, "call": f"c{seq}"}
        talk |= {"began": at + waited, "ended": over, "aftercall": MINUTE, "deadline": over + MINUTE}
        yield call, talk | {"released": over + wrap, "how": "early", "by": agent, "disposition": None}


async def fill(database: Database, number: int) -> None:
    made: list[Row] = []
    talks: list[Row] = []
    for call, talk in rows(number):
        made.append(call)
        if talk is not None:
            talks.append(talk)
        if len(made) == PORTION:
            await _put(database, made, talks)
            made, talks = [], []
    await _put(database, made, talks)
    if not database.is_sqlite:
        async with database.write() as connection:
            await connection.execute(sa.text("ANALYZE"))


async def _put(database: Database, made: list[Row], talks: list[Row]) -> None:
    async with database.write() as connection:
        for table, some in ((calls, made), (conversations, talks)):
            if some:
                await connection.execute(sa.insert(table), some)


# --- the contestants ---------------------------------------------------------------------------------------------


def question(step: Step, first: dt.date = FIRST) -> Question:
    now = bounds(LAST, ZONE)[1] + DAY
    return Question("calls", first, LAST, step, ZONE, "main", now, double=False)


async def by_hand(database: Database) -> dict[Key, list[int]]:
    """offered, answered, in time, abandoned, waited, longest, handled, talk and hold, aftercall."""
    zone, found = ZoneInfo(ZONE), defaultdict[Key, list[int]](lambda: [0] * 9)
    begin, end = bounds(FIRST, ZONE)[0], bounds(LAST, ZONE)[1]

    def of(queue: str, at: int) -> list[int]:
        return found[queue, dt.datetime.fromtimestamp(at // 1000, zone).date().isoformat()]

    c, t = calls.c, conversations.c
    async with database.read() as connection:
        wish = sa.select(c.queue, c.joined, c.answered, c.waited, c.how).where(
            c.joined >= begin, c.joined < end
        )
        for queue, joined, answered, waited, how in await connection.execute(wish):
            sums = of(queue, joined)
            sums[0] += 1
            sums[5] = max(sums[5], waited)
            if answered is not None:
                sums[1] += 1
                sums[2] += waited <= LEVEL
                sums[4] += waited
            else:
                sums[3] += how == "abandoned"
        talk = sa.select(t.queue, t.began, t.ended, t.released).where(t.ended >= begin, t.ended < end)
        for queue, began, ended, released in await connection.execute(talk):
            sums = of(queue, ended)
            sums[6] += 1
            sums[7] += ended - began
            sums[8] += released - ended
    return dict(found)


def as_by_hand(counted: Counted) -> dict[Key, list[int]]:
    names = (
        "offered",
        "answered",
        "in_level",
        "abandoned",
        "waited",
        "longest",
        "handled",
        "length",
        "aftercall",
    )
    return {
        (line.key[0], counted.clock.label(line.piece, Step.DAY)): [line.sums.get(name, 0) for name in names]
        for line in counted.lines
    }


# --- the measuring -----------------------------------------------------------------------------------------------


async def contest(url: str, number: int) -> dict[str, Any]:
    await migrate(url)
    database = open_database(url)
    try:
        await fill(database, number)
        await count(database, question(Step.ALL))  # its pages are in memory for both
        began = time.perf_counter()
        ours = await count(database, question(Step.DAY))
        day = time.perf_counter() - began
        began = time.perf_counter()
        quarters = await count(database, question(Step.QUARTER, LAST - dt.timedelta(days=29)))
        quarter = time.perf_counter() - began
        began = time.perf_counter()
        plain = await by_hand(database)
        python = time.perf_counter() - began
    finally:
        await database.close()
    if as_by_hand(ours) != plain:
        raise SystemExit("reports: the answers differ, so no figure says anything")
    return {
        "day_s": round(day, 2),
        "quarters_s": round(quarter, 2),
        "quarter_lines": len(quarters.lines),
        "python_s": round(python, 2),
        "ours_to_python": round(python / day, 1),
    }


def measure(number: int = CALLS, postgres: bool = True) -> dict[str, Any]:
    before, found = machine(), {}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        found["sqlite"] = asyncio.run(contest(f"sqlite:///{folder}/floor.db", number))
        if postgres:
            server = Postgres()
            stack.callback(server.close)
            server.start()
            found["postgresql"] = asyncio.run(contest(server.url(), number))
    slowest = max(one["day_s"] for one in found.values())
    return {
        "benchmark": "reports",
        "machine": before,
        "calls": number,
        "days": DAYS,
        "databases": found,
        "goal": GOAL,
        "reached": slowest <= GOAL,
    }


def table(result: dict[str, Any]) -> None:
    lines = [
        [
            name,
            f"{one['day_s']:.2f} s",
            f"{one['python_s']:.2f} s",
            f"{one['ours_to_python']:.1f}",
            f"{one['quarters_s']:.2f} s",
        ]
        for name, one in result["databases"].items()
    ]
    verdict = f"goal: {result['goal']:.0f} s by day: {'reached' if result['reached'] else 'missed'}"
    title = f"reports: {result['calls']:,} calls of {result['days']} days, by queue and day"
    show(
        title,
        ["", "ours", "plain Python", "ours is so many times as fast", "30 days by quarters"],
        lines,
        verdict,
    )
