"""Which column is what: named by hand, kept from an earlier load, or guessed from its header and what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from dialer.core.numbers import NoNumber, read_cell
from dialer.load.errors import WrongWish
from dialer.load.fields import FIELDS, IGNORE, OWN, PHONE, SEVERAL, by_alias, plain

Template = Mapping[str, str]
"""Header -> field, as kept under a name."""

CLOSE: Final = 0.86
"""How alike a header must be to a known one; below it `name` and `game` would be one."""

MOSTLY: Final = 0.8
"""A column without a known header is a phone if so many of its cells read as numbers."""


def guess(columns: Sequence[str], sample: Sequence[Sequence[str]], region: str) -> tuple[str, ...]:
    """By headers; if none of them is a phone, by content; the only column is one in any case."""
    if len(columns) == 1:
        return (PHONE,)
    targets = [_by_header(name) for name in columns]
    _first_only(targets)
    if PHONE not in targets:
        targets = [
            PHONE if target == OWN and _are_numbers(_column(sample, index), region) else target
            for index, target in enumerate(targets)
        ]
    return tuple(targets)


def _by_header(name: str) -> str:
    """`Telefon 2` and `telefon_dom` are phones too."""
    known, header = by_alias(), plain(name)
    bare = header.rstrip(" 0123456789")
    for text in (header, bare):
        if text in known:
            return known[text]
    if close := get_close_matches(bare, known, n=1, cutoff=CLOSE):
        return known[close[0]]
    first = bare.partition(" ")[0]
    return PHONE if known.get(first) == PHONE and len(first) > 3 else OWN


def _first_only(targets: list[str]) -> None:
    """A field that only one column can be goes to the first; the others stay the contact's own."""
    seen: set[str] = set()
    for index, target in enumerate(targets):
        if target in seen and target not in SEVERAL:
            targets[index] = OWN
        seen.add(target)


def _column(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index] for row in sample if index < len(row) and row[index].strip()]


def _are_numbers(cells: Sequence[str], region: str) -> bool:
    good = sum(not isinstance(read_cell(cell, region), NoNumber) for cell in cells)
    return bool(cells) and good >= MOSTLY * len(cells)


# --- kept and named ----------------------------------------------------------------------------------------------


def from_template(name: str, template: Template, columns: Sequence[str]) -> tuple[str, ...]:
    """Raises WrongWish for columns that the template has and the file has not; what the file has more is the contact's own."""
    missing = [column for column in template if column not in columns]
    if missing:
        raise WrongWish(
            f"mapping {name!r} names columns that the file has not: {_quoted(missing)}",
            f"the file has {_quoted(columns)}",
            "template",
        )
    return tuple(template.get(column, OWN) for column in columns)


def fitting(templates: Mapping[str, Template], columns: Sequence[str]) -> str | None:
    """The kept mapping that was made for just these columns."""
    return next((name for name, one in sorted(templates.items()) if list(one) == list(columns)), None)


def as_template(columns: Sequence[str], targets: Sequence[str]) -> dict[str, str]:
    return dict(zip(columns, targets, strict=True))


def override(
    columns: Sequence[str], targets: Sequence[str], wishes: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """`wishes` are (column, field); a column by its header, or by its place from 1 on. Raises WrongWish."""
    found = list(targets)
    for column, field in wishes:
        index = _index(column, columns)
        if field not in FIELDS:
            raise WrongWish(
                f"{column}={field}: there is no field {field!r}", f"there are {', '.join(FIELDS)}", "mapping"
            )
        if field not in SEVERAL:
            found = [OWN if one == field else one for one in found]
        found[index] = field
    return tuple(found)


def _index(column: str, columns: Sequence[str]) -> int:
    if column in columns:
        return list(columns).index(column)
    alike = [index for index, name in enumerate(columns) if plain(name) == plain(column) and plain(name)]
    if len(alike) == 1:
        return alike[0]
    if column.isdecimal() and 1 <= int(column) <= len(columns):
        return int(column) - 1
    raise WrongWish(f"the file has no column {column!r}", f"it has {_quoted(columns)}", "mapping")


def check(columns: Sequence[str], targets: Sequence[str], region: str) -> None:
    """Raises WrongWish when it cannot be loaded like this."""
    if PHONE not in targets:
        why = f"no column is known to hold phone numbers; the file has {_quoted(columns)}"
        remedy = "name it: --mapping COLUMN=phone"
        if not region:
            why += ", and without a region only numbers that begin with + are known as such"
            remedy = f"say the region, as --region PL, or {remedy}"
        raise WrongWish(why, remedy, "mapping")
    for field in set(targets) - SEVERAL:
        named = [column for column, one in zip(columns, targets, strict=True) if one == field]
        if len(named) > 1:
            raise WrongWish(
                f"columns {_quoted(named)} are all the {field}",
                "only one can be; map the others to own or ignore",
                "mapping",
            )


def _quoted(names: Sequence[str], most: int = 30) -> str:
    shown = ", ".join(f"{name!r}" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


__all__ = [
    "IGNORE",
    "Template",
    "as_template",
    "check",
    "fitting",
    "from_template",
    "guess",
    "override",
]
