"""Old facts are forgotten on both databases: only what is over, nothing that a day or a restart needs, beside whoever writes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from acd.core import facts as f
from acd.core.cards import AgentCard
from acd.core.moment import DAY, HOUR, MINUTE, Moment
from acd.store import forget as forgetting
from acd.store.database import Database
from acd.store.forget import forget
from acd.store.interval import Correction
from acd.store.reports import Reports
from acd.store.restore import load
from acd.store.tables import agent_moves, calls, conversations, corrections, facts
from aftercall.forgetting import Forgetting, until_night
from tests.edges.store_tools import check_journal, put_many, rows, working

T0: Moment = 1_790_000_000_000
DAYS = 10


def a_day(nth: int) -> list[f.Fact]:
    """Anna works and takes one call, from log-in to log-out."""
    at, call = T0 + nth * DAY, f"c{nth}"
    return [
        f.AgentMoved(at, "anna", "free", "phone", at, "off"),
        f.CallQueued(at + HOUR, "sales", call, "1", "", 1),
        f.CallAnswered(at + HOUR + 5000, "sales", call, "anna", 5000),
        f.AgentMoved(at + HOUR + 5000, "anna", "talking", "phone", at, "free"),
        f.CallEnded(at + 2 * HOUR, "sales", call, "anna", f"t{nth}", HOUR),
        f.AftercallBegan(at + 2 * HOUR, "anna", "sales", call, f"t{nth}", at + 2 * HOUR + MINUTE),
        f.AgentMoved(at + 2 * HOUR, "anna", "aftercall", "phone", at, "talking"),
        f.AftercallEnded(
            at=at + 2 * HOUR + MINUTE,
            agent="anna",
            queue="sales",
            token=f"t{nth}",
            began=at + 2 * HOUR,
            deadline=at + 2 * HOUR + MINUTE,
            how="deadline",
            by="system",
        ),
        f.AgentMoved(at + 2 * HOUR + MINUTE, "anna", "free", "phone", at, "aftercall"),
        f.AgentMoved(at + 8 * HOUR, "anna", "off", None, None, "free"),
    ]


OLD_AND_OPEN: list[f.Fact] = [
    f.AgentMoved(T0 - DAY, "bob", "free", "phone", T0 - DAY, "off"),
    f.AgentMoved(T0 - DAY + HOUR, "bob", "break", "lunch", T0 - DAY, "free"),
    f.CallQueued(T0 - DAY, "sales", "open", "2", "", 1),
    f.CallEnded(T0 - DAY, "help", "c-open", "bob", "t-open", HOUR),
    f.AftercallBegan(T0 - DAY, "bob", "help", "c-open", "t-open", T0 - DAY + MINUTE),
]
"""Bob has been on his break ever since; one caller's end and one aftercall's end were never heard."""


async def lived(database: Database, folder: Path) -> None:
    async with working(database, folder) as journal:
        journal.put(OLD_AND_OPEN, {"bob": AgentCard("bob", "Bob")})
        for nth in range(DAYS):
            journal.put(a_day(nth))
        await journal.drained()
    reports = Reports(database)
    for nth in (0, DAYS - 1):
        begin = T0 + nth * DAY
        word = Correction("anna", begin, begin + HOUR, "break", "lunch", "rita", "forgot it")
        await reports.correct(word)


async def test_only_what_is_over_goes(database: Database, tmp_path: Path) -> None:
    """The days that are kept, what a restart finds and the journal's order are as before; what is older and over is gone."""
    await lived(database, tmp_path)
    reports, before = Reports(database), T0 + 6 * DAY
    kept = [(agent, nth) for agent in ("anna", "bob") for nth in range(6, DAYS)]

    async def days() -> list[object]:
        return [await reports.between(a, T0 + n * DAY, T0 + (n + 1) * DAY) for a, n in kept]

    as_it_was, found = await days(), await load(database)
    gone = await forget(database, "main", before, batch=7)
    assert await days() == as_it_was
    assert not any(day.faults for day in as_it_was)  # type: ignore[attr-defined]
    assert await load(database) == found
    assert [c.call for c in found.calls] == ["open"]
    talks = await rows(database, conversations)
    assert [talk["token"] for talk in talks if talk["released"] is None] == ["t-open"]
    assert gone == {
        "facts": 65,
        "moves": 30,
        "calls": 7,
        "conversations": 6,
        "promises": 0,
        "corrections": 1,
    }
    left = [row["seq"] for row in await rows(database, facts)]
    assert left == list(range(66, 66 + 40))
    assert await reports.gaps() == []
    moves = [(row["agent"], row["at"]) for row in await rows(database, agent_moves)]
    assert [at for agent, at in moves if agent == "bob"] == [T0 - DAY + HOUR]
    assert next(at for agent, at in moves if agent == "anna") == T0 + 5 * DAY + 8 * HOUR
    assert {row["call"] for row in await rows(database, calls)} == {"open", "c6", "c7", "c8", "c9"}
    assert len(await rows(database, conversations)) == 5
    assert len(await rows(database, corrections)) == 1
    assert set((await forget(database, "main", before)).values()) == {0}


async def test_the_newest_fact_stays(database: Database, tmp_path: Path) -> None:
    """A floor that slept for years: its numbers and its clock go on where they were; another site's record is not touched."""
    await lived(database, tmp_path)
    found = await load(database)
    assert set((await forget(database, "other", T0 + 999 * DAY)).values()) == {0}
    await forget(database, "main", T0 + 999 * DAY)
    after = await load(database)
    assert (after.last_seq, after.last_at) == (found.last_seq, found.last_at)
    assert len(await rows(database, facts)) == 1


async def test_who_writes_meanwhile_is_not_held(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While thousands of rows go, the journal writes on: each fact once, in order, and long before the last old one is gone."""
    monkeypatch.setattr(forgetting, "PAUSE", 0.01)
    async with working(database, tmp_path) as journal:
        await put_many(journal, 3000)
        await journal.drained()
        old = asyncio.create_task(forget(database, "main", 2901, batch=50))
        await put_many(journal, 20, 0.001)
        await asyncio.wait_for(journal.drained(), 30)
        assert not old.done()
        assert (await old)["facts"] == 2900
    async with (
        database.write() as connection
    ):  # as if they were still there, for the check of what was written
        missing = [
            {"site": "main", "seq": n, "at": n, "kind": "link-changed", "payload": {"detail": str(n)}}
            for n in range(1, 2901)
        ]
        await connection.execute(sa.insert(facts), missing)
    await check_journal(database, 3020)


async def test_each_night(database: Database, tmp_path: Path) -> None:
    """At 3 o'clock of the site; counted in the log. A database that is away is told, and tried again."""
    await lived(database, tmp_path)
    zone = ZoneInfo("Europe/Warsaw")
    for now in (T0, T0 + 13 * HOUR):
        then = now + round(until_night(now, zone) * 1000)
        assert 0 < then - now <= DAY
        assert (then + 2 * HOUR) % DAY == 3 * HOUR  # Warsaw is two hours ahead in September
    nightly = Forgetting(database, "main", 3, "Europe/Warsaw", lambda: T0 + 9 * DAY)
    with capture_logs() as said:
        assert await nightly.clean()
    assert (said[0]["event"], said[0]["facts"]) == ("old facts forgotten", 65)
