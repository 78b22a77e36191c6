"""Attempts that end, are decided and recovered: each once, and what follows for the contact."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from acd.core.moment import DAY, HOUR, MINUTE, SECOND
from acd.store.database import Database
from acd.store.errors import BadCard
from dialer.core.attempt import Attempt
from dialer.core.contact import Callback, Standing
from dialer.core.outcome import Outcome
from dialer.store.attempts import Attempts
from dialer.store.dispose import Given
from dialer.store.tables import attempts as attempt_rows
from dialer.store.tables import contact_numbers, do_not_call
from tests.edges.dialer_kit import NOON, add_list, contact, furnish, over, standing, take
from tests.edges.store_tools import rows

OVER = NOON + 20 * SECOND
TWO_NUMBERS = {"numbers": ("+48512000001", "+48512000002")}


async def one_out(database: Database, **person: object) -> tuple[Attempts, Attempt]:
    """A contact with two numbers, and an attempt to the first."""
    attempts = await furnish(database)
    await add_list(database, [TWO_NUMBERS | person])
    (attempt,) = (await take(attempts, 1)).attempts
    return attempts, attempt


async def on_record(database: Database, attempt: str) -> dict[str, object]:
    (found,) = [row for row in await rows(database, attempt_rows) if row["id"] == attempt]
    return found


async def test_an_end_is_written_with_its_raw_causes(database: Database) -> None:
    """Outcome, causes, moments and spans are on record as they were told; what was noted before stays."""
    attempts, attempt = await one_out(database)
    await attempts.note(
        [replace(attempt, answered=NOON + SECOND), replace(attempt, amd="human", agent="anna")]
    )
    end = over(
        attempt,
        Outcome.CONNECTED,
        MINUTE,
        connected=NOON + 2 * SECOND,
        talked=50,
        cause=16,
        tech=200,
        reason=4,
    )
    (written,) = await attempts.finish([end], NOON + HOUR)
    assert written == replace(end, answered=NOON + SECOND, amd="human", agent="anna")
    row = await on_record(database, attempt.id)
    told = {
        name: row[name]
        for name in ("outcome", "ended", "answered", "connected", "talked", "cause", "tech", "reason")
    }
    assert list(told.values()) == [
        "connected",
        NOON + MINUTE,
        NOON + SECOND,
        NOON + 2 * SECOND,
        50,
        16,
        200,
        4,
    ]
    assert await attempts.under_way() == []


async def test_the_retry_rule_decides(database: Database) -> None:
    """Busy: again after the rule's time, three times; then finished; every step with its reason."""
    attempts, attempt = await one_out(database)
    for time in range(1, 3):
        await attempts.finish([over(attempt, Outcome.BUSY)], attempt.began + MINUTE)
        stands, why, due = await standing(database, attempt.contact)
        assert (stands, why, due) == (Standing.OPEN, "busy", attempt.began + 20 * SECOND + 15 * MINUTE)
        (attempt,) = (await take(attempts, 1, now=NOON + time * 2 * HOUR)).attempts
    await attempts.finish([over(attempt, Outcome.BUSY)], attempt.began + MINUTE)
    await attempts.finish([over(attempt, Outcome.BUSY)], attempt.began + MINUTE)
    assert (await standing(database, attempt.contact))[:2] == (Standing.OPEN, "busy")
    (attempt,) = (await take(attempts, 1, now=NOON + DAY)).attempts
    await attempts.finish([over(attempt, Outcome.BUSY)], attempt.began + MINUTE)
    assert (await standing(database, attempt.contact))[:2] == (Standing.FINISHED, "busy, 4 times")


async def test_no_such_number(database: Database) -> None:
    """An invalid number is dead, and the contact's other one is next, at once."""
    attempts, attempt = await one_out(database)
    await attempts.finish([over(attempt, Outcome.INVALID, SECOND)], NOON + SECOND)
    (second,) = (await take(attempts, 1, now=NOON + MINUTE)).attempts
    assert second.number == "+48512000002"
    assert [row["dead"] for row in await rows(database, contact_numbers)] == [True, False]
    await attempts.finish([over(second, Outcome.INVALID, SECOND)], NOON + MINUTE)
    assert (await standing(database, second.contact))[0] is Standing.FINISHED


async def test_an_attempt_ends_once(database: Database) -> None:
    """The first end wins, told again or differently, in one batch or later; only an unknown one gives way to a real one."""
    attempts, attempt = await one_out(database)
    first, other = over(attempt, Outcome.BUSY), over(attempt, Outcome.CONNECTED)
    unknown = over(attempt, Outcome.UNKNOWN)
    assert await attempts.finish([unknown], OVER) == [unknown]
    assert (await standing(database, attempt.contact))[1] == "unknown"
    assert await attempts.finish([unknown], OVER) == []
    assert await attempts.finish([unknown, first, other], OVER) == [first]
    assert await attempts.finish([other, unknown], OVER) == []
    assert (await on_record(database, attempt.id))["outcome"] == "busy"
    assert (await standing(database, attempt.contact))[1] == "busy"


async def test_what_cannot_be_ended(database: Database) -> None:
    """An end without an outcome is a fault; one of an attempt that is not on record changes nothing and stops nobody else's."""
    attempts, attempt = await one_out(database)
    with pytest.raises(ValueError, match=f"attempt {attempt.id} of campaign spring ended without an outcome"):
        await attempts.finish([attempt], OVER)
    stranger = replace(over(attempt, Outcome.BUSY), id="d-main-x-y")
    assert await attempts.finish([stranger, over(attempt, Outcome.BUSY)], OVER) == [
        over(attempt, Outcome.BUSY)
    ]


async def test_ended_twice_at_once(database: Database) -> None:
    """Five who end the same twenty attempts at the same moment: each attempt is new for one of them alone, and nobody gets stuck."""
    attempts = await furnish(database)
    await add_list(database, [{} for _ in range(20)])
    taken = (await take(attempts, 20)).attempts
    ends = [over(attempt, Outcome.NO_ANSWER) for attempt in taken]
    answers = await asyncio.gather(*(attempts.finish(ends[n:] + ends[:n], OVER) for n in range(0, 20, 4)))
    assert sorted(one.id for answer in answers for one in answer) == sorted(one.id for one in taken)


async def test_a_later_attempt_knows_more(database: Database) -> None:
    """An end that comes after the contact was taken again changes its own attempt alone."""
    attempts, lost = await one_out(database)
    await attempts.finish([over(lost, Outcome.UNKNOWN)], OVER)
    (later,) = (await take(attempts, 1, now=NOON + 5 * HOUR)).attempts
    assert len(await attempts.finish([over(lost, Outcome.CONNECTED)], NOON + 5 * HOUR)) == 1
    assert (await standing(database, lost.contact))[0] is Standing.OUT
    await attempts.finish([over(later, Outcome.CONNECTED)], NOON + 6 * HOUR)
    assert (await standing(database, lost.contact))[:2] == (Standing.FINISHED, "connected")


async def test_a_disposition_decides(database: Database) -> None:
    """Given while they talk it decides at the end, with its form; the answers and the code are on record."""
    attempts, attempt = await one_out(database)
    form = {"size": "L", "when": "2026-12-24"}
    await attempts.dispose(attempt.id, Given("think", "anna", form), NOON)
    assert (await standing(database, attempt.contact))[0] is Standing.OUT
    await attempts.finish([over(attempt, Outcome.CONNECTED)], OVER)
    assert await standing(database, attempt.contact) == (Standing.OPEN, "think", OVER + 3 * HOUR)
    row = await on_record(database, attempt.id)
    assert (row["disposition"], row["form"]) == ("think", form)


async def test_a_disposition_is_changed(database: Database) -> None:
    """In aftercall a disposition can be changed: the contact is decided anew, dead numbers and do-not-call are taken back."""
    attempts, attempt = await one_out(database)
    await attempts.finish([over(attempt, Outcome.CONNECTED)], OVER)
    await attempts.dispose(attempt.id, Given("never", "anna"), OVER)
    blocked = await rows(database, do_not_call)
    assert [(row["number"], row["where"], row["by"]) for row in blocked] == [
        ("+48512000001", "everywhere", "anna"),
        ("+48512000002", "everywhere", "anna"),
    ]
    assert (await standing(database, attempt.contact))[:2] == (Standing.FINISHED, "never")
    await attempts.dispose(attempt.id, Given("wrong", "anna"), OVER)
    assert await rows(database, do_not_call) == []
    assert [row["dead"] for row in await rows(database, contact_numbers)] == [True, False]
    assert (await standing(database, attempt.contact))[0] is Standing.OPEN
    await attempts.dispose(attempt.id, Given("sale", "anna"), OVER)
    assert [row["dead"] for row in await rows(database, contact_numbers)] == [False, False]
    assert (await standing(database, attempt.contact))[:2] == (Standing.FINISHED, "sale")


async def test_do_not_call_of_somebody_else_stays(database: Database) -> None:
    """An entry that was there before is not taken back with a disposition."""
    attempts, attempt = await one_out(database)
    entry = {"number": "+48512000001", "where": "everywhere", "source": "letter", "by": "eve", "since": 1}
    async with database.write() as connection:
        await connection.execute(sa.insert(do_not_call), [entry])
    await attempts.dispose(attempt.id, Given("never", "anna"), NOON)
    await attempts.dispose(attempt.id, Given("sale", "anna"), NOON)
    assert await rows(database, do_not_call) == [entry]


async def test_a_callback(database: Database) -> None:
    """Promised while they talk: kept with its agent and moment, due then, his alone; busy then, it stays his for later; reached,
    it is kept."""
    attempts, attempt = await one_out(database)
    promise = Callback(NOON + 2 * HOUR, agent="anna", moves=DAY)
    await attempts.dispose(attempt.id, Given("later", "anna", promise=promise), NOON)
    await attempts.finish([over(attempt, Outcome.CONNECTED)], OVER)
    assert await standing(database, attempt.contact) == (Standing.OPEN, "later", NOON + 2 * HOUR)
    assert (await take(attempts, 1, now=NOON + 2 * HOUR)).attempts == ()
    (again,) = (await take(attempts, 1, "anna", now=NOON + 2 * HOUR)).attempts
    await attempts.finish([over(again, Outcome.BUSY)], NOON + 2 * HOUR)
    due = NOON + 2 * HOUR + 20 * SECOND + 15 * MINUTE
    assert (await contact(database, again.contact)).callback == replace(promise, at=due)
    (third,) = (await take(attempts, 1, "anna", now=NOON + 4 * HOUR)).attempts
    await attempts.finish([over(third, Outcome.CONNECTED, disposition="sale")], NOON + 4 * HOUR)
    done = await contact(database, again.contact)
    assert (done.standing, done.callback) == (Standing.FINISHED, None)


async def test_a_callback_taken_back(database: Database) -> None:
    """A callback that becomes another disposition leaves no promise behind."""
    attempts, attempt = await one_out(database)
    await attempts.finish([over(attempt, Outcome.NO_ANSWER)], OVER)
    await attempts.dispose(attempt.id, Given("later", "anna", promise=Callback(NOON + DAY)), OVER)
    assert (await contact(database, attempt.contact)).callback == Callback(NOON + DAY)
    await attempts.dispose(attempt.id, Given("think", "anna"), OVER)
    found = await contact(database, attempt.contact)
    assert (found.callback, found.due) == (None, OVER + 3 * HOUR)


BAD = [
    (Given("gift", "anna"), "disposition 'gift' campaign spring has no disposition 'gift'; it has sale"),
    (Given("later", "anna"), "needs a moment for the callback"),
    (Given("later", "anna", promise=Callback(NOON)), f"promise {NOON} is not in the future"),
    (Given("later", "anna", promise=Callback(NOON + 1, number=99)), "promise.number 99 is none of contact"),
    (Given("later", "anna", promise=Callback(NOON + 1, moves=-1)), "promise.moves -1 is negative"),
    (Given("sale", "anna", promise=Callback(NOON + 1)), "is not for 'sale', which does 'finish'"),
    (Given("sale", "anna", form={}), "form.size '' is not kept: Size is missing"),
    (Given("sale", "anna", form={"size": "XL"}), "form.size 'XL' is not kept"),
    (
        Given("sale", "anna", form={"size": "L", "shoe": "1"}),
        "form.shoe '1' is not kept: the form has no such field",
    ),
    (Given("sale", "anna", form={"size": "L", "when": "soon"}), "form.when 'soon' is not kept"),
]


async def test_bad_dispositions(database: Database) -> None:
    """What does not fit is refused with field, value, reason and remedy, and nothing is changed."""
    attempts, attempt = await one_out(database)
    before = await on_record(database, attempt.id)
    for given, says in BAD:
        with pytest.raises(BadCard) as caught:
            await attempts.dispose(attempt.id, given, NOON)
        assert says in str(caught.value)
    with pytest.raises(BadCard, match="attempt 'x' is not on record"):
        await attempts.dispose("x", Given("sale", "anna"), NOON)
    assert await on_record(database, attempt.id) == before
    await attempts.dispose(attempt.id, Given("none given", "timer"), NOON)


async def test_under_way_is_one_s_own(database: Database) -> None:
    """What is on record without an end, as far as it is known, oldest first; none of another site."""
    here, there = await furnish(database), Attempts(database, "there")
    await add_list(database, [{} for _ in range(4)])
    first = (await take(here, 2)).attempts
    (later,) = (await take(here, 1, now=NOON + SECOND)).attempts
    (foreign,) = (await take(there, 1)).attempts
    known = replace(first[0], answered=NOON + SECOND, amd="human")
    await here.note([known])
    await here.finish([over(first[1], Outcome.BUSY)], OVER)
    assert await here.under_way() == [known, later]
    assert await there.under_way() == [foreign]
