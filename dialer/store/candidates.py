"""Whom to look at: contacts of active lists that are open and due, the best first, as far as nobody else has them in hand.

A list is walked by its priorities, which are few, and each of them by what is due, in `ix_contacts_next`: what is not due yet, and
lists that are not active, cost nothing. Promised calls come first; one for a given agent is shown only if he is among `agents`,
until it passes to anyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import RowMapping
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from dialer.core.contact import Standing
from dialer.store.contacts import padded
from dialer.store.tables import contacts, lists


def _moment(name: str) -> sa.BindParameter[int]:
    return sa.bindparam(name, type_=sa.BigInteger())


_NOW: Final = _moment("now")
_C: Final = contacts.c
_OPEN: Final = Standing.OPEN.value

_LEVELS: Final = sa.text("""
WITH RECURSIVE level (list, priority) AS (
    SELECT lists.id,
           (SELECT max(priority) FROM contacts WHERE list = lists.id AND standing = 'open')
      FROM lists WHERE lists.campaign = :campaign AND lists.active
    UNION ALL
    SELECT level.list,
           (SELECT max(priority) FROM contacts
             WHERE list = level.list AND standing = 'open' AND priority < level.priority)
      FROM level WHERE level.priority IS NOT NULL
)
SELECT list, priority,
       (SELECT min(due) FROM contacts
         WHERE list = level.list AND standing = 'open' AND priority = level.priority AND callback_at IS NULL) AS due
  FROM level WHERE priority IS NOT NULL
""")

_ACTIVE: Final = sa.select(lists.c.id).where(
    lists.c.campaign == sa.bindparam("campaign"), lists.c.active, lists.c.id == _C.list
)
_ALL_PROMISED: Final = (
    _C.campaign == sa.bindparam("campaign"),
    _C.callback_at.is_not(None),
    _C.standing == _OPEN,
    _ACTIVE.exists(),
)
_HIS: Final = _C.callback_agent.in_(sa.bindparam("agents", expanding=True))
_MOVES_AT: Final = _C.callback_at + _C.callback_moves
_FROM: Final = sa.case(
    (sa.or_(_C.callback_agent.is_(None), _HIS, _C.due >= _MOVES_AT), _C.due),
    else_=_MOVES_AT,  # null, if it never passes to anyone
)
_PROMISED: Final = (
    sa.select(contacts)
    .where(*_ALL_PROMISED, _C.due <= _NOW, _NOW >= _FROM)
    .order_by(sa.case((_HIS, 0), else_=1), _C.due, _C.id)
    .limit(sa.bindparam("most"))
    .with_for_update(of=contacts, skip_locked=True)
)
_PROMISED_BY: Final = (
    sa.select(_C.callback_agent)
    .where(*_ALL_PROMISED, _C.due <= _NOW, _C.callback_agent.is_not(None))
    .distinct()
    .order_by(_C.callback_agent)
)
_FIRST_PROMISED: Final = sa.select(sa.func.min(_FROM)).where(*_ALL_PROMISED)

_NEXT: Final = (
    sa.select(contacts)
    .where(
        _C.list == sa.bindparam("list"),
        _C.standing == _OPEN,
        _C.priority == sa.bindparam("priority"),
        _C.due <= _NOW,
        sa.tuple_(_C.due, _C.id) > sa.tuple_(_moment("due"), _moment("id")),
        _C.callback_at.is_(None),
    )
    .order_by(_C.due, _C.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True)
class Level:
    """Contacts of one list and priority. `due`: of the first of them; None: all of them are promised calls."""

    list: int
    priority: int
    due: Moment | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """By whom, when, and how many are read at once. `own`: nothing but what these agents promised."""

    campaign: str
    agents: tuple[str, ...]
    now: Moment
    page: int
    own: bool = False


def candidates(connection: Connection, wanted: Wanted) -> Iterator[RowMapping]:
    """Rows of `contacts`, read a page at a time as they are asked for, locked for this transaction."""
    promised = _promised(connection, wanted)
    if wanted.own:
        return (row for row in promised if row["callback_agent"] in wanted.agents)
    return chain(promised, _by_priority(connection, wanted))


def promised_by(connection: Connection, campaign: str, now: Moment) -> tuple[str, ...]:
    """Agents with promised calls of their own that are due."""
    return tuple(connection.execute(_PROMISED_BY, {"campaign": campaign, "now": now}).scalars())


def first_due(connection: Connection, campaign: str, agents: Sequence[str]) -> Moment | None:
    """The earliest moment at which there is a candidate; None: nobody is left."""
    named = {"campaign": campaign, "agents": padded(agents)}
    dues = [level.due for level in _levels(connection, campaign)]
    dues.append(connection.scalar(_FIRST_PROMISED, named))
    return min((due for due in dues if due is not None), default=None)


def _promised(connection: Connection, wanted: Wanted) -> Iterator[RowMapping]:
    named = {"campaign": wanted.campaign, "agents": padded(wanted.agents), "now": wanted.now}
    yield from connection.execute(_PROMISED, named | {"most": wanted.page}).mappings().all()


def _by_priority(connection: Connection, wanted: Wanted) -> Iterator[RowMapping]:
    due = [level for level in _levels(connection, wanted.campaign) if _is_due(level, wanted.now)]
    due.sort(key=lambda level: -level.priority)
    for _, alike in groupby(due, key=lambda level: level.priority):
        yield from merge(*(_level(connection, level, wanted) for level in alike), key=_place)


def _is_due(level: Level, now: Moment) -> bool:
    return level.due is not None and level.due <= now


def _place(row: RowMapping) -> tuple[Moment, int]:
    return row["due"], row["id"]


def _levels(connection: Connection, campaign: str) -> list[Level]:
    return [Level(*row) for row in connection.execute(_LEVELS, {"campaign": campaign})]


def _level(connection: Connection, level: Level, wanted: Wanted) -> Iterator[RowMapping]:
    named: dict[str, Any] = {"list": level.list, "priority": level.priority, "now": wanted.now}
    after: dict[str, Any] = {"due": -1, "id": -1}
    while True:
        found = connection.execute(_NEXT, named | after | {"most": wanted.page}).mappings().all()
        yield from found
        if len(found) < wanted.page:
            return
        after = {"due": found[-1]["due"], "id": found[-1]["id"]}
