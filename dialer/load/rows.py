"""The rows of a file, one after the other and never all at once: a gigabyte takes no more memory than a kilobyte.

A row whose cells cannot be read comes as a broken one, with the reason; the rows after it are read on.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from dialer.load.errors import BadFile, WrongWish
from dialer.load.how import Reading
from dialer.load.returned import is_returned, unguarded
from dialer.load.table import NO_DELIMITER
from dialer.load.verdict import Row

LONGEST_CELL: Final = 32_767
"""Excel's own limit. A quote that nobody closes takes no more than this with it."""

ROUNDED: Final = 10**15
"""From here on a spreadsheet has lost digits."""


def rows(path: Path, reading: Reading) -> Iterator[Row]:
    """All rows below the header; rows with nothing in them are passed over. Without `columns`, no row is too long or too short.
    Of a file of rejected rows, cells are as they were before it was written."""
    found = _sheet_rows(path, reading) if reading.kind == "sheet" else _csv_rows(path, reading)
    below = islice(found, int(reading.header), None)
    return map(_unguarded, below) if is_returned(reading.columns) else below


def _unguarded(row: Row) -> Row:
    return row._replace(cells=tuple(map(unguarded, row.cells)))


# --- CSV ---------------------------------------------------------------------------------------------------------


def open_text(path: Path, encoding: str) -> IO[str]:
    """What cannot be decoded stays in sight as a lone surrogate; of UTF-16 and UTF-32 nothing can be said after a fault."""
    errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def _csv_rows(path: Path, reading: Reading) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with open_text(path, reading.encoding) as file:
        for _ in range(reading.skip):
            next(file)
        yield from _records(file, reading, path)


def _records(file: IO[str], reading: Reading, path: Path) -> Iterator[Row]:
    ended = _Ended(file)
    reader = csv.reader(ended, delimiter=reading.delimiter or NO_DELIMITER, strict=True)
    number = 0
    while True:
        number, line = number + 1, reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, (), _broken(error, reading.skip + line + 1, reading.skip + reader.line_num))
            continue
        except UnicodeDecodeError as error:
            raise BadFile(
                f"{path.name} is not {reading.encoding} after row {number - 1} ({error.reason})",
                "choose another --encoding",
            ) from error
        if any(cells):
            yield _whole(Row(number, tuple(cells)), reading, ended)


class _Ended:
    """The lines of a file; `cut`: the last one has no end."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.cut = line[-1] not in "\r\n"
        return line


def _whole(row: Row, reading: Reading, ended: _Ended) -> Row:
    """A row with more cells than the header has slipped; the last one with fewer may be the file's cut end."""
    width, expected = len(row.cells), len(reading.columns)
    if not expected:
        return row
    if width > expected and any(row.cells[expected:]):
        return Row(row.number, row.cells, f"has {width} cells, the table has {expected} columns")
    if width < expected and ended.cut:
        return Row(row.number, row.cells, f"the file ends within this row, in cell {width} of {expected}")
    if not all(cell.isascii() for cell in row.cells):
        return _decoded(row, reading)
    return row


def _decoded(row: Row, reading: Reading) -> Row:
    for name, cell in zip(reading.columns, row.cells, strict=False):
        if strange := next((c for c in cell if "\udc80" <= c <= "\udcff"), ""):
            shown = tuple(one.encode("utf-8", "replace").decode() for one in row.cells)
            why = f"column {name!r}: byte 0x{ord(strange) - 0xDC00:02X} is not {reading.encoding}"
            return Row(row.number, shown, why)
    return row


def _broken(error: csv.Error, first: int, last: int) -> str:
    where = f"line {first}" if last <= first else f"lines {first} to {last}"
    if "limit" in str(error) or "unexpected end" in str(error):
        return f"{where}: a quote is opened and not closed"
    return f"{where}: quotes do not match ({error})"


# --- spreadsheets ------------------------------------------------------------------------------------------------


def open_workbook(path: Path) -> CalamineWorkbook:
    try:
        with path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise BadFile(f"{path.name} is locked with a password", "save it without one") from error
    except CalamineError as error:
        raise BadFile(
            f"{path.name} cannot be read as a spreadsheet ({error})", "save it again, as XLSX or CSV"
        ) from error


def open_sheet(path: Path, name: str = "") -> CalamineSheet:
    """The named one, else the first that holds anything. The last one opened is kept: it is looked at, counted, and read."""
    return _opened(path, name, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _opened(path: Path, name: str, _changed: int) -> CalamineSheet:
    book = open_workbook(path)
    if name and name not in book.sheet_names:
        raise WrongWish(
            f"{path.name} has no sheet {name!r}", f"it has {', '.join(book.sheet_names)}", "sheet"
        )
    try:
        for one in [name] if name else book.sheet_names:
            sheet = book.get_sheet_by_name(one)
            if sheet.total_height or name:
                return sheet
    except CalamineError as error:
        raise BadFile(
            f"{path.name}: sheet {one!r} cannot be read ({error})", "save it again, as XLSX or CSV"
        ) from error
    raise BadFile(f"{path.name} is empty: no sheet holds anything")


def _sheet_rows(path: Path, reading: Reading) -> Iterator[Row]:
    sheet = open_sheet(path, reading.sheet)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = tuple(map(cell_text, cells))
        if any(texts):
            yield Row(number, texts)


def cell_text(value: object) -> str:
    """As somebody sees it in the sheet: `48500199999.0` is a spreadsheet's way to keep 48500199999."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < ROUNDED else repr(value)
        case datetime.datetime():
            return (
                value.isoformat(sep=" ", timespec="seconds")
                if value.time() != datetime.time()
                else value.date().isoformat()
            )
        case _:
            return str(value)
