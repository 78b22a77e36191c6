"""Campaigns and trunks: made, changed, removed; started, paused, stopped. All of it while everything goes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

import structlog

from acd.core.cards import AgentCard
from acd.core.heard import Heard, Leave, Person
from acd.core.hours import next_opening
from acd.core.moment import SECOND, Moment
from acd.core.reason import Reason
from acd.store.errors import BadCard
from aftercall.office import reasons
from aftercall.office.change import Removed, Saved
from aftercall.office.dial_nouns import Campaigns, Trunks, made
from aftercall.office.dial_store import DialStore
from aftercall.office.errors import CannotDial, InUse, NotKnown, OfficeError, StillTalking, database
from aftercall.office.everything import Everything
from aftercall.office.office import Office
from aftercall.office.planning import Plan, Questions, joined, left, plan
from aftercall.office.ports import Desk, Dialer
from dialer.almanac import calendars_of
from dialer.core import heard
from dialer.core.cards import CampaignCard, State, TrunkCard
from dialer.core.line import Stage
from dialer.core.room import Room
from dialer.core.rules import stricter
from dialer.store.progress import Progress
from dialer.store.whole import WholeCampaign

log = structlog.get_logger(__name__)
Changes = Mapping[str, Any]

LOOK: Final = 0.25
"""Seconds between two looks at whether the last line of a stopped campaign is over."""
UNDER_WAY: Final = (Stage.SHOWN, Stage.OUT, Stage.LIVE)
"""Lines that may still need an agent."""


@dataclass(frozen=True, slots=True)
class Changed:
    """`warning`: what else must be done before anybody is called, if anything. `calls`: what becomes of those in progress."""

    card: CampaignCard
    calls: tuple[Reason, ...] = ()
    warning: tuple[Reason, ...] = ()


class DialOffice:
    """Each change raises BadCard, NotForAsterisk, SwitchRefused or DatabaseAway; each removal NotKnown or InUse."""

    def __init__(self, office: Office, store: DialStore, desk: Desk, dialer: Dialer) -> None:
        self.campaigns = Campaigns(store)
        self.trunks = Trunks(store)
        self.store = store
        self._office = office
        self._desk = desk
        self._dialer = dialer
        self._going: dict[str, asyncio.Task[None]] = {}

    @property
    def room(self) -> Room:
        return self._dialer.room

    async def all(self) -> Everything:
        return await self._office.all()

    def hear(self, event: Heard) -> None:
        """For the dialer."""
        self._dialer.hear(event)

    # --- cards -------------------------------------------------------------------------------------------------------

    async def change_campaign(self, code: str, changes: Changes, by: str) -> Saved[WholeCampaign]:
        """Its queue is changed with it; a new campaign is stopped. What is tuned holds from the next look at the pace on."""
        saved = await self._office.save(self.campaigns, code, lambda old: made(code, old, changes))
        if saved.done != "same":
            self.hear(heard.CampaignSet(self._desk.now(), saved.card.card, by))
        return saved

    async def change_trunk(self, code: str, changes: Changes) -> Saved[TrunkCard]:
        """A new trunk's endpoint is its code, unless it is given."""
        saved = await self._office.save(
            self.trunks, code, lambda old: replace(old or TrunkCard(code, code), **changes)
        )
        self.hear(heard.TrunkSet(self._desk.now(), saved.card))
        return saved

    async def remove_campaign(self, code: str) -> Removed:
        """Only one that is stopped, without contacts, agents and calls. Its attempts stay on record."""
        if lines := self._lines(code):
            raise InUse(f"campaign {code} is in use: {len(lines)} lines", self.campaigns.remedy)
        removed = await self._office.remove(self.campaigns, code)
        self.hear(heard.CampaignUnset(self._desk.now(), code))
        return removed

    async def progress(self, code: str, midnight: Moment, now: Moment) -> Progress:
        with database():
            return await self.store.progress(code, midnight, now)

    async def remove_trunk(self, code: str) -> Removed:
        removed = await self._office.remove(self.trunks, code)
        self.hear(heard.TrunkUnset(self._desk.now(), code))
        return removed

    # --- from a few questions ----------------------------------------------------------------------------------------

    async def plan(self, asked: Questions, zone: str) -> Plan:
        """What would be made; nothing is. Raises BadCard and NotKnown."""
        cards = await self._office.all()
        found = plan(asked, cards, zone, self._desk.now())
        self.campaigns.check(found.whole, cards)
        return found

    async def make(self, asked: Questions, zone: str, by: str) -> tuple[Plan, Saved[WholeCampaign]]:
        """The campaign with its list and its crew: all of it, or nothing."""
        found = await self.plan(asked, zone)
        saved = await self._office.save(self.campaigns, found.code, lambda old: _new(found, old))
        self.hear(heard.CampaignSet(self._desk.now(), saved.card.card, by))
        try:
            if found.list:
                with database():
                    await self.store.make_list(found.code, found.list, self._desk.now())
            for agent in found.crew:
                await self._office.change_agent(agent.code, {"queues": joined(agent, found.code)})
        except (BadCard, OfficeError):
            await self._unmake(found)
            raise
        return found, saved

    async def _unmake(self, found: Plan) -> None:
        """A campaign without its crew is not what was asked for."""
        for agent in found.crew:
            with suppress(BadCard, OfficeError):
                await self._office.change_agent(agent.code, {"queues": agent.queues})
        with suppress(BadCard, OfficeError):
            with database():
                await self.store.drop_list(found.code, found.list)
            await self.remove_campaign(found.code)

    async def crew(self, code: str) -> tuple[AgentCard, ...]:
        """Who may join it. Raises NotKnown."""
        await self._office.one(self.campaigns, code)
        return tuple(card for card in (await self._office.all()).agents if code in dict(card.queues))

    async def set_crew(self, code: str, agents: Sequence[str]) -> tuple[AgentCard, ...]:
        """These may join it and nobody else. Raises NotKnown before anything is changed."""
        await self._office.one(self.campaigns, code)
        known = {card.code: card for card in (await self._office.all()).agents}
        for agent in agents:
            if agent not in known:
                raise NotKnown("agent", agent, known)
        for card in known.values():
            queues = joined(card, code) if card.code in agents else left(card, code)
            if queues != card.queues:
                await self._office.change_agent(card.code, {"queues": queues})
        return await self.crew(code)

    # --- states ------------------------------------------------------------------------------------------------------

    async def start(self, code: str, by: Person) -> Changed:
        """Raises CannotDial with all that is in the way."""
        cards = await self._office.all()
        whole = await self._office.one(self.campaigns, code)
        if because := await self._in_the_way(whole, cards):
            raise CannotDial(reasons.CANNOT_DIAL(campaign=code), because)
        warning = () if _joinable(cards, code) else (reasons.NOBODY_MAY_JOIN(campaign=code),)
        return Changed(await self._set_state(code, State.RUNNING, by), warning=warning)

    async def pause(self, code: str, by: Person) -> Changed:
        """Nothing new is dialled; what is out goes on."""
        whole = await self._office.one(self.campaigns, code)
        if whole.card.state is State.STOPPED:
            raise CannotDial(reasons.CANNOT_PAUSE(campaign=code), [reasons.STOPPED()])
        return Changed(await self._set_state(code, State.PAUSED, by), self._calls(whole.card, State.PAUSED))

    async def stop(self, code: str, by: Person, sure: bool) -> Changed:
        """Raises StillTalking, which says what happens to calls in progress, unless somebody is `sure`."""
        whole = await self._office.one(self.campaigns, code)
        calls = self._calls(whole.card, State.STOPPED)
        if calls and not sure:
            raise StillTalking((reasons.CALLS_IN_PROGRESS(campaign=code), *calls))
        card = await self._set_state(code, State.STOPPED, by)
        self._let_go(code, by)
        return Changed(card, calls)

    async def _set_state(self, code: str, state: State, by: Person) -> CampaignCard:
        """Somebody may have changed the card since it was looked at: what is on record is told."""
        async with self._office.alone:
            with database():
                card = await self.store.set_state(code, state)
            self.hear(heard.CampaignSet(self._desk.now(), card, by.name))
        return card

    async def _in_the_way(self, whole: WholeCampaign, cards: Everything) -> list[Reason]:
        """All of it at once, so that nobody has to try five times."""
        found = []
        try:
            self.campaigns.check(replace(whole, card=replace(whole.card, state=State.STOPPED)), cards)
        except BadCard as bad:
            found.append(reasons.BAD_CARD(why=str(bad)))
        else:
            found += _shut(whole.card, self._desk.now())
        found += _no_trunk(whole.card, cards.trunks)
        with database():
            standing = await self.store.standings(whole.code, self._desk.now())
        if standing.resting and not standing.left:
            found.append(reasons.NO_LIST(count=standing.resting))
        elif not standing.left:
            found.append(reasons.NOBODY_TO_CALL(campaign=whole.code))
        return found

    # --- calls in progress -------------------------------------------------------------------------------------------

    def _lines(self, code: str) -> list[Stage]:
        return [line.stage for line in self.room.lines.values() if line.attempt.campaign == code]

    def _calls(self, card: CampaignCard, to: State) -> tuple[Reason, ...]:
        """What becomes of them; empty: there are none."""
        count = Counter(self._lines(card.code))
        least = stricter(card).ring_least // SECOND
        ringing = count[Stage.OUT]
        becomes = {
            Stage.OUT: reasons.RINGING_CANCELLED(count=ringing, seconds=least)
            if to is State.STOPPED
            else reasons.RINGING_ON(count=ringing),
            Stage.LIVE: reasons.WAITING_ON(count=count[Stage.LIVE]),
            Stage.TALKING: reasons.TALKING_ON(count=count[Stage.TALKING]),
            Stage.SHOWN: reasons.PUT_BACK(count=count[Stage.SHOWN]),
        }
        return tuple(said for stage, said in becomes.items() if count[stage])

    def _let_go(self, code: str, by: Person) -> None:
        """Its agents leave when no line may need one any more."""
        if (before := self._going.pop(code, None)) is not None:
            before.cancel()
        self._going[code] = asyncio.create_task(self._leave(code, by), name=f"campaign {code} stops")

    async def _leave(self, code: str, by: Person) -> None:
        going = True
        while going:
            await asyncio.sleep(LOOK)  # the dialer hears of the stop meanwhile
            going = any(stage in UNDER_WAY for stage in self._lines(code))
        campaign = self.room.campaigns.get(code)
        if campaign is not None and campaign.card.state is not State.STOPPED:
            return  # started again meanwhile
        at, floor = self._desk.now(), self._desk.floor
        joined = [agent.code for agent in floor.agents.values() if code in agent.joins]
        await self._desk.heed(*(Leave(at, uuid4().hex, by, agent, code) for agent in joined))
        log.info("campaign stopped", code=code, left=len(joined))

    async def close(self) -> None:
        going = [task for task in self._going.values() if not task.done()]
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)


def _new(found: Plan, old: WholeCampaign | None) -> WholeCampaign:
    if old is not None:  # somebody was faster
        raise BadCard("code", found.code, "is the code of a campaign already", "take another")
    return found.whole


def _no_trunk(card: CampaignCard, trunks: tuple[TrunkCard, ...]) -> list[Reason]:
    if not card.trunks:
        return [reasons.NO_TRUNK(campaign=card.code)]
    if any(trunk.active for trunk in trunks if trunk.code in card.trunks):
        return []
    return [reasons.NO_TRUNK_ACTIVE(trunks=", ".join(card.trunks))]


def _shut(card: CampaignCard, now: Moment) -> list[Reason]:
    own = calendars_of(card).own
    if own is None or next_opening(own, now) is not None:
        return []
    return [reasons.NEVER_OPEN()]


def _joinable(cards: Everything, code: str) -> bool:
    return any(code in dict(agent.queues) for agent in cards.agents)
