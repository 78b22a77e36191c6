"""Bookings end by themselves: with the call that came, or when the agent turns to something else."""

from __future__ import annotations

from acd.core import facts
from acd.core.agent import Agent, HoldKind
from acd.core.scene import Scene
from acd.core.value import replace


def unbook(scene: Scene, agent: Agent, by: str) -> Agent:
    """No line is out for him any more; the caller sees to the switch."""
    if HoldKind.BOOKED not in agent.holds:
        return agent
    scene.tell(facts.HoldLifted(scene.at, agent.code, HoldKind.BOOKED.value, by))
    holds = dict(agent.holds)
    del holds[HoldKind.BOOKED]
    return scene.put_agent(replace(agent, holds=holds, lifting=agent.lifting - {HoldKind.BOOKED}), by=by)
