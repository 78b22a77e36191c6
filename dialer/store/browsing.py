"""Contacts as people leaf through them: of a campaign or a list, by number, by name, page by page in the order they were loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.database import Database
from dialer.core.contact import Contact, Standing
from dialer.store.contacts import load
from dialer.store.tables import attempts, contact_numbers, contacts, lists

_C: Final = contacts.c


@dataclass(frozen=True, slots=True)
class Sought:
    """None, empty: any. `campaigns`: of these alone. `digits`: part of a number; `name`: part of one. `after`: an id."""

    campaigns: Sequence[str] | None = None
    campaign: str | None = None
    list: int | None = None
    standing: Standing | None = None
    digits: str = ""
    name: str = ""
    after: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Leaf:
    """`why`: for what reason it is finished or removed. `tried`: attempts; `last`: when the last one began, and its outcome or
    disposition."""

    contact: Contact
    list_name: str
    load: int
    row: int
    why: str
    tried: int
    last: Moment | None
    last_outcome: str | None
    last_disposition: str | None


class Browsing:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def some(self, sought: Sought) -> list[Leaf]:
        async with self._database.read() as connection:
            return await connection.run_sync(_some, sought)

    async def one(self, which: int) -> Leaf | None:
        """None: it is not there."""
        async with self._database.read() as connection:
            found = await connection.run_sync(_leaves, sa.select(_C.id).where(_C.id == which))
        return found[0] if found else None

    async def count(self, sought: Sought, most: int) -> int:
        """Of all that are sought, wherever the page begins; counted up to `most`."""
        ids = sa.select(_C.id).where(*_conditions(sought)).limit(most).subquery()
        async with self._database.read() as connection:
            return int(await connection.scalar(sa.select(sa.func.count()).select_from(ids)) or 0)


def _some(connection: Connection, sought: Sought) -> list[Leaf]:
    ids = sa.select(_C.id).where(_C.id > sought.after, *_conditions(sought)).order_by(_C.id)
    return _leaves(connection, ids.limit(sought.limit))


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if sought.campaigns is not None:
        found.append(_C.campaign.in_(sought.campaigns))
    if sought.campaign is not None:
        found.append(_C.campaign == sought.campaign)
    if sought.list is not None:
        found.append(_C.list == sought.list)
    if sought.standing is not None:
        found.append(_C.standing == sought.standing.value)
    if sought.digits:
        found.append(_C.id.in_(_having(sought.digits)))
    if sought.name:
        found.append(_named(sought.name))
    return found


def _having(digits: str) -> sa.Select[Any]:
    """Whole numbers by their index; parts of one by looking at each."""
    numbers = contact_numbers.c
    if digits.startswith("+"):
        return sa.select(numbers.contact).where(numbers.e164 == digits)
    return sa.select(numbers.contact).where(numbers.e164.contains(digits, autoescape=True))


def _named(name: str) -> sa.ColumnElement[bool]:
    """SQLite knows large and small letters of English alone: the ways in which people write names are looked for."""
    ways = {name, name.lower(), name.upper(), name.title(), name.capitalize()}
    return sa.or_(*(_C.name.icontains(way, autoescape=True) for way in sorted(ways)))


def _leaves(connection: Connection, ids: sa.Select[Any]) -> list[Leaf]:
    found = list(connection.execute(ids).scalars())
    if not found:
        return []
    people = load(connection, found)
    own = sa.select(_C.id, _C.load, _C.row, _C.why, lists.c.name).join(lists, lists.c.id == _C.list)
    rows = {row.id: row for row in connection.execute(own.where(_C.id.in_(found)))}
    tried = _tried(connection, found)
    return [_leaf(people[which], rows[which], tried.get(which, [])) for which in found if which in people]


def _leaf(contact: Contact, row: Any, tried: Sequence[Any]) -> Leaf:
    last = tried[-1] if tried else None
    return Leaf(
        contact,
        row.name,
        row.load,
        row.row,
        row.why,
        len(tried),
        last.began if last else None,
        last.outcome if last else None,
        last.disposition if last else None,
    )


def _tried(connection: Connection, ids: Sequence[int]) -> dict[int, list[Any]]:
    a = attempts.c
    wanted = sa.select(a.contact, a.began, a.outcome, a.disposition).where(a.contact.in_(ids))
    found: dict[int, list[Any]] = {}
    for row in connection.execute(wanted.order_by(a.began, a.id)):
        found.setdefault(row.contact, []).append(row)
    return found
