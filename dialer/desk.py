"""The dialer's desk: one inbox, one loop. What is heard goes in; orders go to the store, to Asterisk and to the floor.

Nothing is dialled before it is written: `Take` puts attempts on record, and only `Taken` makes lines of them. What ended is
written as soon as the database takes it; until then its contact stays taken, so nobody is called twice.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import structlog

from acd.asterisk.link import LinkLost, NoAnswer
from acd.asterisk.snapshot import NotTold
from acd.core import facts as floor_facts
from acd.core import heard as floor_heard
from acd.core.agent import HoldKind
from acd.core.facts import Fact
from acd.core.moment import HOUR, Moment
from acd.core.scene import Floor
from acd.store.errors import FAILURES, reason
from dialer.core import facts, heard, orders
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, TrunkCard
from dialer.core.line import Stage
from dialer.core.room import Room
from dialer.core.rules import stricter
from dialer.core.step import Event, Underway, hears, step
from dialer.errands import Errands
from dialer.ports import Paper, Telephone
from dialer.writer import Writer

log = structlog.get_logger(__name__)
TICK: Final = 0.25
"""Seconds between two looks at how many lines there should be."""
HURRY: Final = 0.05
"""And the least between two when something happened."""
AGAIN: Final = 2.0
"""Seconds until Asterisk is asked again which lines there are."""
LESSONS: Final = 1000
LESSONS_OF: Final = 3 * HOUR
"""How many attempts, and how old, a start learns from."""
RECOUNT: Final = 600.0
"""Seconds after which what the cap counts is read anew."""


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
        self._floor = floor
        self._now = now
        self._told = told
        self._inbox: deque[Event] = deque()
        self._bell = asyncio.Event()
        self._errands = Errands(
            paper, telephone, ask=ask, card=self._card, out=self._still_out, now=now, hear=self.hear
        )
        self._writer = Writer(paper, now)

    def hear(self, event: Event) -> None:
        """Into the inbox; never blocks."""
        if isinstance(event, heard.CampaignSet) and self._counts_anew(event.card):
            self._errands.run(self._know(event.card))
        self._inbox.append(event)
        self._bell.set()

    def _counts_anew(self, card: CampaignCard) -> bool:
        """A campaign that is new to us, or whose law changed: its cap is over another window by now."""
        known = self.room.campaigns.get(card.code)
        return known is None or stricter(known.card).regime != stricter(card).regime

    def overhear(self, told: Iterable[Fact]) -> None:
        """The floor's facts: those that are something to the dialer, and any change of an agent, which is a reason to look.
        With nothing to dial and nothing under way none is, but for the link."""
        for fact in told:
            if self.room.idle and not isinstance(fact, floor_facts.LinkChanged):
                continue
            if hears(fact):
                self._inbox.append(fact)
            if isinstance(fact, floor_facts.LinkChanged) and fact.up:
                self._errands.run(self._look())
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
        rules = stricter(card)
        hours = await self._paper.hours(card.code, now - rules.regime.window, rules.patience)
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
            if self.unwritten:
                continue
            for campaign in list(self.room.campaigns.values()):
                # one that cannot be counted keeps nobody from counting the others, nor this one later
                try:
                    await self._know(campaign.card)
                except Exception as error:
                    code = campaign.card.code
                    log.error("what the cap counts cannot be read", campaign=code, exc_info=error)

    async def run(self) -> None:
        """Until cancelled. A writer that fails by itself ends it: ends that nobody writes would keep their contacts for ever."""
        writing = self._errands.run(self._writer.run())
        writing.add_done_callback(lambda _: self._bell.set())
        self._errands.run(self._know_all())
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
        await self._errands.stop()
        await self._writer.last()

    def _unbook_all(self) -> None:
        """Whom an earlier daemon booked, but for those whose lines may be out still."""
        having = {line.attempt.agent for line in self.room.lines.values()}
        for agent in self._floor().agents.values():
            hold = agent.holds.get(HoldKind.BOOKED)
            if hold is not None and agent.code not in having:
                self._errands.carry_out(orders.Unbook(agent.code, hold.reason))

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

    def _card(self, campaign: str) -> CampaignCard:
        return self.room.campaigns[campaign].card

    def _still_out(self, attempt: str) -> bool:
        """It was to be dialled, and nothing has happened to its line since."""
        line = self.room.lines.get(attempt)
        return self.room.linked and line is not None and line.stage is Stage.OUT and not line.cancelled

    # --- stepping ------------------------------------------------------------------------------------------------

    def _step(self, event: Event) -> None:
        self.room, told, asked = step(self.room, event, self._floor())
        for fact in told:
            if not isinstance(event, heard.Disposed):  # that is on record
                self._keep(fact)
        if told:
            self._told(told)
        for attempt in self._with_agents(event):
            self._writer.note(attempt)
        for order in asked:
            self._errands.carry_out(order)

    def _with_agents(self, event: Event) -> list[Attempt]:
        """Attempts of which it is known by this event who talks with them; after a cut, of all that are out."""
        lines = self.room.lines
        if isinstance(event, floor_facts.CallAnswered):
            return [lines[event.call].attempt] if event.call in lines else []
        if isinstance(event, heard.LinesAre):
            return [line.attempt for line in lines.values() if line.attempt.connected is not None]
        return []

    def _keep(self, fact: Fact) -> None:
        """What the store must know."""
        match fact:
            case facts.AttemptEnded():
                self._writer.end(fact.attempt)
            case facts.AttemptAnswered() if fact.attempt in self.room.lines:
                self._writer.note(self.room.lines[fact.attempt].attempt)
            case facts.DispositionGiven():
                self._writer.disposition(fact.attempt, fact.disposition, fact.by)
