"""Instant hand-off: app_queue looks once a second; a caller who is woken looks now.

A caller is woken only while he hears music (a digit would cut an announcement short), only at the head of his queue (app_queue lets
nobody overtake), and not twice within `wake_gap`. Among an agent's queues the heavier goes first, then the longest wait.
"""

from __future__ import annotations

from dataclasses import replace

from acd.core import orders
from acd.core.agent import Agent, Work
from acd.core.arrangement import welcome
from acd.core.queue import Call, Queue, is_free
from acd.core.scene import Scene


def wake_for(scene: Scene, agent: Agent) -> None:
    """This agent can take a call now: wake the best caller of his queues, if the switch too holds him to be free."""
    if agent.open or agent.work is not Work.FREE or scene.at - agent.woke < scene.rules.wake_gap:
        return
    best = _best(scene, agent)
    if best is not None and welcome(scene, agent):
        _wake(scene, best)
        scene.put_agent(replace(agent, woke=scene.at))


def wake_call(scene: Scene, call: Call) -> None:
    """This caller lost his ring: let him try again now if anybody else is free in his queue."""
    queue = scene.queues.get(call.queue)
    if queue is not None and call.music and any(is_free(m) for m in queue.members.values()):
        _wake(scene, call)


def _best(scene: Scene, agent: Agent) -> Call | None:
    heads: list[tuple[int, int, Call]] = []
    for code, _ in agent.card.queues:
        queue = scene.queues.get(code)
        if queue is None or not queue.waiting:
            continue
        member = queue.members.get(agent.code)
        head = _head(scene, queue)
        if head is not None and member is not None and is_free(member):
            heads.append((-queue.card.weight, head.joined, head))
    return min(heads, key=lambda h: h[:2])[2] if heads else None


def _head(scene: Scene, queue: Queue) -> Call | None:
    """The first caller who is not already on his way to somebody."""
    for code in queue.waiting:
        call = scene.calls.get(code)
        if call is not None and scene.at - call.woken >= scene.rules.wake_gap:
            return call if call.music else None
    return None


def _wake(scene: Scene, call: Call) -> None:
    scene.order(orders.Wake(call.channel))
    scene.put("calls", call.code, replace(call, woken=scene.at))
