"""The store as the dialer's desk needs it: attempts, and what the cap counts."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import HOUR, Moment, Span
from acd.store.errors import BadCard
from dialer.core import reasons
from dialer.core.attempt import Attempt
from dialer.core.lawful import Calendars
from dialer.core.outcome import LIVE, Outcome
from dialer.core.permit import permit
from dialer.core.verdict import Never, Rule, Verdict
from dialer.store import contact_rows as rows
from dialer.store.attempts import Attempts
from dialer.store.campaigns import campaign_of
from dialer.store.contacts import histories, load
from dialer.store.dispose import Given
from dialer.store.tables import attempts

_HOUR: Final = attempts.c.answered // sa.literal_column(str(HOUR), sa.BigInteger)
_LATE: Final = sa.and_(
    attempts.c.amd == "", attempts.c.connected - attempts.c.answered > sa.bindparam("patience")
)
"""Served, but later than the law allows. Since when AMD took him for a person is on no record."""
_HOURS: Final = (
    sa.select(
        _HOUR,
        sa.func.count(),
        sa.func.sum(sa.case((sa.or_(attempts.c.outcome == Outcome.ABANDONED.value, _LATE), 1), else_=0)),
    )
    .where(
        attempts.c.campaign == sa.bindparam("campaign"),
        attempts.c.began >= sa.bindparam("since"),
        attempts.c.answered.is_not(None),
        attempts.c.outcome.in_([outcome.value for outcome in LIVE]),
    )
    .group_by(_HOUR)
)


class Paper(Attempts):
    async def still(self, attempt: Attempt, now: Moment, calendars: Calendars) -> Verdict:
        """Permission, asked again for an attempt that is on record. Raises BadCard."""
        async with self._database.read() as connection:
            return await connection.run_sync(still, attempt, now, calendars)

    async def disposed(self, attempt: str, disposition: str, by: str, now: Moment) -> None:
        """Raises BadCard for a code that the campaign does not know."""
        await self.dispose(attempt, Given(disposition, by), now)

    async def recent(self, campaign: str, since: Moment, count: int) -> tuple[Attempt, ...]:
        """The last `count` that began at `since` or later and have ended, oldest first."""
        async with self._database.read() as connection:
            return await connection.run_sync(recent, campaign, since, count)

    async def hours(self, campaign: str, since: Moment, patience: Span) -> tuple[tuple[int, int, int], ...]:
        """(hour since 1970, live answers, those of them abandoned or served later than `patience`), of attempts that began at `since`
        or later."""
        asked = {"campaign": campaign, "since": since - since % HOUR, "patience": patience}
        async with self._database.read() as connection:
            found = await connection.execute(_HOURS, asked)
            return tuple((int(hour), int(live), int(abandoned)) for hour, live, abandoned in found)


def recent(connection: Connection, campaign: str, since: Moment, count: int) -> tuple[Attempt, ...]:
    last = (
        sa.select(attempts)
        .where(attempts.c.campaign == campaign, attempts.c.began >= since, attempts.c.ended.is_not(None))
        .order_by(attempts.c.began.desc())
        .limit(count)
    )
    found = [rows.attempt(row) for row in connection.execute(last).mappings()]
    return tuple(reversed(found))


def still(connection: Connection, attempt: Attempt, now: Moment, calendars: Calendars) -> Verdict:
    card = campaign_of(connection, attempt.campaign)
    contact = load(connection, {attempt.contact}).get(attempt.contact)
    if contact is None:
        return Never(reasons.GONE(), Rule.REMOVED)
    number = next((one for one in contact.numbers if one.e164 == attempt.number), None)
    if number is None:
        raise BadCard("number", attempt.number, f"is no more one of contact {contact.id}'s", "take it again")
    history = histories(connection, [contact])[contact.id]
    return permit(contact, number, card, history, now, calendars, agent=attempt.agent, mine=attempt)
