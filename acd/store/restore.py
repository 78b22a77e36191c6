"""What the floor was when the daemon went: read at its start, after the spool was brought in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.core.level import Target
from acd.core.moment import DAY, Moment, Span
from acd.core.promise import Promise
from acd.core.promised import CallPromise, to_caller
from acd.core.queue import Call
from acd.store.database import Database
from acd.store.promise_tables import promises
from acd.store.tables import agent_states, calls, facts


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A caller's stay in a queue whose end is not on record."""

    seq: int
    call: str
    queue: str
    number: str
    name: str
    joined: Moment
    answered: Moment | None
    agent: str | None


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise to a caller of whom it is not on record whether he still waits."""

    call: str
    queue: str
    target: str
    level: str
    began: Moment
    span: Span
    reached: Moment | None
    due: Moment | None
    warned: Moment | None
    broken: Moment | None


@dataclass(frozen=True, slots=True)
class Restored:
    """`agents`: (code, JSON of the floor's value: `encode.decode(Agent, json)`). `last_at`: the clock must
    not go back before it. `last_seq` 0: the first start."""

    agents: tuple[tuple[str, dict[str, Any]], ...] = ()
    last_seq: int = 0
    last_at: Moment = 0
    calls: tuple[OpenCall, ...] = ()
    promises: tuple[OpenPromise, ...] = ()


LONGEST_WAIT: Final = DAY
"""Nobody waits longer in a queue: whose promise was broken before then, and not kept, went."""


async def load(database: Database, site: str = "main") -> Restored:
    """Only what is in the database; `Journal.open` brings the spool in first."""
    async with database.read() as connection:
        last_seq, last_at = await _last(connection, site)
        return Restored(
            agents=await _agents(connection, site),
            last_seq=last_seq,
            last_at=last_at,
            calls=await _calls(connection, site),
            promises=await _promises(connection, site, last_at - LONGEST_WAIT),
        )


async def _last(connection: AsyncConnection, site: str) -> tuple[int, Moment]:
    newest = (
        sa.select(facts.c.seq, facts.c.at).where(facts.c.site == site).order_by(facts.c.seq.desc()).limit(1)
    )
    row = (await connection.execute(newest)).one_or_none()
    latest = await connection.scalar(sa.select(sa.func.max(facts.c.at)).where(facts.c.site == site))
    return (row.seq, latest) if row else (0, 0)


async def _agents(connection: AsyncConnection, site: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    wanted = sa.select(agent_states.c.agent, agent_states.c.state).where(agent_states.c.site == site)
    return tuple(
        (row.agent, row.state) for row in await connection.execute(wanted.order_by(agent_states.c.agent))
    )


async def _calls(connection: AsyncConnection, site: str) -> tuple[OpenCall, ...]:
    c = calls.c
    wanted = sa.select(c.seq, c.call, c.queue, c.number, c.name, c.joined, c.answered, c.agent)
    wanted = wanted.where(c.site == site, c.ended.is_(None)).order_by(c.seq)
    return tuple(OpenCall(*row) for row in await connection.execute(wanted))


async def _promises(connection: AsyncConnection, site: str, since: Moment) -> tuple[OpenPromise, ...]:
    c = promises.c
    wanted = sa.select(*(c[field.name] for field in fields(OpenPromise)))
    wanted = wanted.where(c.site == site, c.call.is_not(None), c.began >= since, c.span.is_not(None))
    wanted = wanted.where(c.kept.is_(None), c.dropped.is_(None)).order_by(c.began)
    return tuple(OpenPromise(*row) for row in await connection.execute(wanted))


def as_they_were(found: Iterable[OpenCall]) -> dict[str, Call]:
    """Who waited or talked, for the floor. On which channel, the switch says (`truth`)."""
    calls = (
        Call(
            one.call,
            "",
            one.queue,
            one.number,
            one.name,
            one.joined,
            waiting=one.answered is None,
            answered_by=one.agent if one.answered is not None else None,
        )
        for one in found
    )
    return {call.code: call for call in calls}


def remembered(found: Iterable[OpenPromise]) -> dict[str, CallPromise]:
    """What callers who may wait still were promised, for the floor; by which clock, it looks up itself."""
    return {one.call: to_caller(one.queue, _as_it_was(one)) for one in found}


def _as_it_was(one: OpenPromise) -> Promise:
    return Promise(
        target=Target(one.target),
        level=one.level,
        span=one.span,
        began=one.began,
        spent=0,
        since=one.began,
        reached=one.reached,
        due=one.due,
        warn_at=None,
        warned=one.warned is not None,
        broken=one.broken,
    )
