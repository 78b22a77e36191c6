"""What only the database knows of a draft: whether its numbers stand somewhere already, and whether they may be called at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from dialer.core.contact import Standing
from dialer.load.how import Scope
from dialer.load.verdict import Draft, Judged, Refused, Verdict, Warning
from dialer.store.tables import contact_numbers, contacts, do_not_call, lists

EVERYWHERE: Final = "everywhere"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a load goes."""

    campaign: str
    list: int
    load: int


Places = Mapping[str, str]
"""Number -> where it stands already, or since when it is blocked, for people."""


def among(dialect: str, column: ColumnElement[Any], values: Sequence[str]) -> ColumnElement[bool]:
    """`IN`, with one parameter however many values: the statement stays the same and is planned once."""
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam(None, list(values), ARRAY(sa.Text)))
    each = sa.func.json_each(sa.bindparam(None, list(values), sa.JSON)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def blocked(connection: Connection, campaign: str, numbers: Sequence[str]) -> Places:
    """Those on a do-not-call list, everywhere or of this campaign."""
    entries = do_not_call.c
    found = connection.execute(
        sa.select(entries.number, entries.where, entries.source, entries.since)
        .where(entries.where.in_((EVERYWHERE, campaign)))
        .where(among(connection.dialect.name, entries.number, numbers))
    )
    return {
        number: f"do not call {_place(where)}, {source}, since {day(since)}"
        for number, where, source, since in found
    }


def _place(where: str) -> str:
    return EVERYWHERE if where == EVERYWHERE else f"in campaign {where}"


def day(moment: Moment) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).date().isoformat()


def standing(connection: Connection, target: Target, scope: Scope, numbers: Sequence[str]) -> Places:
    """Those that a contact in the scope has; contacts that were removed do not count."""
    within: dict[Scope, ColumnElement[bool]] = {
        Scope.FILE: contacts.c.load == target.load,
        Scope.LIST: contacts.c.list == target.list,
        Scope.CAMPAIGN: contacts.c.campaign == target.campaign,
        Scope.EVERYWHERE: sa.true(),
    }
    found = connection.execute(
        sa.select(contact_numbers.c.e164, contacts.c.load, contacts.c.row, contacts.c.campaign, lists.c.name)
        .join(contacts, contact_numbers.c.contact == contacts.c.id)
        .join(lists, contacts.c.list == lists.c.id)
        .where(within[scope], contacts.c.standing != Standing.REMOVED.value)
        .where(among(connection.dialect.name, contact_numbers.c.e164, numbers))
    )
    return {
        number: this_file(row) if load == target.load else f"list {name!r} of campaign {campaign} has it"
        for number, load, row, campaign, name in found
    }


def this_file(row: int) -> str:
    return f"row {row} of this file has it"


# --- what follows for the drafts ---------------------------------------------------------------------------------


def numbers_of(judged: Iterable[Judged]) -> list[str]:
    return [number.e164 for one in judged if isinstance(one, Draft) for number in one.numbers]


def settle(judged: Iterable[Judged], blocked: Places, standing: Places) -> list[Judged]:
    """Blocked numbers are left out, and the contact with them if none is left; who has a number that stands already is a duplicate."""
    taken, settled = dict(standing), list[Judged]()
    for one in judged:
        if isinstance(one, Draft):
            one = _settled(one, blocked, taken)
        if isinstance(one, Draft):
            taken |= {number.e164: this_file(one.row) for number in one.numbers}
        settled.append(one)
    return settled


def _settled(draft: Draft, blocked: Places, taken: Places) -> Judged:
    left = tuple(number for number in draft.numbers if number.e164 not in blocked)
    out = [f"{number.e164}: {blocked[number.e164]}" for number in draft.numbers if number.e164 in blocked]
    if not left:
        return Refused(draft.row, Verdict.BLOCKED, "listed", "; ".join(out))
    for number in left:
        if number.e164 in taken:
            return Refused(
                draft.row, Verdict.DUPLICATE, "number known", f"{number.e164}: {taken[number.e164]}"
            )
    if not out:
        return draft
    warnings = tuple(Warning("number left out: do not call", text) for text in out)
    return draft._replace(numbers=left, warnings=draft.warnings + warnings)
