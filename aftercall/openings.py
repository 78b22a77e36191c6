"""Calendars as the days go by: a year that begins brings the holidays of one more, and Asterisk is told of one more day.

The switch opens and closes by the days that stand in its own database (`acd.asterisk.hours`). They are written when the link comes up,
when something is configured, and here, each midnight of UTC, which is where its days begin.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from acd.core.heard import Heard
from acd.core.moment import DAY, SECOND, Moment
from aftercall.office import Office, OfficeError, calendars_heard

log = structlog.get_logger(__name__)
AGAIN: Final = 5 * 60.0  # seconds, when the database or Asterisk was away


class Openings:
    """`hear` takes the calendars, `now` is the daemon's clock, `known_until` tells how long Asterisk knows its hours."""

    def __init__(
        self,
        office: Office,
        hear: Callable[[Heard], None],
        now: Callable[[], Moment],
        known_until: Callable[[], Moment | None],
    ) -> None:
        self._office = office
        self._hear = hear
        self._now = now
        self._known_until = known_until

    async def run(self) -> None:
        """Until cancelled. At the start all of it was done already."""
        renewed = True
        while True:
            await asyncio.sleep((DAY - self._now() % DAY) / SECOND + 1 if renewed else AGAIN)
            renewed = await self.renew()

    async def renew(self) -> bool:
        """False: the database or Asterisk was not there."""
        try:
            cards = await self._office.all()
            for event in await asyncio.to_thread(calendars_heard, cards, self._now()):
                self._hear(event)
            await self._office.provision()
        except OfficeError as error:
            until = self._known_until()
            left = None if until is None else round((until - self._now()) / DAY, 1)
            log.warning("hours not renewed", why=str(error), days_that_asterisk_knows=left)
            return False
        return True
