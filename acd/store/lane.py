"""A thread of its own with a connection of its own, for who writes all day: a transaction is one errand there and back.

The asynchronous driver of SQLite goes to its thread and back for every statement, and that costs more than the statements. And a
connection that alone writes keeps its pages, which the commit of another one would take from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

T = TypeVar("T")


class Lane:
    """One transaction at a time, in the order in which they were asked for."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "database")

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Committed when it returns. Who gives up waiting does not know whether it was: it may be, while he goes on."""
        given_up = Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._thread, self._transact, work, given_up
            )
        except asyncio.CancelledError:
            given_up.set()
            raise

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()

    def _transact(self, work: Callable[[Connection], T], given_up: Event) -> T:
        with self._engine.begin() as connection:
            if given_up.is_set():  # it waited for somebody's lock
                raise TimeoutError("nobody waits for this transaction any more")
            return work(connection)
