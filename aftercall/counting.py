"""How many contacts each campaign has left, and its attempts of today, counted by the store now and then, for the board."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

import structlog

from acd.core.facts import Fact
from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import FAILURES, reason
from dialer.board.pulse import Counted, Pulse
from dialer.core.days import day_of
from dialer.core.facts import CampaignChanged
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
        self._bell = asyncio.Event()

    def hear(self, facts: Iterable[Fact]) -> None:
        """Who starts a campaign wants to see at once what it has."""
        if any(isinstance(fact, CampaignChanged) for fact in facts):
            self._bell.set()

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
            await self._rest(time.monotonic() - began)

    async def _rest(self, took: float) -> None:
        self._bell.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(EVERY, SHARE * took)):
                await self._bell.wait()

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
