"""All that there was with one customer: calls in and out by his number, chats and tickets; the newest first, in pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal

import phonenumbers
import sqlalchemy as sa
from sqlalchemy import Select
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
    wanted: dict[What, Select[Any]] = {"item": _items(site, customer)}
    if phone:
        wanted |= {"call": _calls(site, phone), "dialled": _dialled(site, phone)}
    found = [
        Entry(what=what, **row)
        for what, select in wanted.items()
        for row in (await connection.execute(_page(select, what, reach, after, limit))).mappings()
    ]
    return sorted(found, key=lambda one: one._order)[:limit]


# Each names its columns as the entry does.


def _items(site: str, customer: int) -> Select[Any]:
    c = items.c
    columns = (c.came.label("at"), c.id.label("ref"), c.queue, c.agent, c.stage.label("state"))
    more = (c.subject, c.kind, c.disposition, c.solved)
    return sa.select(*columns, *more).where(c.site == site, c.customer == customer)


def _calls(site: str, phone: str) -> Select[Any]:
    """Not those that we dialled: they stand among the attempts, by the same id."""
    c = calls.c
    state, recorded = sa.func.coalesce(c.how, "").label("state"), c.recording.is_not(None).label("recording")
    columns = (c.joined.label("at"), c.call.label("ref"), c.queue, c.agent, state, c.talked, recorded)
    ours = sa.select(attempts.c.id).where(attempts.c.id == c.call).exists()
    return sa.select(*columns).where(c.site == site, c.number.in_(as_dialled(phone)), ~ours)


def _dialled(site: str, phone: str) -> Select[Any]:
    c = attempts.c
    columns = (c.began.label("at"), c.id.label("ref"), c.campaign.label("queue"), c.agent)
    more = (sa.func.coalesce(c.outcome, "").label("state"), c.talked, c.disposition)
    return sa.select(*columns, *more).where(c.site == site, c.number == phone)


def _page(
    wanted: Select[Any], what: What, reach: Collection[str] | None, after: Place | None, limit: int
) -> Select[Any]:
    """Of those queues, in the order of `Place`, from behind that one on."""
    at, ref, queue = (wanted.selected_columns[name] for name in ("at", "ref", "queue"))
    if reach is not None:
        wanted = wanted.where(queue.in_(list(reach)))
    if after is not None:
        moment, kind, last = after
        mine = KINDS.index(what)
        behind = at < moment if mine < kind else at <= moment
        if mine == kind:
            behind = sa.or_(at < moment, sa.and_(at == moment, ref > last))
        wanted = wanted.where(behind)
    return wanted.order_by(at.desc(), ref).limit(limit)
