"""A file of numbers that must not be called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from acd.core.moment import Moment
from acd.store.database import Database
from dialer.core.numbers import NoNumber, read_cell
from dialer.load.blocking import Entry, block
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
    rows: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0


async def run_blocklist(
    database: Database | None, look: Look, listed: Listed, returned: Returned, told: Callable[[Blocks], None]
) -> Blocks:
    """Chunk by chunk; loading the same file again changes nothing. Without a database nothing is written, and all count as new."""
    done = Blocks()
    for raw in chunks(rows(look.path, look.how.reading), CHUNK):
        read = [read_row(look.how, row) for row in raw]
        numbers = [number.e164 for one in read if isinstance(one, Draft) for number in one.numbers]
        entries = [Entry(number, listed.source, listed.since) for number in numbers]
        returned.add(raw, read)
        new = (
            len(set(numbers)) if database is None else await block(database, listed.where, entries, listed.by)
        )
        rejected = sum(isinstance(one, Refused) for one in read)
        done = Blocks(
            done.rows + len(raw), done.new + new, done.known + len(numbers) - new, done.rejected + rejected
        )
        told(done)
    return done


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
