"""A file of numbers that must not be called."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from acd.core.moment import Moment
from acd.store.database import Database
from dialer.core.numbers import NoNumber, read_cell
from dialer.load.blocking import Entry, block, known_of
from dialer.load.examine import Look
from dialer.load.fields import PHONE
from dialer.load.how import How
from dialer.load.judges import chunks
from dialer.load.returned import Returned
from dialer.load.rows import rows
from dialer.load.verdict import Draft, DraftNumber, Judged, Refused, Row, Verdict

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """Where the numbers go: `where` is everywhere or a campaign's code; `since` is when they asked, or when the list was made."""

    where: str
    source: str
    since: Moment
    by: str


@dataclass(frozen=True, slots=True)
class Blocks:
    """`new` and `known` are numbers, the others rows; `known`: on the list before, or once more in this file."""

    rows: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0


async def run_blocklist(
    database: Database,
    look: Look,
    listed: Listed,
    returned: Returned | None,
    told: Callable[[Blocks], None],
    trial: bool = False,
) -> Blocks:
    """Chunk by chunk; loading the same file again changes nothing. A trial blocks nothing and counts the same."""
    done = Blocks()
    with closing(sqlite3.connect("", isolation_level=None)) as seen:
        seen.execute("CREATE TABLE seen (number TEXT PRIMARY KEY) WITHOUT ROWID")
        for raw in chunks(rows(look.path, look.how.reading), CHUNK):
            read = [read_row(look.how, row) for row in raw]
            numbers = [number.e164 for one in read if isinstance(one, Draft) for number in one.numbers]
            if returned is not None:
                returned.add(raw, read)
            if trial:
                new = await _would_be_new(database, listed.where, seen, numbers)
            else:
                entries = [Entry(number, listed.source, listed.since) for number in numbers]
                new = await block(database, listed.where, entries, listed.by)
            rejected = sum(isinstance(one, Refused) for one in read)
            done = Blocks(
                done.rows + len(raw),
                done.new + new,
                done.known + len(numbers) - new,
                done.rejected + rejected,
            )
            told(done)
    return done


async def _would_be_new(
    database: Database, where: str, seen: sqlite3.Connection, numbers: Sequence[str]
) -> int:
    """`seen`: those of the chunks before, on the disk."""
    insert = "INSERT OR IGNORE INTO seen VALUES (?)"
    seen.execute("BEGIN")
    fresh = [number for number in dict.fromkeys(numbers) if seen.execute(insert, (number,)).rowcount]
    seen.execute("COMMIT")
    return len(fresh) - await known_of(database, where, fresh)


def read_row(how: How, row: Row) -> Judged:
    """Any number that can be read is one that can be blocked: dear ones, and those that nobody knows the place of."""
    if row.broken:
        return Refused(row.number, Verdict.REJECTED, "broken row", row.broken)
    found: list[DraftNumber] = []
    for column, text in _phones(how, row):
        read = read_cell(text, how.region or None)
        if isinstance(read, NoNumber):
            return Refused(row.number, Verdict.REJECTED, read.kind, f"column {column!r}: {read.why}")
        found += [DraftNumber(one.e164, one.kind, one.zones) for one in read]
    if not found:
        return Refused(row.number, Verdict.REJECTED, "no number", "there is no number in it")
    return Draft(row.number, tuple(found))


def _phones(how: How, row: Row) -> Sequence[tuple[str, str]]:
    cells = zip(how.targets, how.reading.columns, row.cells, strict=False)
    return [(column, cell) for target, column, cell in cells if target == PHONE and cell.strip()]
