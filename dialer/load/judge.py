"""One row: a contact to be, or a reason why not. Pure; what only the database knows (duplicates, do-not-call) comes after it.

A row with one good number and one that cannot be read is loaded with a warning. A zone or a date of consent that cannot be read
rejects the row: calling on a guess is what they are there to prevent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Final
from zoneinfo import available_timezones

from acd.core.moment import Moment
from dialer.core.numbers import DEAR, Called, NoNumber, read_cell
from dialer.load import fields as f
from dialer.load.dates import read_date
from dialer.load.how import How
from dialer.load.languages import read_language
from dialer.load.verdict import Draft, DraftNumber, Judged, Refused, Row, Verdict, Warning

MOST_OWN: Final = 100
LONGEST_VALUE: Final = 2_000
LONGEST_NAME: Final = 200
MOST_NUMBERS: Final = 10
PRIORITIES: Final = range(-1000, 1001)

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Part = tuple[str, str]
"""A column's name and the cell's text."""


class _No(Exception):  # noqa: N818 - reads as what it is
    """Inside this module: the row is refused."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


def judge_all(how: How, now: Moment, rows: Iterable[Row]) -> list[Judged]:
    return [judge(how, now, row) for row in rows]


def judge(how: How, now: Moment, row: Row) -> Judged:
    if row.broken:
        return Refused(row.number, Verdict.REJECTED, "broken row", row.broken)
    try:
        return _draft(how, now, row)
    except _No as no:
        return Refused(row.number, Verdict.REJECTED, no.kind, no.why)


def _draft(how: How, now: Moment, row: Row) -> Draft:
    parts = _parts(how, row)
    said = {target: part for target, part in parts if target not in f.SEVERAL}
    warnings: list[Warning] = []
    zone = _zone(said.get(f.ZONE))
    numbers = _numbers(how, zone, [part for target, part in parts if target == f.PHONE], warnings)
    return Draft(
        row=row.number,
        numbers=numbers,
        name=_name(said, warnings),
        zone=zone,
        language=_language(said.get(f.LANGUAGE), warnings),
        priority=_priority(said.get(f.PRIORITY)),
        fields=_own([part for target, part in parts if target == f.OWN], warnings),
        consent=_consent(how, now, said),
        warnings=tuple(warnings),
    )


def _parts(how: How, row: Row) -> list[tuple[str, Part]]:
    """What each filled cell is. Control characters are nobody's, and a database would refuse them."""
    found: list[tuple[str, Part]] = []
    for target, column, cell in zip(how.targets, how.reading.columns, row.cells, strict=False):
        if cell and target != f.IGNORE and (text := _clean(target, cell)):
            found.append((target, (column, text)))
    return found


def _clean(target: str, cell: str) -> str:
    """Those in a number's cell stay: they say that it is none."""
    return (cell if target == f.PHONE or cell.isprintable() else _CONTROL.sub("", cell)).strip()


# --- numbers and zones -------------------------------------------------------------------------------------------


def _numbers(
    how: How, zone: str | None, cells: Sequence[Part], warnings: list[Warning]
) -> tuple[DraftNumber, ...]:
    """Raises _No when none is left."""
    found: dict[str, Called] = {}
    wrong: list[_No] = []
    for column, text in cells:
        for one in _read(how, zone, column, text):
            if isinstance(one, _No):
                wrong.append(one)
            else:
                found.setdefault(one.e164, one)
    if not found:
        raise wrong[0] if wrong else _No("no number", "there is no number in it")
    if len(found) > MOST_NUMBERS:
        raise _No("too many numbers", f"has {len(found)} numbers, at most {MOST_NUMBERS} are kept")
    warnings += [Warning(f"number left out: {one.kind}", one.why) for one in wrong]
    return tuple(_number(how, zone, one, warnings) for one in found.values())


def _read(how: How, zone: str | None, column: str, text: str) -> Iterable[Called | _No]:
    read = read_cell(text, how.region)
    if isinstance(read, NoNumber):
        return [_No(read.kind, f"column {column!r}: {read.why}")]
    return [_allowed(how, zone, column, one) for one in read]


def _allowed(how: How, zone: str | None, column: str, number: Called) -> Called | _No:
    if number.kind in DEAR and not how.premium:
        return _No(
            number.kind,
            f"column {column!r}: {number.e164} is a {number.kind} number, which this campaign does not call",
        )
    if not number.zones and zone is None:
        return _No(
            "zone unknown",
            f"column {column!r}: nobody knows where {number.e164} is; a zone column can say it",
        )
    return number


def _number(how: How, zone: str | None, number: Called, warnings: list[Warning]) -> DraftNumber:
    """Zones: those of its prefix; where they are several, the campaign's own if that is among them."""
    zones = (how.zone,) if how.zone is not None and how.zone in number.zones else number.zones
    if zone is None and len(zones) > 1:
        warnings.append(Warning(f"zone: {_zones_text(zones)}", f"{number.e164} may be in {len(zones)} zones"))
    return DraftNumber(number.e164, number.kind, zones)


@cache
def _zones_text(zones: tuple[str, ...]) -> str:
    return ",".join(zones)


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(part: Part | None) -> str | None:
    if part is None:
        return None
    column, text = part
    if text not in _known_zones():
        raise _No(
            "zone unknown", f"column {column!r}: {_short(text)} is no time zone; write it as Europe/Warsaw"
        )
    return text


# --- the person --------------------------------------------------------------------------------------------------


def _name(said: dict[str, Part], warnings: list[Warning]) -> str:
    parts = [said[field] for field in (f.NAME, f.FIRST, f.LAST) if field in said]
    name = " ".join(" ".join(text.split()) for _, text in parts)
    return _cut(parts[0][0], name, LONGEST_NAME, warnings) if parts else ""


def _language(part: Part | None, warnings: list[Warning]) -> str:
    if part is None:
        return ""
    if (code := read_language(part[1])) is None:
        warnings.append(Warning("language unknown", f"column {part[0]!r}: {_short(part[1])} is no language"))
    return code or ""


def _priority(part: Part | None) -> int:
    if part is None:
        return 0
    column, text = part
    if not re.fullmatch(r"-?\d{1,4}", text) or int(text) not in PRIORITIES:
        why = f"column {column!r}: {_short(text)} is no whole number from {PRIORITIES[0]} to {PRIORITIES[-1]}"
        raise _No("priority", why)
    return int(text)


def _own(parts: Sequence[Part], warnings: list[Warning]) -> dict[str, str]:
    if len(parts) > MOST_OWN:
        raise _No("too many fields", f"has {len(parts)} fields of its own, at most {MOST_OWN} are kept")
    return {column: _cut(column, text, LONGEST_VALUE, warnings) for column, text in parts}


def _cut(column: str, text: str, most: int, warnings: list[Warning]) -> str:
    if len(text) > most:
        warnings.append(
            Warning("text cut", f"column {column!r}: {len(text):,} characters, {most:,} are kept")
        )
    return text[:most]


# --- consent -----------------------------------------------------------------------------------------------------


def _consent(how: How, now: Moment, said: dict[str, Part]) -> tuple[str, Moment | None, str] | None:
    """The row's own words, else those that hold for the whole file; None: nothing is known."""
    take = partial(_said, said)
    source = take(f.CONSENT_SOURCE) or how.consent_source
    basis = take(f.CONSENT_BASIS) or how.consent_basis
    at = _consent_date(how, now, said.get(f.CONSENT_DATE))
    return (source, at, basis) if source or basis or at is not None else None


def _said(said: dict[str, Part], field: str) -> str:
    return said[field][1][:LONGEST_VALUE] if field in said else ""


def _consent_date(how: How, now: Moment, part: Part | None) -> Moment | None:
    if part is None:
        return how.consent_at
    column, text = part
    at = read_date(text, how.region)
    if at is None:
        raise _No("consent date", f"column {column!r}: {_short(text)} is no date; write it as 2026-03-31")
    if at > now:
        raise _No("consent date", f"column {column!r}: {_short(text)} is still to come")
    return at


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")
