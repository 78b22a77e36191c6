"""The journal with its database there: numbers, one transaction, and what is read out of the facts."""

from __future__ import annotations

import asyncio
import os
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from acd.core import facts as f
from acd.core.cards import AgentCard
from acd.core.facts import Fact
from acd.store.batch import make_batch, to_line
from acd.store.database import Database
from acd.store.errors import SpoolError
from acd.store.journal import Journal
from acd.store.reports import Reports
from acd.store.restore import OpenCall, Restored, load
from acd.store.tables import agent_moves, agent_states, batches, calls, conversations, facts
from acd.store.write import write
from tests.edges.store_tools import check_journal, fact, put_many, rows, working

ANNA = AgentCard("anna", "Anna")


async def test_numbers_without_a_gap(database: Database, tmp_path: Path) -> None:
    """Ten tasks that put at the same time get numbers without a gap, known before anything is written."""
    async with working(database, tmp_path) as journal:
        await asyncio.gather(*(put_many(journal, 20) for _ in range(10)))
        assert journal.last_seq == 200
        await journal.drained()
    await check_journal(database, 200)
    assert await Reports(database).gaps() == []


async def test_put_numbers_at_once(database: Database, tmp_path: Path) -> None:
    """`put` returns the number of its first fact, the next number when there is none, and writes nothing
    itself."""
    async with working(database, tmp_path) as journal:
        assert journal.put([fact(1), fact(2)]) == 1
        assert journal.put([], {"anna": ANNA}) == 3
        assert journal.put([fact(3)]) == 3
        assert await rows(database, facts) == []
        await journal.drained()
    await check_journal(database, 3)


async def test_put_before_open(database: Database, tmp_path: Path) -> None:
    """Without the last number nothing is numbered: a journal that is not open refuses."""
    with pytest.raises(RuntimeError, match="not open"):
        Journal(database, tmp_path).put([fact(1)])


async def test_what_waits_goes_together(database: Database, tmp_path: Path) -> None:
    """What was put while a transaction ran goes into one next transaction, in order, and is told after its
    commit."""
    told: list[tuple[Fact, ...]] = []
    async with working(database, tmp_path, told.append) as journal:
        await put_many(journal, 100)
        await journal.drained()
    assert [one.at for group in told for one in group] == list(range(1, 101))
    assert len(await rows(database, batches)) == len(told) < 50


async def test_told_only_after_the_commit(database: Database, tmp_path: Path) -> None:
    """When `written` is called, the facts can be read by everybody."""
    seen: list[int] = []

    def look(group: tuple[Fact, ...]) -> None:
        seen.append(group[-1].at)

    async with working(database, tmp_path, look) as journal:
        for number in range(1, 6):
            journal.put([fact(number)])
            await journal.drained()
            assert seen[-1] == number
            await check_journal(database, number)


async def test_the_numbers_go_on(database: Database, tmp_path: Path) -> None:
    """A daemon that starts again goes on with the next number."""
    for last in (5, 10):
        async with working(database, tmp_path) as journal:
            await put_many(journal, 5)
            await journal.drained()
            assert journal.last_seq == last
    await check_journal(database, 10)


async def test_stopping_loses_nothing(database: Database, tmp_path: Path) -> None:
    """What was put when the daemon is stopped is in the spool, and in the database after the next start."""
    async with working(database, tmp_path) as journal:
        await put_many(journal, 50)
        for _ in range(50):
            journal.put([fact(journal.last_seq + 1)])
    async with working(database, tmp_path) as journal:
        assert journal.last_seq == 100
    await check_journal(database, 100)


async def test_a_batch_is_written_once(database: Database, tmp_path: Path) -> None:
    """A batch whose commit was not heard of is in the spool and in the database: it is brought in once."""
    told: list[Fact] = []
    async with working(database, tmp_path, told.extend) as journal:
        await put_many(journal, 3)
        await journal.drained()
    known, new = make_batch(4, [fact(4), fact(5)], {}), make_batch(6, [fact(6)], {"anna": ANNA})
    await database.transact(lambda connection: write(connection, "main", [known]))
    (tmp_path / "main.jsonl").write_bytes(to_line(known) + to_line(new))
    async with working(database, tmp_path) as journal:
        assert journal.last_seq == 6
    await check_journal(database, 6)
    assert (tmp_path / "main.jsonl").read_bytes() == b""


async def test_sites_do_not_mix(database: Database, tmp_path: Path) -> None:
    """Two floors in one database have each their own numbers."""
    other = Journal(database, tmp_path, site="south")
    restored = await other.open()
    assert restored == Restored()
    task = asyncio.create_task(other.run())
    async with working(database, tmp_path) as journal:
        for one in (journal, other):
            one.put([fact(1)], {"anna": ANNA})
            await one.drained()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    other.close()
    assert [(row["site"], row["seq"]) for row in await rows(database, facts)] == [("main", 1), ("south", 1)]


async def test_batch_ids_do_not_grow_for_ever(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids of batches are tidied away once they can no longer be asked for."""
    monkeypatch.setattr("acd.store.journal.PRUNE", 10)
    async with working(database, tmp_path) as journal:
        for _ in range(25):
            await put_many(journal, 1)
            await journal.drained()
    assert len(await rows(database, batches)) <= 10
    await check_journal(database, 25)


CALL: tuple[Fact, ...] = (
    f.CallQueued(1_000, "sales", "c1", "+48123456789", "Jan Żak", 1),
    f.CallOffered(2_000, "sales", "c1", "anna"),
    f.AgentMoved(2_000, "anna", "ringing", "phone", 500, "free", "sales", "c1", "", "", "1001"),
    f.CallAnswered(5_000, "sales", "c1", "anna", 4_000),
    f.AgentMoved(5_000, "anna", "talking", "phone", 500, "ringing", "sales", "c1", "", "", "1001"),
)
AFTER: tuple[Fact, ...] = (
    f.CallEnded(65_000, "sales", "c1", "anna", "t1", 60_000),
    f.AftercallBegan(65_000, "anna", "sales", "c1", "t1", 75_000),
    f.AgentMoved(65_000, "anna", "aftercall", "phone", 500, "talking", "sales", "c1", "", "", "1001"),
    f.AftercallExtended(70_000, "anna", "t1", 80_000, "anna"),
)
OVER: tuple[Fact, ...] = (
    f.AftercallEnded(78_000, "anna", "sales", "t1", 65_000, 80_000, "early", "anna", "sale"),
    f.AgentMoved(78_000, "anna", "free", "phone", 500, "aftercall", None, None, "anna"),
)


async def test_a_call_through_all_tables(database: Database, tmp_path: Path) -> None:
    """One call, its conversation and its aftercall stand in their tables as the facts say."""
    async with working(database, tmp_path) as journal:
        journal.put(CALL)
        journal.put(AFTER)
        await journal.drained()
        journal.put(OVER)
        await journal.drained()
    (call,) = await rows(database, calls)
    assert (call["number"], call["name"], call["joined"]) == ("+48123456789", "Jan Żak", 1_000)
    assert (call["answered"], call["waited"], call["agent"]) == (5_000, 4_000, "anna")
    assert (call["ended"], call["how"], call["talked"]) == (65_000, "answered", 60_000)
    (talk,) = await rows(database, conversations)
    assert (talk["token"], talk["began"], talk["ended"]) == ("t1", 5_000, 65_000)
    assert (talk["aftercall"], talk["deadline"], talk["released"]) == (10_000, 80_000, 78_000)
    assert (talk["how"], talk["by"], talk["disposition"]) == ("early", "anna", "sale")
    moves = await rows(database, agent_moves)
    assert [move["state"] for move in moves] == ["ringing", "talking", "aftercall", "free"]
    assert [move["seq"] for move in moves] == [3, 5, 8, 11]


async def test_the_same_caller_twice_in_a_queue(database: Database, tmp_path: Path) -> None:
    """A caller who comes back to the same queue has two rows, each with its own end."""
    async with working(database, tmp_path) as journal:
        journal.put(
            [f.CallQueued(1, "sales", "c1", "1", "", 1), f.CallLost(11, "sales", "c1", "timeout", 10)]
        )
        journal.put(
            [f.CallQueued(21, "sales", "c1", "1", "", 1), f.CallLost(26, "sales", "c1", "abandoned", 5)]
        )
        await journal.drained()
    stays = [(row["joined"], row["ended"], row["how"]) for row in await rows(database, calls)]
    assert stays == [(1, 11, "timeout"), (21, 26, "abandoned")]


async def test_a_caller_whose_arrival_was_not_heard(database: Database, tmp_path: Path) -> None:
    """A call that began while nobody listened gets its row from the first fact that tells of it."""
    async with working(database, tmp_path) as journal:
        journal.put([f.CallEnded(65_000, "sales", "c9", "anna", "t9", 60_000)])
        journal.put([f.CallLost(30_000, "help", "c8", "abandoned", 7_000)])
        await journal.drained()
    stays = [(row["call"], row["joined"], row["ended"]) for row in await rows(database, calls)]
    assert stays == [("c9", 5_000, 65_000), ("c8", 23_000, 30_000)]


async def test_what_a_restart_finds(database: Database, tmp_path: Path) -> None:
    """After a restart: the agents' values as last written, and the open calls."""
    async with working(database, tmp_path) as journal:
        journal.put(CALL, {"anna": AgentCard("anna", "old"), "bob": AgentCard("bob", "Bob")})
        journal.put(AFTER, {"anna": ANNA})
        journal.put([f.CallQueued(80_000, "sales", "c2", "2", "", 1)], {"bob": None})
        await journal.drained()
    restored = await load(database)
    assert [(code, state["name"]) for code, state in restored.agents] == [("anna", "Anna")]
    assert (restored.last_seq, restored.last_at) == (10, 80_000)
    assert restored.calls == (OpenCall(10, "c2", "sales", "2", "", 80_000, None, None),)
    assert [(row["agent"], row["seq"]) for row in await rows(database, agent_states)] == [("anna", 10)]


async def test_text_that_no_column_takes(database: Database, tmp_path: Path) -> None:
    """A caller's name with a NUL or half a surrogate stops nothing and is kept as it was in the journal."""
    odd = "a\0b\ud83dc"
    async with working(database, tmp_path) as journal:
        journal.put([f.CallQueued(1, "sales", odd, odd, odd, 1), f.CallLost(2, "sales", odd, "abandoned", 1)])
        await asyncio.wait_for(journal.drained(), 20)
    assert (await rows(database, facts))[0]["payload"]["name"] == odd
    assert [row["ended"] for row in await rows(database, calls)] == [2]


async def test_a_second_daemon_is_refused(database: Database, tmp_path: Path) -> None:
    """Two daemons on one spool would mix their records: the second is told so at once."""
    async with working(database, tmp_path):
        with pytest.raises(SpoolError, match="another daemon uses it"):
            await Journal(database, tmp_path).open()


async def test_the_spool_is_its_owners_alone(database: Database, tmp_path: Path) -> None:
    """Callers' numbers lie in the spool: no other user may read it."""
    async with working(database, tmp_path / "spool"):
        assert os.stat(tmp_path / "spool" / "main.jsonl").st_mode & 0o077 == 0
        assert os.stat(tmp_path / "spool").st_mode & 0o077 == 0


async def test_how_facts_are_cut_does_not_matter(database: Database) -> None:
    """The same facts in one batch, one by one or cut anywhere give the same calls and conversations."""
    told = [*CALL, *AFTER, *OVER, *ELSEWHERE]
    for site, cuts in CUTS.items():
        edges = [0, *cuts, len(told)]
        for begin, end in pairwise(edges):
            group = [make_batch(begin + 1, told[begin:end], {})]
            await database.transact(lambda connection: write(connection, site, group))  # noqa: B023
    for table in (calls, conversations):
        by_site: dict[str, list[dict[str, Any]]] = {site: [] for site in CUTS}
        for row in await rows(database, table):
            by_site[row.pop("site")].append(row)
        assert len(by_site["whole"]) >= 1
        assert all(found == by_site["whole"] for found in by_site.values())


ELSEWHERE: tuple[Fact, ...] = (
    f.CallQueued(80_000, "help", "c2", "1", "", 1),
    f.CallLost(81_000, "help", "c2", "timeout", 1_000),
    f.CallQueued(82_000, "sales", "c2", "1", "", 1),
    f.CallLost(83_000, "sales", "c2", "full", 1_000),
    f.CallQueued(84_000, "help", "c2", "1", "", 1),
    f.CallAnswered(85_000, "help", "c2", "bob", 1_000),
    f.CallEnded(86_000, "help", "c2", "bob", "t2", 1_000),
    f.CallEnded(86_500, "help", "c3", "bob", "t3", 100),
)
WHOLE = len(CALL) + len(AFTER) + len(OVER) + len(ELSEWHERE)
CUTS: dict[str, list[int]] = {
    "whole": [],
    "single": list(range(1, WHOLE)),
    **{f"cut {seed}": sorted(random.Random(seed).sample(range(1, WHOLE), 4)) for seed in range(6)},
}
