"""The dialer's desk: one inbox, one loop. What is heard goes in; orders go to the store, to Asterisk and to the floor.

Nothing is dialled before it is written: `Take` puts attempts on record, and only `Taken` makes lines of them. What ended is
written as soon as the database takes it; until then its contact stays taken, so nobody is called twice.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import Final, Protocol
from uuid import uuid4

import structlog

from acd.asterisk.link import LinkLost, NoAnswer
from acd.asterisk.snapshot import NotTold
from acd.core import facts as floor_facts
from acd.core import heard as floor_heard
from acd.core.agent import HoldKind
from acd.core.calendar_fields import CalendarError
from acd.core.facts import Fact, Granted
from acd.core.heard import Person
from acd.core.moment import HOUR, Moment
from acd.core.orders import Order
from acd.core.scene import Floor
from acd.store.errors import FAILURES, BadCard, reason
from dialer.almanac import calendars_of
from dialer.core import facts, heard, orders
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, TrunkCard
from dialer.core.lawful import Calendars
from dialer.core.room import Room
from dialer.core.rules import stricter
from dialer.core.step import Event, Underway, hears, step
from dialer.core.verdict import Verdict, Yes

log = structlog.get_logger(__name__)
TICK: Final = 0.25
"""Seconds between two looks at how many lines there should be."""
HURRY: Final = 0.05
"""And the least between two when something happened."""
AGAIN: Final = 2.0
"""Seconds until a database that did not answer is tried again."""
LESSONS: Final = 1000
LESSONS_OF: Final = 3 * HOUR
"""How many attempts, and how old, a start learns from."""
RECOUNT: Final = 600.0
"""Seconds after which what the cap counts is read anew."""
STALE: Final = 2000
"""An attempt that is dialled so many ms after it was taken is asked about once more."""
DIALER: Final = Person("dialer", "system")


class Paper(Protocol):
    """The store, as far as the desk needs it (`dialer.store.attempts.Attempts`)."""

    async def take(self, order: orders.Take, now: Moment, calendars: Calendars) -> heard.Taken: ...
    async def finish(self, ends: Sequence[Attempt], now: Moment) -> list[Attempt]: ...
    async def note(self, attempts: Iterable[Attempt]) -> None: ...
    async def close_told(self, now: Moment) -> list[Attempt]: ...
    async def under_way(self) -> list[Attempt]: ...
    async def still(self, attempt: Attempt, now: Moment, calendars: Calendars) -> Verdict: ...
    async def disposed(self, attempt: str, disposition: str, by: str, now: Moment) -> None: ...
    async def recent(self, campaign: str, since: Moment, count: int) -> tuple[Attempt, ...]: ...
    async def hours(self, campaign: str, since: Moment) -> tuple[tuple[int, int, int], ...]: ...


class Telephone(Protocol):
    """The lines (`dialer.asterisk.line.Lines`)."""

    def dial(self, order: orders.Dial) -> None: ...
    def cancel(self, order: orders.Cancel) -> None: ...
    async def lines(self) -> heard.LinesAre: ...


class DialDesk:
    """`ask` asks the floor; `floor` is it as it stands; `told` takes the dialer's facts, in order."""

    def __init__(
        self,
        paper: Paper,
        telephone: Telephone,
        *,
        ask: Callable[[floor_heard.Wish], Awaitable[Fact]],
        floor: Callable[[], Floor],
        now: Callable[[], Moment],
        told: Callable[[Sequence[Fact]], None],
    ) -> None:
        self.room = Room()
        self._paper = paper
        self._telephone = telephone
        self._ask = ask
        self._floor = floor
        self._now = now
        self._told = told
        self._inbox: deque[Event] = deque()
        self._bell = asyncio.Event()
        self._errands: set[asyncio.Task[None]] = set()
        self._writer = Writer(paper, now)

    def hear(self, event: Event) -> None:
        """Into the inbox; never blocks."""
        if isinstance(event, heard.CampaignSet) and event.card.code not in self.room.campaigns:
            self._run(self._know(event.card))
        self._inbox.append(event)
        self._bell.set()

    def overhear(self, told: Iterable[Fact]) -> None:
        """The floor's facts: those that are something to the dialer, and any change of an agent, which is a reason to look."""
        for fact in told:
            if hears(fact):
                self._inbox.append(fact)
            if isinstance(fact, floor_facts.LinkChanged) and fact.up:
                self._run(self._look())
            self._bell.set()

    @property
    def unwritten(self) -> int:
        """Ends of attempts that the database has not taken yet."""
        return self._writer.waiting

    # --- opening and running -------------------------------------------------------------------------------------

    async def open(self, campaigns: Iterable[CampaignCard], trunks: Iterable[TrunkCard]) -> None:
        """What is configured, and what was under way when the daemon went. Call it before the floor's link comes up."""
        now = self._now()
        if closed := await self._paper.close_told(now):
            log.info("ends that were told and not written are on record", count=len(closed))
        for trunk in trunks:
            self._step(heard.TrunkSet(now, trunk))
        for card in campaigns:
            self._step(heard.CampaignSet(now, card))
            await self._tally(card)
            recent = await self._paper.recent(card.code, now - LESSONS_OF, LESSONS)
            self._step(heard.Remembered(now, card.code, recent))
        self._step(Underway(now, tuple(await self._paper.under_way())))

    async def _tally(self, card: CampaignCard) -> None:
        """What the cap counts, as it is on record; what another daemon dialled for the campaign is in it."""
        now = self._now()
        hours = await self._paper.hours(card.code, now - stricter(card).regime.window)
        self._step(heard.TalliesAre(now, card.code, hours))

    async def _know(self, card: CampaignCard) -> None:
        """A campaign that is new to us may have a past."""
        try:
            await self._tally(card)
        except FAILURES as error:
            log.warning("what the cap counts is not known yet", campaign=card.code, why=reason(error))

    async def _know_all(self) -> None:
        """Now and then, once all ends are on record: the record is the truth."""
        while True:
            await asyncio.sleep(RECOUNT)
            if not self.unwritten:
                for campaign in list(self.room.campaigns.values()):
                    await self._know(campaign.card)

    async def run(self) -> None:
        """Until cancelled. A writer that fails by itself ends it: ends that nobody writes would keep their contacts for ever."""
        writing = self._run(self._writer.run())
        writing.add_done_callback(lambda _: self._bell.set())
        self._run(self._know_all())
        self._unbook_all()
        try:
            while True:
                await self._wait()
                if writing.done():
                    await writing
                while self._inbox:
                    self._step(self._inbox.popleft())
                self._step(heard.Tick(self._now()))
                await asyncio.sleep(HURRY)
        finally:
            await self._stop()

    async def _wait(self) -> None:
        self._bell.clear()
        if self._inbox:
            return
        busy = self.room.lines or any(campaign.running for campaign in self.room.campaigns.values())
        try:
            async with asyncio.timeout(TICK if busy else None):
                await self._bell.wait()
        except TimeoutError:
            return

    async def _stop(self) -> None:
        """Lines that are out stay out: the next daemon finds them."""
        for task in self._errands:
            task.cancel()
        if self._errands:
            await asyncio.wait(self._errands)
        await self._writer.last()

    def _unbook_all(self) -> None:
        """Whom an earlier daemon booked, but for those whose lines may be out still."""
        having = {line.attempt.agent for line in self.room.lines.values()}
        for agent in self._floor().agents.values():
            hold = agent.holds.get(HoldKind.BOOKED)
            if hold is not None and agent.code not in having:
                self._order(orders.Unbook(agent.code, hold.reason))

    async def _look(self) -> None:
        """Which lines are there, once the link is up; until that is known nothing is dialled."""
        while True:
            try:
                self.hear(await self._telephone.lines())
                return
            except (LinkLost, NoAnswer, NotTold) as error:  # when the link goes, its return looks anew
                log.warning("cannot see which lines there are", why=str(error))
                if not self._floor().linked:
                    return
                await asyncio.sleep(AGAIN)

    # --- stepping ------------------------------------------------------------------------------------------------

    def _step(self, event: Event) -> None:
        self.room, told, asked = step(self.room, event, self._floor())
        for fact in told:
            if not isinstance(event, heard.Disposed):  # that is on record
                self._keep(fact)
        if told:
            self._told(told)
        if isinstance(event, floor_facts.CallAnswered) and event.call in self.room.lines:
            self._writer.note(self.room.lines[event.call].attempt)
        for order in asked:
            self._order(order)

    def _keep(self, fact: Fact) -> None:
        """What the store must know."""
        match fact:
            case facts.AttemptEnded():
                self._writer.end(fact.attempt)
            case facts.AttemptAnswered() if fact.attempt in self.room.lines:
                self._writer.note(self.room.lines[fact.attempt].attempt)
            case facts.DispositionGiven():
                self._writer.disposition(fact.attempt, fact.disposition, fact.by)

    def _order(self, order: Order) -> None:
        match order:
            case orders.Take():
                self._run(self._take(order))
            case orders.Dial():
                self._dial(order)
            case orders.Cancel():
                self._telephone.cancel(order)
            case orders.Book():
                self._run(self._book(order))
            case orders.Unbook():
                self._run(self._unbook(order))
            case _:
                raise TypeError(f"no way to carry out {order!r}")

    async def _take(self, order: orders.Take) -> None:
        try:
            card = self.room.campaigns[order.campaign].card
            taken = await self._paper.take(order, self._now(), calendars_of(card))
        except (BadCard, CalendarError, KeyError) as error:
            log.error("nobody can be taken", campaign=order.campaign, why=str(error))
            self._not_taken(order, str(error))
        except FAILURES as error:
            log.warning(
                "nothing is dialled: the database is away", campaign=order.campaign, why=reason(error)
            )
            self._not_taken(order, reason(error))
        else:
            self.hear(replace(taken, at=self._now(), wanted=order.count, trunks=order.trunks))

    def _not_taken(self, order: orders.Take, why: str) -> None:
        self.hear(heard.NotTaken(self._now(), order.campaign, order.count, why, order.trunks))

    def _dial(self, order: orders.Dial) -> None:
        if self._now() - order.attempt.began <= STALE:
            self._telephone.dial(order)
        else:
            self._run(self._dial_late(order))

    async def _dial_late(self, order: orders.Dial) -> None:
        """Time has gone by since it was taken: may it still be called?"""
        try:
            verdict = await self._paper.still(order.attempt, self._now(), calendars_of(order.campaign))
        except (*FAILURES, BadCard, CalendarError) as error:
            self.hear(heard.LineRefused(self._now(), order.attempt.id, f"not asked about again: {error}"))
            return
        if isinstance(verdict, Yes):
            self._telephone.dial(order)
        else:
            self.hear(heard.LineForbidden(self._now(), order.attempt.id, verdict.reason))

    async def _book(self, order: orders.Book) -> None:
        wish = floor_heard.Book(self._now(), uuid4().hex, DIALER, order.agent, order.campaign)
        answer = await self._ask(wish)
        self.hear(heard.Booked(self._now(), order.agent, order.campaign, isinstance(answer, Granted)))

    async def _unbook(self, order: orders.Unbook) -> None:
        await self._ask(floor_heard.Unbook(self._now(), uuid4().hex, DIALER, order.agent))

    def _run(self, errand: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an errand of the dialer failed", why=repr(error), exc_info=error)


class Writer:
    """Writes what became of attempts, in order, some at a time; what the database does not take waits and is tried again."""

    GATHER: Final = 0.1
    BATCH: Final = 200

    def __init__(self, paper: Paper, now: Callable[[], Moment]) -> None:
        self._paper = paper
        self._now = now
        self._ends: deque[Attempt] = deque()
        self._notes: dict[str, Attempt] = {}
        self._given: deque[tuple[str, str, str]] = deque()
        self._bell = asyncio.Event()

    @property
    def waiting(self) -> int:
        return len(self._ends)

    def end(self, attempt: Attempt) -> None:
        self._notes.pop(attempt.id, None)
        self._ends.append(attempt)
        self._bell.set()

    def note(self, attempt: Attempt) -> None:
        self._notes[attempt.id] = attempt
        self._bell.set()

    def disposition(self, attempt: str, code: str, by: str) -> None:
        self._given.append((attempt, code, by))
        self._bell.set()

    async def run(self) -> None:
        while True:
            await self._bell.wait()
            await asyncio.sleep(self.GATHER)
            self._bell.clear()
            try:
                await self._write()
            except FAILURES as error:
                log.warning(
                    "ends of attempts wait for the database", count=len(self._ends), why=reason(error)
                )
                await asyncio.sleep(AGAIN)
                self._bell.set()

    async def last(self) -> None:
        """Before the daemon goes: what can still be written is; the rest is found as under way by the next one."""
        try:
            async with asyncio.timeout(AGAIN):
                await self._write()
        except (*FAILURES, TimeoutError) as error:
            log.error("ends of attempts are not on record", count=len(self._ends), why=reason(error))

    async def _write(self) -> None:
        while self._notes:
            notes = dict(self._notes)
            await self._paper.note(notes.values())
            self._notes = {key: new for key, new in self._notes.items() if notes.get(key) is not new}
        while self._ends:
            some = [self._ends[i] for i in range(min(self.BATCH, len(self._ends)))]
            await self._paper.finish(some, self._now())
            for _ in some:
                self._ends.popleft()
        while self._given:
            attempt, code, by = self._given[0]
            try:
                await self._paper.disposed(attempt, code, by, self._now())
            except BadCard as bad:
                log.error("a disposition could not be put on record", attempt=attempt, why=str(bad))
            self._given.popleft()
