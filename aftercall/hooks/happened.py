"""Which facts a hook is told, and how one is written for it: as in the event stream, but for what only a listener there needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from acd.board.events import telling
from acd.core import facts as f
from acd.core import item_facts as i
from acd.core import promise_facts as p
from acd.core.facts import Fact
from acd.core.moment import Moment
from acd.core.scene import Floor
from aftercall.hooks.card import HookCard
from dialer.core import facts as d

TOLD: Final[Mapping[str, tuple[type[Fact], ...]]] = {
    "calls": (
        f.CallQueued,
        f.CallOffered,
        f.OfferWithdrawn,
        f.CallMissed,
        f.CallAnswered,
        f.CallLost,
        f.CallEnded,
        d.AttemptBegan,
        d.AttemptAnswered,
        d.AttemptEnded,
    ),
    "states": (
        f.AgentMoved,
        f.NextTaken,
        f.QueueJoined,
        f.QueueLeft,
        f.HoldSet,
        f.HoldLifted,
        f.AftercallBegan,
        f.AftercallExtended,
        f.AftercallEnded,
        f.BreakWarned,
        f.QueueOpened,
        f.QueueClosed,
        d.CampaignChanged,
    ),
    "dispositions": (d.DispositionGiven, f.AftercallEnded),
    "items": (i.ItemCame, i.ItemAnswered, i.ItemSolved),
    "promises": (p.PromiseWarned, p.PromiseBroken),
}
"""By the word on a hook's card."""
LEFT_OUT: Final = ("v", "site", "run", "nth")
"""What lets a listener to the event stream notice a gap: a hook has none."""

Queues = Callable[[str], frozenset[str]]
"""An agent's code -> the codes of his queues and campaigns."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as it stands in the journal."""

    seq: int
    fact: Fact

    @property
    def at(self) -> Moment:
        return self.fact.at

    @property
    def kind(self) -> str:
        return type(self.fact).__name__


def names(card: HookCard) -> list[str]:
    """Kinds of facts that it is told, as the journal calls them."""
    return sorted({kind.__name__ for word in card.kinds for kind in TOLD[word]})


def concerns(card: HookCard, fact: Fact, queues_of: Queues) -> bool:
    """A fact about an agent alone concerns the hook when one of his queues does."""
    if not card.queues:
        return True
    about = {getattr(fact, "queue", None), _campaign(fact)} - {None, ""}
    if about:
        return not about.isdisjoint(card.queues)
    agent = getattr(fact, "agent", None)
    return agent is not None and not queues_of(agent).isdisjoint(card.queues)


def queues_of(floor: Floor, agent: str) -> frozenset[str]:
    """Where he takes calls by his card, and where he is now."""
    known = floor.agents.get(agent)
    his = frozenset() if known is None else frozenset(queue for queue, _ in known.card.queues)
    return his | {code for code, queue in floor.queues.items() if agent in queue.members}


def _campaign(fact: Fact) -> str | None:
    attempt = getattr(fact, "attempt", None)
    return getattr(fact, "campaign", None) or getattr(attempt, "campaign", None)


def event(one: Happened, *, numbers: bool) -> dict[str, Any]:
    """JSON's own values."""
    told = telling(one.fact, site="", run=0, seq=one.seq, nth=0, numbers=numbers)
    return {name: value for name, value in told.values.items() if name not in LEFT_OUT}
