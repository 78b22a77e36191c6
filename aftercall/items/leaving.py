"""What leaves the record each night: chats and tickets that were over long ago, customers with whom nothing is left, files that no
attachment names."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from functools import partial
from itertools import islice
from typing import Any, Final, Literal

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from acd.core.moment import DAY, SECOND, Moment
from acd.store.database import Database
from acd.store.errors import reason
from acd.store.forget_items import Gone, forget_items
from acd.store.item_tables import attachments, customers, items
from acd.store.items import ItemStore
from acd.store.tables import agent_states, calls
from aftercall.items.history import as_dialled
from aftercall.items.shelf import AttachmentShelf
from aftercall.post.tables import mail_letters
from dialer.store.tables import attempts

log = structlog.get_logger(__name__)
Cards = Literal["untouched", "all", "none"]
"""Which customers' cards go once nothing is left with them."""
AT_ONCE: Final = 200  # customers, letters, files
PAUSE: Final = 0.05  # seconds between two batches
MOMENT: Final = 60.0
"""Seconds; no batch takes longer. A file that was touched since is left to a later night."""
ORPHAN: Final = DAY
"""A file that no attachment names is gone after that."""


class Leaving:
    """`days`: for how long chats and tickets are kept after they are over; 0: for ever. `held`: what the floor holds now."""

    def __init__(
        self,
        database: Database,
        store: ItemStore,
        shelf: AttachmentShelf,
        held: Callable[[], Collection[str]],
        now: Callable[[], Moment],
        days: int = 0,
        cards: Cards = "untouched",
    ) -> None:
        self._database = database
        self._store = store
        self._shelf = shelf
        self._held = held
        self._now = now
        self._days = days
        self._cards = cards

    async def forget(self) -> None:
        """What is too old, and then the files of nobody. Raises what the database raises; what is gone then is gone."""
        if self._days:
            await self._forget()
        try:
            orphans = await self.sweep()
        except OSError as error:
            log.warning("attachments not looked through", why=reason(error))
        else:
            log.info("files that no attachment named are gone", count=orphans)

    async def _forget(self) -> None:
        before = self._now() - self._days * DAY
        gone = await forget_items(
            self._database, self._store.site, before, self._held, self._store.leaving, self._take_away
        )
        letters = await self._forget_letters(before)
        people = 0 if self._cards == "none" else await self._forget_customers(before)
        log.info(
            "old chats and tickets forgotten",
            over_for_days=self._days,
            items=gone.items,
            messages=gone.messages,
            attachments=gone.attachments,
            promises=gone.promises,
            subjects=gone.subjects,
            letters=letters,
            customers=people,
        )

    def _take_away(self, gone: Gone) -> None:
        """Their files; what was handed in again meanwhile stays."""
        self._shelf.remove(gone.digests, time.time() - MOMENT)

    # --- files of nobody ---------------------------------------------------------------------------------------------

    async def sweep(self) -> int:
        """Files that no attachment names, if nobody handed them in since a day ago; how many."""
        since = time.time() - ORPHAN / SECOND
        old, gone = self._shelf.untouched(since), 0
        while some := await asyncio.to_thread(lambda: list(islice(old, AT_ONCE))):
            named = sa.select(attachments.c.digest).where(attachments.c.digest.in_(some))
            async with self._database.read() as connection:
                kept = set((await connection.execute(named)).scalars())
            gone += self._shelf.remove(set(some) - kept, since)
        return gone

    # --- those of whom nothing is left -------------------------------------------------------------------------------

    async def _forget_letters(self, before: Moment) -> int:
        """Of letters whose item is gone, or that became none: who wrote them and about what. Their ids stay: none is brought twice."""
        last, gone = ("", ""), 0
        while some := await self._some_letters(before, last):
            last = some[-1]
            await self._database.transact(partial(_blank_letters, keys=some))
            gone += len(some)
            await asyncio.sleep(PAUSE)
        return gone

    async def _some_letters(self, before: Moment, last: tuple[str, str]) -> list[tuple[str, str]]:
        c = mail_letters.c
        key = (c.mailbox, c.mail_id)
        there = sa.exists().where(items.c.id == c.item)
        told = sa.or_(c.sender != "", c.reply != "", c.subject != "")
        which = (c.at < before, told, ~there, sa.tuple_(*key) > sa.tuple_(*map(sa.literal, last)))
        async with self._database.read() as connection:
            wanted = sa.select(*key).where(*which).order_by(*key).limit(AT_ONCE)
            return [(row.mailbox, row.mail_id) for row in await connection.execute(wanted)]

    async def _forget_customers(self, before: Moment) -> int:
        """Those known since before, with whom no item, no call and no attempt is on record; how many."""
        last, gone = 0, 0
        while some := await self._some_customers(before, last):
            last = some[-1][0]
            numbers = await self._still_called([phone for _, phone in some if phone])
            alone = [id for id, phone in some if phone not in numbers]
            if alone:
                gone += await self._database.transact(partial(_forget_cards, ids=alone))
            await asyncio.sleep(PAUSE)
        return gone

    async def _some_customers(self, before: Moment, last: int) -> list[tuple[int, str | None]]:
        c = customers.c
        which: list[Any] = [c.id > last, c.made < before, ~_has_items()]
        if self._cards == "untouched":
            which.append(c.by_hand.is_(False))
        wanted = sa.select(c.id, c.phone).where(*which).order_by(c.id).limit(AT_ONCE)
        async with self._database.read() as connection:
            return [(row.id, row.phone) for row in await connection.execute(wanted)]

    async def _still_called(self, phones: Collection[str]) -> set[str | None]:
        """Those of whose calls, in or out, some are on record."""
        whose = {way: phone for phone in phones for way in as_dialled(phone)}
        sites = sa.select(agent_states.c.site).distinct()
        heard = sa.select(calls.c.number).where(calls.c.site.in_(sites), calls.c.number.in_(whose)).distinct()
        rang = sa.select(attempts.c.number).distinct().where(attempts.c.number.in_(phones))
        async with self._database.read() as connection:
            called = {whose[number] for number in (await connection.execute(heard)).scalars()}
            return {*called, *(await connection.execute(rang)).scalars()}


def _has_items() -> Any:
    return sa.exists().where(items.c.customer == customers.c.id)


def _forget_cards(connection: Connection, ids: Collection[int]) -> int:
    """They are locked first and judged after that: who brought something in between is kept."""
    c = customers.c
    connection.execute(sa.select(c.id).where(c.id.in_(ids)).with_for_update())
    return connection.execute(sa.delete(customers).where(c.id.in_(ids), ~_has_items())).rowcount


def _blank_letters(connection: Connection, keys: Collection[tuple[str, str]]) -> None:
    c = mail_letters.c
    for mailbox, mail_id in keys:
        which = (c.mailbox == mailbox, c.mail_id == mail_id)
        blank = {"sender": "", "reply": "", "subject": "", "item": None}
        connection.execute(sa.update(mail_letters).where(*which).values(blank))
