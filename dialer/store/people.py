"""One person: found by number, exported, erased.

Erased: name, fields, zone, consent and numbers go from the contact, the number and the form's answers from its attempts and from
the floor's journal of them. What the law asks of a dialer stays: that there was an attempt, when, by whom, how it ended. An entry
on the do-not-call list stays too: without it, he would be called again from the next list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.tables import calls, facts
from dialer.core.attempt import Attempt
from dialer.core.contact import Contact, Standing
from dialer.store import contact_rows as rows
from dialer.store.callbacks import at_rest
from dialer.store.contacts import load
from dialer.store.marks import block
from dialer.store.tables import attempts, contact_numbers, contacts, do_not_call, drafts, lists

ERASED: Final = "erased"
Json = dict[str, Any]


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_number(self, e164: str) -> list[Contact]:
        """In any list and campaign, as `+48512345678`; of a load that was taken back, too: what is kept of him is his to ask for."""
        wanted = sa.select(contact_numbers.c.contact).where(contact_numbers.c.e164 == e164).distinct()
        async with self._database.read() as connection:
            ids = list((await connection.execute(wanted)).scalars())
            found = await connection.run_sync(load, ids) if ids else {}
        return list(found.values())

    async def get(self, contact: int) -> tuple[Contact, list[Attempt]]:
        """With its attempts, oldest first. Raises BadCard."""
        async with self._database.read() as connection:
            return await connection.run_sync(_get, contact)

    async def export(self, contact: int) -> Json:
        """All that is kept about this person, for him: plain JSON. Raises BadCard."""
        async with self._database.read() as connection:
            return await connection.run_sync(_export, contact)

    async def erase(self, contact: int, by: str, now: Moment, *, block: bool = False) -> None:
        """For good. `block`: his numbers go on the do-not-call list, everywhere. Recordings go with their retention.
        Raises BadCard, so while he is being called."""
        await self._database.transact(lambda c: erase(c, contact, by, now, to_list=block))


def _get(connection: Connection, which: int) -> tuple[Contact, list[Attempt]]:
    contact = load(connection, [which]).get(which)
    if contact is None:
        raise BadCard("contact", which, "is not known", "look for its number")
    tried = sa.select(attempts).where(attempts.c.contact == which).order_by(attempts.c.began, attempts.c.id)
    return contact, [rows.attempt(row) for row in connection.execute(tried).mappings()]


def _export(connection: Connection, which: int) -> Json:
    contact, _ = _get(connection, which)
    (row,) = _of(connection, contacts, contacts.c.id == which)
    (its_list,) = _of(connection, lists, lists.c.id == contact.list)
    e164s = [number.e164 for number in contact.numbers]
    return {
        "contact": row | {"list": its_list["name"]},
        "numbers": _of(connection, contact_numbers, contact_numbers.c.contact == which),
        "attempts": _of(connection, attempts, attempts.c.contact == which),
        "do_not_call": _of(connection, do_not_call, do_not_call.c.number.in_(e164s)),
    }


def _of(connection: Connection, table: Table, which: sa.ColumnElement[bool]) -> list[Json]:
    """Oldest first."""
    order = table.c.began if table is attempts else next(iter(table.primary_key.columns))
    return [dict(row) for row in connection.execute(sa.select(table).where(which).order_by(order)).mappings()]


def erase(connection: Connection, which: int, by: str, now: Moment, *, to_list: bool) -> None:
    contact = at_rest(connection, which, removed=True)
    if to_list:
        block(connection, [number.e164 for number in contact.numbers], "erased at his wish", by, now)
    connection.execute(sa.delete(contact_numbers).where(contact_numbers.c.contact == which))
    connection.execute(
        sa.update(contacts).where(contacts.c.id == which).values(_NOBODY | rows.callback_row(None))
    )
    own = sa.select(attempts.c.id, attempts.c.site).where(attempts.c.contact == which)
    names = [(row.id, row.site) for row in connection.execute(own)]
    changed = sa.update(attempts).where(attempts.c.contact == which)
    connection.execute(changed.values(number=ERASED, form=sa.null()))
    connection.execute(sa.delete(drafts).where(drafts.c.about.in_([name for name, _ in names])))
    _from_journal(connection, names)


_NOBODY: Final[Json] = {
    "name": "",
    "zone": None,
    "language": "",
    "fields": {},
    "consent_source": None,
    "consent_at": None,
    "consent_basis": None,
    "standing": Standing.REMOVED.value,
    "why": ERASED,
}


def _from_journal(connection: Connection, names: Iterable[tuple[str, str]]) -> None:
    """The floor's own record of these calls names him, too."""
    for name, site in names:
        of_call = (calls.c.site == site, calls.c.call == name)
        connection.execute(sa.update(calls).where(*of_call).values(number=None, name=None))
        its = (facts.c.site == site, facts.c.call == name)
        for row in connection.execute(sa.select(facts.c.seq, facts.c.payload).where(*its)).all():
            one = sa.update(facts).where(facts.c.site == site, facts.c.seq == row.seq)
            connection.execute(one.values(payload=nameless(row.payload)))


def nameless(value: Any, key: str = "") -> Any:
    """JSON without numbers and names, wherever they are in it."""
    if isinstance(value, dict):
        return {name: nameless(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [nameless(item, key) for item in value]
    return ERASED if isinstance(value, str) and value and key in ("number", "name") else value
