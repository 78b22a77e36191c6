"""Attempts as people look at them, and what is said of them over the record: on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from acd.core.moment import DAY, HOUR, MINUTE
from acd.store.database import Database
from acd.store.errors import BadCard
from dialer.core.attempt import Attempt
from dialer.core.cards import State
from dialer.core.contact import Standing
from dialer.core.dispositions import NONE_GIVEN
from dialer.core.outcome import Outcome
from dialer.store.attempts import Attempts
from dialer.store.campaigns import Campaigns
from dialer.store.dispose import Given
from dialer.store.looking import Looking, Which
from dialer.store.tables import lists
from tests.edges.dialer_kit import NOON, SPRING, add_list, contact, furnish, over, promise, standing, take


async def connected(attempts: Attempts, agent: str = "1001") -> Attempt:
    """The next contact was called and spoke with this agent."""
    (attempt,) = (await take(attempts, 1)).attempts
    end = over(attempt, Outcome.CONNECTED, agent=agent, answered=attempt.began, connected=attempt.began)
    await attempts.finish([end], NOON)
    return end


async def test_the_newest_of_what_is_asked_for(database: Database) -> None:
    """By campaign, contact, agent and whether they are under way; the newest first, with their contacts' names, no more than asked."""
    autumn = replace(SPRING, code="autumn")
    attempts = await furnish(database, SPRING, autumn)
    _, (jan, ala) = await add_list(database, [{"name": "Jan"}, {"name": "Ala"}])
    await add_list(database, [{"name": "Ewa", "numbers": ("+48512999999",)}], campaign="autumn")
    first = await connected(attempts)
    (second,) = (await take(attempts, 1, now=NOON + MINUTE)).attempts
    (third,) = (await take(attempts, 1, now=NOON + 2 * MINUTE, campaign="autumn")).attempts
    looking = Looking(database)
    for which, expected in (
        (Which(), [third, second, first]),
        (Which(last=2), [third, second]),
        (Which(campaign="spring"), [second, first]),
        (Which(contact=jan), [first]),
        (Which(agent="1001"), [first]),
        (Which(open=True), [third, second]),
        (Which(open=False), [first]),
        (Which(campaign="spring", contact=ala, open=True), [second]),
        (Which(campaign="winter"), []),
    ):
        found = await looking.some(which)
        assert [one.attempt.id for one in found] == [one.id for one in expected], which
    assert [(one.name, one.form) for one in await looking.some(Which())] == [
        ("Ewa", None),
        ("Ala", None),
        ("Jan", None),
    ]


async def test_one_with_all_that_belongs_to_it(database: Database) -> None:
    """With contact, campaign, its form and what was tried before; one that is not on record is none."""
    attempts = await furnish(database, replace(SPRING, gap=0))
    _, (jan,) = await add_list(database, [{"name": "Jan", "fields": {"city": "Gdynia"}}])
    first = await connected(attempts)
    await attempts.dispose(first.id, Given("think", "1001", {"size": "L"}), NOON + MINUTE)
    (second,) = (await take(attempts, 1, now=NOON + 4 * HOUR)).attempts
    whole = await Looking(database).one(second.id)
    assert whole is not None
    assert whole.attempt == second
    assert whole.contact is not None
    assert (whole.contact.id, whole.contact.fields) == (jan, {"city": "Gdynia"})
    assert whole.card is not None
    assert whole.card.form == SPRING.form
    assert [(one.attempt.id, one.attempt.disposition, one.form) for one in whole.past] == [
        (first.id, "think", {"size": "L"}),
        (second.id, None, None),
    ]
    assert await Looking(database).one("d-none") is None


async def test_one_whose_contact_and_campaign_are_gone(database: Database) -> None:
    """The attempt stays on record and is still shown, without them."""
    attempts = await furnish(database)
    await add_list(database, [{"name": "Jan"}])
    attempt = await connected(attempts)
    async with database.write() as connection:
        await connection.execute(sa.delete(lists))
    await Campaigns(database).set_state("spring", State.STOPPED)
    await Campaigns(database).delete("spring")
    whole = await Looking(database).one(attempt.id)
    assert whole is not None
    assert (whole.attempt.id, whole.contact, whole.card) == (attempt.id, None, None)
    assert whole.recorded.name == ""


async def test_people_at_once(database: Database) -> None:
    """Those that are there, by id."""
    await furnish(database)
    _, (jan, ala) = await add_list(database, [{"name": "Jan"}, {"name": "Ala"}])
    found = await Looking(database).people([jan, ala, 999])
    assert {which: person.name for which, person in found.items()} == {jan: "Jan", ala: "Ala"}
    assert await Looking(database).people([]) == {}


async def test_none_given_takes_the_place_of_nothing(database: Database) -> None:
    """What was said stays, whoever comes later with "none given"; where nothing was said, it is recorded."""
    attempts = await furnish(database)
    _, (jan, _) = await add_list(database, [{}, {}])
    one, other = await connected(attempts), await connected(attempts)
    await attempts.dispose(one.id, Given("think", "1001"), NOON + MINUTE)
    kept = await attempts.dispose(one.id, Given(NONE_GIVEN, "system"), NOON + 2 * MINUTE)
    assert kept.disposition == "think"
    assert (await standing(database, jan))[0] is Standing.OPEN
    assert (await attempts.dispose(other.id, Given(NONE_GIVEN, "system"), NOON)).disposition == NONE_GIVEN


async def test_the_same_said_again_changes_nothing(database: Database) -> None:
    """A callback that was promised stands when its disposition is told once more without a moment."""
    attempts = await furnish(database)
    _, (jan,) = await add_list(database, [{}])
    attempt = await connected(attempts)
    await attempts.dispose(attempt.id, Given("later", "1001", promise=promise(NOON + DAY)), NOON + MINUTE)
    await attempts.dispose(attempt.id, Given("later", "1001"), NOON + 2 * MINUTE)
    person = await contact(database, jan)
    assert person.callback is not None
    assert person.callback.at == NOON + DAY


async def test_a_promise_comes_with_the_last_attempt(database: Database) -> None:
    """With an earlier one it would be forgotten: refused, and nothing is changed; the code alone may still be corrected."""
    attempts = await furnish(database, replace(SPRING, gap=0))
    _, (jan,) = await add_list(database, [{}])
    first = await connected(attempts)
    await attempts.dispose(first.id, Given("think", "1001"), NOON + MINUTE)
    (second,) = (await take(attempts, 1, now=NOON + 4 * HOUR)).attempts
    later = NOON + 4 * HOUR + MINUTE
    with pytest.raises(BadCard, match="comes too late"):
        await attempts.dispose(first.id, Given("later", "1001", promise=promise(NOON + DAY)), later)
    whole = await Looking(database).one(first.id)
    assert whole is not None
    assert whole.attempt.disposition == "think"
    corrected = await attempts.dispose(first.id, Given("sale", "1001"), later)
    assert corrected.disposition == "sale"
    assert (await standing(database, jan))[0] is Standing.OUT
    await attempts.dispose(second.id, Given("later", "1001", promise=promise(NOON + DAY)), later)
    await attempts.finish([over(second, Outcome.CONNECTED)], later)
    person = await contact(database, jan)
    assert person.callback is not None
