"""What boards count since midnight, read from the record when a daemon starts: a restart at noon loses none of it.

The same as the floor counts while it lives (`acd.core.queue.Counts`, `ItemBook.count_broken`): a stay counts when it is decided, and
whoever waited at midnight was offered on the new day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.heard import Parting
from acd.core.item import Kind
from acd.core.item_book import LineKey
from acd.core.moment import Moment
from acd.core.queue import Counts
from acd.core.value import replace
from acd.store.database import Database
from acd.store.item_tables import items
from acd.store.promise_tables import promises
from acd.store.restore import LONGEST_WAIT
from acd.store.tables import calls, queues


@dataclass(frozen=True, slots=True)
class Today:
    """By queue; and promises broken, by kind of item and queue."""

    counts: Mapping[str, Counts] = field(default_factory=dict)
    broken: Mapping[LineKey, int] = field(default_factory=dict)


async def today(database: Database, since: Moment, site: str = "main") -> Today:
    """`since`: midnight by the site's clock."""
    async with database.read() as connection:
        counts = await _stays(connection, site, since)
        for queue, kept, broken, given_up in await _promises(connection, site, since):
            counts[queue] = replace(
                counts.get(queue, Counts()), promises_kept=kept, promises_broken=broken, given_up=given_up
            )
        return Today(counts, await _items(connection, site, since))


async def _stays(connection: AsyncConnection, site: str, since: Moment) -> dict[str, Counts]:
    c = calls.c
    over = sa.func.coalesce(c.answered, c.ended)
    decided, answered = over >= since, c.answered.is_not(None)
    lost = decided & ~answered
    in_level = c.waited <= queues.c.level
    sums = {
        "offered": (c.joined >= since) | decided | over.is_(None),
        "answered": decided & answered,
        "in_level": decided & answered & in_level,
        "abandoned": lost & (c.how == Parting.ABANDONED.value),
        "short": lost & (c.how == Parting.ABANDONED.value) & in_level,
        "timeout": lost & (c.how == Parting.TIMEOUT.value),
        "other": lost & c.how.not_in([Parting.ABANDONED.value, Parting.TIMEOUT.value]),
    }
    columns = [_count(true).label(name) for name, true in sums.items()]
    waited = _sum(sa.case((decided & answered, c.waited))).label("waited")
    longest = sa.func.coalesce(sa.func.max(sa.case((decided, c.waited))), 0).label("longest")
    wanted = (
        sa.select(c.queue, *columns, waited, longest)
        .join(queues, queues.c.code == c.queue)
        .where(c.site == site, c.joined >= since - LONGEST_WAIT, sums["offered"])
        .group_by(c.queue)
    )
    return {
        row.queue: Counts(**{name: int(row._mapping[name]) for name in (*sums, "waited", "longest")})
        for row in await connection.execute(wanted)
    }


async def _promises(connection: AsyncConnection, site: str, since: Moment) -> Any:
    c = promises.c
    kept, broken, dropped = ((moment >= since) for moment in (c.kept, c.broken, c.dropped))
    in_time = kept & c.broken.is_(None)
    wanted = sa.select(c.queue, _count(in_time), _count(broken), _count(dropped))
    return await connection.execute(
        wanted.where(c.site == site, c.call.is_not(None), in_time | broken | dropped).group_by(c.queue)
    )


async def _items(connection: AsyncConnection, site: str, since: Moment) -> dict[LineKey, int]:
    c = promises.c
    wanted = (
        sa.select(items.c.kind, c.queue, sa.func.count())
        .join(items, items.c.id == c.item)
        .where(c.site == site, c.broken >= since)
        .group_by(items.c.kind, c.queue)
    )
    return {(Kind(kind), queue): count for kind, queue, count in await connection.execute(wanted)}


def _count(true: Any) -> Any:
    return sa.func.count(sa.case((true, 1)))


def _sum(values: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(values), 0)
