"""Rows are judged chunk by chunk, in order: here, or in processes beside this one where there are cores for them.

Reading the numbers is most of the work of a load, and it is Python's alone, so threads would not help.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Final

from acd.core.moment import Moment
from dialer.load.errors import LoadError
from dialer.load.how import How
from dialer.load.judge import judge_all
from dialer.load.verdict import Judged, Row

NICE: Final = 10
"""A load never takes the processor from calls."""

Chunk = tuple[list[Row], list[Judged]]


def chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


async def judged(
    parts: Iterable[list[Row]], how: How, now: Moment, workers: int = 0
) -> AsyncGenerator[Chunk]:
    """Each chunk with its verdicts; at most a few are under way, so memory stays flat."""
    if not workers:
        for part in parts:
            yield part, judge_all(how, now, part)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin) as pool:
        loop = asyncio.get_running_loop()
        out: deque[tuple[list[Row], asyncio.Future[list[Judged]]]] = deque()
        for part in parts:
            out.append((part, loop.run_in_executor(pool, judge_all, how, now, part)))
            if len(out) > 2 * workers:
                yield await _next(out)
        while out:
            yield await _next(out)


def _begin() -> None:
    """In a worker. Ctrl-C is its parent's to answer. It would outlive a parent that was killed: both ends of the queue that it reads
    from are its own, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


async def _next(out: deque[tuple[list[Row], asyncio.Future[list[Judged]]]]) -> Chunk:
    rows, future = out.popleft()
    try:
        return rows, await future
    except BrokenProcessPool as error:
        why = f"a process that read numbers died before row {rows[0].number} was loaded"
        raise LoadError(
            why, "what was loaded stays; the same command goes on there, with --workers 0 without it"
        ) from error
