"""Instant hand-off: app_queue looks once a second; a caller who is woken looks now.

A caller is woken only while he hears music (a digit would cut an announcement short), only at the head of his queue (app_queue lets
nobody overtake), and not twice within `wake_gap`. Among an agent's queues the heavier goes first, then the longest wait.
"""

from __future__ import annotations

from acd.core import orders
from acd.core.agent import Agent, Work
from acd.core.heard import Device
from acd.core.queue import Call, Queue, is_free
from acd.core.scene import Scene
from acd.core.standing import welcome
from acd.core.value import replace


def wake_for(scene: Scene, agent: Agent) -> None:
    """If this agent can take a call now, wake the best caller of his queues."""
    if agent.open or agent.work is not Work.FREE or agent.asked.pause is not None:
        return
    if scene.at - agent.woke < scene.rules.wake_gap or not _idle(scene, agent) or not welcome(scene, agent):
        return
    best = _best(scene, agent)
    if best is not None:
        _wake(scene, best)
        scene.put_agent(replace(agent, woke=scene.at))


def _idle(scene: Scene, agent: Agent) -> bool:
    """His phone is idle, as any of his queues knows: what one of them heard the others hear in the same instant."""
    members = (scene.queues[q].members.get(agent.code) for q, _ in agent.asked.queues if q in scene.queues)
    return any(m is not None and m.device is Device.FREE for m in members)


def wake_call(scene: Scene, call: Call) -> None:
    """This caller lost his ring: let him try again now if anybody else is free in his queue."""
    queue = scene.queues.get(call.queue)
    if queue is not None and call.music and any(is_free(m) for m in queue.members.values()):
        _wake(scene, call)


def _best(scene: Scene, agent: Agent) -> Call | None:
    heads: list[tuple[int, int, Call]] = []
    for code, _ in agent.asked.queues:
        queue = scene.queues.get(code)
        if queue is None or not queue.waiting:
            continue
        head = _head(scene, queue)
        if head is not None:
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
