"""Wishes about a call that wait for their effect: answered once, and then no more."""

from __future__ import annotations

from acd.core import facts
from acd.core.agent import Agent, Steering
from acd.core.orders import Turn
from acd.core.reason import Reason
from acd.core.scene import Scene
from acd.core.value import replace


def granted(scene: Scene, agent: Agent, steering: Steering, text: str) -> Agent:
    scene.tell(facts.Granted(scene.at, steering.wish, agent.code, steering.by, text))
    return _over(agent, steering)


def refused(scene: Scene, agent: Agent, steering: Steering, why: Reason) -> Agent:
    scene.tell(facts.refused(scene.at, steering.wish, agent.code, steering.by, why))
    return _over(agent, steering)


def unknown(scene: Scene, agent: Agent) -> Agent:
    """Those whose time is over, and whose effect nobody has heard."""
    for steering in agent.steering:
        if steering.until <= scene.at:
            scene.tell(facts.Unknown(scene.at, steering.wish, agent.code, steering.by, agent.shown))
            agent = _over(agent, steering)
    return agent


def asked(agent: Agent, token: str, *turns: Turn) -> Steering | None:
    """The wish of this kind that is under way for conversation `token`."""
    return next((s for s in agent.steering if s.token == token and s.turn in turns), None)


def talking(scene: Scene, token: str) -> Agent | None:
    """Whose conversation this is."""
    return next((a for a in scene.agents.values() if a.talk is not None and a.talk.token == token), None)


def _over(agent: Agent, steering: Steering) -> Agent:
    return replace(agent, steering=tuple(s for s in agent.steering if s is not steering))
