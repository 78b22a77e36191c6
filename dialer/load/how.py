"""How a file is read: found by looking at it or chosen by hand, and kept with the load, so that a cut one goes on the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acd.core.moment import Moment
from acd.core.value import Word

LONGEST_LIST: Final = 100
"""Characters of a list's name."""


class Scope(Word):
    """Where a number must not stand already."""

    FILE = "file"
    LIST = "list"
    CAMPAIGN = "campaign"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Reading:
    """`kind`: csv or sheet. For csv: `encoding` as Python names it, `delimiter` None for one column, `skip` lines before the table
    (`sep=;`). For sheet: its name. `columns`: the header's names, or made ones; `header`: whether the file has one."""

    kind: str
    columns: tuple[str, ...]
    header: bool
    encoding: str = ""
    delimiter: str | None = None
    skip: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class How:
    """`targets`: what each column is (`fields.py`). `zone`: for contacts whose number may be in several, this among them.
    `premium`: dear numbers are loaded too. `consent_*`: for rows that do not say it themselves."""

    reading: Reading
    targets: tuple[str, ...]
    region: str
    scope: Scope = Scope.CAMPAIGN
    zone: str | None = None
    premium: bool = False
    consent_source: str = ""
    consent_at: Moment | None = None
    consent_basis: str = ""
