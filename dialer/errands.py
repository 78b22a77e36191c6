"""The dialer's errands: its orders to store, Asterisk and floor, carried out beside the loop; what came of them is heard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Final
from uuid import uuid4

import structlog

from acd.core import heard as floor_heard
from acd.core.calendar_fields import CalendarError
from acd.core.facts import Fact
from acd.core.heard import Person
from acd.core.moment import Moment
from acd.core.orders import Order
from acd.store.errors import FAILURES, BadCard, reason
from dialer.almanac import calendars_of
from dialer.core import heard, orders
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard
from dialer.core.step import Event
from dialer.core.verdict import Yes
from dialer.ports import Paper, Telephone

log = structlog.get_logger(__name__)
STALE: Final = 2000
"""An attempt that is dialled so many ms after it was taken is asked about once more."""
DIALER: Final = Person("dialer", "system")


class Errands:
    """`ask` asks the floor; `card` knows the campaigns (KeyError: it is no more); `out`: may this attempt's line still be dialled;
    `hear` takes what came of an errand."""

    def __init__(
        self,
        paper: Paper,
        telephone: Telephone,
        *,
        ask: Callable[[floor_heard.Wish], Awaitable[Fact]],
        card: Callable[[str], CampaignCard],
        out: Callable[[str], bool],
        now: Callable[[], Moment],
        hear: Callable[[Event], None],
    ) -> None:
        self._paper = paper
        self._telephone = telephone
        self._ask = ask
        self._card = card
        self._out = out
        self._now = now
        self._hear = hear
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def carry_out(self, order: Order) -> None:
        match order:
            case orders.Take():
                self.run(self._take(order))
            case orders.Dial():
                self._dial(order)
            case orders.Cancel():
                self._telephone.cancel(order)
            case orders.Book():
                self.run(self._book(order))
            case orders.Unbook():
                self.run(self._unbook(order))
            case _:
                raise TypeError(f"no way to carry out {order!r}")

    async def _take(self, order: orders.Take) -> None:
        try:
            card = self._card(order.campaign)
            taken = await self._paper.take(order, self._now(), calendars_of(card))
        except (BadCard, CalendarError, KeyError) as error:
            log.error("nobody can be taken", campaign=order.campaign, why=str(error))
            self._not_taken(order, str(error))
        except FAILURES as error:
            log.warning(
                "nothing is dialled: the database is away", campaign=order.campaign, why=reason(error)
            )
            self._not_taken(order, reason(error))
        except Exception as error:
            # what it is, the log tells (`_done`); the campaign must not wait for it for ever
            self._not_taken(order, repr(error))
            raise
        else:
            self._hear(
                replace(taken, at=self._now(), wanted=order.count, trunks=order.trunks, agents=order.agents)
            )

    def _not_taken(self, order: orders.Take, why: str) -> None:
        self._hear(heard.NotTaken(self._now(), order.campaign, order.count, why, order.trunks, order.agents))

    def _dial(self, order: orders.Dial) -> None:
        if self._now() - order.attempt.began <= STALE:
            self._telephone.dial(order)
        else:
            self.run(self._dial_late(order))

    async def _dial_late(self, order: orders.Dial) -> None:
        """Time has gone by since it was taken: may it still be called? What is not dialled rang nobody, and says
        nothing of its trunk."""
        attempt = order.attempt
        try:
            verdict = await self._paper.still(attempt, self._now(), calendars_of(order.campaign))
        except (*FAILURES, BadCard, CalendarError) as error:
            self._forbidden(attempt, f"whether he may still be called is not known: {error}")
            return
        if not isinstance(verdict, Yes):
            self._forbidden(attempt, verdict.reason)
        elif self._out(attempt.id):
            self._telephone.dial(order)
        else:
            self._forbidden(attempt, "its line was over, or was taken back, meanwhile")

    def _forbidden(self, attempt: Attempt, why: str) -> None:
        log.info("not dialled", attempt=attempt.id, campaign=attempt.campaign, number=attempt.number, why=why)
        self._hear(heard.LineForbidden(self._now(), attempt.id, why))

    async def _book(self, order: orders.Book) -> None:
        wish = floor_heard.Book(self._now(), uuid4().hex, DIALER, order.agent, order.campaign)
        await self._ask(wish)
        self._hear(heard.Booked(self._now(), order.agent, order.campaign))

    async def _unbook(self, order: orders.Unbook) -> None:
        await self._ask(floor_heard.Unbook(self._now(), uuid4().hex, DIALER, order.agent))

    def run(self, errand: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Beside the loop; if it fails, that is in the log."""
        task = asyncio.create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an errand of the dialer failed", why=repr(error), exc_info=error)
