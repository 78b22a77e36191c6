"""What one asker sees of all that is told. Pure, and equal for those who see the same."""

from __future__ import annotations

from dataclasses import dataclass

from acd.board.events import Event
from acd.board.private import shortened, under
from acd.board.telling import Telling
from aftercall.people.rights import Asker, Right
from aftercall.web.live.ledger import AGENTS, PLANNERS, Entry


@dataclass(frozen=True, slots=True)
class View:
    """`reach`: queues and campaigns that he sees, None: all; colleagues everybody sees. `numbers`: he sees who calls; else shortened,
    but on the board of `agent`, which is his own. `plans`: he is told when files of contacts move on."""

    reach: frozenset[str] | None = None
    numbers: bool = True
    agent: str | None = None
    plans: bool = False

    @classmethod
    def of(cls, by: Asker) -> View:
        agent = by.agent if by.may(Right.WORK) else None
        return cls(by.reach, by.may(Right.NUMBERS), agent, by.may(Right.CAMPAIGNS))

    @property
    def desks(self) -> frozenset[str]:
        """Whose hints he hears."""
        return frozenset({self.agent} - {None} | ({PLANNERS} if self.plans else set()))  # type: ignore[arg-type]

    def sees(self, entry: Entry) -> bool:
        return entry.noun == AGENTS or self.reach is None or entry.code in self.reach

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
        return entry.noun == AGENTS and entry.code == self.agent
