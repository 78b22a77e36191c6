"""May this agent have this item: one word says why not, and None that he may. What hinders is looked up, never stored."""

from __future__ import annotations

from acd.core.agent import Agent, Presence, Work
from acd.core.item import Item, Kind, Stage, kind_of
from acd.core.scene import Floor, Scene


def takes(scene: Scene | Floor, agent: Agent, kind: Kind) -> bool:
    """His work or break type has them at all."""
    card = scene.types.get(agent.type or "")
    return card is not None and (card.chats if kind is Kind.CHAT else card.tickets)


def capacity(scene: Scene | Floor, agent: Agent, kind: Kind) -> int:
    own = agent.card.chats if kind is Kind.CHAT else agent.card.tickets
    if own is not None:
        return own
    return scene.rules.chats if kind is Kind.CHAT else scene.rules.tickets


def open_of(scene: Scene | Floor, agent: Agent, kind: Kind) -> int:
    """How many of the kind he works on; what waits for its customer is not counted."""
    return sum(
        1
        for id in agent.items
        if kind_of(id) is kind and id in scene.items and scene.items[id].stage is Stage.OPEN
    )


def offers_of(agent: Agent, kind: Kind) -> int:
    return sum(1 for id in agent.offers if kind_of(id) is kind)


def is_full(scene: Scene | Floor, agent: Agent, kind: Kind) -> bool:
    """What he is offered is counted: he may take it."""
    return open_of(scene, agent, kind) + offers_of(agent, kind) >= capacity(scene, agent, kind)


def keeps_from(scene: Scene | Floor, agent: Agent, kind: Kind) -> str | None:
    """Why nothing of the kind is to be offered to him at all, though he had room."""
    if agent.type is None:
        return "off"
    if agent.type != agent.want:
        return "changing"
    if agent.presence is not Presence.WORK:
        return "break"
    if not takes(scene, agent, kind):
        return "type"
    if agent.holds:
        return "held"
    return None if agent.work is Work.FREE else "engaged"


def hinders(scene: Scene | Floor, agent: Agent, kind: Kind) -> str | None:
    """Why nothing of the kind is to be offered to him now."""
    why = keeps_from(scene, agent, kind)
    if why is not None:
        return why
    if offers_of(agent, kind):
        return "asked"
    return "full" if is_full(scene, agent, kind) else None


def hinders_pull(scene: Scene | Floor, agent: Agent, kind: Kind) -> str | None:
    """Why he may not take one himself: tickets also on a break whose type has them, the rest as it is offered."""
    if agent.type is None:
        return "off"
    if not takes(scene, agent, kind):
        return "type"
    if agent.presence is Presence.BREAK and kind is Kind.CHAT:
        return "break"
    if agent.holds:
        return "held"
    if agent.work is not Work.FREE:
        return "engaged"
    full = open_of(scene, agent, kind) >= capacity(scene, agent, kind)
    return "full" if full else None


def penalty(scene: Scene | Floor, agent: Agent, queue: str) -> int | None:
    """His place in this queue on the type he has; None: he is not in it."""
    for code, cost in agent.card.queues:
        if code == queue:
            there, card = scene.queues.get(queue), scene.types.get(agent.type or "")
            if there is None or card is None or (card.queues is not None and queue not in card.queues):
                return None
            return cost if not there.card.work or queue in agent.joined else None
    return None


def unfit(scene: Scene | Floor, agent: Agent, item: Item) -> str | None:
    """Why this item is not for him, whatever he does now."""
    cost = penalty(scene, agent, item.queue)
    if cost is None:
        return "queue"
    most = item.card.most_penalty
    return "penalty" if most is not None and cost > most else None
