"""What one asker sees of all that is told. Pure, and equal for those who see the same."""

from __future__ import annotations

from dataclasses import dataclass

from acd.board.events import Event
from acd.board.private import shortened, under
from acd.board.telling import Telling
from acd.core.scene import Floor
from aftercall.people.rights import Asker, Right
from aftercall.web.live import eyes
from aftercall.web.live.ledger import AGENTS, ITEMS, PLANNERS, Entry


@dataclass(frozen=True, slots=True)
class View:
    """`reach`: queues and campaigns that he sees, None: all; colleagues everybody sees. `numbers`: he sees who calls; else shortened,
    but on the board of `agent`, which is his own, and on items that he has or is offered. `plans`: he is told when files of contacts
    move on. `eyes`: which items he sees (`eyes`), None: all."""

    reach: frozenset[str] | None = None
    numbers: bool = True
    agent: str | None = None
    plans: bool = False
    eyes: frozenset[str] | None = frozenset()

    @classmethod
    def of(cls, by: Asker, floor: Floor) -> View:
        agent = by.agent if by.may(Right.WORK) else None
        seen = item_eyes(by, floor)
        return cls(by.reach, by.may(Right.NUMBERS), agent, by.may(Right.CAMPAIGNS), seen)

    @property
    def desks(self) -> frozenset[str]:
        """Whose hints he hears."""
        return frozenset({self.agent} - {None} | ({PLANNERS} if self.plans else set()))  # type: ignore[arg-type]

    def sees(self, entry: Entry) -> bool:
        if entry.noun == ITEMS:
            return self.eyes is None or not self.eyes.isdisjoint(entry.eyes)
        return entry.noun == AGENTS or self.reach is None or entry.code in self.reach

    def loses(self, entry: Entry, after: int) -> bool:
        """He does not see it: whether he did, when he had seen all changes up to this one."""
        if entry.noun != ITEMS or self.eyes is None:
            return entry.board is None and self.sees(entry)
        return any(entry.left.get(who, -1) > after for who in self.eyes)

    def text(self, entry: Entry) -> str:
        return entry.text if self.numbers or self._is_his(entry) else entry.masked

    def differs(self, entry: Entry) -> bool:
        """Somebody else with the same rights would read this otherwise."""
        return not self.numbers and self._is_his(entry) and entry.text is not entry.masked

    def event(self, event: Telling[Event]) -> Telling[Event] | None:
        """As he may hear it; None: it is beyond his reach."""
        values = event.values
        about = {values["code"]} if values["scope"] in ("queues", "campaigns") else set()
        about |= {values["queue"]} - {None}
        if self.reach is not None and not about <= self.reach:
            return None
        his = self.agent is not None and values["agent"] == self.agent
        return event if self.numbers or his else under(shortened, event)

    def _is_his(self, entry: Entry) -> bool:
        if entry.noun == ITEMS:
            return entry.board is not None and self.agent in eyes.owners(entry.board.values)
        return entry.noun == AGENTS and entry.code == self.agent


def item_eyes(by: Asker, floor: Floor) -> frozenset[str] | None:
    """Which chats and tickets somebody sees: who steers all within reach, an agent his own and what waits in his queues."""
    if not by.may(Right.ITEMS):
        return frozenset()
    if by.may(Right.STEER):
        return None if by.reach is None else eyes.of_reach(by.reach)
    agent = floor.agents.get(by.agent or "")
    if by.agent is None or agent is None or not by.may(Right.WORK):
        return frozenset()
    return eyes.of_agent(by.agent, [code for code, _ in agent.card.queues])
