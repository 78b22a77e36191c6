"""What the switch holds against what should be: after a (re)connect, and again every minute.

First what was missed is lived, in order and at its own moments; then what is still different is put right by asking again.
"""

from __future__ import annotations

from typing import Final

from acd.core import facts, orders, promises
from acd.core.agent import IN_CALL, UNSURE, Aftercall, Agent, HoldKind, Talk, Work
from acd.core.arrangement import arrange, settle
from acd.core.callers import look_at_phone, lost
from acd.core.cards import QueueCard
from acd.core.conversation import answered_unheard, begin_talk, count_offered, end_talk, on_ended
from acd.core.heard import (
    CallerSeen,
    Device,
    Ended,
    LinkDown,
    LinkUp,
    MemberSeen,
    SwitchIs,
    TalkSeen,
    WrapSeen,
)
from acd.core.holding import lift
from acd.core.moment import SECOND
from acd.core.queue import Call
from acd.core.recording import is_recorded, remind
from acd.core.rooms import as_seen
from acd.core.scene import Scene
from acd.core.standing import wanted
from acd.core.value import replace

LAST_WORDS: Final = 3 * SECOND  # of an Asterisk that goes
LOOK_AGAIN: Final = SECOND
BY_A_CALL: Final = frozenset({"call", "aftercall"})
"""Reasons with which the dialplan pauses."""


def on_link_up(scene: Scene, heard: LinkUp) -> None:
    scene.link(True, heard.started)
    scene.tell(facts.LinkChanged(scene.at, True, f"Asterisk {heard.version}, started {heard.started}"))


def on_link_down(scene: Scene, heard: LinkDown) -> None:
    if not scene.linked:
        return
    scene.link(False)
    promises.switch_gone(scene)
    scene.tell(facts.LinkChanged(scene.at, False, heard.why))
    for agent in list(scene.agents.values()):
        _no_miss(scene, agent)


def _no_miss(scene: Scene, agent: Agent) -> None:
    """An Asterisk that is shut down ends its rings first: what looked like a miss just before was none."""
    hold = agent.holds.get(HoldKind.MISSED)
    if hold is None or scene.at - hold.since > LAST_WORDS:
        return
    agent = lift(scene, agent, HoldKind.MISSED, "system")
    scene.put_agent(replace(agent, misses=max(0, agent.misses - 1), asked=UNSURE))


def on_switch(scene: Scene, heard: SwitchIs) -> None:
    _members(scene, heard)
    if heard.complete:
        for ended in heard.ended:
            on_ended(scene, ended)
        _conversations(scene, heard)
        for phone, device in heard.phones:
            scene.put("phones", phone, device)
        for agent in list(scene.agents.values()):
            look_at_phone(scene, agent)
    promises.switch_is(scene, heard)
    _callers(scene, heard)
    if heard.complete:
        _talked(scene)
    remind(scene)
    held: dict[str, list[MemberSeen]] = {}
    for member in heard.members:
        held.setdefault(member.agent, []).append(member)
    holds = dict(heard.holds)
    for agent in list(scene.agents.values()):
        _compare(scene, agent, held.get(agent.code, []), holds if heard.complete else None)
    for code, members in held.items():
        if code not in scene.agents:
            _stranger(scene, code, members)


def _members(scene: Scene, heard: SwitchIs) -> None:
    for code, queue in list(scene.queues.items()):
        members = {m.agent: m for m in heard.members if m.queue == code}
        if members != queue.members:
            scene.put("queues", code, replace(queue, members=members))


def _callers(scene: Scene, heard: SwitchIs) -> None:
    """The waiting lines are as the switch says; a caller whom it no longer knows left while nobody listened."""
    here = {c.call for c in heard.callers}
    for call in list(scene.calls.values()):
        if call.waiting and call.code not in here:
            scene.drop("channels", call.channel)
            lost(scene, call, promises.UNSEEN)
    for seen in heard.callers:
        if seen.queue in scene.queues:
            _waits(scene, seen)
    for code, queue in list(scene.queues.items()):
        line = sorted((c for c in heard.callers if c.queue == code), key=lambda c: c.position)
        waiting = tuple(c.call for c in line)
        if waiting != queue.waiting:
            scene.put("queues", code, replace(queue, waiting=waiting))


def _talked(scene: Scene) -> None:
    """Calls that were answered, and of which nobody talks any more: how they ended was told with the talk, if anybody knows."""
    talks = {agent.talk.call for agent in scene.agents.values() if agent.talk is not None}
    for call in list(scene.calls.values()):
        if not call.waiting and call.code not in talks:
            scene.drop("channels", call.channel)
            scene.drop("calls", call.code)


def _waits(scene: Scene, seen: CallerSeen) -> None:
    """He joined while nobody listened; or he is known from the record alone, which knows no channels."""
    known = scene.calls.get(seen.call)
    if known is not None and (known.channel or not known.waiting):
        return
    joined = scene.at - seen.waited if known is None else known.joined
    recorded = scene.queues[seen.queue].card.recording
    who = seen.number, seen.name
    call = Call(seen.call, seen.channel, seen.queue, *who, joined, music=True, recorded=recorded)
    scene.put("calls", call.code, call)
    scene.put("channels", call.channel, call.code)
    if known is None:
        count_offered(scene, seen.queue)
        scene.tell(facts.CallQueued(joined, seen.queue, seen.call, *who, seen.position))
        promises.caller_came(scene, call)


def _conversations(scene: Scene, heard: SwitchIs) -> None:
    talks = {t.agent: t for t in heard.talks}
    wraps = {w.agent: w for w in heard.wraps}
    rooms = {r.token: r for r in heard.rooms}
    on_hold = {phone for phone, device in heard.phones if device is Device.ON_HOLD}
    for agent in list(scene.agents.values()):
        if agent.type is None:
            continue
        talk, wrap = talks.get(agent.code), wraps.get(agent.code)
        if talk is not None:
            _talking(scene, agent, talk)
            as_seen(scene, scene.agents[agent.code], rooms, talk.phone in on_hold)
        elif agent.work in IN_CALL:
            _lost_talk(scene, agent)
        elif agent.work is Work.RINGING:
            scene.put_agent(replace(agent, work=Work.FREE, offer=None))
        agent = scene.agents[agent.code]
        if talk is None and wrap is not None:
            _wrapping(scene, agent, wrap)


def _talking(scene: Scene, agent: Agent, seen: TalkSeen) -> None:
    scene.put("legs", seen.leg, agent.code)
    if agent.talk is None or agent.talk.token != seen.token:
        began = max(seen.began, agent.since)
        recorded = is_recorded(scene, seen.call, seen.queue)
        answered_unheard(scene, seen.queue, seen.call, agent.code, began)
        talk = Talk(seen.call, seen.queue, seen.leg, seen.token, began, recorded)
        scene.put_agent(begin_talk(scene, agent, talk))


def _lost_talk(scene: Scene, agent: Agent) -> None:
    """The switch knows nothing of this conversation any more (it died in it): it ends now, with its aftercall."""
    talk = agent.talk
    if talk is None:
        return
    card = scene.queues[talk.queue].card if talk.queue in scene.queues else QueueCard(talk.queue)
    at, span = scene.at, card.aftercall
    phone = agent.phone or ""
    end_talk(
        scene,
        agent,
        Ended(at, agent.code, phone, talk.queue, talk.call, talk.token, talk.began, span, at + span),
    )


def _wrapping(scene: Scene, agent: Agent, seen: WrapSeen) -> None:
    wrap = agent.aftercall
    if wrap is not None and wrap.token == seen.token:
        if wrap.deadline != seen.deadline and wrap.moving is None:
            scene.put_agent(replace(agent, aftercall=replace(wrap, deadline=seen.deadline)))
    elif seen.token not in agent.tokens:
        card = scene.queues[seen.queue].card if seen.queue in scene.queues else QueueCard(seen.queue)
        began = max(agent.since, min(scene.at, seen.deadline - card.aftercall))
        new = Aftercall(
            seen.token, "", seen.queue, began, seen.deadline, max(seen.deadline, began + card.longest)
        )
        tokens = (*agent.tokens, seen.token)
        agent = replace(agent, work=Work.AFTERCALL, talk=None, offer=None, aftercall=new, tokens=tokens)
        scene.tell(facts.AftercallBegan(began, agent.code, seen.queue, "", seen.token, seen.deadline))
        scene.put_agent(agent, at=began)


def _compare(scene: Scene, agent: Agent, members: list[MemberSeen], holds: dict[str, str] | None) -> None:
    """Ask again, whole, wherever the switch does not stand as it should (or we cannot know)."""
    if holds is None and (agent.open or scene.at - agent.since < scene.rules.settle):
        return
    should = wanted(scene, agent)
    was = _difference(agent, should.phone, dict(should.queues), should.pause, members)
    stands = (
        holds is None or agent.phone is None or _holds_stand(should.holds, should.queues, holds, agent.phone)
    )
    if was is None and stands:
        agent = replace(agent, asked=should, retry=None)
        if holds is None:
            scene.put_agent(agent)
        else:
            settle(scene, replace(agent, open=False))
        return
    if holds is not None and _paused_by_a_call(agent, should.pause, members):
        scene.put_agent(replace(agent, open=False, asked=UNSURE, retry=scene.at + LOOK_AGAIN))
        return
    if was is not None and not agent.open and not agent.pending:
        text = f"{should.queues or 'no queue'}, pause {should.pause or 'none'}"
        scene.tell(facts.Drifted(scene.at, agent.code, text, was))
    if agent.phone is None:
        _put_out(scene, agent, members)
    else:
        scene.put_agent(arrange(scene, agent, force=True))


def _paused_by_a_call(agent: Agent, pause: str | None, members: list[MemberSeen]) -> bool:
    """The dialplan paused him, for a conversation that the picture does not show: it was answered, or ended, while the picture was
    taken, and we are about to hear of it. Lifted now, the pause of his aftercall might be gone. What is still so when we look again
    is put right then."""
    waits = agent.work is Work.FREE and pause is None and not agent.pending
    return waits and any(m.paused and m.reason in BY_A_CALL for m in members)


def _difference(
    agent: Agent,
    phone: str | None,
    queues: dict[str, int],
    pause: str | None,
    members: list[MemberSeen],
) -> str | None:
    found = {m.queue: m for m in members}
    if set(found) != set(queues):
        return f"in {sorted(found)}"
    for code, member in found.items():
        if member.phone != phone:
            return f"in {code} with phone {member.phone}"
        if member.penalty != queues[code]:
            return f"in {code} with penalty {member.penalty}"
        if member.paused != (pause is not None):
            return f"in {code} {'paused: ' + member.reason if member.paused else 'not paused'}"
    return None


def _holds_stand(
    should: tuple[str, ...], queues: tuple[tuple[str, int], ...], found: dict[str, str], phone: str
) -> bool:
    wish = "+".join(should) if should else ("" if queues else "away")
    return found.get(phone, "") == wish


def _put_out(scene: Scene, agent: Agent, members: list[MemberSeen]) -> None:
    """A logged-off agent whom the switch still holds in queues, under whatever phone."""
    for phone in sorted({m.phone for m in members}):
        seq = agent.seq + 1
        agent = replace(agent, seq=seq)
        scene.order(orders.Arrange(agent.code, seq, phone, (), (), None, quiet=True))
    scene.put_agent(agent)


def _stranger(scene: Scene, code: str, members: list[MemberSeen]) -> None:
    """A member nobody here knows. Ours are called by a code of ours: this one belongs to the site and is left alone."""
    queues = ", ".join(sorted(m.queue for m in members))
    known = {m.queue for m in members} & set(scene.queues)
    if known:
        scene.tell(facts.Drifted(scene.at, code, "not known here", f"member of {queues}; left alone"))
