"""A load that writes nothing: the same verdicts, for as long as nobody else changes the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from acd.store.database import Database
from dialer.load.how import How, Scope
from dialer.load.known import Target, blocked, numbers_of, settle, standing, this_file
from dialer.load.verdict import Draft, Judged


class Trial:
    """Remembers the numbers of the file in a temporary database on the disk: a million rows take no memory."""

    def __init__(self, database: Database, campaign: str, list_: int, how: How) -> None:
        self._database, self._how = database, how
        self._target = Target(campaign, list_, 0)
        self._seen = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._seen.execute("CREATE TABLE seen (number TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID")

    async def chunk(self, judged: Sequence[Judged]) -> list[Judged]:
        numbers = numbers_of(judged)
        places = dict(self._in_file(numbers))
        async with self._database.read() as connection:
            kept_out = await connection.run_sync(blocked, self._target.campaign, numbers)
            if self._how.scope is not Scope.FILE:
                places |= await connection.run_sync(standing, self._target, self._how.scope, numbers)
        settled = settle(judged, kept_out, places)
        self._remember(settled)
        return settled

    def _in_file(self, numbers: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._seen.execute(f"SELECT number, row FROM seen WHERE number IN ({marks})", part)
            found |= {number: this_file(row) for number, row in rows}
        return found

    def _remember(self, settled: Sequence[Judged]) -> None:
        pairs = [
            (number.e164, one.row) for one in settled if isinstance(one, Draft) for number in one.numbers
        ]
        self._seen.execute("BEGIN")
        self._seen.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", pairs)
        self._seen.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seen.close()
