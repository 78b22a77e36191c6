"""Bookings end by themselves: with the call that came, or when the agent turns to something else."""

from __future__ import annotations

from acd.core.agent import Agent, HoldKind
from acd.core.holding import lift
from acd.core.scene import Scene


def unbook(scene: Scene, agent: Agent, by: str) -> Agent:
    """No line is out for him any more; the caller sees to the switch."""
    if HoldKind.BOOKED not in agent.holds:
        return agent
    return scene.put_agent(lift(scene, agent, HoldKind.BOOKED, by), by=by)
