"""Contacts with their numbers, and what is on record about them; of many at once in as many statements as of one.

Plain functions on a connection, for somebody's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dialer.core.contact import Blocked, Contact, History, Number, Past
from dialer.store import contact_rows as rows
from dialer.store.tables import attempts, contact_numbers, contacts, do_not_call, lists

_IDS: Final[sa.BindParameter[Any]] = sa.bindparam("ids", expanding=True)
_E164S: Final[sa.BindParameter[Any]] = sa.bindparam("numbers", expanding=True)

_CONTACTS: Final = (
    sa.select(contacts, lists.c.active.label("listed"))
    .join(lists, lists.c.id == contacts.c.list)
    .where(contacts.c.id.in_(_IDS))
    .order_by(contacts.c.id)
)
_LOCKED: Final = _CONTACTS.with_for_update(of=contacts)
_NUMBERS: Final = (
    sa.select(contact_numbers)
    .where(contact_numbers.c.contact.in_(_IDS))
    .order_by(contact_numbers.c.place, contact_numbers.c.id)
)
_TOLD: Final = [
    attempts.c[name] for name in ("id", "contact", "number", "began", "ended", "outcome", "disposition")
]
_PAST: Final = sa.union(
    sa.select(*_TOLD).where(attempts.c.contact.in_(_IDS)),
    sa.select(*_TOLD).where(attempts.c.number.in_(_E164S)),
).order_by("began", "id")
_BY_INDEX: Final = sa.text(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"
    " set_config('max_parallel_workers_per_gather', '0', true)"
)
_BLOCKED: Final = sa.select(do_not_call).where(do_not_call.c.number.in_(_E164S))


def by_index(connection: Connection) -> None:
    """Of a list that was just loaded PostgreSQL has no statistics yet: it would read tables whole, and start helpers to sort
    a handful of rows. For this transaction, in which every question has its index."""
    if connection.dialect.name == "postgresql":
        connection.execute(_BY_INDEX)


def load(connection: Connection, ids: Collection[int], *, lock: bool = False) -> dict[int, Contact]:
    """By id; those that are not there are left out. `lock`: nobody else changes them until the transaction is over."""
    statement = _LOCKED if lock else _CONTACTS
    found = connection.execute(statement, {"ids": padded(ids)}).mappings().all()
    numbers = numbers_of(connection, [row["id"] for row in found])
    return {row["id"]: rows.contact(row, numbers[row["id"]], listed=row["listed"]) for row in found}


def numbers_of(connection: Connection, ids: Collection[int]) -> dict[int, list[Number]]:
    """By contact, in their order."""
    found: dict[int, list[Number]] = defaultdict(list)
    for row in connection.execute(_NUMBERS, {"ids": padded(ids)}).mappings():
        found[row["contact"]].append(rows.number(row))
    return found


def histories(connection: Connection, people: Iterable[Contact]) -> dict[int, History]:
    """Of each contact: attempts to it, and of any campaign to its numbers, oldest first; do-not-call entries of its numbers."""
    people = tuple(people)
    numbers = {one.e164 for contact in people for one in contact.numbers}
    by_contact, by_number = _past(connection, [contact.id for contact in people], numbers)
    blocked: dict[str, list[Blocked]] = defaultdict(list)
    for row in connection.execute(_BLOCKED, {"numbers": padded(numbers)}).mappings():
        blocked[row["number"]].append(Blocked(row["number"], row["where"], row["source"], row["since"]))
    return {
        contact.id: History(
            _merged(contact, by_contact, by_number),
            tuple(entry for one in contact.numbers for entry in blocked.get(one.e164, ())),
        )
        for contact in people
    }


Told = dict[Any, list[tuple[int, Past]]]
"""Attempts with their place in time, by contact or by number."""


def _past(connection: Connection, ids: Collection[int], numbers: Collection[str]) -> tuple[Told, Told]:
    by_contact: Told = defaultdict(list)
    by_number: Told = defaultdict(list)
    found = connection.execute(_PAST, {"ids": padded(ids), "numbers": padded(numbers)}).mappings()
    for place, row in enumerate(found):
        told = (place, rows.past(row))
        by_contact[row["contact"]].append(told)
        by_number[row["number"]].append(told)
    return by_contact, by_number


def _merged(contact: Contact, by_contact: Told, by_number: Told) -> tuple[Past, ...]:
    told = dict(by_contact.get(contact.id, ()))
    for one in contact.numbers:
        told |= dict(by_number.get(one.e164, ()))
    return tuple(told[place] for place in sorted(told))


def padded(values: Collection[Any]) -> list[Any]:
    """As many as a power of two, the first one again: few shapes of a statement, each prepared once."""
    some = list(values) or [None]
    size = 1 << (len(some) - 1).bit_length()
    return some + some[:1] * (size - len(some))
