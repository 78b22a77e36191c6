"""Rows that were not loaded come back as a file with the reason: put right, it can be loaded as it is.

A cell that begins with = + - @ would be a formula where the file is opened, so it gets an apostrophe; read back, it loses it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from dialer.load.errors import LoadError
from dialer.load.fields import RETURNED
from dialer.load.verdict import Judged, Refused, Row

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """One that has apostrophes in front of a formula gets one more: `unguarded` gives all of them back as they were."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def is_returned(columns: Sequence[str]) -> bool:
    """Are they those of a file of rejected rows?"""
    return tuple(columns[: len(RETURNED)]) == RETURNED


def is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline().startswith(",".join(RETURNED))


class Returned:
    """The file; made with the first row that goes into it. Of a load that was cut, rows after the last committed one are dropped."""

    def __init__(self, path: Path, columns: Sequence[str], committed: int = 0) -> None:
        self.path, self.count = path, 0
        self._columns, self._ready = columns, False
        self._check()
        if committed:
            self._keep(committed)

    def add(self, rows: Iterable[Row], judged: Iterable[Judged]) -> None:
        """On the disk when this returns."""
        lines = [
            [str(row.number), one.verdict.value, one.why, *row.cells]
            for row, one in zip(rows, judged, strict=True)
            if isinstance(one, Refused)
        ]
        if not lines:
            return
        self._write([] if self._ready else [[*RETURNED, *self._columns]], "w" if not self._ready else "a")
        self._write(lines, "a")
        self._ready, self.count = True, self.count + len(lines)

    def _write(self, lines: Sequence[Sequence[str]], mode: str) -> None:
        try:
            with self.path.open(mode, encoding="utf-8-sig" if mode == "w" else "utf-8", newline="") as file:
                csv.writer(file).writerows([[guarded(cell) for cell in line] for line in lines])
        except OSError as error:
            raise LoadError(
                f"{self.path} cannot be written: {error.strerror}", "name another with --rejected"
            ) from error

    def _check(self) -> None:
        """Only a file of our own is written over."""
        if self.path.exists() and not is_ours(self.path):
            raise LoadError(f"{self.path} is there already", "name another with --rejected, or move it away")

    def _keep(self, committed: int) -> None:
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            kept = [
                line
                for line in csv.reader(file)
                if line[:1] and line[0].isdecimal() and int(line[0]) <= committed
            ]
        self._write([[*RETURNED, *self._columns]], "w")
        with self.path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(kept)
        self._ready, self.count = True, len(kept)
