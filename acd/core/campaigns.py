"""Campaigns, as the floor sees them: queues that agents join and leave, and bookings for a line that is out.

Joining is part of presence: it is kept over a break (resume goes back to the campaigns that the break left), and ends with the
log-out.
"""

from __future__ import annotations

from acd.core import reasons
from acd.core.agent import Agent, HoldKind
from acd.core.arrangement import ask
from acd.core.booking import unbook
from acd.core.heard import Book, Join, Leave, Unbook, Wish
from acd.core.holding import set_hold
from acd.core.presence import change, grant, refuse
from acd.core.reason import Reason
from acd.core.scene import Scene
from acd.core.standing import in_queue, welcome
from acd.core.value import replace


def on_join(scene: Scene, wish: Join) -> None:
    agent = scene.agents[wish.agent]
    if problem := _not_joinable(scene, agent, wish.queue):
        refuse(scene, wish, problem)
        return
    work = scene.queues[wish.queue].card.work
    if work not in scene.types:
        refuse(scene, wish, reasons.UNKNOWN_WORK(type=work, campaign=wish.queue))
        return
    agent = replace(agent, joins=agent.joins | {wish.queue})
    if in_queue(scene, agent, agent.want, wish.queue):
        ask(scene, agent, wish, wish.queue)
    else:
        change(scene, agent, wish, work)


def _not_joinable(scene: Scene, agent: Agent, queue: str) -> Reason | None:
    there = scene.queues.get(queue)
    if there is None or not there.card.work:
        known = ", ".join(sorted(code for code, q in scene.queues.items() if q.card.work)) or "none"
        return reasons.UNKNOWN_CAMPAIGN(campaign=queue, known=known)
    if queue not in dict(agent.card.queues):
        return reasons.NOT_HIS_CAMPAIGN(campaign=queue, agent=agent.code)
    if agent.type is None:
        return reasons.LOGGED_OUT(agent=agent.code)
    return None


def on_leave(scene: Scene, wish: Leave) -> None:
    agent = scene.agents[wish.agent]
    if wish.queue not in agent.joins:
        grant(scene, wish, f"agent {agent.code} is not in campaign {wish.queue}")
        return
    agent = replace(agent, joins=agent.joins - {wish.queue})
    card = scene.queues[wish.queue].card if wish.queue in scene.queues else None
    rest = card.rest if card is not None and card.rest in scene.types else ""
    if agent.joins or not rest or agent.want != (card.work if card else None):
        ask(scene, _unbook_from(scene, agent, wish), wish, wish.queue)
    else:
        change(scene, agent, wish, rest)


def _unbook_from(scene: Scene, agent: Agent, wish: Leave) -> Agent:
    hold = agent.holds.get(HoldKind.BOOKED)
    return unbook(scene, agent, wish.by.name) if hold is not None and hold.reason == wish.queue else agent


def on_book(scene: Scene, wish: Book) -> None:
    agent = scene.agents[wish.agent]
    if (
        agent.shown != "free"
        or agent.pending
        or agent.next is not None
        or wish.queue not in agent.joined & agent.joins
        or not welcome(scene, agent, wish.queue)
    ):
        why = reasons.NOT_FREE_FOR(agent=agent.code, state=agent.shown, campaign=wish.queue)
        refuse(scene, wish, why)
        return
    agent = set_hold(scene, agent, HoldKind.BOOKED, wish.by.name, wish.queue, None)
    ask(scene, agent, wish, "booked")


def on_unbook(scene: Scene, wish: Unbook) -> None:
    agent = scene.agents[wish.agent]
    if HoldKind.BOOKED not in agent.holds:
        grant(scene, wish, f"agent {agent.code} is not booked")
        return
    ask(scene, replace(agent, lifting=agent.lifting | {HoldKind.BOOKED}), wish, "not booked")


__all__ = ["Wish", "on_book", "on_join", "on_leave", "on_unbook"]
