"""Lists, promised calls and single people: what a manager does with them between the calls."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from acd.core.facts import CallQueued
from acd.core.moment import HOUR, MINUTE, SECOND
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.tables import calls, facts
from dialer.core.contact import Callback, Standing
from dialer.core.facts import AttemptBegan, AttemptEnded
from dialer.core.outcome import Outcome
from dialer.store.callbacks import Callbacks
from dialer.store.dispose import Given
from dialer.store.lists import CHUNK, ContactList, Lists
from dialer.store.people import People
from dialer.store.tables import attempts as attempt_rows
from dialer.store.tables import contact_numbers, contacts, do_not_call
from tests.edges.dialer_kit import NOON, SPRING, add_list, contact, furnish, over, standing, take
from tests.edges.store_tools import rows, working

OVER = NOON + 20 * SECOND


async def test_lists_on_and_off(database: Database) -> None:
    """Of a list that is switched off nobody is taken; on again, they are; a list that is not there is said."""
    attempts, lists = await furnish(database), Lists(database)
    which, (one,) = await add_list(database, [{}])
    await lists.set_active(which, False)
    assert list(await lists.all("spring")) == [ContactList(which, "spring", "first", False, 0)]
    assert (await take(attempts, 1)).attempts == ()
    await lists.set_active(which, True)
    assert [each.contact for each in (await take(attempts, 1)).attempts] == [one]
    assert list(await lists.all("autumn")) == []
    for change in (lists.set_active(99, True), lists.recycle(99, (), NOON), lists.delete(99)):
        with pytest.raises(BadCard, match="list 99 is not known"):
            await change


async def test_recycling(database: Database) -> None:
    """Finished contacts whose last attempt ended so are open again, the others stay; attempts before do not count to totals."""
    card = replace(SPRING, per_contact=1, per_day=9)
    attempts, lists = await furnish(database, card), Lists(database)
    which, ids = await add_list(
        database, [{} for _ in range(4)] + [{"standing": "finished", "why": "never tried"}]
    )
    outcomes = [Outcome.NO_ANSWER, Outcome.BUSY, Outcome.CONNECTED, Outcome.CONNECTED]
    taken = (await take(attempts, 4)).attempts
    await attempts.finish([over(one, how) for one, how in zip(taken, outcomes, strict=True)], OVER)
    await attempts.dispose(taken[3].id, Given("sale", "anna"), OVER)
    assert [(await standing(database, one))[0] for one in ids] == [Standing.FINISHED] * 5
    asked = await lists.recycle(which, [Outcome.NO_ANSWER, Outcome.CONNECTED], NOON + MINUTE)
    assert asked == 2  # a sale is none of them
    assert [(await standing(database, one))[0] for one in ids[:3]] == [
        Standing.OPEN,
        Standing.FINISHED,
        Standing.OPEN,
    ]
    assert (await take(attempts, 4, now=NOON + MINUTE)).attempts == ()  # the gap still holds
    again = (await take(attempts, 4, now=NOON + 2 * HOUR)).attempts
    assert [each.contact for each in again] == [ids[0], ids[2]]
    await attempts.finish([over(one, Outcome.NO_ANSWER) for one in again], NOON + 2 * HOUR)
    assert (await standing(database, ids[0]))[:2] == (Standing.FINISHED, "tried 1 times, at most 1")
    assert await lists.recycle(which, (), NOON + 3 * HOUR, ["sale"]) == 1
    assert (await standing(database, ids[3]))[:2] == (Standing.OPEN, "recycled")


async def test_recycling_a_long_list(database: Database) -> None:
    """More than one transaction holds are all opened, each once."""
    await furnish(database)
    which, ids = await add_list(database, [{"standing": "finished"} for _ in range(CHUNK + 10)])
    last = {
        "site": "main",
        "campaign": "spring",
        "trunk": "north",
        "began": 1,
        "ended": 2,
        "outcome": "busy",
        "amd": "",
    }
    made = [last | {"id": f"d-{one}", "contact": one, "number": f"+48{one:09}"} for one in ids]
    async with database.write() as connection:
        await connection.execute(sa.insert(attempt_rows), made)
    assert await Lists(database).recycle(which, [Outcome.BUSY], NOON) == CHUNK + 10
    assert await Lists(database).recycle(which, [Outcome.BUSY], NOON) == 0


async def test_deleting_a_list(database: Database) -> None:
    """A list goes with its contacts and numbers when it is off and nobody is being called; attempts stay on record."""
    attempts, lists = await furnish(database), Lists(database)
    which, _ = await add_list(database, [{} for _ in range(3)])
    with pytest.raises(BadCard, match=f"list {which} is active: switch it off first"):
        await lists.delete(which)
    (one,) = (await take(attempts, 1)).attempts
    await lists.set_active(which, False)
    with pytest.raises(BadCard, match="has 1 contacts that are being called now"):
        await lists.delete(which)
    await attempts.finish([over(one, Outcome.BUSY)], OVER)
    await lists.delete(which)
    assert await rows(database, contacts) == await rows(database, contact_numbers) == []
    assert [row["id"] for row in await rows(database, attempt_rows)] == [one.id]
    assert await attempts.finish([over(one, Outcome.BUSY)], OVER) == []


async def test_promises_by_hand(database: Database) -> None:
    """A manager promises a call to whoever is at rest, sees it when it is due, and can take it back."""
    attempts, callbacks = await furnish(database), Callbacks(database)
    _, (one, two) = await add_list(database, [{"standing": "finished", "name": "Ewa"}, {}])
    promise = Callback(NOON + HOUR, agent="anna")
    await callbacks.promise(one, promise, NOON)
    assert await callbacks.due("spring", NOON + HOUR - 1) == []
    (due,) = await callbacks.due("spring", NOON + HOUR, "anna")
    assert (due.contact, due.name, due.due, due.callback) == (one, "Ewa", NOON + HOUR, promise)
    assert (
        await callbacks.due("spring", NOON + HOUR, "bob") == await callbacks.due("autumn", NOON + HOUR) == []
    )
    await callbacks.withdraw(one, NOON + MINUTE)
    assert await standing(database, one) == (Standing.OPEN, "promise withdrawn", NOON + MINUTE)
    await take(attempts, 1)
    with pytest.raises(BadCard, match=f"contact {two} is being called now: wait"):
        await callbacks.promise(two, promise, NOON)
    with pytest.raises(BadCard, match="was promised nothing"):
        await callbacks.withdraw(one, NOON)
    with pytest.raises(BadCard, match=f"promise {NOON} is not in the future"):
        await callbacks.promise(one, Callback(NOON), NOON)
    with pytest.raises(BadCard, match="contact 99 is not known"):
        await callbacks.promise(99, promise, NOON)


async def test_a_person_by_number(database: Database) -> None:
    """All contacts of a number are found, in every list and campaign, with their attempts."""
    attempts, people = await furnish(database, SPRING, replace(SPRING, code="autumn")), People(database)
    _, (one,) = await add_list(database, [{"name": "Ewa", "numbers": ("+48512000001", "+48512000002")}])
    _, (two,) = await add_list(database, [{"numbers": ("+48512000002",)}], campaign="autumn")
    assert [each.id for each in await people.by_number("+48512000002")] == [one, two]
    assert await people.by_number("+48512000009") == []
    (made,) = (await take(attempts, 1)).attempts
    found, tried = await people.get(one)
    assert (found.name, tried) == ("Ewa", [made])
    with pytest.raises(BadCard, match="contact 99 is not known"):
        await people.get(99)


PERSON = {
    "name": "Ewa Żak",
    "zone": "Europe/Warsaw",
    "fields": {"pesel": "44051401359"},
    "consent_source": "web form",
    "consent_at": 5,
    "consent_basis": "consent",
    "numbers": ("+48512000001", "+48512000002"),
}
OF_EWA = ("Ewa", "44051401359", "web form", "512000001", "512000002", "Size", '"L"')


async def test_a_person_is_exported(database: Database) -> None:
    """Everything that is kept about a person, as JSON: contact, numbers, attempts with the form, do-not-call entries."""
    attempts, people = await furnish(database), People(database)
    _, (one, _) = await add_list(database, [PERSON, {"numbers": ("+48512000003",)}])
    (made,) = (await take(attempts, 1)).attempts
    await attempts.finish([over(made, Outcome.CONNECTED)], OVER)
    await attempts.dispose(made.id, Given("never", "anna", {"size": "L"}), OVER)
    told = json.loads(json.dumps(await people.export(one), ensure_ascii=False))
    assert (told["contact"]["name"], told["contact"]["list"], told["contact"]["fields"]) == (
        "Ewa Żak",
        "first",
        {"pesel": "44051401359"},
    )
    assert [number["e164"] for number in told["numbers"]] == list(PERSON["numbers"])
    assert [(each["id"], each["form"], each["disposition"]) for each in told["attempts"]] == [
        (made.id, {"size": "L"}, "never")
    ]
    assert [entry["number"] for entry in told["do_not_call"]] == list(PERSON["numbers"])
    with pytest.raises(BadCard, match="contact 99 is not known"):
        await people.export(99)


async def test_a_person_is_erased(database: Database, tmp_path: Path) -> None:
    """Nothing in any table names him any more, journal and calls included; that there was an attempt, when and how, stays."""
    attempts, people = await furnish(database), People(database)
    _, (one, other) = await add_list(database, [PERSON, {"numbers": ("+48512000003",)}])
    made, his = (await take(attempts, 2)).attempts
    end = over(made, Outcome.CONNECTED)
    async with working(database, tmp_path / "spool") as journal:
        journal.put(
            [AttemptBegan(NOON, made.id, "spring", one, made.number, "north"), AttemptEnded(OVER, end)]
        )
        journal.put([CallQueued(NOON, "spring", made.id, "48512000001", "Ewa", 1)])
        await journal.drained()
    with pytest.raises(BadCard, match=f"contact {one} is being called now"):
        await people.erase(one, "eve", OVER)
    await attempts.finish([end, over(his, Outcome.BUSY)], OVER)
    await attempts.dispose(made.id, Given("sale", "anna", {"size": "L"}), OVER)
    await people.erase(one, "eve", OVER)
    everything = [
        await rows(database, table)
        for table in (contacts, contact_numbers, attempt_rows, facts, calls, do_not_call)
    ]
    text = json.dumps(everything, ensure_ascii=False)
    assert [word for word in OF_EWA if word in text] == []
    (kept,) = [row for row in await rows(database, attempt_rows) if row["id"] == made.id]
    assert (kept["contact"], kept["began"], kept["outcome"], kept["number"]) == (
        one,
        NOON,
        "connected",
        "erased",
    )
    assert await standing(database, one) == (Standing.REMOVED, "erased", 0)
    assert (await contact(database, other)).numbers[0].e164 == his.number
    with pytest.raises(BadCard, match=f"contact {one} is not known"):
        await people.erase(one, "eve", OVER)


async def test_erased_and_never_called_again(database: Database) -> None:
    """At his wish his numbers go on the do-not-call list as he is erased; an entry that was there stays in any case."""
    await furnish(database)
    people = People(database)
    _, (one, two) = await add_list(database, [PERSON, {"numbers": ("+48512000003",)}])
    await people.erase(one, "eve", NOON, block=True)
    await people.erase(two, "eve", NOON)
    blocked = [(row["number"], row["where"], row["source"]) for row in await rows(database, do_not_call)]
    assert blocked == [(number, "everywhere", "erased at his wish") for number in PERSON["numbers"]]


async def test_a_person_whose_load_was_taken_back(database: Database) -> None:
    """What is kept of him is exported and erased when he asks; then nothing of him is there to be found."""
    await furnish(database)
    people = People(database)
    _, (one,) = await add_list(
        database, [{"name": "Ewa", "numbers": ("+48512000001",), "standing": "removed"}]
    )
    assert [each.id for each in await people.by_number("+48512000001")] == [one]
    assert (await people.export(one))["contact"]["name"] == "Ewa"
    await people.erase(one, "rita", NOON)
    assert await people.by_number("+48512000001") == []
    assert (await people.get(one))[0].name == ""
    with pytest.raises(BadCard, match="is not known"):
        await people.erase(one, "rita", NOON)
