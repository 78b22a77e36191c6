"""A supervisor hears an agent's call at his own phone: he listens, whispers to the agent, or joins; and changes between the three.

Who heard whom, when and how is a fact. Whether the agent is shown it is a rule of the site (`Rules.tells_listening`).
"""

from __future__ import annotations

from acd.core import facts, orders, reasons
from acd.core.agent import Agent, Ear, Steering, Talk
from acd.core.aim import MODES
from acd.core.heard import Device, ListenIn, ListeningIs, StopListening
from acd.core.orders import Turn
from acd.core.presence import grant, refuse
from acd.core.reason import Reason
from acd.core.scene import Scene
from acd.core.under_way import asked, granted
from acd.core.value import replace


def ear_id(wish: str) -> str:
    return f"l-{wish}"


def on_listen_in(scene: Scene, wish: ListenIn) -> None:
    agent = scene.agents[wish.agent]
    talk = agent.talk
    if not wish.by.supervises:
        refuse(scene, wish, reasons.ROLE_LISTEN())
    elif talk is None:
        refuse(scene, wish, reasons.NO_CALL(agent=agent.code, state=agent.shown))
    elif wish.mode not in MODES:
        refuse(scene, wish, reasons.UNKNOWN_MODE(mode=wish.mode, known=", ".join(MODES)))
    elif ear := _ear_of(talk, wish.by.name):
        _change(scene, wish, agent, talk, ear)
    elif problem := _not_idle(scene, agent, wish.phone):
        refuse(scene, wish, problem)
    else:
        _begin(scene, wish, agent, talk)


def _ear_of(talk: Talk, by: str) -> Ear | None:
    return next((ear for ear in talk.ears if ear.by == by), None)


def _not_idle(scene: Scene, agent: Agent, phone: str) -> Reason | None:
    if phone not in scene.phones:
        return reasons.UNKNOWN_EAR(phone=phone)
    if phone == agent.phone:
        return reasons.EAR_USED(phone=phone, agent=agent.code)
    if scene.phones[phone] is not Device.FREE:
        return reasons.EAR_BUSY(phone=phone, device=scene.phones[phone].value)
    return None


def _begin(scene: Scene, wish: ListenIn, agent: Agent, talk: Talk) -> None:
    """It is rung; what it does when it is answered is told then."""
    ear = Ear(ear_id(wish.id), wish.by.name, wish.phone)
    _ask(scene, wish, replace(agent, talk=replace(talk, ears=(*talk.ears, ear))), talk, ear, wish.mode)


def _change(scene: Scene, wish: ListenIn, agent: Agent, talk: Talk, ear: Ear) -> None:
    if ear.mode == wish.mode:
        grant(scene, wish, f"phone {ear.phone} does that already: {ear.mode}")
    elif not ear.mode:
        refuse(scene, wish, reasons.EAR_RINGING(phone=ear.phone))
    else:
        _ask(scene, wish, agent, talk, ear, wish.mode)


def _ask(scene: Scene, wish: ListenIn, agent: Agent, talk: Talk, ear: Ear, mode: str) -> None:
    until = wish.at + scene.rules.answer_within
    turn = Turn.CHANGE_EAR if ear.mode else Turn.LISTEN
    steering = Steering(wish.id, wish.by.name, turn, ear.id, until, mode, ear.phone)
    scene.put_agent(replace(agent, steering=(*agent.steering, steering)))
    there = bool(ear.mode)
    scene.order(orders.Listen(agent.code, talk.token, talk.leg, ear.id, ear.phone, mode, wish.id, there))


def on_stop_listening(scene: Scene, wish: StopListening) -> None:
    agent = scene.agents[wish.agent]
    ear = _ear_of(agent.talk, wish.by.name) if agent.talk is not None else None
    if ear is None:
        grant(scene, wish, f"{wish.by.name} does not listen to agent {agent.code}")
        return
    until = wish.at + scene.rules.answer_within
    steering = Steering(wish.id, wish.by.name, Turn.STOP_LISTENING, ear.id, until)
    scene.put_agent(replace(agent, steering=(*agent.steering, steering)))
    scene.order(orders.StopListening(agent.code, ear.id, wish.id))


def on_listening(scene: Scene, heard: ListeningIs) -> None:
    agent, talk, ear = _found(scene, heard.ear)
    if agent is None or talk is None or ear is None:
        return
    if heard.mode == "over":
        agent = _answer(
            scene, agent, ear, "listens no more", Turn.LISTEN, Turn.CHANGE_EAR, Turn.STOP_LISTENING
        )
        scene.put_agent(ears_end(scene, agent, ear))
        return
    if heard.mode != ear.mode:
        scene.tell(
            facts.ListeningBegan(scene.at, agent.code, talk.queue, talk.call, ear.by, ear.phone, heard.mode)
        )
    ears = tuple(replace(e, mode=heard.mode) if e is ear else e for e in talk.ears)
    agent = _answer(scene, agent, ear, heard.mode, Turn.LISTEN, Turn.CHANGE_EAR)
    scene.put_agent(replace(agent, talk=replace(talk, ears=ears)))


def _found(scene: Scene, id: str) -> tuple[Agent, Talk, Ear] | tuple[None, None, None]:
    for agent in scene.agents.values():
        for ear in agent.talk.ears if agent.talk is not None else ():
            if ear.id == id and agent.talk is not None:
                return agent, agent.talk, ear
    return None, None, None


def _answer(scene: Scene, agent: Agent, ear: Ear, text: str, *turns: Turn) -> Agent:
    while (steering := asked(agent, ear.id, *turns)) is not None:
        agent = granted(scene, agent, steering, text)
    return agent


def ears_end(scene: Scene, agent: Agent, *ears: Ear) -> Agent:
    """These hear no more: they hung up, or the call is over."""
    talk = agent.talk
    if talk is None:
        return agent
    for ear in ears:
        if ear.mode:
            scene.tell(facts.ListeningEnded(scene.at, agent.code, talk.queue, talk.call, ear.by, ear.phone))
    return replace(agent, talk=replace(talk, ears=tuple(e for e in talk.ears if e not in ears)))


def without_ear(agent: Agent, id: str) -> Agent:
    """Its phone was never rung."""
    if agent.talk is None:
        return agent
    ears = tuple(ear for ear in agent.talk.ears if ear.id != id)
    return replace(agent, talk=replace(agent.talk, ears=ears))


def join_anew(scene: Scene, agent: Agent) -> None:
    """The call moved into a room, or out of one: who had joined it hears and is heard by everybody only if he comes along."""
    talk = agent.talk
    if talk is None:
        return
    for ear in talk.ears:
        if ear.mode == "join":
            scene.order(
                orders.Listen(agent.code, talk.token, talk.leg, ear.id, ear.phone, ear.mode, "", there=True)
            )
