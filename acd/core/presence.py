"""What people wish of an agent's presence and holds: log in and out, work and break types, resume, supervisor's holds.

Each wish is answered exactly once: granted when the switch confirmed it, kept as *next* during a call or aftercall, refused
with what was wrong and what to do, or unknown when the switch stays silent.
"""

from __future__ import annotations

from acd.core import facts, orders, reasons
from acd.core.agent import Agent, HoldKind, Next, Presence, Work
from acd.core.arrangement import arrange, ask, settle
from acd.core.booking import unbook
from acd.core.cards import Group, TypeCard
from acd.core.heard import (
    Choose,
    LiftHold,
    LogIn,
    LogOut,
    Resume,
    SetHold,
    TakeBack,
    Wish,
)
from acd.core.holding import cannot_ring, hold_without_phone, set_hold
from acd.core.reason import Reason
from acd.core.scene import Scene
from acd.core.standing import takes_calls
from acd.core.value import replace


def refuse(scene: Scene, wish: Wish, why: Reason) -> None:
    scene.tell(facts.refused(scene.at, wish.id, wish.agent, wish.by.name, why))


def grant(scene: Scene, wish: Wish, text: str) -> None:
    scene.tell(facts.Granted(scene.at, wish.id, wish.agent, wish.by.name, text))


def on_log_in(scene: Scene, wish: LogIn) -> None:
    agent = scene.agents[wish.agent]
    card = _login_type(scene, agent, wish.type)
    if card is None:
        known = ", ".join(sorted(scene.types)) or "none"
        refuse(scene, wish, reasons.UNKNOWN_TYPE(type=wish.type or "", known=known))
        return
    phone = _phone_for(scene, agent, wish.phone, card)
    if problem := _phone_problem(scene, agent, phone, card) or _barred(scene, agent, card, wish):
        refuse(scene, wish, problem)
        return
    if agent.type is not None and agent.engaged:
        refuse(scene, wish, reasons.ENGAGED(agent=agent.code, state=agent.shown))
        return
    if agent.type == card.code and agent.want == card.code and agent.phone == phone:
        where = f"at phone {phone}" if phone is not None else "without a phone"
        grant(scene, wish, f"agent {agent.code} is already logged in as {card.code} {where}")
        return
    leaves = (agent.phone,) if agent.type is not None and agent.phone and agent.phone != phone else ()
    agent = replace(_at(scene, agent, phone), want=card.code, leaves=(*agent.leaves, *leaves))
    if agent.want != agent.type:
        agent = _turned(scene, agent, wish)
    ask(scene, hold_without_phone(scene, agent), wish, card.code)


def _login_type(scene: Scene, agent: Agent, code: str | None) -> TypeCard | None:
    if code is not None:
        return scene.types.get(code)
    if agent.type is not None:
        return scene.types.get(agent.type)
    last = scene.types.get(agent.back or "")
    if last is not None and last.group is Group.WORK:
        return last
    work = [t for t in scene.types.values() if t.group is Group.WORK]
    work.sort(key=lambda t: (not t.calls, t.order, t.code))
    return work[0] if work else None


def _phone_for(scene: Scene, agent: Agent, named: str | None, card: TypeCard) -> str | None:
    """The one that is named, else where he is, else his default one: that, for a type without calls, only if he can have it."""
    phone = named or agent.phone or agent.card.phone
    asked = named or agent.phone is not None or takes_calls(scene, card.code)
    return phone if asked or not _phone_problem(scene, agent, phone, card) else None


def _phone_problem(scene: Scene, agent: Agent, phone: str | None, card: TypeCard) -> Reason | None:
    """Why he cannot be on this type at this phone."""
    if phone is None and not takes_calls(scene, card.code):
        return None
    if phone is None:
        return reasons.NO_PHONE(agent=agent.code, type=card.code)
    if phone not in scene.phones:
        return reasons.UNKNOWN_PHONE(phone=phone)
    for other in scene.agents.values():
        here = other.phone == phone and (other.type or other.want)
        if other.code != agent.code and (here or phone in other.leaves):
            return reasons.PHONE_USED(phone=phone, agent=other.code, name=other.card.name)
    return None


def _at(scene: Scene, agent: Agent, phone: str | None) -> Agent:
    """At this phone from now on; if the switch refuses, where he was. Another one that can ring ends the hold of the one before."""
    arrives = agent.arrives or (agent.type is not None and agent.phone is None and phone is not None)
    there = replace(agent, phone=phone, arrives=arrives)
    if HoldKind.PHONE in agent.holds and phone != agent.phone and not cannot_ring(scene, there):
        there = replace(there, lifting=there.lifting | {HoldKind.PHONE})
    return there


def _barred(scene: Scene, agent: Agent, card: TypeCard, wish: Wish) -> Reason | None:
    """Approval and quota; a supervisor may overrule both."""
    if wish.by.supervises:
        return None
    if card.approval:
        return reasons.APPROVAL(type=card.code)
    if card.quota is None:
        return None
    on = [
        a
        for a in scene.agents.values()
        if a.code != agent.code
        and a.card.team == agent.card.team
        and card.code in (a.type, a.want, a.next.type if a.next else None)
    ]
    if len(on) < card.quota:
        return None
    names = ", ".join(sorted(a.code for a in on))
    return reasons.QUOTA(type=card.code, on=len(on), quota=card.quota, agents=names)


def on_log_out(scene: Scene, wish: LogOut) -> None:
    agent = scene.agents[wish.agent]
    if agent.type is None and agent.want is None:
        grant(scene, wish, f"agent {agent.code} is already logged out")
        return
    change(scene, agent, wish, None)


def on_choose(scene: Scene, wish: Choose) -> None:
    agent = scene.agents[wish.agent]
    card = scene.types.get(wish.type)
    if card is None:
        known = ", ".join(sorted(scene.types)) or "none"
        refuse(scene, wish, reasons.UNKNOWN_TYPE(type=wish.type or "", known=known))
    elif agent.type is None:
        refuse(scene, wish, reasons.LOGGED_OUT(agent=agent.code))
    elif card.code == agent.want and agent.next is None:
        ask(scene, agent, wish, card.code)
    elif card.code == agent.type and agent.next is not None:
        take_back(scene, agent, wish)
    elif barred := _barred(scene, agent, card, wish):
        if barred.code == "quota" and agent.in_line != card.code:
            scene.put_agent(replace(agent, in_line=card.code, line_since=scene.at))
        refuse(scene, wish, barred)
    else:
        change(scene, agent, wish, card.code)


def change(scene: Scene, agent: Agent, wish: Wish, code: str | None) -> None:
    """To another type, or (None) out: now, or as *next* after the call and its aftercall."""
    if problem := _unreachable(scene, agent, code):
        refuse(scene, wish, problem)
        return
    if agent.engaged:
        agent = replace(agent, next=Next(code, wish.by.name, scene.at))
        scene.tell(facts.NextTaken(scene.at, agent.code, code or "log out", wish.by.name))
        ask(scene, agent, wish, code or "log out", keeps=True)
        return
    agent = _turned(scene, replace(_reachable(scene, agent, code), want=code), wish)
    ask(scene, hold_without_phone(scene, agent), wish, code or "off")


def _turned(scene: Scene, agent: Agent, wish: Wish) -> Agent:
    """To another type: nobody dials for him any more, and where that type takes no calls none rings."""
    agent = unbook(scene, agent, wish.by.name)
    if takes_calls(scene, agent.want):
        return agent
    return withdraw(scene, agent, "break" if agent.want else "log out")


def _unreachable(scene: Scene, agent: Agent, code: str | None) -> Reason | None:
    """Why he cannot take the calls of this type: he is at no phone, and has none of his own to be at."""
    if agent.phone is not None or code is None:
        return None
    card = scene.types[code]
    return _phone_problem(scene, agent, _phone_for(scene, agent, None, card), card)


def _reachable(scene: Scene, agent: Agent, code: str | None) -> Agent:
    """Who was at no phone is at his own one for calls."""
    if agent.phone is not None or not takes_calls(scene, code):
        return agent
    return _at(scene, agent, agent.card.phone)


def withdraw(scene: Scene, agent: Agent, why: str) -> Agent:
    """Take back the ring that is out to this agent, if any; it is no miss."""
    offer = agent.offer
    if agent.work is not Work.RINGING or offer is None or offer.withdrawn:
        return agent
    scene.order(orders.Withdraw(agent.code, offer.leg))
    scene.tell(facts.OfferWithdrawn(scene.at, offer.queue, offer.call, agent.code, why))
    return replace(agent, offer=replace(offer, withdrawn=True))


def on_resume(scene: Scene, wish: Resume) -> None:
    agent = scene.agents[wish.agent]
    if agent.type is None:
        refuse(scene, wish, reasons.LOGGED_OUT(agent=agent.code))
        return
    if agent.next is not None:
        take_back(scene, agent, wish)
        return
    lifting = {k for k in (HoldKind.MISSED, HoldKind.PHONE) if k in agent.holds}
    if HoldKind.PHONE in lifting and cannot_ring(scene, agent):
        lifting.discard(HoldKind.PHONE)
    on_break = agent.presence is Presence.BREAK or not takes_calls(scene, agent.want)
    if not lifting and not on_break:
        refuse(scene, wish, _nothing_to_resume(agent))
        return
    back = _login_type(scene, replace(agent, type=None), None) if agent.presence is Presence.BREAK else None
    want = back.code if back is not None else agent.want
    if back is not None and (problem := _unreachable(scene, agent, back.code)):
        refuse(scene, wish, problem)
        return
    agent = replace(_reachable(scene, agent, want), want=want)
    agent = replace(agent, lifting=agent.lifting | lifting)
    ask(scene, hold_without_phone(scene, agent), wish, want or "")


def _nothing_to_resume(agent: Agent) -> Reason:
    if HoldKind.SUPERVISOR in agent.holds:
        hold = agent.holds[HoldKind.SUPERVISOR]
        return reasons.HELD_BY_SUPERVISOR(agent=agent.code, by=hold.by)
    if HoldKind.PHONE in agent.holds and agent.phone is None:
        return reasons.AT_NO_PHONE(agent=agent.code)
    if HoldKind.PHONE in agent.holds:
        return reasons.PHONE_GONE(phone=agent.phone or "", agent=agent.code)
    return reasons.NOTHING_TO_RESUME(agent=agent.code, state=agent.shown)


def on_take_back(scene: Scene, wish: TakeBack) -> None:
    agent = scene.agents[wish.agent]
    if agent.next is None:
        refuse(scene, wish, reasons.NOTHING_NEXT(agent=agent.code))
    else:
        take_back(scene, agent, wish)


def take_back(scene: Scene, agent: Agent, wish: Wish) -> None:
    scene.tell(facts.NextTaken(scene.at, agent.code, None, wish.by.name))
    ask(scene, replace(agent, next=None), wish, agent.type or "")


def on_set_hold(scene: Scene, wish: SetHold) -> None:
    agent = scene.agents[wish.agent]
    if not wish.by.supervises:
        refuse(scene, wish, reasons.ROLE_HOLD())
    elif agent.type is None:
        refuse(scene, wish, reasons.HOLD_LOGGED_OUT(agent=agent.code))
    else:
        agent = set_hold(scene, agent, HoldKind.SUPERVISOR, wish.by.name, wish.reason, None)
        ask(scene, withdraw(scene, agent, "supervisor"), wish, "held")


def on_lift_hold(scene: Scene, wish: LiftHold) -> None:
    agent = scene.agents[wish.agent]
    if not wish.by.supervises:
        refuse(scene, wish, reasons.ROLE_LIFT())
    elif HoldKind.SUPERVISOR not in agent.holds:
        refuse(scene, wish, reasons.NOT_HELD(agent=agent.code))
    else:
        ask(scene, replace(agent, lifting=agent.lifting | {HoldKind.SUPERVISOR}), wish, "lifted")


def back_to_work(scene: Scene, agent: Agent) -> None:
    """A timed break that resumes by itself is over."""
    back = _login_type(scene, replace(agent, type=None), None)
    if back is not None:
        agent = replace(_reachable(scene, agent, back.code), want=back.code)
        asked = arrange(scene, hold_without_phone(scene, agent))
        scene.put_agent(asked)
        if not asked.open:
            settle(scene, asked)
