"""The dialer's writer: what became of attempts goes on record."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog

from acd.core.moment import Moment
from acd.store.errors import FAILURES, BadCard, reason
from dialer.core.attempt import Attempt
from dialer.ports import Paper

log = structlog.get_logger(__name__)
AGAIN: Final = 2.0
"""Seconds until a database that did not answer is tried again."""


class Writer:
    """Writes what became of attempts, in order, some at a time; what the database does not take waits and is tried again."""

    GATHER: Final = 0.1
    BATCH: Final = 200

    def __init__(self, paper: Paper, now: Callable[[], Moment]) -> None:
        self._paper = paper
        self._now = now
        self._ends: deque[Attempt] = deque()
        self._notes: dict[str, Attempt] = {}
        self._given: deque[tuple[str, str, str]] = deque()
        self._bell = asyncio.Event()

    @property
    def waiting(self) -> int:
        return len(self._ends)

    def end(self, attempt: Attempt) -> None:
        self._notes.pop(attempt.id, None)
        self._ends.append(attempt)
        self._bell.set()

    def note(self, attempt: Attempt) -> None:
        self._notes[attempt.id] = attempt
        self._bell.set()

    def disposition(self, attempt: str, code: str, by: str) -> None:
        self._given.append((attempt, code, by))
        self._bell.set()

    async def run(self) -> None:
        while True:
            await self._bell.wait()
            await asyncio.sleep(self.GATHER)
            self._bell.clear()
            try:
                await self._write()
            except FAILURES as error:
                log.warning(
                    "ends of attempts wait for the database", count=len(self._ends), why=reason(error)
                )
                await asyncio.sleep(AGAIN)
                self._bell.set()

    async def last(self) -> None:
        """Before the daemon goes: what can still be written is; the rest is found as under way by the next one."""
        try:
            async with asyncio.timeout(AGAIN):
                await self._write()
        except (*FAILURES, TimeoutError) as error:
            log.error("ends of attempts are not on record", count=len(self._ends), why=reason(error))

    async def _write(self) -> None:
        while self._notes:
            notes = dict(self._notes)
            await self._paper.note(notes.values())
            self._notes = {key: new for key, new in self._notes.items() if notes.get(key) is not new}
        while self._ends:
            some = [self._ends[i] for i in range(min(self.BATCH, len(self._ends)))]
            await self._paper.finish(some, self._now())
            for _ in some:
                self._ends.popleft()
        while self._given:
            attempt, code, by = self._given[0]
            try:
                await self._paper.disposed(attempt, code, by, self._now())
            except BadCard as bad:
                log.error("a disposition could not be put on record", attempt=attempt, why=str(bad))
            self._given.popleft()
