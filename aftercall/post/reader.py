"""Reads one mailbox, letter by letter, in order, each once.

IMAP blocks, so it has a thread of its own; what a letter becomes is decided in the loop. A letter is dealt with when the database says
so: until then the place does not move, and a fault anywhere means that it is brought again.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

import structlog

from acd.core.moment import Moment
from acd.store.customers import UnknownCustomer
from acd.store.errors import FAILURES, StoreError, reason
from acd.store.items import UnknownItem
from aftercall.office.errors import OfficeError
from aftercall.post.card import Mailbox
from aftercall.post.imap import Folder, Found, NotRead
from aftercall.post.inbound import Inbound
from aftercall.post.letter import Letter, read
from aftercall.post.store import Dealt, MailStore, Place

log = structlog.get_logger(__name__)
T = TypeVar("T")
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 300.0
TRIES: Final = 3
"""How often a letter that its server does not give away is asked for."""
TROUBLE: Final = (NotRead, StoreError, OfficeError, UnknownItem, UnknownCustomer, *FAILURES)


@dataclass(frozen=True, slots=True)
class How:
    """How reading, or sending, stands. `since`: since when it fails; `looked`: when it last succeeded."""

    state: Literal["ok", "failing", "broken", "off"]
    since: Moment | None = None
    why: str = ""
    looked: Moment | None = None

    @property
    def bad(self) -> bool:
        return self.state in ("failing", "broken")


@dataclass(frozen=True)
class Ways:
    """How mailboxes are reached. `largest`: bytes of one attachment; `poll`: seconds between two looks."""

    tls: ssl.SSLContext
    within: float = 60.0
    poll: float = 20.0
    largest: int = 10 << 20


class Reader:
    def __init__(
        self, card: Mailbox, store: MailStore, inbound: Inbound, ways: Ways, now: Callable[[], Moment]
    ) -> None:
        self.card = card
        self.how = How("ok")
        self._store = store
        self._inbound = inbound
        self._ways = ways
        self._now = now
        self._thread = ThreadPoolExecutor(1, f"mailbox {card.code}")
        self._failed: dict[int, int] = {}
        self._again = asyncio.Event()
        self._folder: Folder | None = None
        self._place: Place | None = None

    def look_now(self) -> None:
        """Not when the pause is over."""
        self._again.set()

    async def run(self) -> None:
        """Until cancelled."""
        pause = FIRST_PAUSE
        try:
            while True:
                try:
                    await self._read()
                except TROUBLE as error:
                    self._fails(error)
                    await self._shut()
                    await self._pause(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
                else:
                    pause = FIRST_PAUSE
        finally:
            self._break_off()
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _fails(self, error: BaseException) -> None:
        why = reason(error)
        if why != self.how.why:
            log.warning("a mailbox is not read", mailbox=self.card.code, why=why)
        self.how = How("failing", self.how.since or self._now(), why, self.how.looked)

    async def _read(self) -> None:
        """One look, and the wait for the next."""
        folder = await self._opened()
        place = await self._begun(folder)
        for uid in await self._off(folder.after, place.uid):
            place = await self._deal(folder, place, uid)
        if self.how.state == "failing":
            log.info("a mailbox is read again", mailbox=self.card.code)
        self.how = How("ok", looked=self._now())
        if await self._off(lambda: folder.tells):
            await self._off(folder.wait, self._ways.poll)
        else:
            await self._pause(self._ways.poll)
            await self._off(folder.look)

    async def _opened(self) -> Folder:
        if self._folder is None:
            ways, card = self._ways, self.card
            folder = Folder(card.imap, card.folder, ways.tls, ways.within, ways.largest)
            self._folder = folder
            await self._off(folder.open)
        return self._folder

    async def _begun(self, folder: Folder) -> Place:
        """From where on. A folder that was made anew (UIDVALIDITY) is gone through again: what is known by its id is passed over."""
        place = self._place or await self._store.place(self.card.code)
        if place is None:
            place = (
                Place(folder.validity, 0, 0)
                if self.card.old
                else Place(folder.validity, folder.next - 1, self._now())
            )
            await self._store.move(self.card.code, place)
        elif place.validity != folder.validity:
            log.warning("a mailbox was made anew; it is gone through again", mailbox=self.card.code)
            place = replace(place, validity=folder.validity, uid=0)
        self._place = place
        return place

    async def _deal(self, folder: Folder, place: Place, uid: int) -> Place:
        try:
            found, letter = await self._off(self._bring, folder, uid)
        except NotRead as error:
            self._failed[uid] = self._failed.get(uid, 0) + 1
            if self._failed[uid] < TRIES:
                raise
            return await self._leave(place, uid, f"its server does not give it away: {error}")
        after = replace(place, uid=uid)
        if found is not None and letter is not None and not (place.began and found.at < place.began - 1000):
            dealt = await self._inbound.take(self.card, found, letter, place.validity)
            await self._store.move(self.card.code, after, dealt)
            await self._off(folder.mark, uid, dealt.became == "left")
        else:
            await self._store.move(self.card.code, after)
        self._place = after
        self._failed.pop(uid, None)
        return after

    async def _leave(self, place: Place, uid: int, why: str) -> Place:
        after = replace(place, uid=uid)
        name = f"<{place.validity}.{uid}@not-brought.invalid>"
        dealt = Dealt(name, self._now(), place.validity, uid, "", "", "", "left", None, why)
        await self._store.move(self.card.code, after, dealt)
        log.error("a letter stays in the mailbox", mailbox=self.card.code, uid=uid, why=why)
        self._place = after
        return after

    def _bring(self, folder: Folder, uid: int) -> tuple[Found | None, Letter | None]:
        found = folder.bring(uid)
        return found, None if found is None else read(found.raw)

    # --- the thread --------------------------------------------------------------------------------------------------

    async def _off(self, work: Callable[..., T], *given: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*given))

    async def _shut(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            await self._off(folder.close)

    def _break_off(self) -> None:
        """The thread may sit in a read: its connection is closed under it."""
        if self._folder is not None:
            self._folder.close()

    async def _pause(self, seconds: float) -> None:
        self._again.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._again.wait()
