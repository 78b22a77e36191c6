"""`aftercall contacts export`, `erase`, `recycle`, `activate` and `deactivate`, on a database of their own and without a daemon."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa

from acd.store.database import Database, open_database
from acd.store.migrate import migrate
from dialer.core.contact import Standing
from dialer.core.outcome import Outcome
from dialer.store.tables import contacts
from tests.cli.conftest import run
from tests.edges.dialer_kit import NOON, add_list, furnish, over, standing, take

Answer = TypeVar("Answer")
JAN, ALA = "+48512345678", "+48512345679"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Campaign spring with Jan, who was busy, and Ala, who was not called; JSON fields and a promise are his."""
    url = f"sqlite:///{tmp_path}/floor.db"
    monkeypatch.setenv("AFTERCALL_DATABASE__URL", url)
    asyncio.run(migrate(url))
    on(url, _people)
    return url


async def _people(database: Database) -> None:
    attempts = await furnish(database)
    jan = {"name": "Jan", "numbers": (JAN,), "fields": {"city": "Gdynia"}, "consent_source": "fair"}
    await add_list(database, [jan, {"name": "Ala", "numbers": (ALA,), "standing": "finished"}])
    (attempt,) = (await take(attempts, 1)).attempts
    await attempts.finish([over(attempt, Outcome.BUSY)], NOON)


def on(url: str, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    async def do() -> Answer:
        database = open_database(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(do())


def test_export_holds_everything_about_one_person(url: str) -> None:
    """By id or by number: contact, numbers, fields, consent and attempts of him, and of nobody else."""
    for person in ("1", JAN):
        done = run("contacts", "export", person)
        assert done.code == 0, done.err
        (one,) = done.json["contacts"]
        assert one["contact"]["name"] == "Jan"
        assert one["contact"]["fields"] == {"city": "Gdynia"}
        assert one["contact"]["consent_source"] == "fair"
        assert [number["e164"] for number in one["numbers"]] == [JAN]
        assert [attempt["outcome"] for attempt in one["attempts"]] == ["busy"]
        assert "Ala" not in done.out


def test_erase_asks_and_says_what_stays(url: str) -> None:
    """Nobody to ask: nothing is erased. With --yes he is gone, his number blocked if wished; the answer says what stays and why."""
    asked = run("contacts", "erase", JAN)
    assert (asked.code, "--yes" in asked.err) == (2, True)
    assert run("contacts", "export", JAN).code == 0
    done = run("contacts", "erase", JAN, "--yes", "--block")
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "erased: contact 1"
    assert "law" in done.out
    assert "do-not-call" in done.out
    assert run("contacts", "export", JAN).code == 1
    assert run("dnc", "ask", JAN, "--json").json["blocked"]
    assert on(url, lambda database: standing(database, 1))[0] is Standing.REMOVED
    left = run("contacts", "show", "1", "--json").json[0]
    assert (left["name"], left["numbers"], left["fields"]) == ("", [], {})
    assert [(one["number"], one["outcome"]) for one in left["attempts"]] == [("erased", "busy")]


def test_nobody_of_that_name(url: str) -> None:
    """Who is not there is said so, for both."""
    for verb in ("export", "erase"):
        for person in ("77", "+48512000999"):
            done = run("contacts", verb, person)
            assert (done.code, done.out) == (1, "")
            assert f"no contact is or has {person}" in done.err


def test_recycle_opens_finished_ones_again(url: str) -> None:
    """By the last attempt's outcome; words that are no outcome, none at all and an unknown list are refused."""
    on(url, _finish_jan)
    assert on(url, lambda database: standing(database, 1))[0] is Standing.FINISHED
    none = run("contacts", "recycle", "1", "--outcomes", "machine")
    assert none.out == "list 1: 0 contacts are open again\n", none.err
    done = run("contacts", "recycle", "1", "--outcomes", "busy,no answer", "--json")
    assert done.json == {"list": 1, "outcomes": ["busy", "no answer"], "dispositions": [], "opened": 1}
    assert on(url, lambda database: standing(database, 1))[0] is Standing.OPEN
    assert run("contacts", "recycle", "1", "--outcomes", "bussy").code == 2
    assert run("contacts", "recycle", "1").code == 2
    unknown = run("contacts", "recycle", "9", "--outcomes", "busy")
    assert unknown.code == 1
    assert "list 9 is not known" in unknown.err


async def _finish_jan(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(sa.update(contacts).where(contacts.c.id == 1).values(standing="finished"))


def test_a_list_is_switched(url: str) -> None:
    """Switched off nobody new is taken from it, switched on again somebody is; an unknown list is refused."""
    assert run("contacts", "deactivate", "1").out == "list 1 is not active any more\n"
    assert run("contacts", "lists", "--json").json[0]["active"] is False
    assert run("contacts", "activate", "1", "--json").json == {"list": 1, "active": True}
    assert run("contacts", "lists", "--json").json[0]["active"] is True
    assert "list 9 is not known" in run("contacts", "activate", "9").err
