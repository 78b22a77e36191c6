"""Rings and conversations: offered, missed, answered, held, ended."""

from __future__ import annotations

from acd.core import facts, orders
from acd.core.agent import IN_CALL, WORK, Aftercall, Agent, HoldKind, Next, Offer, Signal, Talk, Work
from acd.core.arrangement import arrange, begin_next, end_aftercall, follow
from acd.core.booking import unbook
from acd.core.cards import QueueCard
from acd.core.heard import Answered, Ended, HeldIs, Offered, OfferOver, Released
from acd.core.moment import Moment
from acd.core.presence import set_hold
from acd.core.recording import is_recorded
from acd.core.scene import Scene
from acd.core.standing import welcome
from acd.core.value import replace
from acd.core.waking import on_his_way, wake_call, wake_for

TOKENS_KEPT = 8


def on_offered(scene: Scene, heard: Offered) -> None:
    agent = scene.agents.get(heard.agent)
    if agent is None:
        return
    scene.put("legs", heard.leg, agent.code)
    scene.tell(facts.CallOffered(scene.at, heard.queue, heard.call, agent.code))
    offer = Offer(heard.call, heard.queue, heard.leg, scene.at)
    if not welcome(scene, agent, heard.queue):
        scene.order(orders.Withdraw(agent.code, heard.leg))
        scene.tell(facts.OfferWithdrawn(scene.at, heard.queue, heard.call, agent.code, agent.shown))
        scene.put_agent(replace(agent, offer=replace(offer, withdrawn=True)))
    else:
        scene.put_agent(replace(agent, offer=offer, work=WORK[agent.work][Signal.OFFERED]))
    on_his_way(scene, heard.call, agent.code)


def on_offer_over(scene: Scene, heard: OfferOver) -> None:
    """The ring ended. A miss, unless we took the ring back or the caller himself is gone."""
    agent = scene.agents.get(heard.agent)
    if agent is None or agent.offer is None or agent.offer.call != heard.call:
        return
    offer = agent.offer
    call = scene.calls.get(heard.call)
    missed = not offer.withdrawn and call is not None and call.waiting
    agent = end_offer(scene, agent)
    if missed and call is not None:
        scene.tell(facts.CallMissed(scene.at, agent.code, heard.queue, heard.call, call.number, heard.rang))
        agent = _count_miss(scene, agent, heard.queue, call.number)
    if call is not None and call.waiting:
        wake_call(scene, call)


def end_offer(scene: Scene, agent: Agent) -> Agent:
    if agent.offer is not None:
        scene.drop("legs", agent.offer.leg)
    work = WORK[Work.RINGING][Signal.OFFER_OVER] if agent.work is Work.RINGING else agent.work
    return scene.put_agent(replace(agent, offer=None, work=work))


def _count_miss(scene: Scene, agent: Agent, queue: str, number: str) -> Agent:
    card = scene.queues[queue].card if queue in scene.queues else QueueCard(queue)
    agent = replace(agent, misses=agent.misses + 1)
    if card.misses and agent.misses >= card.misses:
        reason = f"missed a call of {number or 'an unknown number'} from queue {queue}"
        agent = arrange(scene, set_hold(scene, agent, HoldKind.MISSED, "system", reason, None))
    return scene.put_agent(agent)


def on_answered(scene: Scene, heard: Answered) -> None:
    for other in _also_ringing(scene, heard):
        end_offer(scene, other)
    call = scene.calls.get(heard.call)
    waited = scene.at - call.joined if call is not None else 0
    recorded = is_recorded(scene, heard.call, heard.queue)
    scene.tell(facts.CallAnswered(scene.at, heard.queue, heard.call, heard.agent, waited, recorded))
    if call is not None:
        scene.put("calls", call.code, replace(call, waiting=False, answered_by=heard.agent))
    _count_answer(scene, heard.queue, waited)
    agent = scene.agents.get(heard.agent)
    if agent is None or agent.type is None or heard.token in agent.tokens:
        return
    scene.put("legs", heard.leg, agent.code)
    talk = Talk(heard.call, heard.queue, heard.leg, heard.token, scene.at, recorded)
    agent = begin_talk(scene, agent, talk)
    scene.put_agent(follow(scene, _leaving_becomes_next(scene, agent)))


def _also_ringing(scene: Scene, heard: Answered) -> list[Agent]:
    return [
        a
        for a in scene.agents.values()
        if a.offer is not None and a.offer.call == heard.call and a.code != heard.agent
    ]


def _count_answer(scene: Scene, code: str, waited: int) -> None:
    queue = scene.queues.get(code)
    if queue is None:
        return
    counts = queue.counts
    counts = replace(
        counts,
        answered=counts.answered + 1,
        in_level=counts.in_level + (waited <= queue.card.level),
        waited=counts.waited + waited,
        longest=max(counts.longest, waited),
    )
    scene.put("queues", code, replace(queue, counts=counts))


def begin_talk(scene: Scene, agent: Agent, talk: Talk) -> Agent:
    """The agent is in this conversation, from `talk.began` on, and booked no more."""
    if agent.aftercall is not None:
        agent = scene.put_agent(
            end_aftercall(scene, agent, talk.began, "superseded", "switch"), at=talk.began
        )
    if agent.work in IN_CALL:
        agent = replace(agent, work=Work.FREE, talk=None)
    agent = replace(
        agent, work=WORK[agent.work][Signal.ANSWERED], talk=talk, offer=None, misses=0, woke=0, wakes=None
    )
    return unbook(scene, scene.put_agent(agent, at=talk.began), "system")


def _leaving_becomes_next(scene: Scene, agent: Agent) -> Agent:
    """He answered in the very moment in which he was leaving: what he wanted comes after the call."""
    if agent.want == agent.type:
        return agent
    by = agent.pending[-1].by if agent.pending else "system"
    scene.tell(facts.NextTaken(scene.at, agent.code, agent.want or "log out", by))
    pending = tuple(replace(p, keeps=True) for p in agent.pending)
    coming = Next(agent.want, by, scene.at)
    return arrange(scene, replace(agent, next=coming, want=agent.type, pending=pending), force=True)


def on_held(scene: Scene, heard: HeldIs) -> None:
    agent = scene.agents.get(scene.legs.get(heard.leg, ""))
    if agent is None or agent.talk is None or agent.talk.leg != heard.leg:
        return
    signal = Signal.HELD if heard.on else Signal.UNHELD
    if signal in WORK[agent.work]:
        scene.put_agent(replace(agent, work=WORK[agent.work][signal]))


def on_ended(scene: Scene, heard: Ended) -> None:
    """The agent's leg is over. Also told later, of conversations that nobody heard: `at` is when it really ended."""
    agent = scene.agents.get(heard.agent)
    if agent is None or agent.type is None or heard.token in agent.tokens:
        scene.order(orders.Forget(heard.token))
        return
    if agent.talk is None or agent.talk.token != heard.token:
        began = max(heard.began, agent.since)
        leg = agent.talk.leg if agent.talk else ""
        agent = begin_talk(scene, agent, Talk(heard.call, heard.queue, leg, heard.token, began))
    end_talk(scene, agent, heard)


def end_talk(scene: Scene, agent: Agent, heard: Ended) -> None:
    """Talk -> aftercall, or free at once; then whatever was kept as next."""
    talk = agent.talk
    at = max(heard.at, agent.since)
    began = talk.began if talk else at
    if talk is not None and talk.leg:
        scene.drop("legs", talk.leg)
    scene.drop("calls", heard.call)
    scene.tell(facts.CallEnded(at, heard.queue, heard.call, agent.code, heard.token, at - began))
    tokens = (*agent.tokens, heard.token)[-TOKENS_KEPT:]
    agent = replace(agent, talk=None, offer=None, tokens=tokens)
    if not heard.aftercall:
        agent = replace(agent, work=WORK[agent.work][Signal.ENDED_FREE])
        be_free(scene, agent, at, by_switch=True)
        return
    card = scene.queues[heard.queue].card if heard.queue in scene.queues else QueueCard(heard.queue)
    longest = max(heard.deadline, at + card.longest)
    said = talk.disposition if talk is not None else None
    wrap = Aftercall(heard.token, heard.call, heard.queue, at, heard.deadline, longest, said)
    agent = replace(agent, work=WORK[agent.work][Signal.ENDED], aftercall=wrap)
    scene.tell(facts.AftercallBegan(at, agent.code, heard.queue, heard.call, heard.token, heard.deadline))
    agent = scene.put_agent(agent, at=at, queue=heard.queue)
    if heard.released is not None:
        on_released(scene, Released(heard.released, agent.code, heard.phone, heard.token))
    else:
        scene.put_agent(follow(scene, agent))


def on_released(scene: Scene, heard: Released) -> None:
    """The switch's own janitor ended the aftercall at its deadline, because we did not."""
    agent = scene.agents.get(heard.agent)
    if agent is None or agent.aftercall is None or agent.aftercall.token != heard.token:
        return
    at = max(heard.at, agent.since)
    agent = end_aftercall(scene, agent, at, "switch", "switch")
    be_free(scene, agent, at, by_switch=True)


def be_free(scene: Scene, agent: Agent, at: Moment, by_switch: bool = False) -> None:
    """Call and aftercall are over at `at`: next begins, else the agent is free (or held) and a waiting caller is woken.

    `by_switch`: the dialplan released him itself; else the release is ours to ask for.
    """
    agent = scene.put_agent(begin_next(scene, agent, at), at=at)
    agent = scene.put_agent((follow if by_switch else arrange)(scene, agent))
    wake_for(scene, agent)
