"""Rows <-> contacts, numbers and attempts, pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import RowMapping

from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.contact import Callback, Contact, Number, Past, Standing
from dialer.core.outcome import Outcome

ATTEMPT: Final = tuple(field.name for field in fields(Attempt))
"""Columns of the same names."""


def contact(row: RowMapping, numbers: Iterable[Number], *, listed: bool = True) -> Contact:
    return Contact(
        id=row["id"],
        campaign=row["campaign"],
        list=row["list"],
        numbers=tuple(numbers),
        name=row["name"],
        zone=row["zone"],
        language=row["language"],
        priority=row["priority"],
        fields=row["fields"],
        consent=_consent(row),
        standing=Standing(row["standing"]),
        due=row["due"],
        callback=_callback(row),
        listed=listed,
        recycled=row["recycled"],
    )


def number(row: RowMapping) -> Number:
    zones = tuple(row["zones"].split(",")) if row["zones"] else ()
    return Number(row["id"], row["e164"], row["place"], zones, row["kind"], row["dead"])


def attempt(row: RowMapping) -> Attempt:
    named = {name: row[name] for name in ATTEMPT}
    return Attempt(**(named | {"outcome": _outcome(row["outcome"])}))


def attempt_row(one: Attempt) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in ATTEMPT}
    return row | {"outcome": one.outcome and one.outcome.value}


def past(row: RowMapping) -> Past:
    outcome = _outcome(row["outcome"])
    return Past(row["contact"], row["number"], row["began"], row["ended"], outcome, row["disposition"])


def callback_row(promise: Callback | None) -> dict[str, Any]:
    names = ("at", "number", "agent", "moves")
    return {f"callback_{name}": promise and getattr(promise, name) for name in names}


def _callback(row: RowMapping) -> Callback | None:
    if row["callback_at"] is None:
        return None
    return Callback(row["callback_at"], row["callback_number"], row["callback_agent"], row["callback_moves"])


def _consent(row: RowMapping) -> tuple[str, Moment | None, str] | None:
    known = (row["consent_source"], row["consent_at"], row["consent_basis"])
    return None if known == (None, None, None) else (known[0] or "", known[1], known[2] or "")


def _outcome(value: str | None) -> Outcome | None:
    return None if value is None else Outcome(value)
