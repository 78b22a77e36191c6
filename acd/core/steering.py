"""What people wish of a call: hold, transfer, consult, three-way, hang up, dial. Granted when its effect is heard (`rooms`).

One wish about a call at a time: what the next one should do depends on what becomes of this one.
"""

from __future__ import annotations

from acd.core import orders, reasons
from acd.core.agent import Agent, HoldKind, Presence, Steering, Talk, Work
from acd.core.aim import AGENT, BY_HAND, QUEUE, Aim
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
from acd.core.reason import Reason
from acd.core.scene import Scene
from acd.core.under_way import granted, refused
from acd.core.value import replace

Problem = Reason | None


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
        refuse(scene, wish, reasons.HELD_BY_BUTTON(agent=wish.agent))
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
        refuse(scene, wish, problem)
    else:
        _steer(scene, wish, Turn.TRANSFER, talk, wish.to)


def on_consult(scene: Scene, wish: Consult) -> None:
    talk = _talk(scene, wish, consults=False)
    if talk is None:
        return
    if talk.button:
        refuse(scene, wish, reasons.CONSULT_HELD_BY_BUTTON(agent=wish.agent))
    elif problem := _nobody_there(scene, wish.agent, wish.to):
        refuse(scene, wish, problem)
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
        refuse(scene, wish, reasons.NO_CALL(agent=agent.code, state=agent.shown))
    elif busy := next((s for s in agent.steering if s.token == talk.token), None):
        refuse(scene, wish, reasons.UNDER_WAY(turn=busy.turn.value, by=busy.by))
    elif talk.consult is not None and not consults:
        refuse(scene, wish, reasons.CONSULT_OPEN(agent=agent.code, to=talk.consult.to))
    else:
        return talk
    return None


def _consulting(scene: Scene, wish: Wish, *, met: bool) -> Talk | None:
    talk = _talk(scene, wish, consults=True)
    if talk is None:
        return None
    if talk.consult is None:
        refuse(scene, wish, reasons.NO_CONSULT(agent=wish.agent))
        return None
    if met and not talk.consult.met:
        refuse(scene, wish, reasons.NOT_ANSWERED(to=talk.consult.to))
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
        return reasons.UNKNOWN_COLLEAGUE(agent=colleague)
    if colleague == agent:
        return reasons.HIMSELF(agent=agent)
    if other.shown != "free":
        return reasons.COLLEAGUE_NOT_FREE(agent=colleague, name=other.card.name, state=other.shown)
    if other.want != other.type:
        return reasons.COLLEAGUE_LEAVING(agent=colleague, name=other.card.name)
    return None


def _nobody_in(scene: Scene, code: str) -> Problem:
    queue = scene.queues.get(code)
    if queue is None:
        return reasons.UNKNOWN_QUEUE(queue=code)
    if not queue.members:
        return reasons.EMPTY_QUEUE(queue=code)
    return None


# --- dialled by hand ---------------------------------------------------------------------------------------------


def on_dial_out(scene: Scene, wish: DialOut) -> None:
    agent = scene.agents[wish.agent]
    if problem := _cannot_dial(scene, agent, wish):
        refuse(scene, wish, problem)
        return
    call = f"{BY_HAND}{wish.id}"
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
        return reasons.LOGGED_OUT(agent=agent.code)
    if agent.presence is Presence.BREAK:
        return reasons.ON_BREAK(agent=agent.code)
    if agent.work is Work.AFTERCALL:
        return reasons.DIAL_AFTERCALL(agent=agent.code)
    if HoldKind.BOOKED in agent.holds:
        return reasons.BOOKED(campaign=agent.holds[HoldKind.BOOKED].reason, agent=agent.code)
    if agent.work is not Work.FREE or any(s.turn is Turn.DIAL for s in agent.steering):
        return reasons.DIAL_ENGAGED(agent=agent.code, state=agent.shown)
    if agent.phone is None:
        return reasons.DIALS_NOWHERE(agent=agent.code)
    if scene.phones.get(agent.phone, Device.GONE) is not Device.FREE:
        device = _phone_says(scene, agent)
        return reasons.PHONE_BUSY(phone=agent.phone, agent=agent.code, device=device)
    if wish.queue and wish.queue not in scene.queues:
        return reasons.UNKNOWN_QUEUE(queue=wish.queue)
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
    scene.put_agent(refused(scene, agent, steering, reasons.NOT_DONE(why=heard.why)))
