"""The dialer, joined to the floor: its store, its lines, its desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from acd.asterisk.exchange import Exchange
from acd.core.facts import Fact
from acd.core.heard import Heard
from acd.core.moment import Moment
from acd.desk import Desk
from acd.store.database import Database
from dialer.asterisk.line import Lines
from dialer.desk import DialDesk
from dialer.store.campaigns import Campaigns, Trunks
from dialer.store.paper import Paper


class Dialing:
    """Made before the links come up; `open()` reads what is configured and what was under way, `desk.run()` works."""

    def __init__(
        self,
        database: Database,
        site: str,
        exchange: Exchange,
        desk: Desk,
        now: Callable[[], Moment],
        told: Callable[[Sequence[Fact]], None],
    ) -> None:
        self.campaigns, self.trunks = Campaigns(database), Trunks(database)
        self._lines = Lines(exchange.daily, exchange.clocks, self._hear)
        exchange.overheard = self._lines.overheard
        paper = Paper(database, site)
        self.desk = DialDesk(paper, self._lines, ask=desk.ask, floor=lambda: desk.floor, now=now, told=told)

    def _hear(self, heard: Heard) -> None:
        self.desk.hear(heard)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[DialDesk]:
        """What is configured, and what was under way when the daemon went. Lines that are out at the end stay out."""
        await self.desk.open(await self.campaigns.all(), await self.trunks.all())
        try:
            yield self.desk
        finally:
            await self._lines.stop()
