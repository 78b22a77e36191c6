"""Callers in their queues, and the queues' members as the switch tells them."""

from __future__ import annotations

from acd.core import facts, promises
from acd.core.agent import Agent, HoldKind, Work
from acd.core.arrangement import arrange
from acd.core.conversation import count_offered, end_offer
from acd.core.heard import (
    CallerDone,
    CallerJoined,
    CallerLeft,
    Device,
    MemberGone,
    MemberIs,
    MusicIs,
    Parting,
    PhoneIs,
)
from acd.core.holding import cannot_ring, phone_lost, rings_for
from acd.core.queue import Call, Counts, Queue, is_free
from acd.core.scene import Floor, Scene
from acd.core.standing import wanted
from acd.core.value import replace
from acd.core.waking import wake_for


def on_caller_joined(scene: Scene, heard: CallerJoined) -> None:
    queue = scene.queues.get(heard.queue)
    if queue is None or heard.call in queue.waiting:
        return
    known = scene.calls.get(heard.call)
    call = Call(
        heard.call,
        heard.channel,
        heard.queue,
        heard.number,
        heard.name,
        scene.at,
        music=known.music if known is not None else False,
        recorded=queue.card.recording,
    )
    scene.put("calls", call.code, call)
    scene.put("channels", call.channel, call.code)
    waiting = (*queue.waiting[: heard.position - 1], call.code, *queue.waiting[heard.position - 1 :])
    scene.put("queues", heard.queue, replace(queue, waiting=waiting))
    count_offered(scene, heard.queue)
    scene.tell(facts.CallQueued(scene.at, heard.queue, heard.call, heard.number, heard.name, heard.position))
    promises.caller_came(scene, call)


def on_caller_left(scene: Scene, heard: CallerLeft) -> None:
    queue = scene.queues.get(heard.queue)
    if queue is not None and heard.call in queue.waiting:
        waiting = tuple([c for c in queue.waiting if c != heard.call])
        scene.put("queues", heard.queue, replace(queue, waiting=waiting))
    call = scene.calls.get(heard.call)
    if call is not None:
        scene.put("calls", call.code, replace(call, waiting=False))


def on_caller_done(scene: Scene, heard: CallerDone) -> None:
    """His stay in the queue is over; who was being rung for him is free again, and missed nothing."""
    on_caller_left(scene, CallerLeft(scene.at, heard.queue, heard.call))
    for agent in list(scene.agents.values()):
        if agent.offer is not None and agent.offer.call == heard.call:
            end_offer(scene, agent)
    call = scene.calls.get(heard.call)
    if call is None:
        return
    scene.drop("channels", call.channel)
    if call.answered_by is None:
        lost(scene, call, heard.parting.value)


def lost(scene: Scene, call: Call, how: str) -> None:
    """He waits no more, and no agent had him. `how`: his parting, or *unseen*: he went while nobody listened."""
    waited = scene.at - call.joined
    scene.tell(facts.CallLost(scene.at, call.queue, call.code, how, waited))
    promises.caller_lost(scene, call.code, how)
    queue = scene.queues.get(call.queue)
    if queue is not None:
        counts = _count_lost(queue.counts, how, waited, queue.card.level)
        scene.put("queues", call.queue, replace(queue, counts=counts))
    scene.drop("calls", call.code)


def _count_lost(counts: Counts, how: str, waited: int, level: int) -> Counts:
    counts = replace(counts, longest=max(counts.longest, waited))
    if how == Parting.ABANDONED.value:
        return replace(counts, abandoned=counts.abandoned + 1, short=counts.short + (waited <= level))
    if how == Parting.TIMEOUT.value:
        return replace(counts, timeout=counts.timeout + 1)
    return replace(counts, other=counts.other + 1)


def on_music(scene: Scene, heard: MusicIs) -> None:
    call = scene.calls.get(scene.channels.get(heard.channel, ""))
    if call is not None and call.music != heard.playing:
        scene.put("calls", call.code, replace(call, music=heard.playing))


def on_member(scene: Scene, heard: MemberIs) -> None:
    """Absolute, so it may be heard twice. An agent who just became free is given the best waiting caller."""
    seen = heard.member
    queue = scene.queues.get(seen.queue)
    if queue is None:
        return
    before = queue.members.get(seen.agent)
    if before is seen or before == seen:
        return
    scene.put("queues", seen.queue, replace(queue, members={**queue.members, seen.agent: seen}))
    agent = scene.agents.get(seen.agent)
    if agent is None:
        return
    if is_free(seen) and (before is None or not is_free(before)):
        wake_for(scene, agent)
    _notice_drift(scene, agent, seen.queue, seen.paused)


def member_alone(floor: Floor, heard: MemberIs) -> Floor | None:
    """The same, told cheaply where nothing else follows from it; None: something may.

    Half of what a busy floor hears is this: each of his queues says how he stands, at each turn of a call.
    """
    seen = heard.member
    queue, agent = floor.queues.get(seen.queue), floor.agents.get(seen.agent)
    if queue is None:
        return floor
    before = queue.members.get(seen.agent)
    if before is seen or (before is not None and before.device is seen.device and before == seen):
        return floor
    if agent is not None and not agent.open and agent.work is Work.FREE:
        became_free = is_free(seen) and (before is None or not is_free(before))
        if became_free or not _as_asked(agent, seen.queue, seen.paused):
            return None
    queue = replace(queue, members={**queue.members, seen.agent: seen})
    return replace(floor, queues={**floor.queues, seen.queue: queue})


def on_member_gone(scene: Scene, heard: MemberGone) -> None:
    queue = scene.queues.get(heard.queue)
    if queue is None:
        return
    members = {a: m for a, m in queue.members.items() if a != heard.agent}
    scene.put("queues", heard.queue, replace(queue, members=members))
    agent = scene.agents.get(heard.agent)
    if agent is not None and heard.queue in dict(wanted(scene, agent).queues) and _quiet(scene, agent):
        _repair(scene, agent, f"in queue {heard.queue}", "taken out of it by somebody else")


def _quiet(scene: Scene, agent: Agent) -> bool:
    """Nothing is on its way for him, so what the switch says can be held against what should be."""
    return agent.work is Work.FREE and not agent.open and scene.linked


def _notice_drift(scene: Scene, agent: Agent, queue: str, paused: bool) -> None:
    """Somebody else paused, released or added him: put it right at once. A call's own pause is none of that."""
    if not _quiet(scene, agent) or _as_asked(agent, queue, paused):
        return
    should = wanted(scene, agent)
    if queue not in dict(should.queues):
        _repair(scene, agent, f"not in queue {queue}", "put into it by somebody else")
        return
    reason = scene.queues[queue].members[agent.code].reason
    if paused != (should.pause is not None) and reason not in ("call", "aftercall", "arranging"):
        _repair(scene, agent, "paused" if should.pause else "not paused", f"{'' if paused else 'not '}paused")


def _as_asked(agent: Agent, queue: str, paused: bool) -> bool:
    """The common case, told cheaply: nothing but what was asked for."""
    if paused != (agent.asked.pause is not None):
        return False
    for code, _ in agent.asked.queues:  # noqa: SIM110 - `any` costs more than all the rest here
        if code == queue:
            return True
    return False


def _repair(scene: Scene, agent: Agent, should: str, was: str) -> None:
    scene.tell(facts.Drifted(scene.at, agent.code, should, was))
    scene.put_agent(arrange(scene, agent, force=True))


def on_phone(scene: Scene, heard: PhoneIs) -> None:
    """A phone that is lost holds its agent; back within the grace, everything is as before."""
    before = scene.phones.get(heard.phone)
    if before is heard.device:
        return
    scene.put("phones", heard.phone, heard.device)
    gone = heard.device is Device.GONE
    if before is not None and gone == (before is Device.GONE):
        return
    for agent in list(scene.agents.values()):
        if agent.phone == heard.phone:
            look_at_phone(scene, agent)


def look_at_phone(scene: Scene, agent: Agent) -> None:
    """Hold him if his phone is gone, let him go on if it is back. Who takes no calls needs none."""
    if agent.type is None and agent.want is None:
        return
    if not cannot_ring(scene, agent):
        _phone_back(scene, agent)
    elif rings_for(scene, agent):
        scene.put_agent(arrange(scene, phone_lost(scene, agent, scene.at + scene.rules.phone_grace)))


def _phone_back(scene: Scene, agent: Agent) -> None:
    hold = agent.holds.get(HoldKind.PHONE)
    if hold is None or (hold.lapses is not None and scene.at > hold.lapses):
        return
    agent = replace(agent, lifting=agent.lifting | {HoldKind.PHONE})
    asked = arrange(scene, agent)
    scene.put_agent(asked)


def forget_queue(queue: Queue) -> Queue:
    """A new day: the counts start anew, the callers who wait count as offered today."""
    return replace(queue, counts=Counts(offered=len(queue.waiting)))
