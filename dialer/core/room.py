"""The room: campaigns, trunks and lines as one frozen value, and the bench on which one step changes it.

Nothing here asks a clock or touches a database; `dialer.core.step` has the handlers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acd.core.agent import HoldKind
from acd.core.facts import Fact
from acd.core.moment import MINUTE, SECOND, Moment, Span
from acd.core.orders import Order
from acd.core.scene import Floor
from acd.core.value import replace
from dialer.core import reasons
from dialer.core.cards import CampaignCard, State
from dialer.core.crew import Paced
from dialer.core.learned import Learnable, Learned, learn
from dialer.core.line import Line, Wrap
from dialer.core.rules import stricter
from dialer.core.staff import Staff, muster, serving
from dialer.core.trunks import Trunks
from dialer.core.window import Window

LOOK_AGAIN: Span = MINUTE
"""The store is asked again after so long at the latest: contacts may have been loaded, callbacks promised."""
TROUBLE: Span = 2 * SECOND
"""And after a database that did not answer."""


NOT_PACED = Paced(0, (reasons.NOTHING_YET(),))


@dataclass(frozen=True)
class Campaign:
    """`taking`: contacts asked of the store and not answered. `again`: it is asked no more before that, as it had nobody to call;
    `due`: when the next may be called, as it said (0: it knows of nobody). `peak`: the most agents lately, seen at `peak_at`.
    `promised`: agents who promised calls themselves that were due when the store was last asked."""

    card: CampaignCard
    window: Window
    learned: Learned = field(default_factory=Learned)
    taking: int = 0
    again: Moment = 0
    due: Moment = 0
    paced: Paced = NOT_PACED
    peak: int = 0
    peak_at: Moment = 0
    promised: frozenset[str] = frozenset()

    @property
    def running(self) -> bool:
        return self.card.state is State.RUNNING

    def callable(self, at: Moment) -> bool:
        """There may be somebody to call."""
        return self.running and self.again <= at


@dataclass(frozen=True)
class Room:
    """`serves`: the campaign that counts each agent. `booking`: bookings asked of the floor. `taking_for`: agents for whom a
    contact is being taken. `wraps`: aftercalls of attempts, by token."""

    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    trunks: Trunks = field(default_factory=Trunks)
    lines: Mapping[str, Line] = field(default_factory=dict)
    serves: Mapping[str, str] = field(default_factory=dict)
    booking: Mapping[str, str] = field(default_factory=dict)
    taking_for: Mapping[str, str] = field(default_factory=dict)
    wraps: Mapping[str, Wrap] = field(default_factory=dict)
    linked: bool = False

    @property
    def idle(self) -> bool:
        """No campaign, and nothing left of one."""
        return not (self.campaigns or self.lines or self.wraps)


class Bench:
    """One step's workbench: what it reads is the room and the floor, what it leaves is the room, facts and orders."""

    def __init__(self, room: Room, floor: Floor, at: Moment) -> None:
        self.floor = floor
        self.at = at
        self.campaigns = dict(room.campaigns)
        self.trunks = room.trunks
        self.lines = dict(room.lines)
        self.serves = dict(room.serves)
        self.booking = dict(room.booking)
        self.taking_for = dict(room.taking_for)
        self.wraps = dict(room.wraps)
        self.linked = room.linked
        self.facts: list[Fact] = []
        self.orders: list[Order] = []
        self._staff: dict[str, Staff] | None = None

    def room(self) -> Room:
        return Room(
            self.campaigns,
            self.trunks,
            self.lines,
            self.serves,
            self.booking,
            self.taking_for,
            self.wraps,
            self.linked,
        )

    def tell(self, fact: Fact) -> None:
        self.facts.append(fact)

    def order(self, order: Order) -> None:
        self.orders.append(order)

    def put(self, campaign: Campaign) -> Campaign:
        self.campaigns[campaign.card.code] = campaign
        return campaign

    def learn(self, code: str, event: Learnable) -> None:
        campaign = self.campaigns.get(code)
        if campaign is not None:
            self.put(replace(campaign, learned=learn(campaign.learned, event)))

    def lines_of(self, code: str) -> list[Line]:
        return [line for line in self.lines.values() if line.attempt.campaign == code]

    def staff(self, code: str) -> Staff:
        """Who is there for this campaign now."""
        if self._staff is None:
            self._staff = self._muster()
        return self._staff.get(code, NOBODY)

    def _muster(self) -> dict[str, Staff]:
        """Campaigns with nobody to call leave shared agents to others, but for those with lines out: also one that is paused
        answers whom it has called."""
        busy = {line.attempt.campaign for line in self.lines.values()} | set(self.taking_for.values())
        weights = {
            code: campaign.card.weight
            for code, campaign in self.campaigns.items()
            if campaign.callable(self.at)
            or (campaign.card.state is not State.STOPPED and code in busy)
            or (campaign.running and any(map(self._at_hand, campaign.promised)))
        }
        self.serves = serving(self.floor, weights, self.serves)
        return muster(self.floor, self.serves, self.at)

    def _at_hand(self, code: str) -> bool:
        agent = self.floor.agents.get(code)
        return agent is not None and agent.shown in ("free", HoldKind.BOOKED.value)


def dials(room: Room | Bench, code: str) -> bool:
    """May anything of this campaign be dialled now, its contacts and the cap apart?"""
    campaign = room.campaigns.get(code)
    return room.linked and campaign is not None and campaign.running


NOBODY = Staff()


def new_campaign(card: CampaignCard) -> Campaign:
    return Campaign(card, Window(stricter(card).regime.window))


def with_hours(campaign: Campaign, hours: Iterable[tuple[int, int, int]]) -> Campaign:
    """The store's count of what the cap counts takes the place of what was counted here."""
    known = {hour: (live, abandoned) for hour, live, abandoned in hours}
    return replace(campaign, window=replace(campaign.window, hours=known))
