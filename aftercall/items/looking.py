"""Items looked for on record: by what they are, and by who may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from acd.core.item import Stage
from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.item_rows import FROM, ITEM, ItemRow, item_row
from acd.store.item_tables import attachments, customers, items
from acd.store.rows import plain

UNTAKEN: Final = (Stage.WAITING.word, Stage.OFFERED.word)


@dataclass(frozen=True, slots=True)
class Own:
    """What an agent may see: what is his, what nobody has in these queues, and these (what he is offered)."""

    agent: str
    queues: Collection[str]
    items: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """`text`: part of the subject or of the customer's name, or an item's id. `after`: only those with a lower number. `reach`:
    queues that the asker sees, None: all; `own`: he is an agent."""

    kind: str | None = None
    stages: Collection[str] | None = None
    queue: str | None = None
    agent: str | None = None
    customer: int | None = None
    text: str = ""
    limit: int = 50
    after: int | None = None
    reach: Collection[str] | None = None
    own: Own | None = None


class Looking:
    def __init__(self, db: Database, site: str) -> None:
        self._database = db
        self._site = site

    async def find(self, sought: Sought) -> list[ItemRow]:
        """The newest first."""
        wanted = sa.select(*ITEM).select_from(FROM).where(items.c.site == self._site, *_where(sought))
        async with self._database.read() as connection:
            found = await connection.execute(wanted.order_by(items.c.number.desc()).limit(sought.limit))
            return [item_row(row) for row in found]

    async def was_brought(self, source: str, external: str) -> bool:
        c = items.c
        wanted = sa.select(c.number).where(c.source == plain(source), c.external == plain(external))
        async with self._database.read() as connection:
            return await connection.scalar(wanted) is not None

    async def forget_unsent(self, before: Moment) -> tuple[int, list[str]]:
        """Attachments that were handed in before that moment and went with no message: how many are gone, and the digests of which
        none is left."""
        c = attachments.c
        old = (c.message.is_(None), c.at < before)
        async with self._database.write() as connection:
            found = await connection.execute(sa.delete(attachments).where(*old).returning(c.digest))
            digests = [row.digest for row in found]
            kept = await connection.execute(sa.select(c.digest).where(c.digest.in_(digests)))
            return len(digests), sorted(set(digests) - {row.digest for row in kept})


def _where(sought: Sought) -> list[Any]:
    c = items.c
    found: list[Any] = [
        column == value
        for column, value in (
            (c.kind, sought.kind),
            (c.queue, sought.queue),
            (c.agent, sought.agent),
            (c.customer, sought.customer),
        )
        if value is not None
    ]
    if sought.stages is not None:
        found.append(c.stage.in_(list(sought.stages)))
    if sought.after is not None:
        found.append(c.number < sought.after)
    if sought.text:
        found.append(_text(sought))
    if sought.reach is not None:
        found.append(c.queue.in_(list(sought.reach)))
    if sought.own is not None:
        found.append(_own(sought.own))
    return found


def _text(sought: Sought) -> Any:
    """An agent looks for no customer's name: of what only waits he is not shown it."""
    part = plain(sought.text)
    columns = (items.c.subject,) if sought.own is not None else (items.c.subject, customers.c.name)
    like = [column.icontains(part, autoescape=True) for column in columns]
    return sa.or_(items.c.id == part.lower(), *like)


def _own(own: Own) -> Any:
    c = items.c
    waiting = sa.and_(c.stage.in_(UNTAKEN), c.queue.in_(list(own.queues)))
    return sa.or_(c.agent == own.agent, waiting, c.id.in_(list(own.items)))
