"""Takes contacts that may be called now: one transaction that puts each attempt on record and its contact out.

Nobody is taken twice by two dialers on one database: on SQLite only one transaction writes at a time, on PostgreSQL each takes
the rows that no other has locked. And no number is in two attempts at once, though two contacts may share it: who looks at a
number locks it, and reads only then what is under way to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from secrets import token_hex
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import RowMapping
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.cards import BOOKS, CampaignCard, State
from dialer.core.contact import Contact, History, Standing
from dialer.core.heard import Taken
from dialer.core.lawful import Calendars
from dialer.core.orders import Take
from dialer.core.verdict import Never, NotBefore, Rule
from dialer.core.whom import SOON, Call, look_again, whom
from dialer.store import contact_rows as rows
from dialer.store.campaigns import campaign_of
from dialer.store.candidates import Wanted, candidates, first_due, promised_by
from dialer.store.contacts import by_index, histories, numbers_of
from dialer.store.tables import attempts, contacts

LOOKED: Final = 200
"""Contacts looked at in one transaction: others want to write, too."""

_NOT_PLAIN: Final = re.compile("[^A-Za-z0-9]")
PAGE: Final = range(8, 65)
_LOCK: Final = 7_203_243  # any number but those of the migrations and the cards

_NOT_OURS: Final = sa.text(
    "SELECT number FROM unnest(CAST(:numbers AS text[])) AS number"
    f" WHERE NOT pg_try_advisory_xact_lock({_LOCK}, hashtext(number))"
)
_NEW: Final = sa.insert(attempts)
_OUT: Final = (
    sa.update(contacts).where(contacts.c.id == sa.bindparam("which")).values(standing=Standing.OUT.value)
)
_WAITS: Final = (
    sa.update(contacts)
    .where(contacts.c.id == sa.bindparam("which"))
    .values(due=sa.bindparam("at"), why=sa.bindparam("reason"))
)
_ENDS: Final = (
    sa.update(contacts)
    .where(contacts.c.id == sa.bindparam("which"))
    .values(standing=Standing.FINISHED.value, why=sa.bindparam("reason"), **rows.callback_row(None))
)


@dataclass(frozen=True, slots=True)
class Seat:
    """What an attempt is made with. `agent` None: whoever is free."""

    trunk: str
    agent: str | None = None


def take(
    connection: Connection, site: str, order: Take, now: Moment, calendars: Calendars, names: Sequence[str]
) -> Taken:
    """`names`: ids for the attempts, as many as are wanted. Looks at `LOOKED` contacts at most: `again` not after
    `now` says that there are more to look at. Raises BadCard: no such campaign."""
    free = seats(order)
    card = campaign_of(connection, order.campaign)
    if card.state is not State.RUNNING or not order.count:
        return Taken(now, order.campaign, order.count, ())
    by_index(connection)
    search = Search(connection, site, card, calendars, now, free, names)
    page = min(max(order.count, PAGE[0]), PAGE[-1])
    own = bool(order.agents) and card.mode not in BOOKS
    wanted = Wanted(card.code, order.agents, now, page, own)
    looked = islice(candidates(connection, wanted), LOOKED)
    while search.seats and not search.closed and (group := list(islice(looked, page))):
        search.look(group)
    search.write()
    taken = Taken(now, order.campaign, order.count, tuple(search.taken))
    if own:
        return taken
    promised = () if order.agents else promised_by(connection, card.code, now)
    return replace(taken, again=search.again(), promised=promised)


def seats(order: Take) -> list[Seat]:
    agents = order.agents or (None,) * order.count
    if not len(agents) == len(order.trunks) == order.count:
        raise ValueError(f"{order}: name as many trunks (and agents, if any) as attempts are wanted")
    return [Seat(*pair) for pair in zip(order.trunks, agents, strict=True)]


@dataclass
class Search:
    """`seats` are those still free. `closed`: the campaign itself is, so nobody else need be looked at."""

    connection: Connection
    site: str
    card: CampaignCard
    calendars: Calendars
    now: Moment
    seats: list[Seat]
    names: Sequence[str]
    taken: list[Attempt] = field(default_factory=list)
    closed: bool = False
    _waits: list[dict[str, Any]] = field(default_factory=list)
    _ends: list[dict[str, Any]] = field(default_factory=list)

    def look(self, group: Collection[RowMapping]) -> None:
        for contact, history, elsewhere in self._known(group):
            if not self.seats or self.closed:
                return
            self._ask(contact, history, elsewhere)

    def write(self) -> None:
        """All that was decided."""
        new = [rows.attempt_row(attempt) | {"site": self.site} for attempt in self.taken]
        out = [{"which": attempt.contact} for attempt in self.taken]
        for statement, values in ((_NEW, new), (_OUT, out), (_WAITS, self._waits), (_ENDS, self._ends)):
            if values:
                self.connection.execute(statement, values)

    def again(self) -> Moment | None:
        """When to look again, after `write`; at once if all that was wanted is taken."""
        if self.closed or not self.seats:
            return None if self.closed else self.now
        agents = [seat.agent for seat in self.seats if seat.agent is not None]
        due = first_due(self.connection, self.card.code, agents)
        return None if due is None else max(due, self.now)

    def _known(self, group: Collection[RowMapping]) -> Iterator[tuple[Contact, History, Collection[str]]]:
        """Locks first: what is read after it cannot change behind our back."""
        numbers = numbers_of(self.connection, [row["id"] for row in group])
        people = [rows.contact(row, numbers[row["id"]]) for row in group]
        all_numbers = {number.e164 for contact in people for number in contact.numbers}
        elsewhere = taken_elsewhere(self.connection, all_numbers)
        past = histories(self.connection, people)
        return ((contact, past[contact.id], elsewhere) for contact in people)

    def _ask(self, contact: Contact, history: History, elsewhere: Collection[str]) -> None:
        seat = self._seat(contact)
        verdict = whom(contact, self.card, history, self.now, self.calendars, agent=seat.agent)
        if not isinstance(verdict, Call):
            self._refused(contact, verdict)
        elif verdict.number.e164 in (attempt.number for attempt in self.taken):
            self._put_off(contact, self.now + SOON, f"{verdict.number.e164} is being called")
        elif verdict.number.e164 not in elsewhere:
            self.seats.remove(seat)
            self.taken.append(self._attempt(contact, verdict, seat))

    def _seat(self, contact: Contact) -> Seat:
        """The agent's who promised it, if he is there, else the first."""
        promised = contact.callback and contact.callback.agent
        return next((seat for seat in self.seats if promised and seat.agent == promised), self.seats[0])

    def _refused(self, contact: Contact, verdict: NotBefore | Never) -> None:
        if isinstance(verdict, Never) and verdict.rule in (Rule.STATE, Rule.CALENDAR):
            self.closed = True
        elif verdict.rule is Rule.PROMISED:
            return  # for another agent it may be time
        elif (at := look_again(verdict, self.now)) is not None:
            self._put_off(contact, at, verdict.reason)
        else:
            self._ends.append({"which": contact.id, "reason": verdict.reason})

    def _put_off(self, contact: Contact, at: Moment, reason: str) -> None:
        self._waits.append({"which": contact.id, "at": at, "reason": reason})

    def _attempt(self, contact: Contact, call: Call, seat: Seat) -> Attempt:
        name, number = self.names[len(self.taken)], call.number.e164
        own = (
            contact.callback is not None
            and contact.callback.agent is not None
            and contact.callback.agent == seat.agent
        )
        return Attempt(name, self.card.code, contact.id, number, seat.trunk, self.now, seat.agent, own=own)


def taken_elsewhere(connection: Connection, numbers: Collection[str]) -> Collection[str]:
    """Numbers that another transaction looks at now; all others are ours until this one is over. On SQLite there is no other."""
    if connection.dialect.name != "postgresql" or not numbers:
        return ()
    return set(connection.execute(_NOT_OURS, {"numbers": sorted(numbers)}).scalars())


def attempt_id(site: str, now: Moment) -> str:
    """`d-<site>-<moment>-<random>`: it becomes a channel's id in Asterisk, so letters, digits and dashes alone."""
    return f"d-{_NOT_PLAIN.sub('', site)[:20]}-{base36(now)}-{token_hex(8)}"


def base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"
