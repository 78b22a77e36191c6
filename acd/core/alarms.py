"""Timers are fields. `next_deadline` says when to be woken; `on_time` lets everything happen that is due by then.

A late wake-up stamps what it does with the deadline, not with the moment of waking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from acd.core import facts
from acd.core.agent import Agent, Presence
from acd.core.arrangement import arrange, end_aftercall
from acd.core.cards import TypeCard
from acd.core.conversation import be_free
from acd.core.heard import TimePassed
from acd.core.item_book import ItemBook
from acd.core.items import promising, timing
from acd.core.moment import SECOND, Moment
from acd.core.opening import look
from acd.core.presence import back_to_work
from acd.core.promised import CallPromise
from acd.core.promises import first_due, happen, next_due
from acd.core.scene import Floor, Scene
from acd.core.under_way import unknown
from acd.core.value import replace

MOVE_WAIT = 2 * SECOND  # an extension that is on its way may hold a deadline back for so long


def next_deadline(floor: Floor) -> Moment | None:
    """The earliest moment at which something is due; None: nothing is."""
    dues = [d for a in floor.agents.values() if (d := _agent_due(a, floor.types)) is not None]
    promise = next_due(floor.promised)
    items = ItemBook.of(floor.items).dues[:1]
    return min(
        (
            *dues,
            *floor.openings.values(),
            *(() if promise is None else (promise,)),
            *(due for due, _ in items),
            *(() if floor.behind.next is None else (floor.behind.next,)),
        ),
        default=None,
    )


class Alarm:
    """`next_deadline` from floor to floor: looks again only at agents that changed since it was asked last."""

    def __init__(self) -> None:
        self._agents: Mapping[str, Agent] = {}
        self._types: Mapping[str, TypeCard] = {}
        self._dues: dict[str, Moment] = {}
        self._openings: Mapping[str, Moment] = {}
        self._opening: Moment | None = None
        self._promised: Mapping[str, CallPromise] = {}
        self._promise: Moment | None = None

    def next(self, floor: Floor) -> Moment | None:
        if floor.types is not self._types:
            self._agents, self._types = {}, floor.types
            self._dues.clear()
        if floor.agents is not self._agents:
            self._look(floor)
        if floor.openings is not self._openings:
            self._openings, self._opening = floor.openings, min(floor.openings.values(), default=None)
        if floor.promised is not self._promised:
            self._promised, self._promise = floor.promised, next_due(floor.promised)
        first = min(self._dues.values(), default=None)
        items = ItemBook.of(floor.items).dues
        for other in (self._opening, self._promise, items[0][0] if items else None, floor.behind.next):
            first = first if other is None else _sooner(first, other)
        return first

    def _look(self, floor: Floor) -> None:
        seen, dues = self._agents, self._dues
        for code, agent in floor.agents.items():
            if seen.get(code) is not agent:
                due = _agent_due(agent, floor.types)
                if due is not None:
                    dues[code] = due
                else:
                    dues.pop(code, None)
        for code in [code for code in dues if code not in floor.agents]:
            del dues[code]
        self._agents = floor.agents


def _agent_due(agent: Agent, types: Mapping[str, TypeCard]) -> Moment | None:
    if agent.type is None and not agent.pending and not agent.steering and agent.retry is None:
        return None
    wrap, due = agent.aftercall, agent.retry
    if wrap is not None and not wrap.finishing:
        due = _sooner(due, wrap.deadline + (MOVE_WAIT if wrap.moving else 0))
    for wish in agent.pending:
        due = _sooner(due, wish.until)
    for steering in agent.steering:
        due = _sooner(due, steering.until)
    card = types.get(agent.type or "")
    if card is not None and (card.length is not None or card.limit is not None):
        stages = _stages(agent, card)
        if agent.warned < len(stages):
            due = _sooner(due, stages[agent.warned])
    return due


def _sooner(one: Moment | None, other: Moment) -> Moment:
    return other if one is None or other < one else one


def _stages(agent: Agent, card: TypeCard) -> tuple[Moment, ...]:
    """When a timed or limited type has something to say: the warning, then the end."""
    span = card.length if card.length is not None else card.limit
    if span is None:
        return ()
    end = agent.type_since + span
    return (max(agent.type_since, end - card.warn), end)


def planned_return(agent: Agent, card: TypeCard | None) -> Moment | None:
    """When a timed type is to end; None when it is not timed."""
    if card is None or card.length is None:
        return None
    return agent.type_since + card.length


def on_time(scene: Scene, heard: TimePassed) -> None:
    """Everything due by `heard.at`, earliest first. What follows for offers of items is looked at afterwards, and they begin now: an
    offer that began while nobody was awake would have ended before anybody saw it."""
    now = heard.at
    _happen_until(scene, now)
    if scene.behind.next is not None and scene.behind.next <= now:
        promising.catch_up(scene)
        _happen_until(scene, now)


def _happen_until(scene: Scene, now: Moment) -> None:
    while (found := _first(scene)) is not None and found[0] <= now:
        scene.at = found[0]
        found[2](scene, found[1])
    scene.at = now


Due = tuple[Moment, str, Callable[[Scene, str], None]]
"""When, to whom, and what then happens."""


def _first(scene: Scene) -> Due | None:
    """What is due first, of all that is: of agents, queues' hours, promises to callers, items."""
    agents = [(d, c) for c, a in scene.agents.items() if (d := _agent_due(a, scene.types)) is not None]
    kinds: tuple[tuple[tuple[Moment, str] | None, Callable[[Scene, str], None]], ...] = (
        (min(agents, default=None), _happen),
        (min(((at, code) for code, at in scene.openings.items()), default=None), look),
        (first_due(scene.promised), happen),
        (timing.first_due(scene), timing.happen),
    )
    found = [(*first, act) for first, act in kinds if first is not None]
    return min(found, key=lambda due: due[:2], default=None)


def _happen(scene: Scene, code: str) -> None:
    """The one earliest thing that is due for this agent at `scene.at`."""
    agent, at = scene.agents[code], scene.at
    wrap = agent.aftercall
    if wrap is not None and not wrap.finishing and wrap.deadline + (MOVE_WAIT if wrap.moving else 0) <= at:
        _deadline(scene, agent)
    elif any(p.until <= at for p in agent.pending):
        _unknown(scene, agent)
    elif any(s.until <= at for s in agent.steering):
        scene.put_agent(unknown(scene, agent))
    elif agent.retry is not None and agent.retry <= at:
        scene.put_agent(arrange(scene, replace(agent, retry=None), force=True))
    else:
        _stage(scene, agent)


def _deadline(scene: Scene, agent: Agent) -> None:
    be_free(scene, end_aftercall(scene, agent, scene.at, "deadline", "system"), scene.at)


def _unknown(scene: Scene, agent: Agent) -> None:
    for wish in agent.pending:
        if wish.until <= scene.at:
            scene.tell(facts.Unknown(scene.at, wish.wish, agent.code, wish.by, agent.shown))
    left = tuple(p for p in agent.pending if p.until > scene.at)
    scene.put_agent(replace(agent, pending=left))


def _stage(scene: Scene, agent: Agent) -> None:
    card = scene.types[agent.type or ""]
    end = _stages(agent, card)[-1]
    agent = scene.put_agent(replace(agent, warned=agent.warned + 1))
    scene.tell(facts.BreakWarned(scene.at, agent.code, card.code, max(0, end - scene.at)))
    over = agent.warned == 2 and card.length is not None and card.returns
    if over and agent.presence is Presence.BREAK:
        back_to_work(scene, agent)
