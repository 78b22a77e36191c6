"""Recordings are deleted when their queue's retention is over: at the start, and then once a day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from acd.core.heard import Heard, RecordingsGone
from acd.core.moment import Moment
from acd.store.cards import AllCards
from aftercall.office.errors import DatabaseAway
from aftercall.shelf import Cleaned, Shelf

log = structlog.get_logger(__name__)
EVERY: Final = 24 * 60 * 60.0  # seconds
AGAIN: Final = 5 * 60.0  # when the database or the directory was not there


class Retention:
    """`cards` reads what is configured, `hear` takes what was deleted, `now` is the daemon's clock."""

    def __init__(
        self,
        shelf: Shelf,
        cards: Callable[[], Awaitable[AllCards]],
        hear: Callable[[Heard], None],
        now: Callable[[], Moment],
    ) -> None:
        self._shelf = shelf
        self._cards = cards
        self._hear = hear
        self._now = now

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            tried = await self.clean()
            await asyncio.sleep(EVERY if tried else AGAIN)

    async def clean(self) -> bool:
        """False: it could not be tried."""
        try:
            lines = (await self._cards()).lines
            days = {line.code: line.retention for line in lines if line.retention is not None}
            cleaned = await asyncio.to_thread(self._shelf.clean, days, self._now()) if days else []
        except DatabaseAway as away:
            log.warning("recordings not looked through", why=away.why)
            return False
        except OSError as error:
            log.warning("recordings not looked through", why=str(error), remedy="see recording.directory")
            return False
        for one in cleaned:
            self._tell(one)
        return True

    def _tell(self, cleaned: Cleaned) -> None:
        if cleaned.trouble:
            log.warning("recordings not deleted", queue=cleaned.queue, why=cleaned.trouble)
        if cleaned.deleted:
            log.info("recordings deleted", queue=cleaned.queue, count=cleaned.deleted)
            self._hear(RecordingsGone(self._now(), cleaned.queue, cleaned.deleted))
