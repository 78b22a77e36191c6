"""How many contacts each campaign has left, and its attempts of today, counted by the store now and then, for the board."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

import structlog

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import FAILURES, reason
from dialer.board.pulse import Counted, Pulse
from dialer.core.days import day_of
from dialer.core.room import Room
from dialer.store.progress import begun_since, standings

log = structlog.get_logger(__name__)

EVERY: Final = 30.0
"""Seconds between two counts; those of a large list are further apart."""
SHARE: Final = 50
"""A count that took long is not made again for so many times as long."""


class Counting:
    """`zone`: whose midnight begins today."""

    def __init__(
        self, database: Database, pulse: Pulse, room: Callable[[], Room], now: Callable[[], Moment], zone: str
    ) -> None:
        self._database = database
        self._pulse = pulse
        self._room = room
        self._now = now
        self._zone = zone
        self._words = ""

    async def run(self) -> None:
        """Until cancelled. While the database is away the last counts stand, with their moment."""
        while True:
            began = time.monotonic()
            try:
                await self.count()
            except FAILURES as error:
                self._away(reason(error))
            else:
                self._words = ""
            await asyncio.sleep(max(EVERY, SHARE * (time.monotonic() - began)))

    async def count(self) -> None:
        for code in tuple(self._room().campaigns):
            self._pulse.of(code).count(await self._counted(code))

    async def _counted(self, code: str) -> Counted:
        now = self._now()
        midnight, _ = day_of(self._zone, now)
        async with self._database.read() as connection:
            there = await connection.run_sync(standings, code, now)
            today = await connection.run_sync(begun_since, code, midnight)
        return Counted(there.left, today, now)

    def _away(self, words: str) -> None:
        if words != self._words:
            log.warning("campaigns are not counted", why=words)
        self._words = words
