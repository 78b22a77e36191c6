"""What the database holds of hooks: their cards, their places in the journal, what was given up; and the journal from a place on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import sqlalchemy as sa
import structlog

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.encode import DecodeError, decode_fact
from acd.store.tables import facts
from acd.store.write import upsert
from aftercall.hooks.card import HookCard
from aftercall.hooks.happened import Happened, names
from aftercall.hooks.tables import hook_given_up, hook_places, hooks

log = structlog.get_logger(__name__)
COUNTED: Final = 10_000
"""Waiting events are counted up to here: nobody needs to know it closer, and counting takes its time."""
KEPT: Final = 1000
"""Given-up events that are kept of each hook."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An event that a receiver never took. `gone`: when it was given up."""

    seq: int
    at: Moment
    gone: Moment
    kind: str
    tries: int
    why: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the journal, in order. `until`: the number up to which nothing else in it is for this hook. `more`: look again."""

    events: tuple[Happened, ...]
    until: int
    more: bool


_GIVEN_UP: Final = [hook_given_up.c[field.name] for field in fields(GivenUp)]


class Store:
    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    # --- cards -------------------------------------------------------------------------------------------------------

    async def cards(self) -> list[HookCard]:
        async with self._database.read() as connection:
            found = await connection.execute(sa.select(hooks).order_by(hooks.c.code))
            return [_card(dict(row)) for row in found.mappings()]

    async def save(self, card: HookCard) -> None:
        row = asdict(card) | {"kinds": list(card.kinds), "queues": list(card.queues)}
        async with self._database.write() as connection:
            await upsert(connection, hooks, [row])

    async def delete(self, code: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(sa.delete(hooks).where(hooks.c.code == code))

    # --- places ------------------------------------------------------------------------------------------------------

    async def place(self, hook: str) -> int | None:
        """None: it was never told anything here."""
        wanted = sa.select(hook_places.c.seq).where(*self._mine(hook_places, hook))
        async with self._database.read() as connection:
            found: int | None = await connection.scalar(wanted)
            return found

    async def move(self, hook: str, seq: int) -> None:
        """Everything up to this number is dealt with."""
        async with self._database.write() as connection:
            await upsert(connection, hook_places, [{"site": self._site, "hook": hook, "seq": seq}])

    async def last(self) -> int:
        """The newest number on record."""
        async with self._database.read() as connection:
            return await connection.scalar(self._last()) or 0

    # --- the journal -------------------------------------------------------------------------------------------------

    async def after(self, card: HookCard, seq: int, most: int, before: Moment | None = None) -> Piece:
        """What this hook may be told (its queues are not looked at), at most so many; `before`: only what is older."""
        wanted = sa.select(facts.c.seq, facts.c.payload).where(*self._waiting(card, seq))
        if before is not None:
            wanted = wanted.where(facts.c.at < before)
        async with self._database.read() as connection:
            last = await connection.scalar(self._last()) or 0
            found = (await connection.execute(wanted.order_by(facts.c.seq).limit(most))).all()
        newest = found[-1].seq if found else seq
        until = newest if len(found) == most else max(last, newest)
        return Piece(_read(found), until, more=bool(found))

    async def one(self, seq: int) -> Happened | None:
        wanted = sa.select(facts.c.seq, facts.c.payload).where(facts.c.site == self._site, facts.c.seq == seq)
        async with self._database.read() as connection:
            found = _read((await connection.execute(wanted)).all())
        return found[0] if found else None

    async def waiting(self, card: HookCard, seq: int) -> int:
        """How many events wait for it, up to `COUNTED`; of all queues."""
        some = sa.select(facts.c.seq).where(*self._waiting(card, seq)).limit(COUNTED).subquery()
        async with self._database.read() as connection:
            return await connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0

    # --- given up ----------------------------------------------------------------------------------------------------

    async def give_up(self, hook: str, gone: Sequence[GivenUp], until: int) -> None:
        """On record, and the place behind them, in one transaction. Of each hook the newest `KEPT` stay."""
        mine = self._mine(hook_given_up, hook)
        newest = sa.select(hook_given_up.c.seq).where(*mine).order_by(hook_given_up.c.seq.desc()).limit(KEPT)
        async with self._database.write() as connection:
            rows = [{"site": self._site, "hook": hook, **asdict(one)} for one in gone]
            await upsert(connection, hook_given_up, rows)
            await connection.execute(
                sa.delete(hook_given_up).where(*mine, hook_given_up.c.seq.not_in(newest.scalar_subquery()))
            )
            await upsert(connection, hook_places, [{"site": self._site, "hook": hook, "seq": until}])

    async def taken_after_all(self, hook: str, seq: int) -> None:
        which = (*self._mine(hook_given_up, hook), hook_given_up.c.seq == seq)
        async with self._database.write() as connection:
            await connection.execute(sa.delete(hook_given_up).where(*which))

    async def given_up(self, hook: str) -> list[GivenUp]:
        """Newest first."""
        wanted = sa.select(*_GIVEN_UP).where(*self._mine(hook_given_up, hook))
        async with self._database.read() as connection:
            found = await connection.execute(wanted.order_by(hook_given_up.c.seq.desc()))
            return [GivenUp(*row) for row in found]

    # --- pieces of questions -----------------------------------------------------------------------------------------

    def _mine(self, table: sa.Table, hook: str) -> tuple[Any, ...]:
        return table.c.site == self._site, table.c.hook == hook

    def _last(self) -> Any:
        return sa.select(sa.func.max(facts.c.seq)).where(facts.c.site == self._site)

    def _waiting(self, card: HookCard, seq: int) -> tuple[Any, ...]:
        return facts.c.site == self._site, facts.c.seq > seq, facts.c.kind.in_(names(card))


def _card(row: dict[str, Any]) -> HookCard:
    return HookCard(**(row | {"kinds": tuple(row["kinds"]), "queues": tuple(row["queues"])}))


def _read(rows: Sequence[Any]) -> tuple[Happened, ...]:
    """What another version wrote and this one cannot read is skipped: it would hold all that follows, for ever."""
    found = []
    for row in rows:
        try:
            found.append(Happened(row.seq, decode_fact(row.payload)))
        except DecodeError as error:
            log.error("not told to hooks: this fact cannot be read", seq=row.seq, why=str(error))
    return tuple(found)
