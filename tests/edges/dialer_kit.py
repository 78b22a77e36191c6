"""A campaign with people to call, and looks into what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from acd.core.moment import HOUR, MINUTE, SECOND, Moment
from acd.store.cards import Cards
from acd.store.database import Database
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Disposition, Does, FormField, Retry, State, Step, TrunkCard
from dialer.core.contact import Callback, Contact, Number, Standing
from dialer.core.heard import Taken
from dialer.core.lawful import Calendars
from dialer.core.orders import Take
from dialer.core.outcome import Outcome
from dialer.store.attempts import Attempts
from dialer.store.campaigns import Campaigns, Trunks
from dialer.store.contacts import load
from dialer.store.tables import contact_numbers, contacts, lists, loads

NOON: Moment = 1_794_999_600_000  # Wednesday, 18 November 2026, 12:00 in Warsaw
WARSAW = ("Europe/Warsaw",)
ALWAYS_OPEN = Calendars()

SPRING = CampaignCard(
    "spring",
    state=State.RUNNING,
    trunks=("north",),
    gap=HOUR,
    retries={Outcome.BUSY: Retry(15 * MINUTE, 3, Step.SAME), Outcome.NO_ANSWER: Retry(2 * HOUR, 3)},
    dispositions=(
        Disposition("sale", Does.FINISH, success=True),
        Disposition("never", Does.DO_NOT_CALL),
        Disposition("wrong", Does.DEAD_NUMBER),
        Disposition("later", Does.CALLBACK),
        Disposition("think", Does.RETRY, retry=Retry(3 * HOUR, 2)),
    ),
    form=(FormField("size", "Size", "choice", ("S", "L"), required=True), FormField("when", "When", "date")),
)


async def furnish(database: Database, *cards: CampaignCard) -> Attempts:
    await Cards(database).seed()
    await Trunks(database).save(TrunkCard("north", "carrier"))
    for card in cards or (SPRING,):
        await Campaigns(database).save(card)
    return Attempts(database)


async def add_list(
    database: Database,
    people: Iterable[dict[str, Any]],
    *,
    campaign: str = "spring",
    name: str = "first",
    active: bool = True,
) -> tuple[int, list[int]]:
    """Its id, and those of its contacts in order. Of each: columns that are not as usual, and `numbers`."""
    settings = {"settings": {}, "tally": {}} | dict.fromkeys(
        ("row", "loaded", "rejected", "duplicates", "blocked"), 0
    )
    async with database.write() as connection:
        head = {"campaign": campaign, "name": name, "active": active, "made": 0}
        (list_id,) = (await connection.execute(sa.insert(lists).returning(lists.c.id), [head])).one()
        work = {"list": list_id, "file": "x", "digest": "", "state": "done", "by": "", "began": 0} | settings
        (load_id,) = (await connection.execute(sa.insert(loads).returning(loads.c.id), [work])).one()
        rows, numbers = [], []
        for row, person in enumerate(people):
            given = dict(person)
            numbers.append(given.pop("numbers", (f"+48512{row:06}",)))
            rows.append(
                _CONTACT | {"campaign": campaign, "list": list_id, "load": load_id, "row": row} | given
            )
        made = sa.insert(contacts).returning(contacts.c.id, sort_by_parameter_order=True)
        ids = list((await connection.execute(made, rows)).scalars()) if rows else []
        some = [
            _number(which, place, one)
            for which, own in zip(ids, numbers, strict=True)
            for place, one in enumerate(own)
        ]
        if some:
            await connection.execute(sa.insert(contact_numbers), some)
    return list_id, ids


_CONTACT: dict[str, Any] = {column.name: None for column in contacts.columns if column.name != "id"} | {
    "name": "",
    "language": "",
    "priority": 0,
    "fields": {},
    "standing": "open",
    "why": "",
    "due": 0,
}


def _number(contact: int, place: int, number: str | Number) -> dict[str, Any]:
    one = number if isinstance(number, Number) else Number(0, number, zones=WARSAW, kind="mobile")
    row = {"contact": contact, "e164": one.e164, "place": place, "zones": ",".join(one.zones)}
    return row | {"kind": one.kind, "dead": one.dead}


def order(count: int, *agents: str, campaign: str = "spring") -> Take:
    return Take(campaign, count, ("north",) * count, agents)


async def take(
    attempts: Attempts, count: int, *agents: str, now: Moment = NOON, campaign: str = "spring"
) -> Taken:
    return await attempts.take(order(count, *agents, campaign=campaign), now, ALWAYS_OPEN)


def over(attempt: Attempt, outcome: Outcome, after: int = 20 * SECOND, **known: Any) -> Attempt:
    """How it ended, `after` its begin."""
    return replace(attempt, ended=attempt.began + after, outcome=outcome, **known)


async def contact(database: Database, which: int) -> Contact:
    async with database.read() as connection:
        return (await connection.run_sync(load, [which]))[which]


async def standing(database: Database, which: int) -> tuple[Standing, str, Moment]:
    async with database.read() as connection:
        wanted = sa.select(contacts.c.standing, contacts.c.why, contacts.c.due).where(contacts.c.id == which)
        row = (await connection.execute(wanted)).one()
    return Standing(row.standing), row.why, row.due


def promise(at: Moment, agent: str | None = None, moves: int | None = None) -> Callback:
    return Callback(at, agent=agent, moves=moves)
