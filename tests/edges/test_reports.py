"""Reports on both databases: what SQL counts is what a count by hand says, and what can be counted twice is the same twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from acd.core import facts as f
from acd.core.cards import Group, QueueCard, TypeCard
from acd.core.moment import HOUR, MINUTE
from acd.store.cards import Cards
from acd.store.database import Database
from acd.store.interval import Correction
from acd.store.reports import Reports
from acd.store.tables import agent_moves, calls, facts
from aftercall.reporting.catalogue import REPORTS
from aftercall.reporting.count import WAYS, count, way_of
from aftercall.reporting.question import Counted, WrongQuestion
from aftercall.reporting.when import Step
from tests.edges.report_kit import BEGIN, END, FIRST, LAST, calls_by_hand, question, record, time_by_hand
from tests.edges.store_tools import working


async def told(database: Database, tmp_path: Path, seed: int = 1) -> list[f.Fact]:
    made = record(seed)
    cards = Cards(database)
    await cards.seed()
    for code in ("sales", "help"):
        await cards.save_queue(QueueCard(code, code))
    await cards.save_type(TypeCard("lunch", Group.BREAK, {"en": "Lunch"}, calls=False, paid=False))
    async with working(database, tmp_path) as journal:
        journal.put(made)
        await journal.drained()
    return made


def by_label(counted: Counted) -> dict[tuple[str, ...], dict[str, int]]:
    """Without what is nothing."""
    step = counted.question.step
    return {
        (*line.key, counted.clock.label(line.piece, step)): {name: n for name, n in line.sums.items() if n}
        for line in counted.lines
    }


async def test_calls_as_counted_by_hand(database: Database, tmp_path: Path) -> None:
    """Every column of every queue and piece of time, around a change of the clocks, is what counting fact by fact gives."""
    made = await told(database, tmp_path)
    for step in Step:
        found = by_label(await count(database, question("calls", step)))
        for row in found.values():
            row.pop("under_way", None)
        assert {key: row for key, row in found.items() if row} == calls_by_hand(made, step)


async def test_holds_belong_to_their_conversation(database: Database, tmp_path: Path) -> None:
    """Time on hold is counted with the conversation that it lies in, also when that ends on another day: talk is never negative."""
    at = BEGIN + 24 * HOUR - MINUTE
    moves = (
        ("free", "off", at - HOUR),
        ("talking", "free", at - 10 * MINUTE),
        ("on hold", "talking", at - 5 * MINUTE),
    )
    some: list[f.Fact] = [
        f.AgentMoved(when, "anna", state, "phone", at - HOUR, was, "sales", "c") for state, was, when in moves
    ]
    some.append(f.AgentMoved(at + MINUTE, "anna", "talking", "phone", at - HOUR, "on hold", "sales", "c"))
    some.append(f.CallEnded(at + 2 * MINUTE, "sales", "c", "anna", "t", 12 * MINUTE))
    async with working(database, tmp_path) as journal:
        journal.put(some)
        await journal.drained()
    counted = await count(database, question("calls", Step.DAY))
    (line,) = [one for one in counted.lines if one.sums.get("handled")]
    values = dict(line.values(counted.question.card))
    assert (values["hold"], values["talk"], values["aht"]) == (6 * MINUTE, 6 * MINUTE, 12 * MINUTE)


async def test_counted_twice(database: Database, tmp_path: Path) -> None:
    """Whatever the journal can say too, it says the same; and every report runs on an empty and on a full record, whole or by day."""
    for report in WAYS:
        assert (await count(database, question(report, Step.ALL))).lines == ()
    await told(database, tmp_path, seed=2)
    for report in WAYS:
        for step in REPORTS[report].steps:
            counted = await count(database, question(report, step))
            assert counted.differences == []
            assert bool(counted.doubles) == (way_of(report).doubles is not None)
            values = [value for line in counted.lines for _, value in line.values(REPORTS[report])]
            assert all(value is None or value >= 0 for value in values)


async def test_a_difference_is_told(database: Database, tmp_path: Path) -> None:
    """A call that went missing in one of the two records is seen, with both numbers."""
    await told(database, tmp_path)
    which = calls.c.answered.between(BEGIN, END)
    one = sa.select(calls.c.seq).where(which).limit(1).scalar_subquery()
    async with database.write() as connection:
        await connection.execute(sa.delete(calls).where(calls.c.seq == one))
    wrong = (await count(database, question("calls", Step.DAY))).differences
    assert {double.what: double.other - double.one for double in wrong} == {"offered": 1, "answered": 1}


async def test_a_lost_move_is_told(database: Database, tmp_path: Path) -> None:
    """A log-out that is in the journal and not among the intervals makes the agents' log-in differ."""
    made = await told(database, tmp_path)
    out = next(
        fact
        for fact in made
        if isinstance(fact, f.AgentMoved) and fact.state == "off" and fact.at > BEGIN + HOUR
    )
    async with database.write() as connection:
        await connection.execute(
            sa.delete(agent_moves).where(agent_moves.c.at == out.at, agent_moves.c.state == "off")
        )
    assert (await count(database, question("agents", Step.DAY))).differences != []


async def test_time_as_in_each_day(database: Database, tmp_path: Path) -> None:
    """Of each agent, type and state the report of a day says what his own day says, also over midnight and on the day of 25 hours."""
    made = await told(database, tmp_path, seed=5)
    counted = await count(database, question("agent-types", Step.DAY))
    found = {key: row["time"] for key, row in by_label(counted).items()}
    assert found == time_by_hand(made)


async def test_weeks_and_the_whole_are_sums_of_days(database: Database, tmp_path: Path) -> None:
    """The same time is in the days, in the weeks and in the whole."""
    await told(database, tmp_path)
    totals = [
        dict((await count(database, question("agents", step))).total)
        for step in (Step.DAY, Step.WEEK, Step.ALL)
    ]
    assert totals[0] == totals[1] == totals[2]
    assert totals[0]["working"] > 0


async def test_corrections_are_laid_over(database: Database, tmp_path: Path) -> None:
    """Corrected time counts as the supervisor said, is named as such with who and why, and what was recorded is still there."""
    made = await told(database, tmp_path)
    before = await count(database, question("agent-types", Step.DAY))
    reports = Reports(database)
    given = [
        Correction(
            "anna", BEGIN + 20 * HOUR, BEGIN + 30 * HOUR, "free", "phone", "rita", "forgot to log in", END
        ),
        Correction(
            "anna", BEGIN + 22 * HOUR, BEGIN + 23 * HOUR, "off", None, "rita", "was away after all", END + 1
        ),
    ]
    for one in given:
        await reports.correct(one)
    counted = await count(database, question("agent-types", Step.DAY))
    assert {key: row["time"] for key, row in by_label(counted).items()} == time_by_hand(made, given)
    assert counted.total["corrected"] == 9 * HOUR
    assert [(one.by, one.why) for one in counted.corrections] == [(one.by, one.why) for one in given]
    assert counted.differences == []  # what was recorded is what was recorded
    assert before.corrections == ()
    alone = await count(database, question("agents", Step.DAY, agents=("bob",)))
    assert (alone.corrections, {line.key[0] for line in alone.lines}) == ((), {"bob"})


async def test_today_counts_up_to_now(database: Database, tmp_path: Path) -> None:
    """What lies ahead is not counted: an agent who is there now is not there till midnight."""
    moved = f.AgentMoved(BEGIN + HOUR, "anna", "free", "phone", BEGIN + HOUR, "off")
    async with working(database, tmp_path) as journal:
        journal.put([moved])
        await journal.drained()
    counted = await count(database, question("agents", Step.ALL, now=BEGIN + 3 * HOUR))
    assert counted.total["free"] == 2 * HOUR
    assert counted.differences == []


async def test_what_the_journal_forgot(database: Database, tmp_path: Path) -> None:
    """Only what the journal still has is counted twice, and the answer says from when on."""
    await told(database, tmp_path)
    async with database.write() as connection:
        await connection.execute(sa.delete(facts).where(facts.c.at < BEGIN + 30 * HOUR))
    for report in ("calls", "agents"):
        counted = await count(database, question(report, Step.DAY))
        assert counted.doubled_from is not None
        assert counted.doubled_from >= BEGIN + 30 * HOUR
        assert counted.differences == []


async def test_only_what_is_asked(database: Database, tmp_path: Path) -> None:
    """A queue, an agent, or what somebody's reach leaves of them; counted twice the same way."""
    await told(database, tmp_path)
    cases: list[tuple[str, dict[str, Any], set[str]]] = [
        ("calls", {"queues": ("help",)}, {"help"}),
        ("calls", {"queues": ()}, set()),
        ("agents", {"agents": ("bob", "nobody")}, {"bob"}),
    ]
    for report, more, known in cases:
        counted = await count(database, question(report, Step.DAY, **more))
        assert {line.key[0] for line in counted.lines} == known
        assert counted.differences == []


async def test_ten_years(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten years are counted part by part, and how far it is is told; more lines than anybody reads are refused with what to do."""
    await told(database, tmp_path)
    far: list[tuple[int, int]] = []
    ten = question("calls", Step.DAY, first=FIRST - dt.timedelta(days=3600), last=LAST)
    counted = await count(database, ten, lambda done, of: far.append((done, of)))
    assert far[-1] == (len(far), len(far))
    assert len(far) > 120
    assert counted.total["offered"] > 100
    monkeypatch.setattr("aftercall.reporting.count.MOST_LINES", 5)
    with pytest.raises(WrongQuestion, match="take a longer step"):
        await count(database, ten)
