"""Attempts as people look at them: the newest of some kind, and one with all that an agent needs to see of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.store.database import Database
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard
from dialer.core.contact import Contact
from dialer.store import contact_rows as rows
from dialer.store.campaigns import campaign_card
from dialer.store.contacts import load
from dialer.store.tables import attempts, campaigns, contacts

MOST: Final = 1000
"""Attempts in one answer."""


@dataclass(frozen=True, slots=True)
class Which:
    """None: any. `open`: under way (or over); `last`: so many of the newest; `campaigns`: of these alone; `after`: those that come
    after this attempt, the newest first."""

    campaign: str | None = None
    contact: int | None = None
    agent: str | None = None
    open: bool | None = None
    last: int = 50
    campaigns: frozenset[str] | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """`name`: the contact's; empty where he has none, or is no more. `form`: as it was filled in."""

    attempt: Attempt
    name: str = ""
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """`contact` None: it was deleted; `card` None: its campaign was. `past`: all attempts to the contact, this one too, oldest
    first."""

    recorded: Recorded
    contact: Contact | None
    card: CampaignCard | None
    past: Sequence[Recorded] = ()

    @property
    def attempt(self) -> Attempt:
        return self.recorded.attempt


class Looking:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def some(self, which: Which) -> list[Recorded]:
        """The newest first."""
        wanted = _WITH_NAME.where(*_conditions(which)).order_by(attempts.c.began.desc(), attempts.c.id.desc())
        async with self._database.read() as connection:
            found = await connection.execute(wanted.limit(min(which.last, MOST)))
            return [_recorded(row) for row in found.mappings()]

    async def one(self, name: str) -> Whole | None:
        """None: it is not on record."""
        async with self._database.read() as connection:
            return await connection.run_sync(_whole, name)

    async def people(self, ids: Collection[int]) -> dict[int, Contact]:
        """By id; those that are not there are left out."""
        async with self._database.read() as connection:
            return await connection.run_sync(load, ids) if ids else {}


_WITH_NAME: Final = sa.select(attempts, contacts.c.name.label("contact_name")).join(
    contacts, contacts.c.id == attempts.c.contact, isouter=True
)
_ONE: Final = _WITH_NAME.where(attempts.c.id == sa.bindparam("name"))
_PAST: Final = _WITH_NAME.where(attempts.c.contact == sa.bindparam("contact")).order_by(
    attempts.c.began, attempts.c.id
)


def _conditions(which: Which) -> list[sa.ColumnElement[bool]]:
    wanted = {"campaign": which.campaign, "contact": which.contact, "agent": which.agent}
    found = [attempts.c[name] == value for name, value in wanted.items() if value is not None]
    if which.campaigns is not None:
        found.append(attempts.c.campaign.in_(sorted(which.campaigns)))
    if which.open is not None:
        found.append(attempts.c.ended.is_(None) if which.open else attempts.c.ended.is_not(None))
    if which.after is not None:
        found.append(_older_than(which.after))
    return found


def _older_than(attempt: str) -> sa.ColumnElement[bool]:
    """None is older than an attempt that nobody knows."""
    then = attempts.alias()
    began = sa.select(then.c.began).where(then.c.id == attempt).scalar_subquery()
    return sa.or_(attempts.c.began < began, sa.and_(attempts.c.began == began, attempts.c.id < attempt))


def _recorded(row: Any) -> Recorded:
    return Recorded(rows.attempt(row), row["contact_name"] or "", row["form"])


def _whole(connection: Connection, name: str) -> Whole | None:
    row = connection.execute(_ONE, {"name": name}).mappings().one_or_none()
    if row is None:
        return None
    recorded = _recorded(row)
    attempt = recorded.attempt
    card = sa.select(campaigns).where(campaigns.c.code == attempt.campaign)
    found = connection.execute(card).mappings().one_or_none()
    past = connection.execute(_PAST, {"contact": attempt.contact}).mappings()
    return Whole(
        recorded,
        load(connection, [attempt.contact]).get(attempt.contact),
        None if found is None else campaign_card(dict(found)),
        [_recorded(one) for one in past],
    )
