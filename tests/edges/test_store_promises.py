"""Promises on record, on both databases: one row each whatever is told of it, found again at a start, and added up by period."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acd.core import heard
from acd.core import promise_facts as f
from acd.core.calendar import ALWAYS, Calendar
from acd.core.facts import Fact
from acd.core.level import Level, Target
from acd.core.moment import DAY, HOUR, MINUTE, Moment
from acd.core.promise import ALWAYS_OPEN, begin, keep, on_time
from acd.core.promised import PromiseFact, said
from acd.store.database import Database
from acd.store.day import bounds
from acd.store.forget import forget
from acd.store.promise_sums import PromiseSum, promise_sums
from acd.store.promise_tables import promises
from acd.store.restore import load, remembered
from tests.core import floors
from tests.edges.store_tools import rows, working

T0: Moment = 1_790_000_000_000
QUICK = Level("quick", targets={Target.CALL_ANSWERED: MINUTE}, credit=250)


def made(call: str, at: Moment, queue: str = "sales", level: Level = QUICK) -> f.PromiseMade:
    promise = begin(Target.CALL_ANSWERED, level, ALWAYS_OPEN, at)
    assert promise is not None
    return said(f.PromiseMade, at, promise, queue, call=call, span=promise.span)


def kept(call: str, began: Moment, at: Moment, queue: str = "sales", level: Level = QUICK) -> list[Fact]:
    """All that is told of a promise to this caller, answered at this moment."""
    promise = begin(Target.CALL_ANSWERED, level, ALWAYS_OPEN, began)
    assert promise is not None
    told: list[Fact] = [made(call, began, queue, level)]
    if at > began + MINUTE:
        for _ in ("warned", "broken"):
            promise, _happened = on_time(promise, at)
        broken = promise.broken
        assert broken is not None
        told.append(said(f.PromiseBroken, broken, promise, queue, call=call, credit=level.credit))
    promise = keep(promise, ALWAYS_OPEN, at)
    late = promise.broken is not None
    told.append(said(f.PromiseKept, at, promise, queue, call=call, spent=promise.spent, late=late))
    return told


def dropped(call: str, began: Moment, at: Moment) -> list[Fact]:
    first = made(call, began)
    promise = begin(Target.CALL_ANSWERED, QUICK, ALWAYS_OPEN, began)
    assert promise is not None
    return [first, said(f.PromiseDropped, at, promise, "sales", call=call, how="given up")]


async def on_record(database: Database, folder: Path, *told: Sequence[Fact]) -> list[dict[str, Any]]:
    async with working(database, folder) as journal:
        for facts in told:
            journal.put(facts)
        await journal.drained()
    return await rows(database, promises)


async def test_one_row_a_promise(database: Database, tmp_path: Path) -> None:
    """Made, broken and kept too late is one row with each moment and its credit; the same caller's next promise is another."""
    found = await on_record(
        database, tmp_path, kept("c1", T0, T0 + 2 * MINUTE), kept("c1", T0 + HOUR, T0 + HOUR + 5000)
    )
    late, good = sorted(found, key=lambda row: row["began"])
    assert (late["broken"], late["kept"], late["credit"]) == (T0 + MINUTE + 1, T0 + 2 * MINUTE, 250)
    assert (late["call"], late["item"], late["target"]) == ("c1", None, "call answered")
    assert (good["broken"], good["kept"], good["credit"]) == (None, T0 + HOUR + 5000, None)
    assert (good["span"], good["spent"], good["due"]) == (MINUTE, 5000, T0 + HOUR + MINUTE)


async def test_told_in_several_batches(database: Database, tmp_path: Path) -> None:
    """What is written later changes its own columns alone."""
    first, *rest = kept("c1", T0, T0 + 2 * MINUTE)
    async with working(database, tmp_path) as journal:
        journal.put([first])
        await journal.drained()
        journal.put(rest)
        await journal.drained()
    (row,) = await rows(database, promises)
    assert (row["span"], row["kept"], row["spent"]) == (MINUTE, T0 + 2 * MINUTE, 2 * MINUTE)


async def test_a_reopened_one_is_kept_no_more(database: Database, tmp_path: Path) -> None:
    """Solved, then reopened: the row is not kept, and may be kept again."""
    level = Level("l", targets={Target.SOLVED: HOUR})
    promise = begin(Target.SOLVED, level, ALWAYS_OPEN, T0)
    assert promise is not None
    told = [
        said(f.PromiseMade, T0, promise, "help", item="t1", span=HOUR),
        said(f.PromiseKept, T0 + 5, promise, "help", item="t1", spent=5, late=False),
        said(f.PromiseResumed, T0 + 9, promise, "help", item="t1", spent=5, reopened=True),
    ]
    (row,) = await on_record(database, tmp_path, told)
    assert (row["kept"], row["item"], row["spent"]) == (None, "t1", 5)


async def test_a_start_finds_whom_something_is_promised(database: Database, tmp_path: Path) -> None:
    """Callers whose promise runs, or is broken and not kept; neither those who were answered nor those who gave up."""
    broken = kept("late", T0, T0 + 2 * MINUTE)[:-1]
    await on_record(
        database,
        tmp_path,
        [made("waits", T0)],
        broken,
        kept("done", T0, T0 + 1),
        dropped("gone", T0, T0 + 1),
    )
    restored = await load(database)
    assert {one.call: one.broken for one in restored.promises} == {"waits": None, "late": T0 + MINUTE + 1}
    assert {(one.target, one.span, one.due) for one in restored.promises} == {
        ("call answered", MINUTE, T0 + MINUTE)
    }


async def test_old_ones_are_forgotten(database: Database, tmp_path: Path) -> None:
    """What was decided before then goes; what runs stays, however old."""
    await on_record(
        database, tmp_path, kept("old", T0, T0 + 1), [made("runs", T0)], kept("new", T0 + DAY, T0 + DAY + 1)
    )
    gone = await forget(database, "main", T0 + HOUR)
    assert gone["promises"] == 1
    assert {row["call"] for row in await rows(database, promises)} == {"runs", "new"}


async def test_added_up_as_counted_by_hand(database: Database, tmp_path: Path) -> None:
    """Over the week of a clock change, by day of Warsaw: the same as a loop over all promises, each in the day that decided it."""
    chance = random.Random(5)
    days = [bounds(date(2026, 3, day), "Europe/Warsaw") for day in range(26, 32)]
    edges = [begin for begin, _ in days] + [days[-1][1]]
    cheap = Level("cheap", targets={Target.CALL_ANSWERED: MINUTE})
    told, counted = [], dict[tuple[str, str, Moment], list[int]]()
    for nth in range(300):
        began = chance.randrange(edges[0] - HOUR, edges[-1] + HOUR)
        queue, level = chance.choice(["sales", "help"]), chance.choice([QUICK, cheap])
        at = began + chance.choice([1, MINUTE, MINUTE + 1, 3 * MINUTE])
        told.append(kept(f"c{nth}", began, at, queue, level))
        late = at > began + MINUTE
        decided = began + MINUTE + 1 if late else at
        day = max((edge for edge in edges if edge <= decided), default=None)
        if day is not None and day != edges[-1]:
            sums = counted.setdefault((level.code, queue, day), [0, 0, 0, 0])
            for place, more in enumerate((not late, late, late, late * level.credit)):
                sums[place] += more
    await on_record(database, tmp_path, *told)
    found = await promise_sums(database, "main", edges)
    assert {
        (one.level, one.queue, one.begin): [one.kept, one.broken, one.late, one.credit] for one in found
    } == counted
    assert found == sorted(found, key=lambda one: (one.begin, one.level, one.queue))
    assert await promise_sums(database, "main", edges, ["help"]) == [
        one for one in found if one.queue == "help"
    ]
    assert await promise_sums(database, "elsewhere", edges) == []


async def test_dropped_ones_are_neither(database: Database, tmp_path: Path) -> None:
    """Who gives up in time counts as dropped alone."""
    await on_record(database, tmp_path, dropped("c1", T0, T0 + 5))
    found = await promise_sums(database, "main", [T0, T0 + HOUR])
    assert found == [PromiseSum("quick", "sales", "call answered", T0, 0, 0, 0, 1, 0)]


async def test_edges_that_go_back(database: Database) -> None:
    """Said, not answered with nothing."""
    with pytest.raises(ValueError, match="in order"):
        await promise_sums(database, "main", [T0, T0])


def test_always_open_is_always_open() -> None:
    """The calendar that stands for none has no hour closed."""
    assert Calendar("UTC", (ALWAYS,) * 7) == ALWAYS_OPEN


async def test_a_floor_goes_on_with_what_is_on_record(database: Database, tmp_path: Path) -> None:
    """What a start reads is what the floor knew: after the switch said who waits, warnings and breaches are told once, nothing is made
    again."""
    bench = floors.bench()
    bench.hear(heard.LevelSet(bench.at, QUICK))
    came = bench.at
    bench.hear(heard.CallerJoined(came, "sales", "c1", "PJSIP/in-c1", "+48500", "Jan", 1))
    bench.wait(50_000)
    told = [fact for fact in bench.facts if isinstance(fact, PromiseFact)]
    await on_record(database, tmp_path, told)
    known = remembered((await load(database)).promises)
    after = floors.bench()
    after.hear(heard.LevelSet(after.at, QUICK))
    after.floor = replace(after.floor, remembered=known)
    after.at = came + 55_000
    seen = heard.CallerSeen("sales", "c1", "PJSIP/in-c1", "+48500", "Jan", 55_000, 1)
    after.hear(heard.SwitchIs(after.at, callers=(seen,)))
    assert after.floor.promised == bench.floor.promised
    after.wait(HOUR)
    again = [fact for fact in after.facts if isinstance(fact, PromiseFact)]
    assert [(type(fact), fact.at) for fact in again] == [(f.PromiseBroken, came + MINUTE + 1)]
