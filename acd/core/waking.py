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
    if scene.at - agent.woke < scene.rules.wake_gap or not _idle(scene, agent):
        return
    best = _best(scene, agent)
    if best is not None and welcome(scene, agent):
        _wake(scene, best)
        scene.put_agent(replace(agent, woke=scene.at, wakes=best.code))


def _idle(scene: Scene, agent: Agent) -> bool:
    """His phone is idle, as any of his queues knows: what one of them heard the others hear in the same instant."""
    for code, _ in agent.asked.queues:
        queue = scene.queues.get(code)
        member = queue.members.get(agent.code) if queue is not None else None
        if member is not None and member.device is Device.FREE:
            return True
    return False


def on_his_way(scene: Scene, call: str, taker: str) -> None:
    """This caller's ring goes to `taker`: app_queue chooses. If he was woken for somebody else, that one has the caller who was
    woken for the taker instead, or else another is woken for him."""
    agent = scene.agents[taker]
    instead = agent.wakes
    if instead is not None:
        scene.put_agent(replace(agent, wakes=None))
    others = [a for a in scene.agents.values() if a.wakes == call and a.code != taker]
    if not others:
        return
    other = others[0]
    if instead is not None and instead != call and scene.at - agent.woke < scene.rules.wake_gap:
        scene.put_agent(replace(other, wakes=instead, woke=agent.woke))
    else:
        wake_for(scene, scene.put_agent(replace(other, wakes=None, woke=0)))


def wake_call(scene: Scene, call: Call) -> None:
    """This caller lost his ring: let him try again now if anybody else is free in his queue."""
    queue = scene.queues.get(call.queue)
    if queue is not None and call.music and any(is_free(m) for m in queue.members.values()):
        _wake(scene, call)


def _best(scene: Scene, agent: Agent) -> Call | None:
    heads: list[tuple[int, int, Call]] = []
    rung: frozenset[str] | None = None
    for code, _ in agent.asked.queues:
        queue = scene.queues.get(code)
        if queue is None or not queue.waiting:
            continue
        rung = _rung(scene) if rung is None else rung
        head = _head(scene, queue, rung)
        if head is not None:
            heads.append((-queue.card.weight, head.joined, head))
    return min(heads, key=lambda h: h[:2])[2] if heads else None


def _rung(scene: Scene) -> frozenset[str]:
    """The callers for whom a phone is ringing: they are busy with that, and app_queue lets the next one overtake."""
    return frozenset([a.offer.call for a in scene.agents.values() if a.offer is not None])


def _head(scene: Scene, queue: Queue, rung: frozenset[str]) -> Call | None:
    """The first caller who is not already on his way to somebody."""
    for code in queue.waiting:
        call = scene.calls.get(code)
        if call is not None and code not in rung and scene.at - call.woken >= scene.rules.wake_gap:
            return call if call.music else None
    return None


def _wake(scene: Scene, call: Call) -> None:
    scene.order(orders.Wake(call.channel))
    scene.put("calls", call.code, replace(call, woken=scene.at))
