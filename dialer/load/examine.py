"""A first look at a file: how it can be read, as far as that can be found, and its first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from dialer.load import mapping
from dialer.load.encoding import Found, find_encoding
from dialer.load.errors import BadFile, WrongWish
from dialer.load.how import How, Reading
from dialer.load.mapping import Template
from dialer.load.returned import is_returned, unguarded
from dialer.load.rows import cell_text, open_sheet, open_text, rows
from dialer.load.scan import Scan, scan
from dialer.load.table import column_names, find_delimiter, has_header, said_delimiter
from dialer.load.verdict import SHOWN, Row

SAMPLE: int = 50
"""Lines or rows that guesses are made on."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was chosen by hand; None: to be found. `columns`: (column, field), over whatever mapping it is."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    sheet: str = ""
    template: str | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """`encoding` None for a spreadsheet; `mapped`: where the mapping is from, for people; `rows`: about how many there are."""

    path: Path
    scan: Scan
    how: How
    sample: tuple[Row, ...]
    mapped: str
    encoding: Found | None = None
    rows: int = 0


def examine(path: Path, how: How, language: str, wishes: Wishes, templates: Mapping[str, Template]) -> Look:
    """`how`: with all that is not found by looking; its reading and targets are replaced. Raises LoadError."""
    look = glance(path, how, language, wishes, templates)
    mapping.check(look.how.reading.columns, look.how.targets, look.how.region)
    return look


def glance(path: Path, how: How, language: str, wishes: Wishes, templates: Mapping[str, Template]) -> Look:
    """As `examine`, but a mapping that cannot be loaded is looked at, too: somebody wants to see it to put it right."""
    scanned = scan(path, wishes.encoding)
    encoding = None if scanned.kind == "sheet" else find_encoding(scanned, language, wishes.encoding)
    reading = _sheet(path, wishes) if encoding is None else _csv(path, encoding, wishes)
    sample = tuple(islice(rows(path, reading), SAMPLE))
    if not sample:
        raise BadFile(f"{path.name} has no rows" + (" below its header" if reading.header else ""))
    targets, mapped = _targets(reading.columns, sample, how.region, wishes, templates)
    how = replace(how, reading=reading, targets=targets)
    count = scanned.lines if encoding else open_sheet(path, reading.sheet).total_height
    return Look(path, scanned, how, sample[:SHOWN], mapped, encoding, count)


def _targets(
    columns: Sequence[str],
    sample: Sequence[Row],
    region: str,
    wishes: Wishes,
    templates: Mapping[str, Template],
) -> tuple[tuple[str, ...], str]:
    name = wishes.template or mapping.fitting(templates, columns)
    if name is not None and name not in templates:
        kept = ", ".join(sorted(templates)) or "none"
        raise WrongWish(f"mapping {name!r} is not known", f"kept are: {kept}", "template")
    if name is None:
        found, mapped = mapping.guess(columns, [row.cells for row in sample], region), "guessed"
    else:
        found, mapped = mapping.from_template(name, templates[name], columns), f"kept as {name}"
    return mapping.override(columns, found, wishes.columns), mapped


# --- CSV ---------------------------------------------------------------------------------------------------------


def _csv(path: Path, encoding: Found, wishes: Wishes) -> Reading:
    lines = _first_lines(path, encoding.encoding)
    said = said_delimiter(lines[0]) if lines else None
    body = lines[1:] if said else lines
    if not any(line.strip() for line in body):
        raise BadFile(f"{path.name} is empty")
    delimiter = wishes.delimiter or said or find_delimiter(body)
    bare = Reading("csv", (), False, encoding.encoding, delimiter, 1 if said else 0)
    return _named(bare, _first_rows(path, bare), wishes.header)


def _first_lines(path: Path, encoding: str) -> list[str]:
    """Cut short: a file without line ends is one line as long as itself."""
    with open_text(path, encoding) as file:
        try:
            return file.read(1 << 16).splitlines(keepends=True)[:SAMPLE]
        except UnicodeError as error:
            raise BadFile(f"{path.name} is not {encoding} ({error})", "choose another --encoding") from error


def _first_rows(path: Path, bare: Reading) -> list[Row]:
    return [row for row in islice(rows(path, bare), SAMPLE) if not row.broken]


# --- spreadsheets ------------------------------------------------------------------------------------------------


def _sheet(path: Path, wishes: Wishes) -> Reading:
    sheet = open_sheet(path, wishes.sheet)
    first = [
        Row(i, tuple(map(cell_text, cells))) for i, cells in enumerate(islice(sheet.iter_rows(), SAMPLE), 1)
    ]
    return _named(
        Reading("sheet", (), False, sheet=sheet.name), [row for row in first if any(row.cells)], wishes.header
    )


def _named(bare: Reading, first: Sequence[Row], header: bool | None) -> Reading:
    cells = [row.cells for row in first]
    header = has_header(cells) if header is None else header
    width = max((len(row) for row in cells), default=0)
    names = column_names(cells[0] if header and cells else None, len(cells[0]) if header and cells else width)
    names = tuple(map(unguarded, names)) if is_returned(names) else names
    return replace(bare, columns=names, header=header)
