"""Ends of attempts that could not be written when they were heard: on record all the same, or somebody is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from acd.core.facts import Fact, LinkChanged
from acd.core.heard import Wish
from acd.store.database import Database
from dialer import errands
from dialer.core import heard
from dialer.core.attempt import Attempt
from dialer.core.cards import TrunkCard
from dialer.core.facts import AttemptEnded
from dialer.core.outcome import Outcome
from dialer.core.verdict import YES, Yes
from dialer.desk import DialDesk
from dialer.store.paper import Paper
from tests.edges import store_tools
from tests.edges.dialer_kit import NOON, add_list, furnish, standing, take
from tests.edges.test_dial_desk import CARD, Flaky, Telephone, a_floor, outcomes, until, working


async def test_an_end_that_only_the_journal_has(database: Database, tmp_path: Path) -> None:
    """The daemon died between the fact and the record: its contact follows the true outcome, and what rings still goes on."""
    store = await furnish(database, CARD)
    _, (first, _) = await add_list(database, [{}, {}])
    told, rings = (await take(store, 2)).attempts
    end = replace(told, ended=NOON + 5000, outcome=Outcome.BUSY, cause=17, tech=486)
    async with store_tools.working(database, tmp_path) as journal:
        journal.put([AttemptEnded(NOON + 5000, end)])
        await journal.drained()
    async with working(database, there=(rings.id,)) as at:
        assert await outcomes(database) == {told.id: "busy", rings.id: None}
        assert set(at.desk.room.lines) == {rings.id}
    assert (await standing(database, first))[2] == NOON + 5000 + 15 * 60_000


async def test_an_end_of_another_site_is_its_own(database: Database, tmp_path: Path) -> None:
    """Each site closes what it dialled itself."""
    store = await furnish(database, CARD)
    await add_list(database, [{}])
    (told,) = (await take(store, 1)).attempts
    async with store_tools.working(database, tmp_path) as journal:
        journal.put([AttemptEnded(NOON, replace(told, ended=NOON, outcome=Outcome.BUSY))])
        await journal.drained()
    assert await Paper(database, "second").close_told(NOON) == []


class Broken(Paper):
    async def finish(self, ends: object, now: int) -> list[Attempt]:
        raise ValueError("a fault of ours")


async def test_a_writer_that_fails_is_noticed(database: Database) -> None:
    """A fault that no waiting mends ends the dialer, loudly, and with it the daemon: it never goes on without a record."""
    await furnish(database, CARD)
    await add_list(database, [{}])
    telephone, floor = Telephone(), a_floor()

    async def ask(wish: Wish) -> Fact:
        raise AssertionError(wish)

    desk = DialDesk(
        Broken(database), telephone, ask=ask, floor=lambda: floor, now=lambda: NOON, told=lambda facts: None
    )
    await desk.open([CARD], [])
    desk.hear(heard.TrunkSet(NOON, TrunkCard("north", "carrier")))
    task = asyncio.create_task(desk.run())
    desk.hear(await telephone.lines())
    await until(lambda: bool(telephone.dialled), "a line")
    desk.hear(heard.LineEnded(NOON, telephone.dialled[0].attempt.id, 17, 486, 0))
    with pytest.raises(ValueError, match="a fault of ours"):
        async with asyncio.timeout(20):
            await task


async def test_a_late_dial_of_a_line_that_is_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it was asked whether he may still be called the link went and came back, and his line ended: nobody rings him now."""
    monkeypatch.setattr(errands, "STALE", -1)  # as with a database that took seconds
    asked, answers = asyncio.Event(), asyncio.Event()

    async def still(*_: object) -> Yes:
        asked.set()
        await answers.wait()
        return YES

    monkeypatch.setattr(Flaky, "still", still)
    await furnish(database, CARD)
    await add_list(database, [{}])
    async with working(database) as at:
        await asked.wait()
        at.desk.overhear([LinkChanged(at.now(), False, "cut"), LinkChanged(at.now(), True, "back")])
        await until(lambda: not at.desk.room.lines, "its end")
        answers.set()
        await asyncio.sleep(0.3)
        assert at.telephone.dialled == []


async def test_a_database_that_goes_before_a_late_dial(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody was rung, so nothing is said of the trunk, and the contact's turn is not lost."""
    monkeypatch.setattr(errands, "STALE", -1)

    async def still(*_: object) -> Yes:
        raise OperationalError("away", {}, ConnectionError("away"))

    monkeypatch.setattr(Flaky, "still", still)
    await furnish(database, CARD)
    await add_list(database, [{} for _ in range(3)])
    async with working(database) as at:
        await until(lambda: sum(isinstance(fact, AttemptEnded) for fact in at.told) >= 3, "three ends")
        ends = [fact.attempt.outcome for fact in at.told if isinstance(fact, AttemptEnded)]
        assert set(ends) == {Outcome.NO_AGENT}
        assert at.desk.room.trunks.by_code["north"].failures == 0


async def test_an_error_that_nobody_expected(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the log, and the campaign dials again once it is over: what was asked for is not waited for for ever."""
    real, left = Flaky.take, [1]

    async def taking(self: Flaky, *asked: Any) -> heard.Taken:
        if left.pop() if left else 0:
            raise ValueError("a fault of ours")
        return await real(self, *asked)

    monkeypatch.setattr(Flaky, "take", taking)
    await furnish(database, CARD)
    await add_list(database, [{}])
    async with working(database) as at:
        await until(lambda: bool(at.telephone.dialled), "a line")
        assert at.desk.room.campaigns["spring"].taking == 0


async def test_who_was_served_too_late_is_counted_again(database: Database) -> None:
    """What the cap counts is the same after a recount: a person who got his agent later than the law allows was abandoned."""
    store = await furnish(database, CARD)
    await add_list(database, [{}, {}])
    soon, late = (await take(store, 2)).attempts
    answered = NOON + 10_000
    paper = Paper(database)
    ends = [
        replace(
            one,
            answered=answered,
            connected=answered + wait,
            ended=answered + 60_000,
            outcome=Outcome.CONNECTED,
            agent="1001",
        )
        for one, wait in ((soon, 1500), (late, 2250))
    ]
    await paper.finish(ends, NOON + 80_000)
    assert [(live, lost) for _, live, lost in await paper.hours("spring", NOON, 2000)] == [(2, 1)]
    assert [(live, lost) for _, live, lost in await paper.hours("spring", NOON, 3000)] == [(2, 0)]
