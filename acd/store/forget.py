"""What is older than it has to be kept is taken out of the record: in small batches, beside whoever writes.

The journal loses its beginning and stays without a gap. What may still be needed stays, however old: the newest fact, calls and
aftercalls whose end is not on record, and of each agent the last move, for he stands where it left him.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Select

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.promise_tables import promises
from acd.store.tables import agent_moves, calls, conversations, corrections, facts

BATCH: Final = 500  # rows: a few milliseconds for whoever wants to write meanwhile
PAUSE: Final = 0.05  # seconds between two batches


@dataclass(frozen=True, slots=True)
class _Old:
    """Rows that may go: their key, and which."""

    key: Column[Any]
    rows: Select[Any]


async def forget(database: Database, site: str, before: Moment, batch: int = BATCH) -> Mapping[str, int]:
    """Everything of this site that was over before this moment; how many rows of each table went. Found in a reader's
    snapshot, deleted by key: nobody waits longer than for one batch. Raises what the database raises; what is gone then is gone."""
    first = await _first_kept(database, site, before)
    gone: dict[str, int] = {}
    for name, old in _old(site, before, first).items():
        gone[name] = await _delete(database, site, old, batch)
    return gone


async def _first_kept(database: Database, site: str, before: Moment) -> int:
    """The journal is kept from this number on. Some facts are told late and bear an older moment than those before them."""
    c = facts.c
    async with database.read() as connection:
        kept = sa.select(c.seq).where(c.site == site, c.at >= before).order_by(c.seq).limit(1)
        last = sa.select(sa.func.max(c.seq)).where(c.site == site)
        return await connection.scalar(kept) or await connection.scalar(last) or 0


def _old(site: str, before: Moment, first: int) -> dict[str, _Old]:
    move, later = agent_moves.c, agent_moves.alias("later").c
    overtaken = sa.exists().where(
        later.site == site, later.agent == move.agent, later.at < before, later.seq > move.seq
    )
    talk, call, word, vow = conversations.c, calls.c, corrections.c, promises.c
    over = sa.or_(talk.released < before, talk.deadline.is_(None))
    decided = sa.func.coalesce(vow.kept, vow.dropped, vow.broken)
    found = {
        "facts": (facts.c.seq, (facts.c.site == site, facts.c.seq < first)),
        "moves": (move.seq, (move.site == site, move.seq < first, move.at < before, overtaken)),
        "calls": (call.seq, (call.site == site, call.seq < first, call.ended < before)),
        "conversations": (talk.token, (talk.site == site, talk.ended < before, over)),
        "promises": (vow.id, (vow.site == site, vow.began < before, decided < before)),
        "corrections": (word.id, (word.site == site, word.end < before)),
    }
    return {name: _Old(key, sa.select(key).where(*which)) for name, (key, which) in found.items()}


async def _delete(database: Database, site: str, old: _Old, batch: int) -> int:
    table, gone = old.key.table, 0
    while True:
        async with database.read() as connection:
            some = (await connection.execute(old.rows.order_by(old.key).limit(batch))).scalars().all()
        if not some:
            return gone

        def away(connection: Connection, keys: Any = some) -> None:
            connection.execute(sa.delete(table).where(table.c.site == site, old.key.in_(keys)))

        await database.transact(away)
        gone += len(some)
        await asyncio.sleep(PAUSE)
