"""What became of a row: a contact to be, or a reason why not. Plain tuples, for they travel between
processes a million at a time, and dataclasses are packed three times as slowly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from acd.core.moment import Moment
from acd.core.value import Word


class Verdict(Word):
    LOADED = "loaded"
    DUPLICATE = "duplicate"
    BLOCKED = "do not call"
    REJECTED = "rejected"


class Row(NamedTuple):
    """`number` counts rows as a spreadsheet shows them, the header among them. `broken`: why its cells could not be read."""

    number: int
    cells: tuple[str, ...]
    broken: str = ""


class DraftNumber(NamedTuple):
    e164: str
    kind: str
    zones: tuple[str, ...]


class Warning(NamedTuple):
    """`kind` groups them in a summary; `text` is for this row."""

    kind: str
    text: str


class Draft(NamedTuple):
    """A contact to be. `zone`: only if a column said it. `consent`: source, moment, lawful basis."""

    row: int
    numbers: tuple[DraftNumber, ...]
    name: str = ""
    zone: str | None = None
    language: str = ""
    priority: int = 0
    fields: Mapping[str, str] | None = None
    consent: tuple[str, Moment | None, str] | None = None
    warnings: tuple[Warning, ...] = ()


class Refused(NamedTuple):
    """`kind` groups reasons in a summary; `why` is for this row."""

    row: int
    verdict: Verdict
    kind: str
    why: str


Judged = Draft | Refused

SHOWN: Final = 20
"""Rows of a preview."""
