"""Chats and tickets that were over long ago leave the record, with all that was said in them: few at a time, beside whoever writes.

What is not over never leaves, nor what the floor holds, nor what somebody wrote to since: a message that the floor has not heard of
may open it again, and one that is to leave by mail still has to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from acd.core.item import OVER
from acd.core.moment import MINUTE, Moment
from acd.store.database import Database
from acd.store.item_tables import attachments, items, messages
from acd.store.promise_tables import promises
from acd.store.tables import facts

AT_ONCE: Final = 50  # items in one transaction
ROWS: Final = 500  # messages in one transaction, unless one item alone has more
PAUSE: Final = 0.05  # seconds between two batches
_OVER: Final = [stage.word for stage in OVER]


@dataclass(frozen=True, slots=True)
class Gone:
    """How much of each is gone. `digests`: of attachments that no row names any more."""

    items: int = 0
    messages: int = 0
    attachments: int = 0
    promises: int = 0
    subjects: int = 0
    digests: frozenset[str] = frozenset()

    def __add__(self, other: Gone) -> Gone:
        return Gone(
            self.items + other.items,
            self.messages + other.messages,
            self.attachments + other.attachments,
            self.promises + other.promises,
            self.subjects + other.subjects,
            self.digests | other.digests,
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """These items; what the journal says of them lies between a moment and the fact of a number."""

    items: frozenset[str] = frozenset()
    since: Moment = 0
    last: int = 0


async def forget_items(
    database: Database,
    site: str,
    before: Moment,
    held: Callable[[], Collection[str]],
    guard: asyncio.Lock,
    gone: Callable[[Gone], None],
) -> Gone:
    """Those of this site that were over before this moment. `held`: what the floor holds now; under `guard` nothing that is over comes
    back there. `gone` is told of each batch once it is committed. Raises what the database raises; what is gone then is gone."""
    total, last = Gone(), 0
    while batch := await _some(database, site, before, last):
        last = batch[-1][0]
        async with guard:
            numbers = [number for number, id in batch if id not in held()]
            work = partial(_forget, site=site, before=before, numbers=numbers)
            some, told = await database.transact(work)
        some += Gone(subjects=await _blank_subjects(database, site, told))
        gone(some)
        total += some
        await asyncio.sleep(PAUSE)
    return total


async def _some(database: Database, site: str, before: Moment, last: int) -> Sequence[tuple[int, str]]:
    """The next ones that may go, with as many messages as one transaction takes."""
    c = items.c
    said = sa.select(sa.func.count()).where(messages.c.item == c.id).scalar_subquery()
    wanted = sa.select(c.number, c.id, said.label("said")).where(c.number > last, *_old(site, before))
    async with database.read() as connection:
        found = (await connection.execute(wanted.order_by(c.number).limit(AT_ONCE))).all()
    rows = 0
    for place, row in enumerate(found):
        rows += row.said
        if place and rows > ROWS:
            return [(one.number, one.id) for one in found[:place]]
    return [(one.number, one.id) for one in found]


def _old(site: str, before: Moment) -> tuple[Any, ...]:
    c, m = items.c, messages.c
    ended = sa.func.coalesce(c.closed, c.solved, c.came)
    unheard = sa.and_(m.id > c.heard, m.kind != "system")
    newer = sa.exists().where(m.item == c.id, sa.or_(m.at >= before, m.state == "out", unheard))
    return c.site == site, c.came < before, c.stage.in_(_OVER), ended < before, ~newer


def _forget(connection: Connection, site: str, before: Moment, numbers: Sequence[int]) -> tuple[Gone, _Told]:
    """They are locked first and judged after that: who wrote in between has kept his item."""
    c = items.c
    connection.execute(sa.select(c.number).where(c.number.in_(numbers)).with_for_update())
    which = sa.select(c.id, c.came, c.seq).where(c.number.in_(numbers), *_old(site, before))
    rows = connection.execute(which).all()
    if not rows:
        return Gone(), _Told()
    ids = [row.id for row in rows]
    said = sa.select(messages.c.id).where(messages.c.item.in_(ids))
    files = sa.delete(attachments).where(attachments.c.message.in_(said)).returning(attachments.c.digest)
    digests = [row.digest for row in connection.execute(files)]
    wrote = connection.execute(sa.delete(messages).where(messages.c.item.in_(ids))).rowcount
    vows = sa.delete(promises).where(promises.c.site == site, promises.c.item.in_(ids))
    promised = connection.execute(vows).rowcount
    connection.execute(sa.delete(items).where(c.id.in_(ids)))
    kept = sa.select(attachments.c.digest).where(attachments.c.digest.in_(digests))
    free = frozenset(digests) - set(connection.execute(kept).scalars())
    told = _Told(frozenset(ids), min(row.came for row in rows), max(row.seq for row in rows))
    return Gone(len(ids), wrote, len(digests), promised, 0, free), told


async def _blank_subjects(database: Database, site: str, told: _Told) -> int:
    """How they were called, where the journal is kept for longer and says it; of how many facts."""
    c = facts.c
    async with database.read() as connection:
        last = sa.select(c.at).where(c.site == site, c.seq == told.last)
        end = await connection.scalar(last)
        if end is None:
            return 0
        between = (c.site == site, c.at >= told.since, c.at <= end + MINUTE, c.kind == "ItemChanged")
        found = (await connection.execute(sa.select(c.seq, c.payload).where(*between))).all()
    said = [row for row in found if row.payload["item"] in told.items and row.payload["what"] == "subject"]
    if said:
        await database.transact(partial(_blank, site=site, said=said))
    return len(said)


def _blank(connection: Connection, site: str, said: Sequence[Any]) -> None:
    for row in said:
        which = (facts.c.site == site, facts.c.seq == row.seq)
        payload = {**row.payload, "before": "", "after": ""}
        connection.execute(sa.update(facts).where(*which).values(payload=payload))
