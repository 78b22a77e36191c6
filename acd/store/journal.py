"""The journal: what became true, in order, once, and never lost by a database that is away.

`put` numbers the facts and returns at once. `run` writes all that waits in one transaction (group commit), at once when
somebody waits for an answer, else with what comes within half a second.
When the database does not take it, the batch goes to the spool, a local file flushed to disk, and so does all
that follows, till the spool is empty again: nothing newer is written before what is older. Whether a batch
whose answer was lost is on record is told by its id, so it is written once.

A database that refuses what we say (wrong shape, somebody else's numbers) is treated as one that is away, for
nothing may be lost by it, and its words are in the log each time they change.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.engine import Connection

from acd.core.facts import (
    AftercallExtended,
    Fact,
    Granted,
    HoldLifted,
    HoldSet,
    Kept,
    NextTaken,
    Refused,
    Unknown,
)
from acd.store.batch import Agents, Batch, Items, from_line, make_batch, to_line
from acd.store.database import Database
from acd.store.encode import DecodeError
from acd.store.errors import FAILURES, SpoolError, is_away, reason
from acd.store.restore import Restored, load
from acd.store.spool import Spool
from acd.store.write import forget_batches, known, write

GROUP: Final = 200  # facts in one transaction: more would hold the loop
PORTION: Final = 50_000  # bytes of spooled batches in one transaction: the loop reads them, and is not held
GATHER: Final = 0.5  # seconds; what a kill in them takes, Asterisk still knows of conversations
# People wait for an answer to these, or nobody but us knows of them.
URGENT: Final = (Granted, Kept, Refused, Unknown, HoldSet, HoldLifted, NextTaken, AftercallExtended)
PATIENCE: Final = 3.0  # seconds for a transaction; people wait for their answers meanwhile
PRUNE: Final = 1000  # commits between two tidyings of the batch ids
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 5.0

Written = Callable[[tuple[Fact, ...]], None]
log = structlog.get_logger("journal")


class Journal:
    """`await open()`, then `run()` as a task. `safe` is called with facts that no crash can take back any more, in the
    database or flushed to the spool; `written` when they are in the database; both in order."""

    def __init__(
        self,
        database: Database,
        spool_dir: Path,
        written: Written = lambda facts: None,
        site: str = "main",
        safe: Written = lambda facts: None,
    ) -> None:
        self.site = site
        self.written = written
        self.safe = safe
        self.away = False
        self._database = database
        self._spool = Spool(spool_dir / f"{site}.jsonl")
        self._next: int | None = None
        self._waiting: list[tuple[int, Sequence[Fact], Agents, Items]] = []
        self._hand: Batch | None = None
        self._wake = asyncio.Event()
        self._urgent = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._pause = FIRST_PAUSE
        self._retry_at = 0.0
        self._words = ""
        self._commits = 0

    # --- what others call ------------------------------------------------------------------------------------

    @property
    def last_seq(self) -> int:
        """Number of the last fact put."""
        return self._number() - 1

    @property
    def spooled(self) -> int:
        """Bytes that wait for the database in the spool."""
        return self._spool.size

    def put(self, facts: Sequence[Fact], agents: Agents | None = None, items: Items | None = None) -> int:
        """Numbers the facts; returns the first number (the next one when there are no facts). Never blocks.

        `agents`: the new values of the agents that changed with them, None for one who is no more; `items` likewise.
        """
        first = self._number()
        if facts or agents or items:
            self._next = first + len(facts)
            self._waiting.append((first, tuple(facts), dict(agents or {}), dict(items or {})))
            self._idle.clear()
            self._wake.set()
            if any(isinstance(fact, URGENT) for fact in facts):
                self._urgent.set()
        return first

    async def drained(self) -> None:
        """Returns when all that was put is in the database."""
        self._urgent.set()
        await self._idle.wait()

    async def open(self) -> Restored:
        """Waits for the database, brings in what lay in the spool, and returns what the floor was.

        Raises SpoolError, or the database's own error if it answers but refuses.
        """
        torn = await asyncio.to_thread(self._spool.open)
        if torn:
            log.warning("the spool's last line was torn by a crash and is cut off", bytes=torn)
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._restore()
            except FAILURES as error:
                if not is_away(error):
                    raise
                log.warning("waiting for the database", database=self._database.name, why=reason(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def run(self) -> None:
        """Writes till cancelled; what is then not written goes to the spool."""
        try:
            while True:
                await self._until_work()
                await self._store_waiting()
                await self._bring_in_when_due()
                self._rest()
        finally:
            self._save_rest()

    def close(self) -> None:
        self._spool.close()

    # --- storing ---------------------------------------------------------------------------------------------

    async def _store_waiting(self) -> None:
        while (batch := self._take()) is not None:
            if not (self._spool.empty and await self._commit([batch])):
                await self._to_spool(batch)
            self._hand = None
            self.safe(batch.facts)

    def _take(self) -> Batch | None:
        """The next batch: all that waits, up to a group's size. It stays in hand till it is stored
        somewhere."""
        if self._hand is None and self._waiting:
            first = self._waiting[0][0]
            facts: list[Fact] = []
            agents: dict[str, object] = {}
            items: dict[str, object] = {}
            count = 0
            for _, more, changed, moved in self._waiting:
                if count and len(facts) + len(more) > GROUP:
                    break
                facts += more
                agents |= changed
                items |= moved
                count += 1
            del self._waiting[:count]
            self._hand = make_batch(first, facts, agents, items)
        return self._hand

    async def _commit(self, group: list[Batch], spooled: bool = False) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._transaction(group, spooled)
        except FAILURES as error:
            self._failed(error)
            return False
        self._succeeded()
        for batch in group:
            self.written(batch.facts)
        return True

    async def _transaction(self, group: list[Batch], spooled: bool) -> None:
        self._commits += 1
        tidy = not spooled and self._commits % PRUNE == 0

        def work(connection: Connection) -> None:
            done = known(connection, group) if spooled else set()
            fresh = {
                batch.id: batch for batch in group if batch.id not in done
            }  # a line may stand there twice
            write(connection, self.site, list(fresh.values()))
            if tidy:
                forget_batches(connection, self.site, group[-1].id)

        await self._database.transact(work)

    async def _to_spool(self, batch: Batch) -> None:
        """Tried till the disk takes it: what became true stays in hand."""
        line = to_line(batch)
        while True:
            try:
                return await asyncio.to_thread(self._spool.append, [line])
            except OSError as error:
                log.error("the spool cannot be written", path=str(self._spool.path), why=reason(error))
                await asyncio.sleep(LONGEST_PAUSE)

    async def _bring_in_when_due(self) -> None:
        if not self._spool.empty and time.monotonic() >= self._retry_at:
            await self._bring_in()

    async def _bring_in(self) -> bool:
        """The oldest lines of the spool into the database; False: it does not take them."""
        lines = await asyncio.to_thread(self._spool.peek, PORTION)
        group = [self._read(line) for line in lines]
        if not await self._commit(group, spooled=True):
            return False
        await asyncio.to_thread(self._spool.drop, lines)
        if self._spool.empty:
            log.info("the spool is in the database", last=group[-1].last)
        return True

    def _read(self, line: bytes) -> Batch:
        try:
            return from_line(line)
        except DecodeError as error:
            remedy = "move the file away and keep it: what it holds is missing in the journal"
            raise SpoolError(str(self._spool.path), str(error), remedy) from error

    # --- when ------------------------------------------------------------------------------------------------

    async def _until_work(self) -> None:
        """Returns when something was put, or when it is time to try the spool again."""
        due = None if self._spool.empty else max(0.0, self._retry_at - time.monotonic())
        try:
            async with asyncio.timeout(due):
                await self._wake.wait()
        except TimeoutError:
            return
        await self._gather()
        self._wake.clear()
        self._urgent.clear()

    async def _gather(self) -> None:
        """A transaction costs the same for one fact as for twenty: a moment for more, unless somebody waits for this one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHER):
                await self._urgent.wait()

    def _rest(self) -> None:
        if self._spool.empty and not self._waiting:
            self._idle.set()

    def _failed(self, error: BaseException) -> None:
        self._retry_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        words = reason(error)
        if not self.away or words != self._words:
            say = log.warning if is_away(error) else log.error
            say(
                "the database does not take the journal: it waits in the spool",
                why=words,
                path=str(self._spool.path),
            )
        self.away, self._words = True, words

    def _succeeded(self) -> None:
        self._pause, self._retry_at = FIRST_PAUSE, 0.0
        if self.away:
            log.info("the database takes the journal again")
        self.away, self._words = False, ""

    # --- beginning and end -----------------------------------------------------------------------------------

    async def _restore(self) -> Restored:
        if not self._spool.empty:
            log.info("bringing in the spool", bytes=self._spool.size)
        while not self._spool.empty:
            lines = await asyncio.to_thread(self._spool.peek, PORTION)
            await self._transaction([self._read(line) for line in lines], spooled=True)
            await asyncio.to_thread(self._spool.drop, lines)
        restored = await load(self._database, self.site)
        self._next = restored.last_seq + 1
        return restored

    def _number(self) -> int:
        if self._next is None:
            raise RuntimeError("the journal is not open: the last number is not known")
        return self._next

    def _save_rest(self) -> None:
        """On the way out, and without waiting for anybody: the next start brings it in."""
        lines = []
        while (batch := self._take()) is not None:
            lines.append(to_line(batch))
            self._hand = None
        if lines:
            self._spool.append(lines)
