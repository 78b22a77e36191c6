"""Who is offered what. At the end of each thing heard, those who changed are looked at, and what began to wait.

Between two steps nothing waits that somebody could be offered: so only an agent who changed can be offered what waited before, and
only an item that changed can go to agents who did not. That keeps a step short, however much waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import merge

from acd.core.agent import Agent
from acd.core.cards import QueueCard
from acd.core.item import STAGES, Item, ItemOffer, Kind, Move, Stage, kind_of, place
from acd.core.item_facts import ItemOffered, ItemOfferOver, ItemReturned
from acd.core.items.fit import hinders, keeps_from, penalty, unfit
from acd.core.scene import Scene
from acd.core.value import replace


def deal(scene: Scene) -> None:
    """Take back what may not be offered any more, then offer what may."""
    touched, stirred = scene.touched, scene.stirred
    if not scene.items:
        touched.clear()
        return
    looked: set[str] = set()
    while fresh := touched - looked:
        looked |= fresh
        for code in sorted(fresh):
            if code in scene.agents:
                _look_at(scene, scene.agents[code])
    _offer_to(scene, [scene.agents[code] for code in sorted(looked) if code in scene.agents])
    _offer(scene, [scene.items[id] for id in stirred if id in scene.items])
    touched.clear()
    stirred.clear()


def everybody(scene: Scene) -> None:
    """What is configured changed: look at all."""
    scene.touched.update(scene.agents)


def _look_at(scene: Scene, agent: Agent) -> None:
    for id in agent.offers:
        item = scene.items[id]
        if item.offer is not None and not _may_keep(scene, agent, item):
            offer_over(scene, item, "withdrawn")
    if agent.type is None and agent.want is None:
        for id in scene.agents[agent.code].items:
            if kind_of(id) is Kind.CHAT:
                put_back(scene, scene.items[id], "logged off", "system")


def _may_keep(scene: Scene, agent: Agent, item: Item) -> bool:
    if keeps_from(scene, agent, item.kind) is not None:
        return False
    return item.offer is None or item.offer.aimed or unfit(scene, agent, item) is None


def offer_over(scene: Scene, item: Item, why: str) -> Item:
    """Nobody took it: it waits again. Who did not want it, or did nothing, is not asked again soon."""
    offer = item.offer
    if offer is None:
        return item
    scene.tell(ItemOfferOver(scene.at, item.id, item.queue, offer.agent, why))
    if why != "withdrawn":
        passed = (*(code for code in item.passed if code != offer.agent), offer.agent)
        item = replace(item, passed=passed, rest=scene.at + scene.rules.ask_again)
    stage = STAGES[item.stage][Move.OFFER_OVER]
    return scene.put_item(replace(item, stage=stage, since=scene.at, offer=None))


def put_back(scene: Scene, item: Item, why: str, by: str) -> Item:
    """An agent has it no more; it waits, before others if it is a chat, whose customer was being served."""
    agent = item.agent or ""
    scene.tell(ItemReturned(scene.at, item.id, item.queue, agent, why, by))
    return scene.put_item(waiting_again(scene, item))


def waiting_again(scene: Scene, item: Item) -> Item:
    return replace(
        item,
        stage=STAGES[item.stage][Move.RETURNED],
        since=scene.at,
        waits_since=scene.at,
        agent=None,
        taken=None,
        until=None,
        front=item.kind is Kind.CHAT,
        passed=(),
        rest=None,
    )


def left(scene: Scene, agent: Agent) -> None:
    """He is no agent any more: what he had goes back, what he was offered to others."""
    for id in agent.offers:
        offer_over(scene, scene.items[id], "withdrawn")
    for id in agent.items:
        put_back(scene, scene.items[id], "removed", "system")


# --- offering ----------------------------------------------------------------------------------------------------


def _offer_to(scene: Scene, agents: Sequence[Agent]) -> None:
    """These agents changed: the most urgent of what waits in their queues, to the best of them each."""
    for kind in Kind:
        free = {agent.code for agent in agents if hinders(scene, agent, kind) is None}
        for item in _waiting_for(scene, kind, free):
            if not free:
                break
            best = _best(scene, item, free)
            if best is not None:
                offer_item(scene, item, best.code)
                free.discard(best.code)


def _waiting_for(scene: Scene, kind: Kind, agents: Collection[str]) -> Iterator[Item]:
    """What waits in the lines of these agents, the most urgent first, as the lines are now."""
    queues = {code for one in agents for code, _ in scene.agents[one].card.queues}
    lines = [scene.items.line(kind, code).waiting for code in sorted(queues) if _pushes(scene, kind, code)]
    for _, id in merge(*lines):
        yield scene.items[id]


def _offer(scene: Scene, items: Sequence[Item]) -> None:
    """These items began to wait: each to the best of all agents."""
    for item in sorted((one for one in items if one.stage is Stage.WAITING), key=place):
        if _pushes(scene, item.kind, item.queue):
            free = [a.code for a in scene.agents.values() if hinders(scene, a, item.kind) is None]
            best = _best(scene, item, free)
            if best is not None:
                offer_item(scene, item, best.code)


def _pushes(scene: Scene, kind: Kind, queue: str) -> bool:
    there = scene.queues.get(queue)
    return there is not None and (kind is Kind.CHAT or there.card.push_tickets)


def _best(scene: Scene, item: Item, codes: Collection[str]) -> Agent | None:
    """The least penalty, then the least to do, then who had his last item the longest ago. Who passed on it waits his turn."""
    fit = [scene.agents[code] for code in codes if unfit(scene, scene.agents[code], item) is None]
    fresh = [agent for agent in fit if agent.code not in item.passed]
    if fresh:
        return min(fresh, key=lambda agent: _rank(scene, agent, item.queue))
    if not fit or item.rest is not None:
        return None
    return min(fit, key=lambda agent: item.passed.index(agent.code))


def _rank(scene: Scene, agent: Agent, queue: str) -> tuple[int, int, int, str]:
    has = sum(1 for id in agent.items if scene.items[id].stage is Stage.OPEN)
    return penalty(scene, agent, queue) or 0, has + len(agent.offers), agent.last_item, agent.code


def offer_item(scene: Scene, item: Item, agent: str, aimed: bool = False) -> Item:
    there = scene.queues.get(item.queue)
    card = there.card if there is not None else QueueCard(item.queue)
    until = scene.at + (card.offer if item.kind is Kind.CHAT else card.offer_ticket)
    offer = ItemOffer(agent, scene.at, until, aimed)
    scene.tell(ItemOffered(scene.at, item.id, item.queue, agent, until))
    stage = STAGES[item.stage][Move.OFFERED]
    return scene.put_item(replace(item, stage=stage, since=scene.at, offer=offer, rest=None))
