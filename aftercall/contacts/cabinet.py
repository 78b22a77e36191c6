"""Contacts as campaign managers keep them: leafed through, exported, erased; whole lists; numbers that must not be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import BadCard
from aftercall.contacts.said import NotOnRecord
from aftercall.office.errors import InUse, database
from dialer.core.contact import Contact, Standing
from dialer.core.numbers import NoNumber, read_number
from dialer.core.outcome import Outcome
from dialer.load.blocking import EVERYWHERE, Entry, block, entries_of, how_many, leaf, unblock
from dialer.load.views import all_lists
from dialer.store.browsing import Browsing, Leaf, Sought
from dialer.store.lists import ContactList, Lists
from dialer.store.people import People

Json = dict[str, Any]
COUNTED: int = 10_000
"""Contacts up to which a search says how many there are."""


class Cabinet:
    """Raises NotOnRecord, InUse, BadCard and DatabaseAway."""

    def __init__(self, db: Database, now: Callable[[], Moment]) -> None:
        self._database = db
        self._browsing = Browsing(db)
        self._people = People(db)
        self._lists = Lists(db)
        self._now = now

    # --- contacts ------------------------------------------------------------------------------------------------

    async def contacts(self, sought: Sought) -> list[Leaf]:
        with database():
            return await self._browsing.some(sought)

    async def count(self, sought: Sought) -> int:
        with database():
            return await self._browsing.count(sought, COUNTED)

    async def contact(self, which: int) -> Leaf:
        with database():
            found = await self._browsing.one(which)
        if found is None:
            raise NotOnRecord(f"contact {which} is not known", "look for its number")
        return found

    async def export(self, which: int) -> Json:
        """All that is kept about this person."""
        await self.contact(which)
        with database():
            return await self._people.export(which)

    async def erase(self, which: int, by: str, *, to_list: bool) -> None:
        """Raises InUse while he is being called."""
        found = await self.contact(which)
        if found.contact.standing is Standing.OUT:
            raise InUse(f"contact {which} is being called now", "wait until the call is over")
        with database():
            await self._people.erase(which, by, self._now(), block=to_list)

    async def namesakes(self, contact: Contact) -> int:
        """Contacts in other lists that have one of his numbers."""
        with database():
            found = [one for n in contact.numbers for one in await self._people.by_number(n.e164)]
        return len({one.id for one in found} - {contact.id})

    # --- lists ---------------------------------------------------------------------------------------------------

    async def lists(self, campaign: str | None) -> list[Json]:
        """Each with its contacts by standing."""
        with database():
            return await all_lists(self._database, campaign)

    async def list_(self, which: int) -> ContactList:
        with database():
            found = next((one for one in await self._lists.all() if one.id == which), None)
        if found is None:
            raise NotOnRecord(f"list {which} is not known", "look at the campaign's lists")
        return found

    async def set_active(self, which: int, active: bool) -> None:
        with database():
            await self._lists.set_active(which, active)

    async def recycle(self, which: int, outcomes: Sequence[str], dispositions: Sequence[str]) -> int:
        """How many contacts are open again."""
        if not outcomes and not dispositions:
            raise BadCard("outcomes", [], "names nobody to be called again", "name outcomes or dispositions")
        words = [Outcome(word) for word in outcomes]
        with database():
            return await self._lists.recycle(which, words, self._now(), dispositions)

    async def delete_list(self, which: int) -> None:
        with database():
            try:
                await self._lists.delete(which)
            except BadCard as bad:
                raise InUse(f"list {which} {bad.why}", bad.remedy) from bad

    # --- do not call ---------------------------------------------------------------------------------------------

    async def block(
        self, numbers: Sequence[str], campaign: str | None, source: str, since: Moment | None, by: str
    ) -> int:
        """How many are new."""
        at = self._now() if since is None else since
        with database():
            entries = [Entry(number, source, at) for number in numbers]
            return await block(self._database, campaign or EVERYWHERE, entries, by)

    async def unblock(self, number: str, campaign: str | None) -> None:
        where = campaign or EVERYWHERE
        with database():
            gone = await unblock(self._database, where, number)
        if not gone:
            place = where if where == EVERYWHERE else f"in campaign {where}"
            raise NotOnRecord(f"{number} is not blocked {place}", "ask where it is")

    async def entries(self, number: str) -> list[Json]:
        with database():
            return await entries_of(self._database, number)

    async def leaf(
        self, wheres: Sequence[str] | None, digits: str, after: tuple[str, str], limit: int
    ) -> list[Json]:
        with database():
            return await leaf(self._database, wheres, digits, after, limit)

    async def how_many(self) -> Mapping[str, int]:
        with database():
            return await how_many(self._database)


def one_number(text: str, region: str | None, field: str) -> str:
    """E.164. Raises BadCard."""
    read = read_number(text, region.upper() if region else None)
    if isinstance(read, NoNumber):
        raise BadCard(field, text, f"is no number: {read.why}", "write it with its country, as +48512345678")
    return read.e164
