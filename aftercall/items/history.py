"""All that there was with one customer: calls in and out by his number, chats and tickets; the newest first, in pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal

import phonenumbers
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.moment import Moment, Span
from acd.store.item_tables import items
from acd.store.tables import calls
from dialer.store.tables import attempts

What = Literal["call", "dialled", "item"]
KINDS: Final[tuple[What, ...]] = ("call", "dialled", "item")
Place = tuple[Moment, int, str]
"""Of a page's last entry: when, of which kind (by its place in KINDS), which one. The newest first, at one moment in this order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`what`: call (from him), dialled (to him), item. `ref`: the call's, attempt's or item's id. `state`: how it ended or stands.
    `talked`: of a call; `solved`: of an item."""

    at: Moment
    what: What
    ref: str
    queue: str
    agent: str | None
    state: str
    subject: str = ""
    kind: str = ""
    talked: Span | None = None
    disposition: str | None = None
    recording: bool = False
    solved: Moment | None = None

    @property
    def place(self) -> Place:
        return self.at, KINDS.index(self.what), self.ref

    @property
    def _order(self) -> tuple[Moment, int, str]:
        return -self.at, KINDS.index(self.what), self.ref


def as_dialled(e164: str) -> list[str]:
    """How trunks write the same number: with and without its plus, with 00, and as inside its country."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return [e164]
    digits = e164.removeprefix("+")
    national = phonenumbers.national_significant_number(number)
    return sorted({e164, digits, f"00{digits}", national, f"0{national}"})


async def history(
    connection: AsyncConnection,
    site: str,
    customer: int,
    phone: str | None,
    *,
    reach: Collection[str] | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> list[Entry]:
    """`reach`: the queues and campaigns that the asker sees; None: all."""
    found = await _items(connection, site, customer, reach, after, limit)
    if phone:
        found += await _calls(connection, site, phone, reach, after, limit)
        found += await _dialled(connection, site, phone, reach, after, limit)
    return sorted(found, key=lambda one: one._order)[:limit]


async def _items(
    connection: AsyncConnection,
    site: str,
    customer: int,
    reach: Collection[str] | None,
    after: Place | None,
    limit: int,
) -> list[Entry]:
    c = items.c
    columns = (c.came, c.id, c.queue, c.agent, c.stage, c.subject, c.kind, c.disposition, c.solved)
    wanted = sa.select(*columns).where(c.site == site, c.customer == customer, *_reached(c.queue, reach))
    rows = await connection.execute(_page(wanted, c.came, c.id, "item", after, limit))
    return [
        Entry(
            at=row.came,
            what="item",
            ref=row.id,
            queue=row.queue,
            agent=row.agent,
            state=row.stage,
            subject=row.subject,
            kind=row.kind,
            disposition=row.disposition,
            solved=row.solved,
        )
        for row in rows
    ]


async def _calls(
    connection: AsyncConnection,
    site: str,
    phone: str,
    reach: Collection[str] | None,
    after: Place | None,
    limit: int,
) -> list[Entry]:
    """Not those that we dialled: they stand among the attempts, by the same id."""
    c = calls.c
    columns = (c.joined, c.call, c.queue, c.agent, c.how, c.talked, c.recording)
    ours = sa.select(attempts.c.id).where(attempts.c.id == c.call).exists()
    wanted = sa.select(*columns).where(
        c.site == site, c.number.in_(as_dialled(phone)), ~ours, *_reached(c.queue, reach)
    )
    rows = await connection.execute(_page(wanted, c.joined, c.call, "call", after, limit))
    return [
        Entry(
            at=row.joined,
            what="call",
            ref=row.call,
            queue=row.queue,
            agent=row.agent,
            state=row.how or "",
            talked=row.talked,
            recording=row.recording is not None,
        )
        for row in rows
    ]


async def _dialled(
    connection: AsyncConnection,
    site: str,
    phone: str,
    reach: Collection[str] | None,
    after: Place | None,
    limit: int,
) -> list[Entry]:
    c = attempts.c
    columns = (c.began, c.id, c.campaign, c.agent, c.outcome, c.talked, c.disposition)
    wanted = sa.select(*columns).where(c.site == site, c.number == phone, *_reached(c.campaign, reach))
    rows = await connection.execute(_page(wanted, c.began, c.id, "dialled", after, limit))
    return [
        Entry(
            at=row.began,
            what="dialled",
            ref=row.id,
            queue=row.campaign,
            agent=row.agent,
            state=row.outcome or "",
            talked=row.talked,
            disposition=row.disposition,
        )
        for row in rows
    ]


def _reached(column: Any, reach: Collection[str] | None) -> list[Any]:
    return [] if reach is None else [column.in_(list(reach))]


def _page(wanted: Any, at: Any, ref: Any, what: What, after: Place | None, limit: int) -> Any:
    """In the order of `Place`, from behind that one on."""
    if after is not None:
        moment, kind, last = after
        mine = KINDS.index(what)
        same = at < moment if mine < kind else at <= moment
        if mine == kind:
            same = sa.or_(at < moment, sa.and_(at == moment, ref > last))
        wanted = wanted.where(same)
    return wanted.order_by(at.desc(), ref).limit(limit)
