"""What people wish of a call: hold, transfer, consult, three-way, hang up, dial. Granted when its effect is heard (`rooms`).

One wish about a call at a time: what the next one should do depends on what becomes of this one.
"""

from __future__ import annotations

from acd.core import orders
from acd.core.agent import Agent, HoldKind, Presence, Steering, Talk, Work
from acd.core.aim import AGENT, QUEUE, Aim
from acd.core.heard import (
    CancelConsult,
    CompleteTransfer,
    Consult,
    Device,
    DialOut,
    HangUp,
    PutOnHold,
    Steered,
    TakeOffHold,
    ThreeWay,
    Transfer,
    Wish,
)
from acd.core.listening import ear_id, without_ear
from acd.core.orders import Turn
from acd.core.presence import grant, refuse
from acd.core.scene import Scene
from acd.core.under_way import granted, refused
from acd.core.value import replace

Problem = tuple[str, str] | None
"""Code and reason."""


def on_put_on_hold(scene: Scene, wish: PutOnHold) -> None:
    talk = _talk(scene, wish, consults=False)
    if talk is None:
        return
    if talk.waits:
        grant(scene, wish, "on hold already")
    else:
        _steer(scene, wish, Turn.HOLD, talk)


def on_take_off_hold(scene: Scene, wish: TakeOffHold) -> None:
    talk = _talk(scene, wish, consults=False)
    if talk is None:
        return
    if talk.button and not talk.held:
        why = f"agent {wish.agent} holds it with the button of his phone; only that takes it back"
        refuse(scene, wish, "phone-hold", why)
    elif not talk.held:
        grant(scene, wish, "not on hold")
    else:
        _steer(scene, wish, Turn.UNHOLD, talk)


def on_hang_up(scene: Scene, wish: HangUp) -> None:
    talk = _talk(scene, wish, consults=False)
    if talk is not None:
        _steer(scene, wish, Turn.HANG_UP, talk)


def on_transfer(scene: Scene, wish: Transfer) -> None:
    talk = _talk(scene, wish, consults=False)
    if talk is None:
        return
    if problem := _nobody_there(scene, wish.agent, wish.to):
        refuse(scene, wish, *problem)
    else:
        _steer(scene, wish, Turn.TRANSFER, talk, wish.to)


def on_consult(scene: Scene, wish: Consult) -> None:
    talk = _talk(scene, wish, consults=False)
    if talk is None:
        return
    if talk.button:
        why = f"agent {wish.agent} holds the call with the button of his phone; take it back there first"
        refuse(scene, wish, "phone-hold", why)
    elif problem := _nobody_there(scene, wish.agent, wish.to):
        refuse(scene, wish, *problem)
    else:
        _steer(scene, wish, Turn.CONSULT, talk, wish.to)


def on_complete(scene: Scene, wish: CompleteTransfer) -> None:
    talk = _consulting(scene, wish, met=True)
    if talk is not None:
        _steer(scene, wish, Turn.COMPLETE, talk)


def on_cancel(scene: Scene, wish: CancelConsult) -> None:
    talk = _consulting(scene, wish, met=False)
    if talk is not None:
        _steer(scene, wish, Turn.CANCEL, talk)


def on_three_way(scene: Scene, wish: ThreeWay) -> None:
    talk = _consulting(scene, wish, met=True)
    if talk is None:
        return
    if not talk.held:
        grant(scene, wish, "all three hear each other already")
    else:
        _steer(scene, wish, Turn.THREE_WAY, talk)


def _talk(scene: Scene, wish: Wish, *, consults: bool) -> Talk | None:
    """The call about which nothing else is under way; refuses otherwise. `consults`: a consult may be open, or must not."""
    agent = scene.agents[wish.agent]
    talk = agent.talk
    if talk is None:
        refuse(scene, wish, "no-call", f"agent {agent.code} is {agent.shown}, not in a call")
    elif busy := next((s for s in agent.steering if s.token == talk.token), None):
        why = f"{busy.turn.value} was asked of this call by {busy.by} and is under way; wait for its answer"
        refuse(scene, wish, "under-way", why)
    elif talk.consult is not None and not consults:
        why = f"agent {agent.code} consults {talk.consult.to}: complete that or cancel it first"
        refuse(scene, wish, "consult-open", why)
    else:
        return talk
    return None


def _consulting(scene: Scene, wish: Wish, *, met: bool) -> Talk | None:
    talk = _talk(scene, wish, consults=True)
    if talk is None:
        return None
    if talk.consult is None:
        refuse(scene, wish, "no-consult", f"agent {wish.agent} consults nobody; consult first, or transfer")
        return None
    if met and not talk.consult.met:
        refuse(scene, wish, "not-answered", f"{talk.consult.to} has not answered yet; wait, or cancel")
        return None
    return talk


def _nobody_there(scene: Scene, agent: str, aim: Aim) -> Problem:
    """Why nobody would take a call there. Of a number nothing is known beforehand."""
    if aim.kind == AGENT:
        return _not_free(scene, agent, aim.to)
    return _nobody_in(scene, aim.to) if aim.kind == QUEUE else None


def _not_free(scene: Scene, agent: str, colleague: str) -> Problem:
    other = scene.agents.get(colleague)
    if other is None:
        return "unknown-colleague", f"agent {colleague!r} is not known; `agents list` shows who is"
    if colleague == agent:
        return "himself", f"agent {agent} cannot be given his own call"
    if other.shown != "free" or other.want != other.type:
        shown = other.shown if other.shown != "free" else "leaving"
        return "not-free", f"colleague {colleague} ({other.card.name}) is {shown}; choose one who is free"
    return None


def _nobody_in(scene: Scene, code: str) -> Problem:
    queue = scene.queues.get(code)
    if queue is None:
        return "unknown-queue", f"queue {code!r} is not known; `queues list` shows which are"
    if not queue.members:
        return "empty-queue", f"nobody is logged in to queue {code}; choose another one"
    return None


# --- dialled by hand ---------------------------------------------------------------------------------------------


def on_dial_out(scene: Scene, wish: DialOut) -> None:
    agent = scene.agents[wish.agent]
    if problem := _cannot_dial(scene, agent, wish):
        refuse(scene, wish, *problem)
        return
    call = f"m-{wish.id}"
    steering = Steering(wish.id, wish.by.name, Turn.DIAL, call, _until(scene, wish), wish.to.to)
    scene.put_agent(replace(agent, steering=(*agent.steering, steering)))
    to_phone = _phone_of(scene, wish.to)
    scene.order(
        orders.DialByHand(
            agent.code, agent.phone or "", call, wish.queue, wish.wait, wish.to, wish.id, to_phone
        )
    )


def _cannot_dial(scene: Scene, agent: Agent, wish: DialOut) -> Problem:
    """He dials only when he is in no call, and has none to wait for; nor on a break, which is no working time."""
    if agent.type is None:
        return "logged-out", f"agent {agent.code} is not logged in; log in first"
    if agent.presence is Presence.BREAK:
        return "on-break", f"agent {agent.code} is on a break; resume first"
    if agent.work is Work.AFTERCALL:
        return "aftercall", f"agent {agent.code} is in his aftercall; finish it first"
    if HoldKind.BOOKED in agent.holds:
        campaign = agent.holds[HoldKind.BOOKED].reason
        return (
            "booked",
            f"a contact of campaign {campaign} is for agent {agent.code}; dial it or pass it on first",
        )
    if agent.work is not Work.FREE or any(s.turn is Turn.DIAL for s in agent.steering):
        return "engaged", f"agent {agent.code} is {agent.shown}; dial when that is over"
    if scene.phones.get(agent.phone or "", Device.GONE) is not Device.FREE:
        return "phone", f"phone {agent.phone} of agent {agent.code} is not idle: {_phone_says(scene, agent)}"
    if wish.queue and wish.queue not in scene.queues:
        return "unknown-queue", f"queue {wish.queue!r} is not known; `queues list` shows which are"
    return _nobody_there(scene, agent.code, wish.to)


def _phone_says(scene: Scene, agent: Agent) -> str:
    return scene.phones.get(agent.phone or "", Device.GONE).value


# --- on its way --------------------------------------------------------------------------------------------------


def _steer(scene: Scene, wish: Wish, turn: Turn, talk: Talk, to: Aim | None = None) -> None:
    agent = scene.agents[wish.agent]
    named = to.to if to is not None else ""
    steering = Steering(wish.id, wish.by.name, turn, talk.token, _until(scene, wish), named)
    scene.put_agent(replace(agent, steering=(*agent.steering, steering)))
    scene.order(
        orders.Steer(
            agent.code,
            turn,
            talk.token,
            talk.leg,
            talk.call,
            talk.queue,
            wish.id,
            talk.held,
            to,
            _phone_of(scene, to),
            talk.consult.call if talk.consult else "",
        )
    )


def _until(scene: Scene, wish: Wish) -> int:
    return wish.at + scene.rules.answer_within


def _phone_of(scene: Scene, to: Aim | None) -> str:
    other = scene.agents.get(to.to) if to is not None and to.kind == AGENT else None
    return other.phone or "" if other is not None else ""


def on_steered(scene: Scene, heard: Steered) -> None:
    """The switch took it: its effect is waited for, but for a phone that rings. Else it is refused, or nobody knows."""
    agent = scene.agents.get(heard.agent)
    steering = next((s for s in agent.steering if s.wish == heard.wish), None) if agent else None
    if agent is None or steering is None or heard.silent:
        return
    if heard.ok:
        if steering.turn is Turn.LISTEN:
            scene.put_agent(granted(scene, agent, steering, f"phone {steering.phone} is rung"))
        return
    if steering.turn is Turn.LISTEN:
        agent = without_ear(agent, ear_id(steering.wish))
    scene.put_agent(refused(scene, agent, steering, "switch", f"not done: {heard.why}"))
