"""What an attempt does beyond its contact's standing: numbers that are dead, and people who asked not to be called again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from dialer.core.dispositions import Marks
from dialer.store.tables import contact_numbers, do_not_call

EVERYWHERE: Final = "everywhere"

_BY_ID: Final = contact_numbers.c.id == sa.bindparam("which")
_DEAD: Final = sa.update(contact_numbers).where(_BY_ID).values(dead=True)
_ALIVE: Final = sa.update(contact_numbers).where(_BY_ID).values(dead=False)
_UNBLOCK: Final = sa.delete(do_not_call).where(
    do_not_call.c.number == sa.bindparam("which"),
    do_not_call.c.where == EVERYWHERE,
    do_not_call.c.source == sa.bindparam("from"),
)


def mark(connection: Connection, old: Marks, new: Marks, source: str, by: str, now: Moment) -> None:
    """`old`: what it did before it was decided anew, and does no longer. An entry that somebody else made stays his."""
    _each(connection, _ALIVE, [{"which": one} for one in old.dead if one not in new.dead])
    _each(connection, _DEAD, [{"which": one} for one in new.dead])
    gone = [number for number in old.blocked if number not in new.blocked]
    _each(connection, _UNBLOCK, [{"which": number, "from": source} for number in gone])
    block(connection, new.blocked, source, by, now)


def block(
    connection: Connection, numbers: Iterable[str], source: str, by: str, now: Moment, where: str = EVERYWHERE
) -> None:
    """Onto the do-not-call list; a number that is there keeps its entry."""
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    rows = [
        {"number": number, "where": where, "source": source, "by": by, "since": now} for number in numbers
    ]
    _each(connection, dialect.insert(do_not_call).on_conflict_do_nothing(), rows)


def _each(connection: Connection, statement: Any, values: list[dict[str, Any]]) -> None:
    if values:
        connection.execute(statement, values)
