"""Reports for the daemon: each counted by a process of its own, few at once, and its answer a file that is there until it was sent."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import structlog

from aftercall.loading.process import Worker, WorkerDied
from aftercall.office.errors import DatabaseAway, OfficeError
from aftercall.reporting.question import Question, WrongQuestion, as_json

log = structlog.get_logger(__name__)
AT_ONCE: Final = 2
WAITING: Final = 8
"""Reports that wait for their turn; the next one is refused."""
WITHIN: Final = 900.0
"""Seconds for one."""


class Busy(OfficeError):  # noqa: N818 - reads as what it is
    code = "busy"

    def __init__(self) -> None:
        super().__init__(f"{AT_ONCE + WAITING} reports are being made already", "try again in a minute")


class NotCounted(OfficeError):  # noqa: N818
    """It took too long, or its process died."""

    code = "not-counted"


@dataclass(frozen=True, slots=True)
class Far:
    """So many parts of its time are counted, of how many."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Made:
    """`path` is there as long as the report is held. `differences`: what was not the same when it was counted twice."""

    path: Path
    name: str
    lines: int
    took: int
    differences: tuple[str, ...]


class ReportDesk:
    """`database`: its address, told to each process by a pipe. `folder`: ours alone, made empty."""

    def __init__(self, database: str, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._asked = 0
        shutil.rmtree(folder, ignore_errors=True)

    async def made(self, ask: Question, kind: str, language: str = "en") -> AsyncGenerator[Far | Made]:
        """How far it is, and at last the report; its file goes when this is closed. Raises WrongQuestion, Busy, NotCounted,
        DatabaseAway."""
        if self._asked >= AT_ONCE + WAITING:
            raise Busy
        self._asked += 1
        path = self._folder / f"{token_hex(8)}.{kind}"
        job = {
            "database": self._database,
            "question": as_json(ask),
            "kind": kind,
            "path": str(path),
            "language": language,
        }
        try:
            async with self._turns, asyncio.timeout(WITHIN):
                await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
                async with aclosing(Worker("aftercall.reporting.worker").said(job)) as told:
                    async for name, value in told:
                        yield _read(name, value, path)
        except TimeoutError as error:
            why = f"the report was not counted within {WITHIN:g} s"
            raise NotCounted(why, "ask for fewer days, or a longer step") from error
        except WorkerDied as error:
            raise NotCounted(f"the report was not counted: {error}", "see the daemon's log") from error
        finally:
            self._asked -= 1
            path.unlink(missing_ok=True)

    @asynccontextmanager
    async def held(self, ask: Question, kind: str, language: str = "en") -> AsyncIterator[Made]:
        """The report, without saying how far it is; its file is there within."""
        async with aclosing(self.made(ask, kind, language)) as told:
            async for one in told:
                if isinstance(one, Made):
                    _warn(ask, one)
                    yield one
                    return
        raise NotCounted("the report was not counted", "see the daemon's log")


def _read(name: str, value: Any, path: Path) -> Far | Made:
    match name:
        case "far":
            return Far(*value)
        case "wrong":
            raise WrongQuestion(*value)
        case "away":
            raise DatabaseAway(f"the database is away: {value}", "try again when it is back")
        case _:
            return Made(path, value["name"], value["lines"], value["took"], tuple(value["differences"]))


def _warn(ask: Question, made: Made) -> None:
    if made.differences:
        log.warning("a report is not the same counted twice", report=ask.report, differences=made.differences)
