"""What an attempt does beyond its contact's standing: numbers that are dead, and people who asked not to be called again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
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


@dataclass(frozen=True, slots=True)
class Marked:
    """By one attempt. `old`: what it did before it was decided anew, and may do no longer. `source`, `by`: for its entries."""

    old: Marks
    new: Marks
    source: str
    by: str


def mark(connection: Connection, marked: Iterable[Marked], now: Moment) -> None:
    """The contacts are locked. An entry that somebody else made stays his."""
    marked = tuple(marked)
    alive = [one for each in marked for one in each.old.dead if one not in each.new.dead]
    _each(connection, _ALIVE, [{"which": one} for one in alive])
    _each(connection, _DEAD, [{"which": one} for each in marked for one in each.new.dead])
    steps = sorted(_steps(marked, now), key=_number)
    for goes, some in groupby(steps, key=lambda step: step[1]):
        _each(connection, _UNBLOCK if goes else _insert(connection), [row for _, _, row in some])


def block(
    connection: Connection, numbers: Iterable[str], source: str, by: str, now: Moment, where: str = EVERYWHERE
) -> None:
    """Onto the do-not-call list; a number that is there keeps its entry."""
    rows = [_entry(number, source, by, now) | {"where": where} for number in sorted(numbers)]
    _each(connection, _insert(connection), rows)


Step = tuple[str, bool, dict[str, Any]]
"""A number, whether its entry goes, and the values of the statement."""


def _steps(marked: Iterable[Marked], now: Moment) -> Iterator[Step]:
    for each in marked:
        for number in each.old.blocked:
            if number not in each.new.blocked:
                yield number, True, {"which": number, "from": each.source}
        for number in each.new.blocked:
            yield number, False, _entry(number, each.source, each.by, now)


def _number(step: Step) -> str:
    """Everybody takes numbers up in their own order: of two transactions with the same ones in two orders, each would wait for the
    other."""
    return step[0]


def _entry(number: str, source: str, by: str, now: Moment) -> dict[str, Any]:
    return {"number": number, "where": EVERYWHERE, "source": source, "by": by, "since": now}


def _insert(connection: Connection) -> Any:
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(do_not_call).on_conflict_do_nothing()


def _each(connection: Connection, statement: Any, values: list[dict[str, Any]]) -> None:
    if values:
        connection.execute(statement, values)
