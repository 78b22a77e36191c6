"""How an agent should stand in the switch: derived from his value alone."""

from __future__ import annotations

from typing import Final

from acd.core.agent import IN_CALL, Agent, Arrangement, HoldKind, Work
from acd.core.cards import Group
from acd.core.scene import Scene

NEXT: Final = (
    "next"  # the hold that keeps a promised break from being overtaken by a call, with or without us
)


def takes_calls(scene: Scene, type_code: str | None) -> bool:
    """Would an agent of this presence type be in any queue at all?"""
    card = scene.types.get(type_code or "")
    return card is not None and card.group is Group.WORK and card.calls


def wanted(scene: Scene, agent: Agent) -> Arrangement:
    """What should hold for this agent in the switch now."""
    queues: tuple[tuple[str, int], ...] = ()
    if takes_calls(scene, agent.want):
        chosen = scene.types[agent.want or ""].queues
        queues = tuple(
            [qp for qp in agent.card.queues if qp[0] in scene.queues and (chosen is None or qp[0] in chosen)]
        )
    holds = _holds(agent)
    if agent.next is not None and not takes_calls(scene, agent.next.type):
        holds.append(NEXT)
    return Arrangement(agent.phone, queues, tuple(holds), _pause(agent, holds))


def _holds(agent: Agent) -> list[str]:
    if not agent.holds:
        return []
    return [k.value for k in HoldKind if k in agent.holds and k not in agent.lifting]


def _pause(agent: Agent, holds: list[str]) -> str | None:
    if agent.work in IN_CALL:
        return "call"
    if agent.work is Work.AFTERCALL and not (agent.aftercall and agent.aftercall.finishing):
        return "aftercall"
    return holds[0] if holds else None


def welcome(scene: Scene, agent: Agent) -> bool:
    """May a call be offered to this agent now?"""
    should = wanted(scene, agent)
    return bool(should.queues) and should.pause is None
