"""All mailboxes of a site: kept, changed while everything goes on, each with a reader and a writer of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import structlog

from acd.core.moment import HOUR, Moment
from acd.store.items import ItemStore
from aftercall.items.shelf import AttachmentShelf
from aftercall.items.threads import Said, Written
from aftercall.office.errors import InUse, NotKnown, database
from aftercall.post.card import Mailbox, check_mailbox
from aftercall.post.imap import NotRead
from aftercall.post.inbound import Inbound
from aftercall.post.reader import How, Reader, Ways
from aftercall.post.send import NotSent, SitePost
from aftercall.post.store import EMPTY, Dealt, MailStore, Outbox
from aftercall.post.try_imap import try_folder
from aftercall.post.try_smtp import try_server
from aftercall.post.writer import Writer

log = structlog.get_logger(__name__)
MOST: Final = 50
Done = Literal["made", "changed", "same"]
OFF: Final = How("off")


@dataclass(frozen=True, slots=True)
class MailboxNow:
    """`outbox`: answers that have not left; `letter`: when the last letter was dealt with."""

    card: Mailbox
    reading: How
    sending: How
    outbox: Outbox = EMPTY
    letter: Moment | None = None

    @property
    def failing(self) -> bool:
        return self.reading.bad or self.sending.bad


@dataclass(frozen=True, slots=True)
class Tried:
    """What a try of both servers said; empty: that one is right."""

    imap: str
    smtp: str


class MailDesk:
    """`known`: codes of the queues to which tickets come."""

    def __init__(
        self,
        store: MailStore,
        items: ItemStore,
        shelf: AttachmentShelf,
        post: SitePost,
        site: str,
        now: Callable[[], Moment],
        known: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self._store = store
        self._items = items
        self._shelf = shelf
        self._post = post
        self._site = site
        self._now = now
        self._known = known
        self._alone = asyncio.Lock()
        self._cards: dict[str, Mailbox] = {}
        self._readers: dict[str, Reader] = {}
        self._writers: dict[str, Writer] = {}
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}

    # --- the daemon's ------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        for card in await self._store.cards():
            self._cards[card.code] = card
            self._begin(card)

    async def close(self) -> None:
        for code in list(self._tasks):
            await self._end(code)

    def written(self, said: Said) -> None:
        """For `Threads.listen`: an agent may have answered a letter."""
        if isinstance(said, Written) and said.by == "agent":
            self.wake()

    def wake(self) -> None:
        """Something is to leave. Never blocks."""
        for writer in self._writers.values():
            writer.wake()

    # --- people's ----------------------------------------------------------------------------------------------------

    async def all(self) -> list[MailboxNow]:
        with database():
            outboxes, letters = await self._store.outboxes(), await self._store.last_letters()
        return [
            MailboxNow(
                self._cards[code], *hows, outboxes.get(self._cards[code].source, EMPTY), letters.get(code)
            )
            for code, hows in self.standing().items()
        ]

    async def one(self, code: str) -> MailboxNow:
        self._card(code)
        return next(one for one in await self.all() if one.card.code == code)

    def standing(self) -> dict[str, tuple[How, How]]:
        """Reading and sending, without asking the database."""
        readers, writers = self._readers, self._writers
        return {
            code: (
                readers[code].how if code in readers else OFF,
                writers[code].how if code in writers else OFF,
            )
            for code in sorted(self._cards)
        }

    @property
    def trouble(self) -> str | None:
        """What does not go, of all of them; empty: all is well; None: none is active."""
        if not any(card.active for card in self._cards.values()):
            return None
        words = [
            f"{code}: {what}"
            for code, hows in self.standing().items()
            for how, what in zip(hows, ("is not read", "does not send"), strict=True)
            if how.bad
        ]
        return ", ".join(words)

    async def change(self, code: str, changes: Mapping[str, Any]) -> tuple[Mailbox, Done]:
        """Raises BadCard or DatabaseAway. Another server, user or folder is another mailbox: it is read from now on."""
        async with self._alone:
            old = self._cards.get(code)
            if old is None and len(self._cards) >= MOST:
                raise InUse(f"there are {MOST} mailboxes already", "remove one that nobody needs")
            card = replace(old or Mailbox(code), **changes)
            others, queues = list(self._cards.values()), await self._known()
            check_mailbox(card, others, queues, self._post.settings.plain, self._post.ready)
            if card == old:
                return card, "same"
            with database():
                await self._end(code)
                await self._store.save(card)
                if old is not None and _folder(old) != _folder(card):
                    await self._store.forget_place(code)
            self._cards[code] = card
            self._begin(card)
        return card, "made" if old is None else "changed"

    async def remove(self, code: str) -> None:
        """What it brought stays. Raises NotKnown, and InUse while answers are to leave by it."""
        card = self._card(code)
        async with self._alone:
            with database():
                if waiting := await self._store.waiting(card.source):
                    remedy = "wait until they have left; those that never will fail after mail.keep_trying"
                    raise InUse(f"{waiting} answers are to leave by mailbox {code}", remedy)
                await self._end(code)
                await self._store.delete(code)
            self._cards.pop(code, None)

    async def letters(self, code: str) -> list[Dealt]:
        """The last ones, and what became of them; newest first."""
        self._card(code)
        with database():
            return await self._store.letters(code)

    async def test(self, code: str) -> Tried:
        """Logs in at both servers and says what they say; nothing is read, and nothing sent."""
        card = self._card(code)
        return Tried(await self._try_imap(card), await self._try_smtp(card))

    def look_now(self, code: str) -> None:
        self._card(code)
        if reader := self._readers.get(code):
            reader.look_now()
        if writer := self._writers.get(code):
            writer.try_now()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _card(self, code: str) -> Mailbox:
        if code not in self._cards:
            raise NotKnown("mailbox", code, self._cards)
        return self._cards[code]

    def _begin(self, card: Mailbox) -> None:
        if not card.active:
            return
        given = self._post.settings
        ways = Ways(self._post.tls, given.within, given.poll, given.largest)
        inbound = Inbound(
            self._store,
            self._items,
            self._shelf,
            self._site,
            self._now,
            lambda: [one.address for one in self._cards.values()],
            given.per_hour,
            given.largest,
            self.wake,
        )
        reader = Reader(card, self._store, inbound, ways, self._now)
        writer = Writer(
            card,
            self._store,
            self._items,
            self._shelf,
            self._post,
            self._site,
            self._now,
            round(given.keep_trying * HOUR),
        )
        self._readers[card.code], self._writers[card.code] = reader, writer
        self._tasks[card.code] = [self._run(reader), self._run(writer)]

    def _run(self, worker: Reader | Writer) -> asyncio.Task[None]:
        name = f"{type(worker).__name__} of {worker.card.code}"
        task = asyncio.create_task(worker.run(), name=name)
        task.add_done_callback(lambda ended: _ended(worker, ended))
        return task

    async def _end(self, code: str) -> None:
        self._readers.pop(code, None)
        self._writers.pop(code, None)
        tasks = self._tasks.pop(code, [])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _try_imap(self, card: Mailbox) -> str:
        try:
            await try_folder(card.imap, card.folder, self._post.tls, self._post.patience)
        except NotRead as error:
            return str(error)
        return ""

    async def _try_smtp(self, card: Mailbox) -> str:
        try:
            await try_server(card.smtp or self._post.server, self._post.tls, self._post.patience)
        except NotSent as error:
            return error.why
        return ""


def _folder(card: Mailbox) -> tuple[str, int, str, str]:
    return card.imap_host, card.imap_port, card.imap_user, card.folder


def _ended(worker: Reader | Writer, task: asyncio.Task[None]) -> None:
    """A fault of ours in one mailbox is said, and neither stops the daemon nor hides."""
    if task.cancelled():
        return
    error = task.exception() or RuntimeError("ended by itself")
    log.error("a mailbox is broken", mailbox=worker.card.code, exc_info=error)
    why = f"{type(error).__name__}: {error}; see the log, then change the mailbox"
    worker.how = How("broken", worker.how.since, why, worker.how.looked)
