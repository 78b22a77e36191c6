"""Taking contacts: permitted ones, the best first, each with an attempt on record, and never one twice."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from acd.core.calendar import ALWAYS, Calendar
from acd.core.moment import HOUR, MINUTE, SECOND
from acd.store.database import Database, open_database
from acd.store.errors import BadCard
from acd.store.migrate import migrate
from dialer.core.cards import Mode, State
from dialer.core.contact import Number, Standing
from dialer.core.lawful import Calendars
from dialer.core.outcome import Outcome
from dialer.core.whom import SOON
from dialer.store.attempts import Attempts
from dialer.store.campaigns import Campaigns
from dialer.store.marks import block
from dialer.store.tables import attempts as attempt_rows
from dialer.store.tables import lists
from dialer.store.take import LOOKED, attempt_id
from dialer.store.take import take as take_now
from tests.edges.dialer_kit import (
    ALWAYS_OPEN,
    NOON,
    SPRING,
    WARSAW,
    add_list,
    contact,
    furnish,
    order,
    over,
    standing,
    take,
)
from tests.edges.store_tools import rows


async def test_attempts_are_on_record(database: Database) -> None:
    """What is taken is out, and each attempt is on record with its number, trunk and moment before anybody can dial."""
    attempts = await furnish(database)
    _, (one, two, three) = await add_list(database, [{}, {}, {}])
    taken = await take(attempts, 2)
    assert [(each.contact, each.number, each.trunk, each.began) for each in taken.attempts] == [
        (one, "+48512000000", "north", NOON),
        (two, "+48512000001", "north", NOON),
    ]
    assert (await standing(database, one))[0] is (await standing(database, two))[0] is Standing.OUT
    assert (await standing(database, three))[0] is Standing.OPEN
    found = {row["id"]: row for row in await rows(database, attempt_rows)}
    assert set(found) == {each.id for each in taken.attempts}
    assert all((row["site"], row["ended"], row["outcome"]) == ("main", None, None) for row in found.values())
    assert await attempts.under_way() == sorted(taken.attempts, key=lambda each: each.id)


def test_ids_fit_a_channel() -> None:
    """An attempt's id has letters, digits and dashes alone, under 60 of them, whatever the site is called, and is never twice."""
    names = {attempt_id("Ålesund / floor.1 " * 9, NOON) for _ in range(100)}
    assert len(names) == 100
    assert all(
        re.fullmatch(r"d-[A-Za-z0-9]{1,20}-[a-z0-9]+-[a-f0-9]{16}", name) and len(name) < 60 for name in names
    )


async def test_the_best_first(database: Database) -> None:
    """By priority, then by what was due first, then in the order of the file; over all active lists together."""
    attempts = await furnish(database)
    _, (a, b, c, d) = await add_list(
        database, [{"due": 50}, {"priority": 5, "due": 90}, {"due": 10}, {"priority": -1}]
    )
    people = [
        {"due": 20, "numbers": ("+48512100000",)},
        {"priority": 5, "due": 80, "numbers": ("+48512100001",)},
    ]
    _, (e, f) = await add_list(database, people, name="second")
    people = [{"priority": 9, "numbers": ("+48512100002",)}]
    await add_list(database, people, name="third", active=False)
    taken = await take(attempts, 9)
    assert [each.contact for each in taken.attempts] == [f, b, c, e, a, d]
    assert taken.again is None


async def test_not_due_yet(database: Database) -> None:
    """Who is due later is not taken, and the earliest of them is told."""
    attempts = await furnish(database)
    people = [
        {"due": NOON + 2 * HOUR},
        {"due": NOON + HOUR, "priority": -3},
        {"due": NOON},
        {"standing": "finished"},
    ]
    _, ids = await add_list(database, people)
    taken = await take(attempts, 3)
    assert [each.contact for each in taken.attempts] == [ids[2]]
    assert taken.again == NOON + HOUR
    assert (await take(attempts, 1, now=NOON + HOUR)).attempts[0].contact == ids[1]


async def test_whoever_may_not_yet_be_called_moves_on(database: Database) -> None:
    """Out of hours in his zone: due moves to the first lawful moment, with the reason, so that nobody looks at him before."""
    attempts = await furnish(database)
    lima = Number(0, "+51912345678", zones=("America/Lima",), kind="mobile")
    _, (one,) = await add_list(database, [{"numbers": (lima,)}])
    taken = await take(attempts, 1)
    assert (taken.attempts, taken.again) == ((), NOON + 3 * HOUR)  # 9:00 there
    _, why, due = await standing(database, one)
    assert due == NOON + 3 * HOUR
    assert "calling hours of America/Lima" in why
    assert (await take(attempts, 1, now=NOON + 3 * HOUR)).attempts[0].contact == one


async def test_whoever_may_never_be_called_is_finished(database: Database) -> None:
    """Do-not-call, dead numbers alone, no zone, no number at all: finished, with the reason; another number is tried first."""
    attempts = await furnish(database)
    dead = Number(0, "+48512222222", zones=WARSAW, kind="mobile", dead=True)
    people: list[dict[str, Any]] = [
        {"numbers": ("+48512111111",)},
        {"numbers": (dead,)},
        {"numbers": (Number(0, "+48512333333"),)},
        {"numbers": ()},
        {"numbers": ("+48512111111", "+48512444444")},
    ]
    _, ids = await add_list(database, people)
    async with database.write() as connection:
        await connection.run_sync(block, ["+48512111111"], "letter", "eve", NOON)
    taken = await take(attempts, 5)
    assert [(each.contact, each.number) for each in taken.attempts] == [(ids[4], "+48512444444")]
    assert taken.again is None
    for which, says in zip(ids, ("do-not-call list", "no number", "time zone", "no number"), strict=False):
        stands, why, _ = await standing(database, which)
        assert stands is Standing.FINISHED
        assert says in why


async def test_a_number_is_called_once_at_a_time(database: Database) -> None:
    """Two contacts with one number are never out together, not in one order, nor in two, nor from two campaigns."""
    attempts = await furnish(database, SPRING, replace(SPRING, code="autumn"))
    _, (one, two) = await add_list(database, [{"numbers": ("+48512000001",)}] * 2)
    await add_list(database, [{"numbers": ("+48512000001",)}], campaign="autumn")
    first = await take(attempts, 2)
    assert [each.contact for each in first.attempts] == [one]
    assert (await standing(database, two))[2] == NOON + SOON
    other = await take(attempts, 1, campaign="autumn")
    assert (other.attempts, other.again) == ((), NOON + SOON)
    assert (await take(attempts, 2, now=NOON + SOON)).attempts == ()


async def test_a_callback_of_one_agent(database: Database) -> None:
    """A promised call comes before all others when it is due; one by a given agent is his alone until it passes on."""
    attempts = await furnish(database, replace(SPRING, mode=Mode.PROGRESSIVE))
    his = {"callback_at": NOON, "callback_agent": "anna", "callback_moves": 10 * MINUTE, "due": NOON}
    _, (low, mine) = await add_list(database, [{"priority": 9}, his])
    nobody = await take(attempts, 1, now=NOON)
    assert [each.contact for each in nobody.attempts] == [low]
    none = await take(attempts, 1, "bob", now=NOON)
    assert (none.attempts, none.again) == ((), NOON + 10 * MINUTE)
    booked = await take(attempts, 2, "bob", "anna", now=NOON + SECOND)
    assert [(each.contact, each.agent) for each in booked.attempts] == [(mine, "anna")]


async def test_own_callbacks_where_nobody_is_booked(database: Database) -> None:
    """Who takes contacts for anyone is told whose own calls are due; asked for these agents, nothing else is taken for them."""
    attempts = await furnish(database)
    due = {"callback_at": NOON, "due": NOON}
    people = [{"priority": 9}, due | {"callback_agent": "anna"}, due | {"callback_agent": "bob"}, due]
    late = {"callback_at": NOON + HOUR, "due": NOON + HOUR, "callback_agent": "eve"}
    _, (any_, annas, _, anyones, _) = await add_list(database, [*people, late])
    told = await take(attempts, 2)
    assert [each.contact for each in told.attempts] == [anyones, any_]
    assert told.promised == ("anna", "bob")
    own = await take(attempts, 2, "anna", "eve")
    assert [(each.contact, each.agent, each.own) for each in own.attempts] == [(annas, "anna", True)]
    assert not any(each.own for each in told.attempts)
    assert (await take(attempts, 1, "anna")).attempts == ()
    assert (await take(attempts, 1)).promised == ("bob",)


async def test_a_callback_passes_on(database: Database) -> None:
    """After its time a promised call passes to anyone; one that never passes waits for its agent, out of others' way."""
    attempts = await furnish(database)
    passes = {"callback_at": NOON, "callback_agent": "anna", "callback_moves": 10 * MINUTE, "due": NOON}
    stays = {"callback_at": NOON, "callback_agent": "anna", "due": NOON}
    _, (one, two, three) = await add_list(database, [passes, stays, {"due": NOON + HOUR}])
    later = await take(attempts, 3, now=NOON + 10 * MINUTE)
    assert [each.contact for each in later.attempts] == [one]
    assert later.again == NOON + HOUR
    assert [each.contact for each in (await take(attempts, 1, now=NOON + HOUR)).attempts] == [three]
    assert [each.contact for each in (await take(attempts, 1, "anna", now=NOON + HOUR)).attempts] == [two]


async def test_a_campaign_that_does_not_run(database: Database) -> None:
    """Stopped or paused: nobody is taken, nobody's moment moves; an unknown campaign is named."""
    attempts = await furnish(database)
    _, (one,) = await add_list(database, [{}])
    await Campaigns(database).set_state("spring", State.PAUSED)
    taken = await take(attempts, 1)
    assert (taken.attempts, taken.again) == ((), None)
    assert await standing(database, one) == (Standing.OPEN, "", 0)
    with pytest.raises(BadCard, match="campaign 'x' is not known"):
        await take(attempts, 1, campaign="x")
    with pytest.raises(ValueError, match="name as many trunks"):
        await attempts.take(replace(order(2), trunks=("north",)), NOON, Calendars())


async def test_a_campaign_whose_calendar_has_ended(database: Database) -> None:
    """A calendar that never opens again ends the search at once: nobody is finished for it."""
    attempts = await furnish(database)
    _, (one,) = await add_list(database, [{}])
    never = Calendars(Calendar("Europe/Warsaw"))
    taken = await attempts.take(order(1), NOON, never)
    assert (taken.attempts, taken.again) == ((), None)
    assert await standing(database, one) == (Standing.OPEN, "", 0)
    always = Calendars(Calendar("Europe/Warsaw", (ALWAYS,) * 7))
    assert len((await attempts.take(order(1), NOON, always)).attempts) == 1


async def test_many_who_may_not_yet_be_called(database: Database) -> None:
    """A thousand people in a closed zone do not keep the one behind them from being called, in one order."""
    attempts = await furnish(database)
    lima = [Number(0, f"+51912{n:06}", zones=("America/Lima",), kind="mobile") for n in range(5 * LOOKED)]
    _, ids = await add_list(database, [*({"numbers": (one,)} for one in lima), {}])
    taken = await take(attempts, 1)
    assert [each.contact for each in taken.attempts] == [ids[-1]]


async def test_the_gap_holds_across_campaigns(database: Database) -> None:
    """A number that another campaign has just called rests for its gap; the reason is kept."""
    attempts = await furnish(database, SPRING, replace(SPRING, code="autumn"))
    await add_list(database, [{"numbers": ("+48512000001",)}])
    _, (other,) = await add_list(database, [{"numbers": ("+48512000001",)}], campaign="autumn")
    (made,) = (await take(attempts, 1)).attempts
    await attempts.finish([over(made, Outcome.NO_ANSWER)], NOON + MINUTE)
    assert (await take(attempts, 1, campaign="autumn", now=NOON + MINUTE)).attempts == ()
    _, why, due = await standing(database, other)
    assert (due, why) == (NOON + 20 * SECOND + HOUR, "within 1 h of the last attempt to the number")


class CutError(Exception):
    """The line to the database, as a test cuts it."""


async def test_taken_and_not_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database commits, and its answer is lost: nobody dials these, and the next order gives them back."""
    attempts = await furnish(database)
    _, (one,) = await add_list(database, [{}])
    transact = Database.transact

    async def cut(self: Database, work: Any) -> Any:
        await transact(self, work)
        raise OperationalError("COMMIT", {}, CutError("connection lost"))

    with monkeypatch.context() as patch:
        patch.setattr(Database, "transact", cut)
        with pytest.raises(OperationalError):
            await take(attempts, 1)
    assert (await standing(database, one))[0] is Standing.OUT
    assert (await take(attempts, 1, now=NOON + SECOND)).attempts == ()
    stands, why, due = await standing(database, one)
    assert (stands, why, due) == (Standing.OPEN, "no agent", NOON + SECOND + MINUTE)
    assert [each.contact for each in (await take(attempts, 1, now=due)).attempts] == [one]


async def test_an_idle_list_costs_nothing(database: Database) -> None:
    """A contact that waits keeps what it says of itself: name, fields, zone, consent and promise come back whole."""
    await furnish(database)
    given = {"name": "Łucja", "zone": "Europe/Tallinn", "language": "et", "fields": {"a": "1"}, "priority": 3}
    consent = {"consent_source": "web", "consent_at": 5, "consent_basis": "consent"}
    promised = {
        "callback_at": 7,
        "callback_agent": "anna",
        "callback_moves": 8,
        "callback_number": 1,
        "due": 7,
    }
    list_id, (one,) = await add_list(database, [given | consent | promised])
    found = await contact(database, one)
    assert (found.name, found.zone, found.language, found.fields, found.priority) == (
        "Łucja",
        "Europe/Tallinn",
        "et",
        {"a": "1"},
        3,
    )
    assert found.consent == ("web", 5, "consent")
    assert found.callback is not None
    assert (found.callback.at, found.callback.number, found.callback.agent, found.callback.moves) == (
        7,
        1,
        "anna",
        8,
    )
    assert found.listed
    async with database.write() as connection:
        await connection.execute(sa.update(lists).where(lists.c.id == list_id).values(active=False))
    assert not (await contact(database, one)).listed


async def test_two_transactions_at_once(postgres_url: str) -> None:
    """PostgreSQL: what one looks at, another neither waits for nor takes, and not its number under another name either."""
    await migrate(postgres_url)
    database = open_database(postgres_url)
    await furnish(database)
    people = [{"numbers": (f"+4851200000{n}",)} for n in (1, 2, 1, 3)]
    _, ids = await add_list(database, people)
    async with asyncio.timeout(20), database.write() as one, database.write() as other:
        first = await one.run_sync(take_now, "here", order(1), NOON, ALWAYS_OPEN, ["a"])
        assert [each.contact for each in first.attempts] == [ids[0]]
        second = await other.run_sync(take_now, "there", order(4), NOON, ALWAYS_OPEN, ["b", "c", "d", "e"])
        assert (second.attempts, second.again) == ((), NOON)  # all four were looked at, and may be free soon
    async with database.write() as one:
        third = await one.run_sync(take_now, "there", order(4), NOON, ALWAYS_OPEN, ["b", "c", "d", "e"])
    assert [each.contact for each in third.attempts] == [ids[1], ids[3]]
    await database.close()


async def test_a_number_that_another_transaction_takes(postgres_url: str) -> None:
    """PostgreSQL: a contact of another campaign with the number is left alone, unchanged, until it is known what became of it."""
    await migrate(postgres_url)
    database = open_database(postgres_url)
    await furnish(database, SPRING, replace(SPRING, code="autumn"))
    await add_list(database, [{"numbers": ("+48512000001",)}])
    same = [{"numbers": ("+48512000001",)}, {"numbers": ("+48512000002",)}]
    _, (shared, own) = await add_list(database, same, campaign="autumn")
    async with asyncio.timeout(20), database.write() as one, database.write() as other:
        assert len((await one.run_sync(take_now, "here", order(1), NOON, ALWAYS_OPEN, ["a"])).attempts) == 1
        autumn = order(2, campaign="autumn")
        second = await other.run_sync(take_now, "here", autumn, NOON, ALWAYS_OPEN, ["b", "c"])
    assert [each.contact for each in second.attempts] == [own]
    assert await standing(database, shared) == (Standing.OPEN, "", 0)
    await database.close()


async def patient(ask: Callable[[], Awaitable[Any]]) -> Any:
    """SQLite keeps no line: on a busy machine whoever waits is overtaken till his patience ends. As the dialer, he asks again."""
    while True:
        try:
            return await ask()
        except OperationalError as error:
            if "database is locked" not in str(error):
                raise


@pytest.mark.parametrize("people", [500, pytest.param(10_000, marks=pytest.mark.full)])
async def test_two_dialers_on_one_database(database: Database, database_url: str, people: int) -> None:
    """Four dialers that take and end as fast as they can, from two doors to the database: each contact once, each number once."""
    await furnish(database)
    shared = [{"numbers": (f"+48512{n % (people // 2):06}", f"+48513{n:06}")} for n in range(people)]
    await add_list(database, shared)
    other = open_database(database_url)
    taken: list[str] = []
    out: Counter[str] = Counter()

    async def dial(attempts: Attempts, count: int) -> None:
        for number in range(1_000_000):
            now = NOON + number * SECOND
            got = (await patient(partial(take, attempts, count, now=now))).attempts
            if not got:
                return
            for each in got:
                out[each.number] += 1
                assert out[each.number] == 1, f"{each.number} is called twice at once"
            taken.extend(str(each.contact) for each in got)
            await asyncio.sleep(0)
            for each in got:
                out[each.number] -= 1
            ends = [over(each, Outcome.CONNECTED, 0, disposition="sale") for each in got]
            await patient(partial(attempts.finish, ends, now))

    doors = [Attempts(one, f"site{n}") for n, one in enumerate((database, database, other, other))]
    await asyncio.gather(*(dial(door, count) for door, count in zip(doors, (7, 20, 13, 50), strict=True)))
    await other.close()
    assert max(Counter(taken).values()) == 1
    assert len(taken) == len(await rows(database, attempt_rows))
    assert people // 2 <= len(taken) <= people
