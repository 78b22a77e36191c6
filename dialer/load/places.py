"""Where rows that were not loaded go, looked at before anything else is done: a load that cannot write them must not begin."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import Path

from dialer.load.errors import LoadError
from dialer.load.returned import is_ours


def rejected_place(source: Path, named: Path | None) -> Path:
    """The one that was named, else the first of NAME.rejected.csv, NAME.rejected-2.csv … that is not there. Raises LoadError."""
    path = named or next(path for path in _names(source) if not path.exists())
    check_place(path, source, "--rejected")
    return path


def rejected_before(source: Path, row: int, rows: int) -> Path | None:
    """Where the load of this file that was cut after `row` wrote the `rows` that it had not loaded; None: in none of its names."""
    there = [path for path in takewhile(Path.exists, _names(source)) if is_ours(path)]
    newest = sorted(there, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return next((path for path in newest if rows and _rows_up_to(path, row) == rows), None)


def check_place(path: Path, source: Path, option: str) -> None:
    """It can be written, and is not the file that is read. Leaves nothing behind. Raises LoadError."""
    if path.exists() and path.samefile(source):
        raise LoadError(f"{path} is the file that is read", f"name another with {option}")
    new = not path.exists()
    try:
        path.open("a").close()
    except OSError as error:
        raise LoadError(
            f"{path} cannot be written: {error.strerror}", f"name another with {option}"
        ) from error
    if new:
        path.unlink()


def _names(source: Path) -> Iterator[Path]:
    yield Path(f"{source.stem}.rejected.csv")
    yield from (Path(f"{source.stem}.rejected-{number}.csv") for number in count(2))


def _rows_up_to(path: Path, row: int) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(line[0].isdecimal() and int(line[0]) <= row for line in csv.reader(file) if line)
