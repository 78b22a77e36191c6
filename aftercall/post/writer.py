"""Sends what agents answer to letters of one mailbox; in order, tried again until a server takes it or its time is over.

An answer is on record as `out` before it is tried, with the Message-ID that it will have: whatever is killed, it is tried again under
the same one, and who gets it twice sees it once.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog

from acd.core.moment import SECOND, Moment, Span
from acd.store.errors import FAILURES, StoreError, reason
from acd.store.item_rows import Message
from acd.store.items import ItemStore
from aftercall.items.shelf import AttachmentShelf
from aftercall.post.card import Mailbox
from aftercall.post.judge import loop_of, tagged
from aftercall.post.reader import How
from aftercall.post.send import LOOP, File, Mail, NotSent, SitePost, deliver, domain, written
from aftercall.post.store import MailStore

log = structlog.get_logger(__name__)
FIRST_PAUSE: Final = 5 * SECOND
LONGEST_PAUSE: Final = 900 * SECOND
LOOK_EVERY: Final = 30.0
"""Seconds after which the outbox is looked into, if nobody said that something is in it."""


@dataclass(frozen=True, slots=True)
class _Again:
    tries: int
    at: Moment


class Writer:
    def __init__(
        self,
        card: Mailbox,
        store: MailStore,
        items: ItemStore,
        shelf: AttachmentShelf,
        post: SitePost,
        site: str,
        now: Callable[[], Moment],
        keep: Span,
    ) -> None:
        self.card = card
        self.how = How("ok")
        self._store = store
        self._items = items
        self._shelf = shelf
        self._post = post
        self._site = site
        self._now = now
        self._keep = keep
        self._bell = asyncio.Event()
        self._again: dict[int, _Again] = {}

    def wake(self) -> None:
        """Something is to leave."""
        self._bell.set()

    def try_now(self) -> None:
        """Not when the pause is over."""
        self._again.clear()
        self._bell.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._bell.clear()
            try:
                await self._round()
            except (StoreError, *FAILURES) as error:
                log.warning("an outbox waits for the database", mailbox=self.card.code, why=reason(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._until_next()):
                    await self._bell.wait()

    async def _round(self) -> None:
        """Of one item nothing overtakes what was written before it."""
        held: set[str] = set()
        for message, item in await self._store.out(self.card.source):
            again = self._again.get(message)
            if item in held or (again is not None and again.at > self._now()) or not await self._try(message):
                held.add(item)

    def _until_next(self) -> float:
        due = min((one.at for one in self._again.values()), default=None)
        return LOOK_EVERY if due is None else min(LOOK_EVERY, max(0.05, (due - self._now()) / SECOND))

    async def _try(self, number: int) -> bool:
        """It left, or never will."""
        message = await self._items.message(number)
        if message is None:
            return True
        try:
            mail = await self._mail(message)
            await self._deliver(mail)
        except NotSent as error:
            return await self._failed(message, error)
        await self._items.mark(number, "sent", mail_id=mail.mail_id)
        self._again.pop(number, None)
        self.how = How("ok", looked=self._now())
        log.info("an answer left", mailbox=self.card.code, item=message.item)
        return True

    async def _failed(self, message: Message, error: NotSent) -> bool:
        tries = self._again[message.id].tries + 1 if message.id in self._again else 1
        over = error.lasting or self._now() - message.at >= self._keep
        log.warning("an answer did not leave", item=message.item, why=error.why, given_up=over)
        await self._items.mark(message.id, "failed" if over else "out", error.why)
        if over:
            self._again.pop(message.id, None)
            return True
        pause = min(FIRST_PAUSE << min(tries - 1, 20), LONGEST_PAUSE)
        self._again[message.id] = _Again(tries, self._now() + pause)
        self.how = How("failing", self.how.since or self._now(), error.why, self.how.looked)
        return False

    async def _mail(self, message: Message) -> Mail:
        """Raises NotSent: nobody to send it to, or it cannot be read."""
        row = await self._items.get(message.item)
        to = await self._store.whom(message.item)
        if row is None or not to:
            raise NotSent("the customer has no mail address", lasting=True)
        mail_id = message.mail_id or f"<{secrets.token_hex(16)}@{domain(self.card.address)}>"
        if message.mail_id is None:
            await self._items.mark(message.id, "out", mail_id=mail_id)
        card = self.card
        by_itself = [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
        return Mail(
            to=(to,),
            subject=tagged(row.subject, row.id),
            text=f"{message.text}\n\n-- \n{card.signature}\n" if card.signature else f"{message.text}\n",
            sender=card.address,
            sender_name=card.name,
            mail_id=mail_id,
            references=await self._store.thread_of(message.item, message.id),
            headers=[(LOOP, loop_of(self._site, card)), *(by_itself if message.by == "system" else ())],
            files=[await self._file(one.name, one.type, one.digest) for one in message.attachments],
        )

    async def _file(self, name: str, kind: str, digest: str) -> File:
        try:
            return File(name, await asyncio.to_thread(self._shelf.path(digest).read_bytes), kind)
        except OSError as error:
            raise NotSent(f"its attachment {name} cannot be read: {error.strerror}") from error

    async def _deliver(self, mail: Mail) -> None:
        server = self.card.smtp or self._post.server
        letter = written(mail, self.card.address)
        await deliver(letter, mail.to, server, self._post.tls, self._post.settings.within)
