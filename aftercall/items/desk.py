"""The desk at which chats, tickets and customers are dealt with: over the record, the floor and the folder of attachments.

Whoever brings something here (the API, the widget, a mailbox) is told what is wrong with it: a queue that is not known, a chat for a
queue that is closed, an attachment that is not there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from acd.board.fields import iso
from acd.core import heard
from acd.core.hours import is_open, next_opening
from acd.core.item import Item, Kind
from acd.core.moment import HOUR, Moment
from acd.store.customers import UnknownCustomer
from acd.store.database import Database
from acd.store.errors import Away, BadCard
from acd.store.item_rows import Attachment, ItemRow, Message, item_of
from acd.store.items import Brought, ItemStore, NewItem, NewMessage, UnknownItem
from aftercall.contacts.said import NotOnRecord
from aftercall.items import reasons
from aftercall.items.looking import Looking, Sought
from aftercall.items.people import Customers
from aftercall.items.shelf import AttachmentShelf, plain_name, plain_type
from aftercall.office.errors import DatabaseAway, NotKnown, OfficeError, database
from aftercall.office.ports import Desk

log = structlog.get_logger(__name__)
MOST_ATTACHMENTS: Final = 20
KEPT_UNSENT: Final = 24 * HOUR
"""An attachment that was handed in and never sent is gone after that."""


class Closed(OfficeError):  # noqa: N818 - reads as what it is
    """A chat for a queue whose hours are over, or that was closed by hand. `opens` None: it is not known to open again."""

    code = "closed"

    def __init__(self, queue: str, opens: Moment | None) -> None:
        shut = reasons.CLOSED_FOR_GOOD(queue=queue)
        if opens is not None:
            shut = reasons.CLOSED(queue=queue, opens=iso(opens))
        super().__init__(shut, reasons.BRING_A_TICKET())
        self.opens = opens


@dataclass(frozen=True, slots=True)
class Found:
    """An item as it is now, and its row. What the floor knows is newer than the row."""

    item: Item
    row: ItemRow


class ItemDesk:
    """Raises NotKnown, NotOnRecord, Closed, BadCard and DatabaseAway; nothing is changed then."""

    def __init__(self, store: ItemStore, db: Database, site: str, desk: Desk, shelf: AttachmentShelf) -> None:
        self.store = store
        self.shelf = shelf
        self.customers = Customers(db, site, desk, shelf)
        self._looking = Looking(db, site)
        self._desk = desk

    # --- what comes in -------------------------------------------------------------------------------------------

    async def bring(self, new: NewItem) -> Brought:
        """On record, and the floor knows of it."""
        self._check_queue(new)
        self._check_level(new.level)
        with record():
            if new.external is None or not await self._looking.was_brought(new.source, new.external):
                self._check_open(new)  # who asks again gets his first answer, whatever the hour
                await self._check_attachments(new.message)
            brought = await self.store.bring(new)
        await self.settled()
        return brought

    async def say(self, item: str, new: NewMessage) -> Message:
        with record():
            await self._check_attachments(new)
            message = await self.store.add_message(item, new)
        await self.settled()
        return message

    async def settled(self) -> None:
        """The floor has lived all that was heard until now."""
        await self._desk.heed(heard.TimePassed(self._desk.now()))

    def hours(self, queue: str) -> tuple[bool, Moment | None]:
        """Whether it is open now; if not, when it opens next. Without a calendar it always is, unless it was closed by hand."""
        floor = self._desk.floor
        if not floor.queues[queue].card.open:
            return False, None
        calendar = floor.calendars.get(floor.queues[queue].card.calendar)
        now = self._desk.now()
        if calendar is None or is_open(calendar, now):
            return True, None
        return False, next_opening(calendar, now)

    def _check_queue(self, new: NewItem) -> None:
        queue = self._desk.floor.queues.get(new.queue)
        if queue is None:
            known = sorted(code for code, one in self._desk.floor.queues.items() if not one.card.work)
            raise BadCard("queue", new.queue, "is no queue", f"there are {', '.join(known[:20])}")
        self.check_no_campaign(new.queue)

    def check_no_campaign(self, queue: str) -> None:
        """A campaign's queue has calls alone. One that is not known is for others to refuse."""
        there = self._desk.floor.queues.get(queue)
        if there is not None and there.card.work:
            raise BadCard("queue", queue, "is a campaign", "chats and tickets come to queues")

    def _check_level(self, level: str | None) -> None:
        """`""` and None: chosen by the levels' rules."""
        known = self._desk.floor.levels
        if level and level not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "there are none yet"
            raise BadCard("level", level, "is no level", there)

    def _check_open(self, new: NewItem) -> None:
        card = self._desk.floor.queues[new.queue].card
        if new.kind is not Kind.CHAT or card.chats_when_closed:
            return
        is_now, opens = self.hours(new.queue)
        if not is_now:
            raise Closed(new.queue, opens)

    async def _check_attachments(self, new: NewMessage | None) -> None:
        for number, one in enumerate(new.attachments if new is not None else ()):
            found = await self.store.attachment(one)
            if found is None or found.message is not None:
                why = "is not there" if found is None else "was sent already"
                raise BadCard(f"attachments.{number}", one, why, "hand it in: POST /attachments")

    # --- what is there -------------------------------------------------------------------------------------------

    async def one(self, item: str) -> Found:
        with record():
            row = await self.store.get(item)
        if row is None:
            raise await self._gone(item)
        return self._now(row)

    async def _gone(self, item: str) -> NotOnRecord:
        with record():
            left = await self.store.had(item)
        if left:
            return NotOnRecord(
                f"item {item} is on record no more", "what is over is kept for `items.keep` days"
            )
        return NotOnRecord(f"item {item!r} is not known", "`aftercall items list` shows what there is")

    async def find(self, sought: Sought) -> list[Found]:
        with record():
            return [self._now(row) for row in await self._looking.find(sought)]

    async def thread(self, item: str, after: int, limit: int, *, notes: bool = True) -> list[Message]:
        """Oldest first."""
        with record():
            return await self.store.thread(item, after, limit, notes)

    async def message(self, item: str, message: int) -> Message | None:
        with record():
            found = await self.store.message(message)
        return found if found is not None and found.item == item else None

    async def at_hand(self, item: str) -> Item:
        """For what is wished of it: one that left the floor's memory is there again."""
        there = self._desk.floor.items.get(item)
        if there is not None:
            return there
        async with self.store.leaving:  # what is here again does not leave
            found = await self.one(item)
            with record():
                await self.store.back(item)
            await self.settled()
        return self._desk.floor.items.get(item, found.item)

    async def set(self, change: heard.ItemSet) -> None:
        if change.queue is not None and change.queue not in self._desk.floor.queues:
            raise NotKnown("queue", change.queue, self._desk.floor.queues)
        self._check_level(change.level)
        await self._desk.heed(change)

    def _now(self, row: ItemRow) -> Found:
        return Found(self._desk.floor.items.get(row.id) or item_of(row), row)

    # --- attachments ---------------------------------------------------------------------------------------------

    async def hand_in(
        self, parts: AsyncIterator[bytes], name: str, type: str, by: str, said: int | None
    ) -> Attachment:
        """Raises TooLarge, DiskFull too. `said`: how many bytes were announced."""
        async with self.shelf.taken_in(parts, said) as kept:
            with record():
                named = plain_name(name), plain_type(type)
                return await self.store.hand_in(*named, kept.size, kept.digest, by)

    async def forget_unsent(self) -> int:
        """Those that were handed in and never sent, after a day; how many."""
        asked = time.time()
        with record():
            gone, digests = await self._looking.forget_unsent(self._desk.now() - KEPT_UNSENT)
        self.shelf.remove(digests, asked)
        return gone

    async def run(self) -> None:
        """Until cancelled: once an hour what nobody sent is taken away."""
        while True:
            try:
                if gone := await self.forget_unsent():
                    log.info("attachments that were never sent are gone", count=gone)
            except DatabaseAway as error:
                log.warning("attachments that were never sent stay", why=error.why)
            await asyncio.sleep(HOUR / 1000)

    async def attachment(self, id: int) -> tuple[Attachment, str | None, Path]:
        """With the item whose message it came with, and where its bytes lie."""
        with record():
            found = await self.store.attachment(id)
            message = await self.store.message(found.message) if found and found.message else None
        if found is None:
            raise NotOnRecord(f"attachment {id} is not known", "a message names those that came with it")
        path = self.shelf.path(found.digest)
        if not path.exists():
            raise NotOnRecord(f"attachment {id} is on record, but its file is gone", "see the daemon's log")
        return found, message.item if message else None, path


@contextmanager
def record() -> Iterator[None]:
    """What the store raises, as the errors of this desk."""
    try:
        with database():
            yield
    except Away as away:
        raise DatabaseAway(str(away), "nothing was changed; try again") from away
    except UnknownItem as unknown:
        raise NotOnRecord(str(unknown)) from unknown
    except UnknownCustomer as unknown:
        remedy = "leave the id out to make a new one"
        raise BadCard("customer.id", unknown.customer, "is no customer", remedy) from unknown
