"""Promised calls, as a person sets and sees them; what a disposition promises is `dispose`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import BadCard
from dialer.core.contact import Callback, Contact, Standing
from dialer.store import contact_rows as rows
from dialer.store.contacts import load
from dialer.store.dispose import check_promise
from dialer.store.tables import contacts, lists

_C: Final = contacts.c
_PROMISED: Final = (
    sa.select(contacts)
    .join(lists, lists.c.id == _C.list)
    .where(
        _C.campaign == sa.bindparam("campaign"),
        _C.callback_at.is_not(None),
        _C.standing == Standing.OPEN.value,
        _C.due <= sa.bindparam("until", type_=sa.BigInteger()),
        lists.c.active,
    )
    .order_by(_C.due, _C.id)
)


@dataclass(frozen=True, slots=True)
class Promised:
    """`due`: when it may be made; later than the promise where that moment was not lawful, or the line was busy."""

    contact: int
    name: str
    due: Moment
    callback: Callback


class Callbacks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, campaign: str, until: Moment, agent: str | None = None) -> Sequence[Promised]:
        """Those of active lists, the earliest first; `agent`: his alone. For him an order to take must name him."""
        his = _PROMISED if agent is None else _PROMISED.where(_C.callback_agent == agent)
        async with self._database.read() as connection:
            found = (await connection.execute(his, {"campaign": campaign, "until": until})).mappings().all()
        people = [rows.contact(row, ()) for row in found]
        return [Promised(one.id, one.name, one.due, one.callback) for one in people if one.callback]

    async def promise(self, contact: int, promise: Callback, now: Moment) -> None:
        """Opens the contact again if it was finished. Raises BadCard."""
        await self._database.transact(lambda c: _promise(c, contact, promise, now))

    async def withdraw(self, contact: int, now: Moment) -> None:
        """No promise any more: it may be called as others are, from now on. Raises BadCard."""
        await self._database.transact(lambda c: _withdraw(c, contact, now))


def _promise(connection: Connection, which: int, promise: Callback, now: Moment) -> None:
    contact = at_rest(connection, which)
    check_promise(contact, promise, now)
    stands = {"standing": Standing.OPEN.value, "why": "promised", "due": promise.at}
    _change(connection, which, stands | rows.callback_row(promise))


def _withdraw(connection: Connection, which: int, now: Moment) -> None:
    if at_rest(connection, which).callback is None:
        raise BadCard("contact", which, "was promised nothing", "look at the campaign's callbacks")
    _change(connection, which, {"why": "promise withdrawn", "due": now} | rows.callback_row(None))


def at_rest(connection: Connection, which: int, *, removed: bool = False) -> Contact:
    """Locked; one that is not being called now, and that is still there; or `removed` with his load, but not erased."""
    contact = load(connection, [which], lock=True).get(which)
    gone = contact is not None and contact.standing is Standing.REMOVED
    if contact is None or (gone and not (removed and contact.numbers)):
        raise BadCard("contact", which, "is not known", "look for its number")
    if contact.standing is Standing.OUT:
        raise BadCard("contact", which, "is being called now", "wait until the attempt is over")
    return contact


def _change(connection: Connection, which: int, values: dict[str, object]) -> None:
    connection.execute(sa.update(contacts).where(_C.id == which).values(values))
