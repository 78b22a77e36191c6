"""The desk at which agents deal with contacts: over the record, the dialer's room and the floor."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from acd.core import heard as floor_heard
from acd.core.agent import Agent
from acd.core.heard import Person
from acd.core.moment import DAY, Moment, Span
from acd.core.reason import Reason
from acd.store.database import Database
from acd.store.errors import BadCard
from aftercall.contacts import reasons
from aftercall.contacts.meant import check_agent, check_said, moment_of, number_of, why_not_then
from aftercall.contacts.said import NothingAtHand, NotOnRecord, Promise, Said
from aftercall.office.errors import database
from aftercall.office.ports import Desk, Dialer
from dialer.core import heard
from dialer.core.at_hand import AtHand, at_hand
from dialer.core.contact import Callback, Contact, Standing
from dialer.core.dispositions import DispositionError, check
from dialer.store.attempts import Attempts
from dialer.store.callbacks import Callbacks, Promised
from dialer.store.dispose import Given
from dialer.store.drafts import Drafts
from dialer.store.looking import Looking, Recorded, Which, Whole
from dialer.store.people import People

FAR: Final[Span] = 366 * DAY
"""No call is promised for later."""


class ContactDesk:
    """Raises BadCard, NotOnRecord, NothingAtHand, WrongForm and DatabaseAway; nothing is changed then."""

    def __init__(self, db: Database, site: str, desk: Desk, dialer: Dialer) -> None:
        self._attempts = Attempts(db, site)
        self._looking = Looking(db)
        self._callbacks = Callbacks(db)
        self._people = People(db)
        self._drafts = Drafts(db)
        self._desk = desk
        self._dialer = dialer

    # --- looking -------------------------------------------------------------------------------------------------

    async def some(self, which: Which) -> list[Recorded]:
        """The newest first."""
        with database():
            return await self._looking.some(which)

    async def one(self, attempt: str) -> Whole:
        with database():
            found = await self._looking.one(attempt)
        if found is None:
            raise NotOnRecord(f"attempt {attempt!r} is not on record", "`aftercall attempts list` shows some")
        return found

    def at_hand(self, agent: str) -> AtHand:
        found = at_hand(self._dialer.room, self._desk.floor, agent)
        if found is None:
            raise NothingAtHand(reasons.NOTHING_AT_HAND(agent=agent), reasons.BY_ITS_ATTEMPT())
        return found

    # --- dispositions --------------------------------------------------------------------------------------------

    async def say(self, attempt: str, said: Said, by: Person) -> Whole:
        """It completes the attempt; an aftercall goes on."""
        whole = await self.one(attempt)
        check_said(whole, said)
        promise = self._meant(whole.contact, whole.attempt.number, said.promise)
        now = self._desk.now()
        with database():
            given = Given(said.disposition, by.name, said.form, promise)
            done = await self._attempts.dispose(attempt, given, now)
        self._dialer.hear(heard.Disposed(now, done.id, done.campaign, said.disposition, by.name))
        who = next((code for code, one in self._desk.floor.agents.items() if _has(one, attempt)), None)
        if who is not None:
            await self._desk.heed(floor_heard.Disposed(now, who, attempt, said.disposition))
        return await self.one(attempt)

    def refusal(self, agent: str, disposition: str) -> Reason | None:
        """Why this cannot be said of the aftercall that he is in; None: it can, or it is no campaign's."""
        known = self._desk.floor.agents.get(agent)
        wrap = known.aftercall if known is not None else None
        campaign = self._dialer.room.campaigns.get(wrap.queue) if wrap is not None else None
        if campaign is None:
            return None
        try:
            check(campaign.card, disposition, promise=wrap is not None and wrap.disposition == disposition)
        except DispositionError as error:
            return error.reason
        return None

    # --- drafts --------------------------------------------------------------------------------------------------

    async def draft(self, agent: str, about: str) -> dict[str, Any] | None:
        with database():
            return await self._drafts.of(agent, about)

    async def keep_draft(self, agent: str, about: str, content: dict[str, Any]) -> Moment:
        """When it was kept."""
        now = self._desk.now()
        with database():
            await self._drafts.keep(agent, about, content, now)
        return now

    async def drop_draft(self, agent: str, about: str) -> None:
        with database():
            await self._drafts.drop(agent, about)

    # --- callbacks -----------------------------------------------------------------------------------------------

    async def callbacks(
        self, campaigns: Collection[str], until: Moment, agent: str | None
    ) -> list[tuple[Promised, Contact]]:
        """The earliest first; `agent`: his own alone."""
        with database():
            found = [one for code in campaigns for one in await self._callbacks.due(code, until, agent)]
            people = await self._looking.people([one.contact for one in found])
        earliest = sorted(found, key=lambda one: (one.due, one.contact))
        return [(one, people[one.contact]) for one in earliest if one.contact in people]

    async def person(self, contact: int) -> Contact:
        with database():
            try:
                found, _ = await self._people.get(contact)
            except BadCard:
                found = None
        if found is None or found.standing is Standing.REMOVED:
            raise NotOnRecord(
                f"contact {contact} is not known", "`aftercall contacts show` looks for a number"
            )
        return found

    async def promise(self, contact: int, wish: Promise) -> Contact:
        """A new promise, or another moment, agent or number for the one that stands."""
        person = await self.person(contact)
        before = person.callback
        number = next((one.e164 for one in person.numbers if before and one.id == before.number), "")
        meant = self._meant(person, number, wish)
        assert meant is not None  # of a promise there is always one
        with database():
            await self._callbacks.promise(contact, meant, self._desk.now())
        return await self.person(contact)

    async def withdraw(self, contact: int) -> Contact:
        await self.person(contact)
        with database():
            await self._callbacks.withdraw(contact, self._desk.now())
        return await self.person(contact)

    def closed(self, contact: Contact | None) -> str:
        """Why the promised call cannot be made at its moment; empty: it can, as far as hours go."""
        if contact is None or contact.callback is None or contact.campaign not in self._dialer.room.campaigns:
            return ""
        return why_not_then(contact, contact.callback, self._dialer.room.campaigns[contact.campaign].card)

    def _meant(self, contact: Contact | None, called: str, wish: Promise | None) -> Callback | None:
        if wish is None:
            return None
        if contact is None:
            raise BadCard("callback", "", "is for a contact that is no more", "give another disposition")
        campaign = self._dialer.room.campaigns.get(contact.campaign)
        check_agent(wish, self._desk.floor.agents.get(wish.agent or ""), campaign.card if campaign else None)
        number = number_of(contact, wish.number, called)
        at = moment_of(contact, number, wish)
        if at > self._desk.now() + FAR:
            raise BadCard("callback.at", at, "is more than a year off", "name an earlier moment")
        return Callback(at, number.id, wish.agent, wish.moves)


def _has(agent: Agent, call: str) -> bool:
    talk, wrap = agent.talk, agent.aftercall
    return call in (talk.call if talk else None, wrap.call if wrap else None)
