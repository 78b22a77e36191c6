"""How an agent should stand in the switch: derived from his value alone."""

from __future__ import annotations

from typing import Final

from acd.core.agent import IN_CALL, Agent, Arrangement, HoldKind, Work
from acd.core.cards import Group, TypeCard
from acd.core.scene import Floor, Scene

NEXT: Final = (
    "next"  # the hold that keeps a promised break from being overtaken by a call, with or without us
)


def takes_calls(scene: Scene | Floor, type_code: str | None) -> bool:
    """Would an agent of this presence type be in any queue at all?"""
    card = scene.types.get(type_code or "")
    return card is not None and card.group is Group.WORK and card.calls


def wanted(scene: Scene, agent: Agent) -> Arrangement:
    """What should hold for this agent in the switch now."""
    holds = _holds(scene, agent)
    return Arrangement(agent.phone, _queues(scene, agent), holds, _pause(agent, holds))


def in_queue(scene: Scene | Floor, agent: Agent, type_code: str | None, queue: str) -> bool:
    """Would he be in this queue of his, on this presence type?"""
    return takes_calls(scene, type_code) and _has(scene, agent, scene.types[type_code or ""], queue)


def _queues(scene: Scene, agent: Agent) -> tuple[tuple[str, int], ...]:
    if agent.phone is None or not takes_calls(scene, agent.want):
        return ()
    chosen = scene.types[agent.want or ""]
    queues = [qp for qp in agent.card.queues if _has(scene, agent, chosen, qp[0])]
    booked = agent.holds.get(HoldKind.BOOKED) if agent.holds else None
    if booked is not None and HoldKind.BOOKED not in agent.lifting:
        queues = [qp for qp in queues if qp[0] == booked.reason]
    return tuple(queues)


def _has(scene: Scene | Floor, agent: Agent, chosen: TypeCard, queue: str) -> bool:
    """This type, on which he takes calls, has him in this queue."""
    there = scene.queues.get(queue)
    if there is None or (chosen.queues is not None and queue not in chosen.queues):
        return False
    return not there.card.work or queue in agent.joins


def _holds(scene: Scene, agent: Agent) -> tuple[str, ...]:
    """Who is booked is not paused: he is in one queue only, where his call will come."""
    if not agent.holds and agent.next is None:
        return ()
    held = [k for k in HoldKind if k in agent.holds and k not in agent.lifting]
    holds = [k.word for k in held if k is not HoldKind.BOOKED]
    if agent.next is not None and not takes_calls(scene, agent.next.type):
        holds.append(NEXT)
    return tuple(holds)


def _pause(agent: Agent, holds: tuple[str, ...]) -> str | None:
    if agent.work in IN_CALL:
        return "call"
    if agent.work is Work.AFTERCALL and not (agent.aftercall and agent.aftercall.finishing):
        return "aftercall"
    return holds[0] if holds else None


def welcome(scene: Scene, agent: Agent, queue: str | None = None) -> bool:
    """May a call (of this queue) be offered to this agent now?"""
    if _pause(agent, _holds(scene, agent)) is not None:
        return False
    mine = _queues(scene, agent)
    return bool(mine) if queue is None else queue in dict(mine)
