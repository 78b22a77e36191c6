"""Who uses it now? Pure: asked of the floor before anything is removed; a sentence, or empty."""

from __future__ import annotations

from collections.abc import Iterable

from acd.core.agent import Agent
from acd.core.scene import Floor


def agent_now(floor: Floor, code: str) -> str:
    agent = floor.agents.get(code)
    if agent is None or not _here(agent):
        return ""
    where = f"at phone {agent.phone}" if agent.phone is not None else "without a phone"
    return f"agent {_named(agent)} is logged in ({agent.shown}) {where}"


def type_now(floor: Floor, code: str) -> str:
    on = [a for a in floor.agents.values() if code in (a.type, a.want, a.next.type if a.next else None)]
    return f"on type {code}: {_names(on)}" if on else ""


def queue_now(floor: Floor, code: str) -> str:
    """Members, callers, and whoever is in a call or aftercall of it."""
    queue = floor.queues.get(code)
    members = queue.members if queue else {}
    agents = [a for a in floor.agents.values() if a.code in members or code in _engaged_for(a)]
    waiting = len(queue.waiting) if queue else 0
    parts = [f"{_names(agents)} in it"] if agents else []
    parts += [f"{waiting} waiting"] if waiting else []
    return f"queue {code} has {', '.join(parts)}" if parts else ""


def phone_now(floor: Floor, code: str) -> str:
    at_it = [a for a in floor.agents.values() if a.phone == code and _here(a)]
    return f"at phone {code}: {_names(at_it)}" if at_it else ""


def _here(agent: Agent) -> bool:
    """Logged in, about to be, or with something still going on."""
    return agent.type is not None or agent.want is not None or agent.engaged


def _engaged_for(agent: Agent) -> set[str]:
    return {thing.queue for thing in (agent.offer, agent.talk, agent.aftercall) if thing is not None}


def _named(agent: Agent) -> str:
    return f"{agent.code} ({agent.card.name})"


def _names(agents: Iterable[Agent]) -> str:
    named = sorted(_named(agent) for agent in agents)
    more = f" and {len(named) - 10} more" if len(named) > 10 else ""
    return ", ".join(named[:10]) + more
