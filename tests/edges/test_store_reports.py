"""An agent's day, read from the database: from the facts as the floor stated them, corrections over them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from acd.core.facts import AgentMoved, CallAnswered, CallEnded, CallQueued, Fact
from acd.core.moment import HOUR, MINUTE, Moment
from acd.store.database import Database
from acd.store.day import bounds
from acd.store.errors import BadCard
from acd.store.interval import Correction
from acd.store.recordings import Recording
from acd.store.reports import Reports
from acd.store.tables import agent_moves, facts
from tests.edges.store_tools import rows, working

ZONE = "Europe/Warsaw"
DATE = dt.date(2026, 11, 20)
NIGHT, NEXT = bounds(DATE, ZONE)
LATE = NIGHT - HOUR  # he logged in the evening before


def moved(at: Moment, state: str, kind: str | None, before: str, agent: str = "anna") -> AgentMoved:
    session = LATE if kind and agent == "anna" else at if kind else None
    return AgentMoved(at, agent, state, kind, session, before)


SHIFT: tuple[Fact, ...] = (
    moved(LATE, "free", "phone", "off"),
    moved(NIGHT + HOUR, "break", "lunch", "free"),
    moved(NIGHT + 2 * HOUR, "free", "phone", "break"),
    moved(NIGHT + 3 * HOUR, "free", "phone", "off", "bob"),
    moved(NIGHT + 4 * HOUR, "off", None, "free"),
)


async def record(database: Database, tmp_path: Path, *some: Fact) -> None:
    async with working(database, tmp_path) as journal:
        journal.put(some)
        await journal.drained()


async def test_a_night_shift(database: Database, tmp_path: Path) -> None:
    """A shift over midnight counts from midnight on, with what was before told by the last move."""
    await record(database, tmp_path, *SHIFT)
    day = await Reports(database).day("anna", DATE, ZONE, now=NEXT + HOUR)
    assert day.sums == {("free", "phone"): 3 * HOUR, ("break", "lunch"): HOUR}
    assert [(one.session, one.length, one.sum) for one in day.sessions] == [(LATE, 4 * HOUR, 4 * HOUR)]
    assert (day.begin, day.end, day.faults) == (NIGHT, NEXT, ())
    assert [part.state for part in day.intervals] == ["free", "break", "free", "off"]


async def test_a_day_that_is_not_over(database: Database, tmp_path: Path) -> None:
    """Today counts up to now, and a day that has not begun is empty."""
    await record(database, tmp_path, *SHIFT)
    reports = Reports(database)
    day = await reports.day("anna", DATE, ZONE, now=NIGHT + HOUR + 5 * MINUTE)
    assert day.sums == {("free", "phone"): HOUR, ("break", "lunch"): 5 * MINUTE}
    ahead = await reports.day("anna", DATE + dt.timedelta(days=3), ZONE, now=NIGHT)
    assert (ahead.logged_in, ahead.intervals, ahead.faults) == (0, (), ())


async def test_days_without_a_move(database: Database, tmp_path: Path) -> None:
    """A day in which nothing happened is one interval of what was before; a stranger's is off."""
    await record(database, tmp_path, *SHIFT)
    reports = Reports(database)
    later = dt.date(2026, 11, 22)
    bob = await reports.day("bob", later, ZONE, now=NEXT * 2)
    assert [part.length for part in bob.intervals] == [24 * HOUR]
    assert bob.logged_in == 24 * HOUR
    assert [part.state for part in (await reports.day("eve", later, ZONE, now=NEXT * 2)).intervals] == ["off"]


async def test_corrections_are_new_entries(database: Database, tmp_path: Path) -> None:
    """A correction changes the day's sums and not one recorded move; who, why and when stand in it."""
    await record(database, tmp_path, *SHIFT)
    reports = Reports(database)
    before = await rows(database, agent_moves)
    good = Correction(
        "anna", NIGHT + HOUR, NIGHT + 2 * HOUR, "free", "phone", "rita", "worked through lunch", NEXT
    )
    await reports.correct(good)
    day = await reports.day("anna", DATE, ZONE, now=NEXT)
    assert day.sums == {("free", "phone"): 4 * HOUR}
    assert day.corrections == (good,)
    assert day.faults == ()
    assert await rows(database, agent_moves) == before
    assert [part.state for part in await reports.intervals("anna", NIGHT, NEXT)] == [
        "free",
        "break",
        "free",
        "off",
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (Correction("anna", 5, 5, "free", "phone", "rita", "x"), "the correction is empty"),
        (Correction("anna", 5, 9, "free", None, "rita", "x"), "has the state 'free' with the type None"),
        (Correction("anna", 5, 9, "free", "phone", "", "x"), "by '' has 0 characters"),
        (Correction("anna", 5, 9, "free", "phone", "rita", ""), "why '' has 0 characters"),
    ],
)
async def test_wrong_corrections(database: Database, wrong: Correction, says: str) -> None:
    """A correction without a name, a reason or a span is refused and not kept."""
    reports = Reports(database)
    with pytest.raises(BadCard, match=says):
        await reports.correct(wrong)
    assert (await reports.between("anna", 0, 10)).corrections == ()


async def test_faults_are_found(database: Database, tmp_path: Path) -> None:
    """The check of all agents is silent on a right record and finds a move that was lost from it."""
    await record(database, tmp_path, *SHIFT)
    reports = Reports(database)
    assert await reports.faults(LATE, NEXT) == []
    async with database.write() as connection:
        await connection.execute(sa.delete(agent_moves).where(agent_moves.c.seq == 2))
    (fault,) = await reports.faults(LATE, NEXT)
    assert (fault.agent, fault.what, fault.at) == ("anna", "hole", NIGHT + 2 * HOUR)


async def test_gaps_are_found(database: Database, tmp_path: Path) -> None:
    """Numbers that are missing in the journal are named; what was forgotten at its beginning is not missing."""
    await record(database, tmp_path, *SHIFT)
    reports = Reports(database)
    assert await reports.gaps() == []
    async with database.write() as connection:
        await connection.execute(sa.delete(facts).where(facts.c.seq.in_([1, 3, 4])))
    assert await reports.gaps() == [(3, 4)]


async def test_recordings(database: Database, tmp_path: Path) -> None:
    """Calls that were recorded, each with its file, by when they were answered; of one queue or agent if asked."""
    told: list[Fact] = []
    for call, queue, agent, recorded, at in (
        ("c1", "sales", "anna", True, NIGHT),
        ("c2", "sales", "bob", False, NIGHT + 1),
        ("c3", "help", "bob", True, NEXT - 1),
        ("c4", "help", "bob", True, NEXT),
    ):
        told.append(CallQueued(at - 10, queue, call, "+48500", "Jan", 1))
        told.append(CallAnswered(at, queue, call, agent, 10, recorded))
    told.append(CallEnded(NIGHT + 500, "sales", "c1", "anna", "t1", 500))
    await record(database, tmp_path, *told)
    reports = Reports(database)
    assert await reports.recordings(NIGHT, NEXT) == [
        Recording(NIGHT, "sales", "anna", "+48500", "Jan", "c1", 500, "sales/c1.wav"),
        Recording(NEXT - 1, "help", "bob", "+48500", "Jan", "c3", None, "help/c3.wav"),
    ]
    assert [one.call for one in await reports.recordings(NIGHT, NEXT, queue="help")] == ["c3"]
    assert [one.call for one in await reports.recordings(NIGHT, NEXT + 1, agent="bob")] == ["c3", "c4"]
