"""Each night, what is older than the settings keep it is taken out of the record."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from acd.core.moment import DAY, Moment
from acd.store.database import Database
from acd.store.errors import FAILURES, reason
from acd.store.forget import forget
from aftercall.people.audit import forget_trail

log = structlog.get_logger(__name__)
HOUR: Final = 3  # o'clock in the site's zone
AGAIN: Final = 5 * 60.0  # seconds, when the database was away


class Forgetting:
    """`days` of the journal are kept, 0: all; `now` is the daemon's clock. `more`: what else is forgotten, after it; each raises what
    the database raises."""

    def __init__(
        self,
        database: Database,
        site: str,
        days: int,
        zone: str,
        now: Callable[[], Moment],
        *more: Callable[[], Awaitable[None]],
    ) -> None:
        self._more = more
        self._database = database
        self._site = site
        self._days = days
        self._zone = ZoneInfo(zone)
        self._now = now

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(until_night(self._now(), self._zone))
            while not await self.clean():  # noqa: ASYNC110 - a database that comes back tells nobody
                await asyncio.sleep(AGAIN)

    async def clean(self) -> bool:
        """False: the database did not take it."""
        try:
            if self._days:
                await self._forget()
            for forget_more in self._more:
                await forget_more()
        except FAILURES as error:
            log.warning("what is old was not forgotten", why=reason(error), again_in_seconds=AGAIN)
            return False
        return True

    async def _forget(self) -> None:
        before = self._now() - self._days * DAY
        gone = await forget(self._database, self._site, before)
        trail = await forget_trail(self._database, self._site, before)
        log.info("old facts forgotten", older_than_days=self._days, **gone, audit=trail)


def until_night(now: Moment, zone: ZoneInfo) -> float:
    """Seconds to the next `HOUR` o'clock there."""
    here = datetime.fromtimestamp(now / 1000, zone)
    night = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night <= here:
        night += timedelta(days=1)
    return night.timestamp() - now / 1000
