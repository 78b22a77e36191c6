"""From the file to the tables: all chunks of a load, or of a trial."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import aclosing

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import FAILURES, reason
from dialer.load.errors import LoadError
from dialer.load.examine import Look
from dialer.load.judges import chunks, judged
from dialer.load.loading import chunk_size, finish, load_chunk
from dialer.load.progress import Counts, Progress
from dialer.load.returned import Returned
from dialer.load.rows import rows
from dialer.load.statistics import MANY, count_anew
from dialer.load.trial import Trial
from dialer.load.verdict import Judged, Row

LONGEST_REST = 0.25
"""Seconds."""

READ = 1_000
"""Rows of a trial that are looked up together."""

LARGE = 5_000
"""Rows from which on other processes pay for their start."""


async def run_load(
    database: Database,
    look: Look,
    progress: Progress,
    returned: Returned,
    at: Moment,
    told: Callable[[Progress], None],
    workers: int = 0,
) -> Progress:
    """`told` after each chunk. Raises LoadError when the database goes away: the load stands where it was committed last."""
    parts = chunks(after(rows(look.path, look.how.reading), progress.row), chunk_size(database))
    async with aclosing(judged(parts, look.how, at, workers)) as verdicts:
        async for raw, one in verdicts:
            began = time.monotonic()
            try:
                progress = await load_chunk(database, progress, look.how, one, _adding(returned, raw))
            except FAILURES as error:
                raise _stopped(progress, reason(error)) from error
            told(progress)
            await _rest(database, time.monotonic() - began)
    try:
        if progress.counts.loaded >= MANY:
            await count_anew(database)
        await finish(database, progress, at)
    except FAILURES as error:
        raise _stopped(progress, reason(error)) from error
    return progress


async def _rest(database: Database, held: float) -> None:
    """SQLite has no queue of writers: who waits looks again now and then. So half of the time it is free for the journal."""
    if database.is_sqlite:
        await asyncio.sleep(min(held, LONGEST_REST))


def _adding(returned: Returned, raw: Sequence[Row]) -> Callable[[Sequence[Judged]], None]:
    return lambda settled: returned.add(raw, settled)


def _stopped(progress: Progress, why: str) -> LoadError:
    return LoadError(
        f"the database does not take load {progress.load} after row {progress.row}: {why}",
        "what was loaded stays; the same command goes on there",
    )


def after(found: Iterable[Row], row: int) -> Iterator[Row]:
    """Rows that are not committed yet."""
    return (one for one in found if one.number > row)


async def run_trial(
    look: Look,
    trial: Trial,
    at: Moment,
    told: Callable[[Sequence[Row], Sequence[Judged], Counts], None],
    workers: int = 0,
) -> Counts:
    """Nothing is written; `told` of each chunk with its verdicts, and all counts so far."""
    counts = Counts()
    async with aclosing(
        judged(chunks(rows(look.path, look.how.reading), READ), look.how, at, workers)
    ) as verdicts:
        async for raw, one in verdicts:
            settled = await trial.chunk(one)
            counts = counts.and_of(settled)
            told(raw, settled, counts)
    return counts
