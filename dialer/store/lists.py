"""A campaign's lists: seen, switched on and off, recycled, deleted. Their loads are made elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import BadCard
from dialer.core.contact import Standing
from dialer.core.outcome import Outcome
from dialer.store.tables import attempts, contacts, lists

CHUNK: Final = 2000
"""Contacts changed in one transaction: others want to write, too."""

_C: Final = contacts.c
_TRIED: Final = attempts.alias("tried")
_LAST: Final = (
    sa.select(_TRIED.c.id)
    .where(_TRIED.c.contact == _C.id)
    .order_by(_TRIED.c.began.desc(), _TRIED.c.id.desc())
    .limit(1)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class ContactList:
    id: int
    campaign: str
    name: str
    active: bool
    made: Moment


class Lists:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, campaign: str | None = None) -> Sequence[ContactList]:
        wanted = sa.select(lists).order_by(lists.c.campaign, lists.c.id)
        if campaign is not None:
            wanted = wanted.where(lists.c.campaign == campaign)
        async with self._database.read() as connection:
            return [ContactList(**row) for row in (await connection.execute(wanted)).mappings()]

    async def make(self, campaign: str, name: str, now: Moment) -> int:
        """An empty one; its id. Raises BadCard: the campaign has one of this name."""
        row = {"campaign": campaign, "name": name, "active": True, "made": now}
        try:
            async with self._database.write() as connection:
                return int(
                    (
                        await connection.execute(sa.insert(lists).values(row).returning(lists.c.id))
                    ).scalar_one()
                )
        except IntegrityError as error:
            raise BadCard(
                "list", name, f"is a list of campaign {campaign} already", "take another name"
            ) from error

    async def set_active(self, which: int, active: bool) -> None:
        """Off: nobody new is taken from it; who is being called goes on. Raises BadCard."""
        async with self._database.write() as connection:
            changed = sa.update(lists).where(lists.c.id == which).values(active=active)
            _must_be(which, (await connection.execute(changed)).rowcount)

    async def recycle(
        self, which: int, outcomes: Collection[Outcome], now: Moment, dispositions: Collection[str] = ()
    ) -> int:
        """Opens the finished ones again whose last attempt ended so: with one of the dispositions if any was given, else with
        one of the outcomes. Their attempts so far no longer count towards totals; gaps, days and do-not-call hold. How many.
        Raises BadCard."""
        await self._known(which)
        opened, after = 0, 0
        while True:
            ids = await self._database.transact(partial(_finished, which, after, outcomes, dispositions, now))
            if not ids:
                return opened
            opened, after = opened + len(ids), ids[-1]

    async def delete(self, which: int) -> None:
        """With its contacts; attempts and do-not-call entries stay. Raises BadCard, so while it is active or somebody is called."""
        await self._database.transact(lambda c: _must_rest(c, which))
        while await self._database.transact(lambda c: _delete_some(c, which)):
            pass
        async with self._database.write() as connection:
            await connection.execute(sa.delete(lists).where(lists.c.id == which))

    async def _known(self, which: int) -> None:
        async with self._database.read() as connection:
            found = await connection.execute(sa.select(lists.c.id).where(lists.c.id == which))
            _must_be(which, len(found.all()))


def _must_be(which: int, count: int) -> None:
    if not count:
        raise BadCard("list", which, "is not known", "look at the campaign's lists")


def _finished(
    which: int,
    after: int,
    outcomes: Collection[Outcome],
    dispositions: Collection[str],
    now: Moment,
    connection: Connection,
) -> list[int]:
    """The next `CHUNK` of them, opened."""
    how = sa.or_(
        attempts.c.disposition.in_(dispositions),
        sa.and_(attempts.c.disposition.is_(None), attempts.c.outcome.in_([one.value for one in outcomes])),
    )
    wanted = (
        sa.select(_C.id)
        .select_from(contacts)
        .join(attempts, attempts.c.id == _LAST)
        .where(_C.list == which, _C.standing == Standing.FINISHED.value, _C.id > after, how)
        .order_by(_C.id)
        .limit(CHUNK)
        .with_for_update(of=contacts)
    )
    ids = list(connection.execute(wanted).scalars())
    opened: dict[str, Any] = {"standing": Standing.OPEN.value, "why": "recycled", "due": now, "recycled": now}
    if ids:
        connection.execute(sa.update(contacts).where(_C.id.in_(ids)).values(opened))
    return ids


def _must_rest(connection: Connection, which: int) -> None:
    active = connection.scalar(sa.select(lists.c.active).where(lists.c.id == which).with_for_update())
    _must_be(which, active is not None)
    if active:
        raise BadCard("list", which, "is active", "switch it off first")
    out = sa.select(sa.func.count()).where(_C.list == which, _C.standing == Standing.OUT.value)
    if called := connection.scalar(out):
        raise BadCard(
            "list", which, f"has {called} contacts that are being called now", "wait until they are through"
        )


def _delete_some(connection: Connection, which: int) -> int:
    some = sa.select(_C.id).where(_C.list == which).limit(CHUNK)
    return connection.execute(sa.delete(contacts).where(_C.id.in_(some))).rowcount
