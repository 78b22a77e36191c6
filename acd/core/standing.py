"""How an agent should stand in the switch: derived from his value alone."""

from __future__ import annotations

from typing import Final

from acd.core.agent import IN_CALL, Agent, Arrangement, HoldKind, Work
from acd.core.cards import Group
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
    queues: tuple[tuple[str, int], ...] = ()
    if takes_calls(scene, agent.want):
        queues = tuple([qp for qp in agent.card.queues if _has(scene, agent, agent.want, qp[0])])
    booked = agent.holds.get(HoldKind.BOOKED)
    if booked is not None and HoldKind.BOOKED not in agent.lifting:
        queues = tuple([qp for qp in queues if qp[0] == booked.reason])
    holds = _holds(agent)
    if agent.next is not None and not takes_calls(scene, agent.next.type):
        holds.append(NEXT)
    return Arrangement(agent.phone, queues, tuple(holds), _pause(agent, holds))


def in_queue(scene: Scene | Floor, agent: Agent, type_code: str | None, queue: str) -> bool:
    """Would he be in this queue of his, on this presence type?"""
    return takes_calls(scene, type_code) and _has(scene, agent, type_code, queue)


def _has(scene: Scene | Floor, agent: Agent, type_code: str | None, queue: str) -> bool:
    """This type, on which he takes calls, has him in this queue."""
    there = scene.queues.get(queue)
    if there is None:
        return False
    chosen = scene.types[type_code or ""].queues
    return (chosen is None or queue in chosen) and (not there.card.work or queue in agent.joins)


def _holds(agent: Agent) -> list[str]:
    """Who is booked is not paused: he is in one queue only, where his call will come."""
    if not agent.holds:
        return []
    held = [k for k in HoldKind if k in agent.holds and k not in agent.lifting]
    return [k.value for k in held if k is not HoldKind.BOOKED]


def _pause(agent: Agent, holds: list[str]) -> str | None:
    if agent.work in IN_CALL:
        return "call"
    if agent.work is Work.AFTERCALL and not (agent.aftercall and agent.aftercall.finishing):
        return "aftercall"
    return holds[0] if holds else None


def welcome(scene: Scene, agent: Agent, queue: str | None = None) -> bool:
    """May a call (of this queue) be offered to this agent now?"""
    should = wanted(scene, agent)
    mine = should.queues if queue is None else [qp for qp in should.queues if qp[0] == queue]
    return bool(mine) and should.pause is None
