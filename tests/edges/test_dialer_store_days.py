"""Any day of a campaign: whatever is taken, ended, said, lost and recycled in whatever order, the record holds together."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acd.core.moment import HOUR, MINUTE, SECOND, Moment
from acd.store.database import Database, open_database
from acd.store.migrate import migrate
from dialer.core.attempt import Attempt
from dialer.core.contact import Callback
from dialer.core.outcome import NOT_RUNG, Outcome
from dialer.store.attempts import Attempts
from dialer.store.dispose import Given
from dialer.store.lists import Lists
from dialer.store.tables import attempts as attempt_rows
from dialer.store.tables import contacts, do_not_call
from tests.edges.dialer_kit import NOON, SPRING, add_list, furnish, take
from tests.edges.store_tools import rows

PEOPLE = [
    {"numbers": ("+48512000001", "+48512000002")},
    {"numbers": ("+48512000002",)},
    {"numbers": ("+48512000003",)},
    {"numbers": ("+48512000003", "+48512000001"), "priority": 2},
    {"numbers": ("+48512000004",)},
]
CODES = [one.code for one in SPRING.dispositions]

ACTIONS = st.one_of(
    st.tuples(st.just("take"), st.integers(1, 4), st.booleans()),
    st.tuples(
        st.just("finish"), st.sampled_from(sorted(Outcome, key=lambda one: one.value)), st.integers(0, 9)
    ),
    st.tuples(st.just("say"), st.sampled_from(CODES), st.integers(0, 9)),
    st.tuples(st.just("crash"), st.integers(0, 3), st.none()),
    st.tuples(st.just("recycle"), st.none(), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([SECOND, 15 * MINUTE, HOUR, 5 * HOUR, 26 * HOUR]), st.none()),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to be copied for each day."""
    path = tmp_path_factory.mktemp("days") / "empty.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTIONS, min_size=5, max_size=40))
def test_any_day(empty: Path, tmp_path: Path, actions: list[Any]) -> None:
    """Out means one attempt under way; no number is in two; gap and do-not-call are kept; what ended stays as it ended."""
    path = tmp_path / "day.db"
    for old in tmp_path.iterdir():
        old.unlink()
    shutil.copy(empty, path)
    asyncio.run(live(f"sqlite:///{path}", actions))


async def live(url: str, actions: list[Any]) -> None:
    database = open_database(url)
    try:
        attempts = await furnish(database)
        list_id, _ = await add_list(database, PEOPLE)
        day = Day(database, attempts, list_id)
        for what, one, other in actions:
            await getattr(day, what)(one, other)
            await day.check()
    finally:
        await database.close()


@dataclass
class Day:
    database: Database
    attempts: Attempts
    list: int
    now: Moment = NOON
    out: list[Attempt] = field(default_factory=list)
    over: list[Attempt] = field(default_factory=list)

    async def take(self, count: int, booked: bool) -> None:
        blocked = {row["number"] for row in await rows(self.database, do_not_call)}
        agents = ("anna", "bob", "eve", "ian")[:count] if booked else ()
        taken = (await take(self.attempts, count, *agents, now=self.now)).attempts
        assert len(taken) <= count
        assert not blocked & {one.number for one in taken}
        self.out += taken

    async def finish(self, outcome: Outcome, which: int) -> None:
        if self.out:
            one = self.out.pop(which % len(self.out))
            self.now += SECOND
            self.over += await self.attempts.finish([_end(one, outcome, self.now)], self.now)

    async def say(self, code: str, which: int) -> None:
        known = self.out + self.over
        if known:
            promise = Callback(self.now + HOUR, agent="anna", moves=HOUR) if code == "later" else None
            name = known[which % len(known)].id
            await self.attempts.dispose(name, Given(code, "anna", promise=promise), self.now)

    async def crash(self, left: int, _: None) -> None:
        alive = {one.id for one in self.out[:left]}
        lost = [one for one in await self.attempts.under_way() if one.id not in alive]
        closed = await self.attempts.finish([_end(one, Outcome.UNKNOWN, self.now) for one in lost], self.now)
        assert {one.id for one in closed} == {one.id for one in self.out} - alive
        self.out, self.over = [one for one in self.out if one.id in alive], self.over + closed

    async def recycle(self, *_: None) -> None:
        await Lists(self.database).recycle(self.list, tuple(Outcome), self.now, CODES)

    async def wait(self, span: int, _: None) -> None:
        self.now += span

    async def check(self) -> None:
        made = await rows(self.database, attempt_rows)
        open_ = [row for row in made if row["ended"] is None]
        out = [row["id"] for row in await rows(self.database, contacts) if row["standing"] == "out"]
        assert sorted(row["contact"] for row in open_) == sorted(out)
        assert {row["id"] for row in open_} == {one.id for one in self.out}
        assert max(Counter(row["number"] for row in open_).values(), default=1) == 1
        self._gaps(made)

    def _gaps(self, made: list[dict[str, Any]]) -> None:
        """One campaign: between two attempts to a number that somebody felt there lies its gap."""
        felt = {outcome.value for outcome in Outcome if outcome not in NOT_RUNG | {Outcome.INVALID}}
        for number in {row["number"] for row in made}:
            same = sorted((row for row in made if row["number"] == number), key=lambda row: row["began"])
            for before, after in pairwise(same):
                if before["outcome"] in felt and not _promised(made, after):
                    assert after["began"] - before["ended"] >= SPRING.gap


def _promised(made: list[dict[str, Any]], attempt: dict[str, Any]) -> bool:
    """Who asked to be called may be called: counting began anew for him."""
    mine = (row for row in made if row["contact"] == attempt["contact"] and row["began"] < attempt["began"])
    return any(row["disposition"] == "later" for row in mine)


def _end(one: Attempt, outcome: Outcome, now: Moment) -> Attempt:
    return replace(one, ended=now, outcome=outcome)
