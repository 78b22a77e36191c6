"""An agent takes an item: what he is offered, what waits, or the most urgent of what waits; or he lets it pass."""

from __future__ import annotations

from heapq import merge

from acd.core.agent import Agent
from acd.core.heard import AcceptItem, DeclineItem, ToSolve
from acd.core.item import HIS, OVER, STAGES, Item, Kind, Move, Stage
from acd.core.item_facts import ItemAccepted
from acd.core.items import promising, reasons
from acd.core.items.coming import first_answer
from acd.core.items.deal import offer_over
from acd.core.items.fit import capacity, hinders_pull, penalty, unfit
from acd.core.presence import grant, refuse
from acd.core.reason import Reason, Value
from acd.core.scene import Scene
from acd.core.value import replace


def on_accept(scene: Scene, wish: AcceptItem) -> None:
    item, agent = scene.items[wish.item], scene.agents[wish.agent]
    if item.stage in HIS and item.agent == agent.code:
        grant(scene, wish, f"{item.id} is yours")
    elif problem := _not_for_him(scene, item, agent):
        refuse(scene, wish, problem)
    else:
        accept(scene, item, agent)
        grant(scene, wish, item.id)


def _not_for_him(scene: Scene, item: Item, agent: Agent) -> Reason | None:
    if item.stage in OVER:
        return reasons.OVER(item=item.id, stage=item.stage.word)
    if item.stage in HIS:
        return reasons.TAKEN(who=named(scene, item.agent), item=item.id)
    if item.offer is not None:
        if item.offer.agent == agent.code:
            return None
        return reasons.OFFERED(item=item.id, who=named(scene, item.offer.agent))
    hinders = unfit(scene, agent, item) or hinders_pull(scene, agent, item.kind)
    return None if hinders is None else hindrance(scene, agent, item.kind, hinders, item.id)


def hindrance(scene: Scene, agent: Agent, kind: Kind, why: str, what: str) -> Reason:
    """Why he cannot have `what` (an item, or all of a kind), and what to do."""
    sentence = reasons.CANNOT[why]
    values: dict[str, Value] = {
        "agent": agent.code,
        "what": what,
        "kinds": f"{kind.word}s",
        "most": capacity(scene, agent, kind),
    }
    return sentence(**{name: values[name] for name in sentence.names})


def named(scene: Scene, code: str | None) -> str:
    agent = scene.agents.get(code or "")
    return f"{code} ({agent.card.name})" if agent is not None and agent.card.name else str(code)


def accept(scene: Scene, item: Item, agent: Agent) -> Item:
    """It is his. To accept a chat is to answer it."""
    pulled = item.offer is None
    waited = scene.at - item.waits_since
    scene.tell(ItemAccepted(scene.at, item.id, item.queue, agent.code, waited, pulled))
    item = hand_over(scene, item, agent.code)
    if item.kind is Kind.CHAT:
        item = promising.answered(scene, first_answer(scene, item, agent.code))
    item = scene.put_item(item)
    agent = scene.agents[agent.code]
    if agent.misses:
        scene.put_agent(replace(agent, misses=0))
    return item


def hand_over(scene: Scene, item: Item, agent: str) -> Item:
    return replace(
        item,
        stage=STAGES[item.stage][Move.ACCEPTED],
        agent=agent,
        taken=scene.at,
        since=scene.at,
        offer=None,
        passed=(),
        rest=None,
        front=False,
        until=None,
    )


def on_decline(scene: Scene, wish: DeclineItem) -> None:
    item = scene.items[wish.item]
    if item.offer is None or item.offer.agent != wish.agent:
        refuse(scene, wish, _not_offered(scene, item, wish.agent))
        return
    offer_over(scene, item, "declined")
    grant(scene, wish, f"{item.id} goes to somebody else")


def _not_offered(scene: Scene, item: Item, agent: str) -> Reason:
    """Who is asked, or has it, where somebody is or has."""
    if item.offer is not None:
        return reasons.OFFERED_TO(item=item.id, agent=agent, who=named(scene, item.offer.agent))
    if item.stage in HIS and item.agent is not None and item.agent != agent:
        return reasons.NOT_OFFERED_HAD(item=item.id, agent=agent, who=named(scene, item.agent))
    return reasons.NOT_OFFERED(item=item.id, agent=agent, stage=item.stage.word)


def on_to_solve(scene: Scene, wish: ToSolve) -> None:
    """By the nearest due, then priority, then age, of all kinds that he may take now; what he is being offered is among them."""
    agent = scene.agents[wish.agent]
    kinds = [kind for kind in Kind if wish.kind in (None, kind.word)]
    if not kinds:
        refuse(scene, wish, reasons.KIND(kind=wish.kind or ""))
        return
    hindered = {kind: hinders_pull(scene, agent, kind) for kind in kinds}
    free = [kind for kind, why in hindered.items() if why is None]
    item = _most_urgent(scene, agent, free)
    if item is not None:
        accept(scene, item, agent)
        grant(scene, wish, item.id)
    elif free:
        words = " and ".join(f"{kind.word}s" for kind in free)
        refuse(scene, wish, reasons.NONE_WAITS(what=words, agent=agent.code))
    else:
        kind = kinds[-1]
        why = hindered[kind] or "off"
        refuse(scene, wish, hindrance(scene, agent, kind, why, f"{kind.word}s"))


def _most_urgent(scene: Scene, agent: Agent, kinds: list[Kind]) -> Item | None:
    queues = [code for code, _ in agent.card.queues if penalty(scene, agent, code) is not None]
    lines = [scene.items.line(kind, code).waiting for kind in kinds for code in queues]
    offered = [scene.items[id] for id in agent.offers if scene.items[id].kind in kinds]
    for _, id in merge(*lines):
        item = scene.items[id]
        if item.stage is Stage.WAITING and unfit(scene, agent, item) is None:
            return min([item, *offered], key=_urgency)
    return min(offered, key=_urgency, default=None)


def _urgency(item: Item) -> tuple[float, int, int, int]:
    due = item.due
    return float("inf") if due is None else due, -item.card.priority, item.came, item.card.number
