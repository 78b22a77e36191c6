"""What a trial says of each row: a small database beside the file, written once and read page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from aftercall.loading.summary import verdict_of, who, why
from dialer.load.verdict import Draft, Judged, Row

LONGEST: Final = 300
"""Characters of a row's cells that are shown."""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """`row` as a spreadsheet counts; `who`: the contact to be, else the row's cells; `place`: where it lies among all."""

    place: int
    row: int
    verdict: str
    who: str
    why: str


def shown(row: Row, one: Judged) -> str:
    text = who(one) if isinstance(one, Draft) else " | ".join(filter(None, row.cells))
    return " ".join(text.encode("utf-8", "replace").decode().split())[:LONGEST]


class VerdictWriter:
    """A new file in place of an older one; whole when it is left without an exception."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.unlink(missing_ok=True)
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("PRAGMA synchronous=OFF")
        self._file.execute(
            "CREATE TABLE verdicts (place INTEGER PRIMARY KEY, row INTEGER, verdict TEXT, who TEXT, why TEXT)"
        )
        self._file.execute("BEGIN")

    def add(self, rows: Sequence[Row], judged: Sequence[Judged]) -> None:
        self._file.executemany(
            "INSERT INTO verdicts (row, verdict, who, why) VALUES (?, ?, ?, ?)",
            (
                (row.number, verdict_of(one).value, shown(row, one), why(one))
                for row, one in zip(rows, judged, strict=True)
            ),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._file.execute("CREATE INDEX by_verdict ON verdicts (verdict, place)")
            self._file.execute("COMMIT")
        self._file.close()
        if error is not None:
            self._path.unlink(missing_ok=True)


def page(path: Path, verdicts: Iterable[str], after: int, limit: int) -> list[RowVerdict]:
    """Those after place `after`; no verdict named: all. For a thread."""
    words = list(verdicts)
    among = f"verdict IN ({','.join('?' * len(words))}) AND " if words else ""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        found = file.execute(
            f"SELECT place, row, verdict, who, why FROM verdicts WHERE {among}place > ? ORDER BY place LIMIT ?",
            [*words, after, limit],
        )
        return [RowVerdict(*one) for one in found]
