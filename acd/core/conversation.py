"""Rings and conversations: offered, missed, answered, ended."""

from __future__ import annotations

from acd.core import facts, orders, promises, reasons
from acd.core.agent import IN_CALL, WORK, Aftercall, Agent, HoldKind, Next, Offer, Signal, Talk, Work
from acd.core.aim import BY_HAND
from acd.core.arrangement import arrange, begin_next, end_aftercall, follow
from acd.core.booking import unbook
from acd.core.cards import QueueCard
from acd.core.heard import Answered, Ended, Offered, OfferOver, Released
from acd.core.holding import set_hold
from acd.core.listening import ears_end
from acd.core.moment import Moment
from acd.core.orders import Turn
from acd.core.queue import Call
from acd.core.reason import Reason
from acd.core.recording import is_recorded
from acd.core.scene import Scene
from acd.core.standing import welcome
from acd.core.under_way import asked, granted, refused
from acd.core.value import replace
from acd.core.waking import on_his_way, wake_call, wake_for

TOKENS_KEPT = 8


def on_offered(scene: Scene, heard: Offered) -> None:
    agent = scene.agents.get(heard.agent)
    if agent is None:
        return
    scene.put("legs", heard.leg, agent.code)
    offer = Offer(heard.call, heard.queue, heard.leg, scene.at)
    if heard.why:
        _rung(scene, agent, heard, offer)
        return
    scene.tell(facts.CallOffered(scene.at, heard.queue, heard.call, agent.code))
    if not welcome(scene, agent, heard.queue):
        scene.order(orders.Withdraw(agent.code, heard.leg))
        scene.tell(facts.OfferWithdrawn(scene.at, heard.queue, heard.call, agent.code, agent.shown))
        scene.put_agent(replace(agent, offer=replace(offer, withdrawn=True)))
    else:
        scene.put_agent(replace(agent, offer=offer, work=WORK[agent.work][Signal.OFFERED]))
    on_his_way(scene, heard.call, agent.code)


def _rung(scene: Scene, agent: Agent, heard: Offered, offer: Offer) -> None:
    """By a colleague, or for a call that he dials himself: the dialplan let it pass."""
    if Signal.OFFERED not in WORK[agent.work]:
        return
    agent = replace(agent, offer=offer, work=WORK[agent.work][Signal.OFFERED])
    if steering := asked(agent, heard.call, Turn.DIAL):
        agent = granted(scene, agent, steering, f"{steering.to} is called; pick up phone {agent.phone}")
    scene.put_agent(agent)


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
        agent = count_miss(scene, agent, heard.queue, reasons.MISSED_CALL(queue=heard.queue))
    if call is not None and call.waiting:
        wake_call(scene, call)


def end_offer(scene: Scene, agent: Agent) -> Agent:
    if agent.offer is not None:
        scene.drop("legs", agent.offer.leg)
    work = WORK[Work.RINGING][Signal.OFFER_OVER] if agent.work is Work.RINGING else agent.work
    return scene.put_agent(replace(agent, offer=None, work=work))


def count_miss(scene: Scene, agent: Agent, queue: str, reason: Reason) -> Agent:
    """So many in a row, calls and chats alike, hold him: `reason` says what he missed last. Not of whom: colleagues and programs
    read it, and callers' numbers are not for all of them."""
    card = scene.queues[queue].card if queue in scene.queues else QueueCard(queue)
    agent = replace(agent, misses=agent.misses + 1)
    if card.misses and agent.misses >= card.misses:
        agent = arrange(scene, set_hold(scene, agent, HoldKind.MISSED, "system", reason, None))
    return scene.put_agent(agent)


def on_answered(scene: Scene, heard: Answered) -> None:
    recorded = is_recorded(scene, heard.call, heard.queue)
    if heard.why:
        _taken(scene, heard)
    else:
        _from_queue(scene, heard, recorded)
    agent = scene.agents.get(heard.agent)
    if agent is None or agent.type is None or heard.token in agent.tokens:
        return
    scene.put("legs", heard.leg, agent.code)
    talk = Talk(heard.call, heard.queue, heard.leg, heard.token, scene.at, recorded, why=heard.why)
    agent = begin_talk(scene, agent, talk)
    scene.put_agent(follow(scene, _leaving_becomes_next(scene, agent)))


def _from_queue(scene: Scene, heard: Answered, recorded: bool) -> None:
    for other in _also_ringing(scene, heard):
        end_offer(scene, other)
    _connected(scene, heard.queue, heard.call, heard.agent, scene.at, recorded)


def _connected(scene: Scene, queue: str, code: str, agent: str, at: Moment, recorded: bool) -> None:
    """Since `at`; how long somebody waited whom nobody saw come is not known, and counts as not at all."""
    call = scene.calls.get(code)
    waited = max(0, at - call.joined) if call is not None else 0
    scene.tell(facts.CallAnswered(at, queue, code, agent, waited, recorded))
    promises.caller_answered(scene, code, at)
    if call is not None:
        scene.put("calls", code, replace(call, waiting=False, answered_by=agent))
    _count_answer(scene, queue, waited)


def answered_unheard(scene: Scene, queue: str, call: str, agent: str, at: Moment) -> None:
    """He was connected at `at`, while nobody listened: the queue counts him as it would have then. Whom the agent has from a
    colleague, the queue has counted; whom he dialled, it never does. Nor is a campaign's call told of that nobody saw come: it may be
    a preview; the dialer asks by itself."""
    known, there = scene.calls.get(call), scene.queues.get(queue)
    if known is not None:
        if not known.waiting or known.queue != queue:
            return
    elif there is None or there.card.work or call.startswith(BY_HAND):
        return
    else:
        scene.tell(facts.CallQueued(at, queue, call, "", "", 1))
        count_offered(scene, queue)
    _connected(scene, queue, call, agent, at, is_recorded(scene, call, queue))


def _taken(scene: Scene, heard: Answered) -> None:
    """A colleague gave it to him, or he dialled it: the queue has counted it once already, or never."""
    scene.tell(facts.CallTaken(scene.at, heard.agent, heard.queue, heard.call, heard.token, heard.why))
    promises.caller_answered(scene, heard.call, scene.at)
    call = scene.calls.get(heard.call)
    if call is not None:
        scene.put("calls", call.code, replace(call, waiting=False, answered_by=heard.agent))
    elif heard.number:
        made = Call(heard.call, "", heard.queue, heard.number, "", scene.at, waiting=False)
        scene.put("calls", heard.call, replace(made, answered_by=heard.agent))


def _also_ringing(scene: Scene, heard: Answered) -> list[Agent]:
    return [
        a
        for a in scene.agents.values()
        if a.offer is not None and a.offer.call == heard.call and a.code != heard.agent
    ]


def count_offered(scene: Scene, code: str) -> None:
    queue = scene.queues.get(code)
    if queue is not None:
        counts = replace(queue.counts, offered=queue.counts.offered + 1)
        scene.put("queues", code, replace(queue, counts=counts))


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


def on_ended(scene: Scene, heard: Ended) -> None:
    """The agent's leg is over. Also told later, of conversations that nobody heard: `at` is when it really ended."""
    agent = scene.agents.get(heard.agent)
    if agent is None or agent.type is None or heard.token in agent.tokens:
        scene.order(orders.Forget(heard.token))
        return
    if agent.talk is None or agent.talk.token != heard.token:
        began = max(heard.began, agent.since)
        leg = agent.talk.leg if agent.talk else ""
        answered_unheard(scene, heard.queue, heard.call, agent.code, began)
        agent = begin_talk(scene, agent, Talk(heard.call, heard.queue, leg, heard.token, began))
    end_talk(scene, agent, heard)


def end_talk(scene: Scene, agent: Agent, heard: Ended) -> None:
    """Talk -> aftercall, or free at once; then whatever was kept as next."""
    talk = agent.talk
    at = max(heard.at, agent.since)
    began = talk.began if talk else at
    if talk is not None and talk.leg:
        scene.drop("legs", talk.leg)
    _forget_call(scene, heard.call, agent.code)
    handed = talk is not None and talk.why != ""
    scene.tell(facts.CallEnded(at, heard.queue, heard.call, agent.code, heard.token, at - began, handed))
    tokens = (*agent.tokens, heard.token)[-TOKENS_KEPT:]
    agent = _steered_over(scene, agent, heard.token)
    agent = ears_end(scene, agent, *(talk.ears if talk else ()))
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


def _forget_call(scene: Scene, code: str, agent: str) -> None:
    """Unless he waits again, in the queue to which he was transferred, or somebody else talks with him."""
    call = scene.calls.get(code)
    if call is None or call.waiting:
        return
    others = (a.code for a in scene.agents.values() if a.talk is not None and a.talk.call == code)
    if all(other == agent for other in others):
        scene.drop("calls", code)


def _steered_over(scene: Scene, agent: Agent, token: str) -> Agent:
    """The call is over: that it should end came true; what else was asked of it cannot. A transfer is told by itself."""
    of_call = {token, *(ear.id for ear in (agent.talk.ears if agent.talk else ()))}
    for steering in agent.steering:
        if steering.token not in of_call or steering.turn is Turn.TRANSFER:
            continue
        if steering.turn in (Turn.HANG_UP, Turn.STOP_LISTENING):
            agent = granted(scene, agent, steering, "the call is over")
        else:
            agent = refused(scene, agent, steering, reasons.CALL_OVER(agent=agent.code))
    return agent


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
