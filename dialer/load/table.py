"""What a table looks like that nobody described: its delimiter, whether it has a header, and the names of its columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from dialer.load.errors import BadFile
from dialer.load.fields import by_alias, plain

DELIMITERS: Final = ";,\t|"
SEP: Final = re.compile(r"(?i)sep=(.)")
NO_DELIMITER: Final = "\x1f"
"""For files with one column: the reader wants one, and no file has it."""

MOST_COLUMNS: Final = 200
LONGEST_NAME: Final = 60

Cells = Sequence[str]


def said_delimiter(first_line: str) -> str | None:
    """`sep=;`, as Excel writes and reads it."""
    found = SEP.fullmatch(first_line.strip("\r\n"))
    return found[1] if found else None


def find_delimiter(lines: Sequence[str]) -> str | None:
    """The one that cuts most lines into the same number of cells, the more cells the better; None: one column.

    csv.Sniffer guesses worse and fails on one column.
    """
    best = max(DELIMITERS, key=lambda one: _fitness(lines, one))
    return best if _fitness(lines, best)[0] > 0 else None


def _fitness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (rows / widths.total(), width) if width > 1 else (0, 0)


def has_header(rows: Sequence[Cells]) -> bool:
    """Its first row has a known name, or holds no digit and the second does."""
    if not rows:
        return False
    first = rows[0]
    if any(_looks_called(cell) for cell in first):
        return False
    if any(plain(cell) in by_alias() for cell in first if cell):
        return True
    return len(rows) > 1 and any(map(_has_digit, rows[1])) and not any(map(_has_digit, first))


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _looks_called(cell: str) -> bool:
    return sum(c.isdigit() for c in cell) >= 7 and not any(c.isalpha() for c in cell)


def column_names(header: Cells | None, width: int) -> tuple[str, ...]:
    """Each once and none empty: the header's, else `column 3`. Raises BadFile for more columns than are read."""
    width = max(width, len(header or ()))
    if width > MOST_COLUMNS:
        raise BadFile(
            f"the table has {width} columns, at most {MOST_COLUMNS} are read",
            "leave out those that nobody needs",
        )
    given = [name_of(cell) for cell in header or ()]
    names: list[str] = []
    for index in range(width):
        name = given[index] if index < len(given) and given[index] else f"column {index + 1}"
        names.append(_once(name, names))
    return tuple(names)


def name_of(cell: str) -> str:
    return " ".join(cell.encode("utf-8", "replace").decode().split())[:LONGEST_NAME]


def _once(name: str, taken: Sequence[str]) -> str:
    number, made = 1, name
    while made in taken:
        number += 1
        made = f"{name} ({number})"
    return made
