"""Ends of attempts that could not be written when they were heard: on record all the same, or somebody is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from acd.core.facts import Fact
from acd.core.heard import Wish
from acd.store.database import Database
from dialer.core import heard
from dialer.core.attempt import Attempt
from dialer.core.cards import TrunkCard
from dialer.core.facts import AttemptEnded
from dialer.core.outcome import Outcome
from dialer.desk import DialDesk
from dialer.store.paper import Paper
from tests.edges import store_tools
from tests.edges.dialer_kit import NOON, add_list, furnish, standing, take
from tests.edges.test_dial_desk import CARD, Telephone, a_floor, outcomes, until, working


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
