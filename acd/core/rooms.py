"""What becomes of calls that are held, transferred, consulted about, dialled by hand: as the switch tells it.

Whoever did it: a wish of the agent, his phone's own buttons, or the dialplan when somebody hung up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from acd.core import facts, reasons
from acd.core.agent import IN_CALL, Agent, Consult, Talk, Work
from acd.core.heard import (
    Consulting,
    DialledIs,
    Handed,
    HeldIs,
    PartyHeld,
    RoomSeen,
    Transferred,
    TransferReturned,
)
from acd.core.listening import join_anew
from acd.core.orders import Turn
from acd.core.scene import Scene
from acd.core.under_way import asked, granted, refused, talking
from acd.core.value import replace

HOW: Final[Mapping[str, str]] = {
    "ANSWER": "over",
    "BUSY": "busy",
    "DECLINED": "declined",
    "NOANSWER": "no answer",
    "CANCEL": "cancelled",
    "": "cancelled",
}
"""DIALSTATUS for people, with one more of ours; every other one is `not reachable`."""


def how(status: str) -> str:
    return HOW.get(status, "not reachable")


# --- hold --------------------------------------------------------------------------------------------------------


def on_held(scene: Scene, heard: HeldIs) -> None:
    """The phone's own button."""
    agent = scene.agents.get(scene.legs.get(heard.leg, ""))
    if agent is None or agent.talk is None or agent.talk.leg != heard.leg:
        return
    scene.put_agent(_as_held(replace(agent, talk=replace(agent.talk, button=heard.on))))


def on_party_held(scene: Scene, heard: PartyHeld) -> None:
    agent = talking(scene, heard.token)
    if agent is None or agent.talk is None:
        return
    was = agent.talk
    agent = _as_held(replace(agent, talk=replace(was, held=heard.on)))
    if not heard.on and was.held and was.consult is not None and was.consult.met:
        scene.tell(_of(facts.ThreeWayBegan, scene, agent, was, was.consult))
    turns = (Turn.HOLD,) if heard.on else (Turn.UNHOLD, Turn.THREE_WAY)
    if steering := asked(agent, heard.token, *turns):
        agent = granted(scene, agent, steering, "on hold" if heard.on else "back")
    join_anew(scene, scene.put_agent(agent))


def _as_held(agent: Agent) -> Agent:
    """His work as his talk has it: the other party waits, or they talk."""
    if agent.talk is None or agent.work not in IN_CALL:
        return agent
    return replace(agent, work=Work.ON_HOLD if agent.talk.waits else Work.TALKING)


# --- consult -----------------------------------------------------------------------------------------------------


def on_consulting(scene: Scene, heard: Consulting) -> None:
    agent = talking(scene, heard.token)
    if agent is None or agent.talk is None:
        return
    if heard.stage == "ringing":
        _consult_began(scene, agent, agent.talk, heard)
    elif heard.stage == "talking":
        _consult_met(scene, agent, agent.talk)
    else:
        _consult_over(scene, agent, agent.talk, heard)


def _consult_began(scene: Scene, agent: Agent, talk: Talk, heard: Consulting) -> None:
    steering = asked(agent, heard.token, Turn.CONSULT)
    consult = Consult(heard.kind, heard.to, scene.at, heard.call)
    by = steering.by if steering is not None else "switch"
    scene.tell(facts.ConsultBegan(scene.at, agent.code, talk.queue, talk.call, consult.kind, consult.to, by))
    agent = replace(agent, talk=replace(talk, consult=consult))
    if steering is not None:
        agent = granted(scene, agent, steering, f"{consult.to} is called")
    scene.put_agent(agent)


def _consult_met(scene: Scene, agent: Agent, talk: Talk) -> None:
    if talk.consult is None or talk.consult.met:
        return
    scene.tell(_of(facts.ConsultAnswered, scene, agent, talk, talk.consult))
    scene.put_agent(replace(agent, talk=replace(talk, consult=replace(talk.consult, met=True))))


def _consult_over(scene: Scene, agent: Agent, talk: Talk, heard: Consulting) -> None:
    if talk.consult is None or (heard.call and talk.consult.call not in ("", heard.call)):
        return
    agent = _consult_ended(scene, agent, talk, talk.consult, how(heard.how))
    if steering := asked(agent, heard.token, Turn.CANCEL):
        agent = granted(scene, agent, steering, "the consult is over")
    if steering := asked(agent, heard.token, Turn.THREE_WAY, Turn.COMPLETE):
        agent = refused(scene, agent, steering, reasons.CONSULT_OVER(to=heard.to))
    scene.put_agent(agent)


def _consult_ended(scene: Scene, agent: Agent, talk: Talk, consult: Consult, word: str) -> Agent:
    word = "over" if consult.met else "cancelled" if word == "over" else word
    scene.tell(
        facts.ConsultEnded(scene.at, agent.code, talk.queue, talk.call, consult.kind, consult.to, word)
    )
    return replace(agent, talk=replace(talk, consult=None))


Told = type[facts.ConsultAnswered] | type[facts.ThreeWayBegan]


def _of(kind: Told, scene: Scene, agent: Agent, talk: Talk, consult: Consult) -> facts.Fact:
    return kind(scene.at, agent.code, talk.queue, talk.call, consult.kind, consult.to)


def on_handed(scene: Scene, heard: Handed) -> None:
    """By his wish, or since he hung up in a consult: what he had is the consulted one's now."""
    agent = talking(scene, heard.token)
    if agent is None or agent.talk is None or agent.talk.consult is None:
        return
    talk, consult = agent.talk, agent.talk.consult
    steering = asked(agent, heard.token, Turn.COMPLETE)
    by = steering.by if steering is not None else agent.code
    scene.tell(
        facts.CallTransferred(scene.at, agent.code, talk.queue, talk.call, consult.kind, consult.to, True, by)
    )
    if steering is not None:
        agent = granted(scene, agent, steering, f"{consult.to} has the call")
    scene.put_agent(replace(agent, talk=replace(talk, consult=None)))


# --- transfer ----------------------------------------------------------------------------------------------------


def on_transferred(scene: Scene, heard: Transferred) -> None:
    """The agent's own end may have been heard before."""
    agent = _had(scene, heard.token)
    steering = asked(agent, heard.token, Turn.TRANSFER) if agent is not None else None
    if agent is None:
        return
    by = steering.by if steering is not None else "switch"
    queue = agent.talk.queue if agent.talk is not None else agent.aftercall.queue if agent.aftercall else ""
    scene.tell(
        facts.CallTransferred(scene.at, agent.code, queue, heard.call, heard.kind, heard.to, False, by)
    )
    if steering is not None:
        scene.put_agent(granted(scene, agent, steering, f"the call goes to {heard.to}"))


def on_transfer_returned(scene: Scene, heard: TransferReturned) -> None:
    agent = _had(scene, heard.token)
    if agent is not None:
        word = how(heard.how)
        scene.tell(facts.TransferFailed(scene.at, agent.code, heard.queue, heard.call, heard.to, word))


def _had(scene: Scene, token: str) -> Agent | None:
    """Whose conversation this is, or was."""
    here = talking(scene, token)
    return here or next((a for a in scene.agents.values() if token in a.tokens), None)


# --- dialled by hand ---------------------------------------------------------------------------------------------


def on_dialled(scene: Scene, heard: DialledIs) -> None:
    """His phone did not take it, or whom he called did not."""
    for agent in scene.agents.values():
        steering = asked(agent, heard.call, Turn.DIAL)
        if steering is not None and heard.stage == "noagent":
            why = reasons.PHONE_REFUSED(phone=agent.phone or "", agent=agent.code, how=how(heard.how))
            scene.put_agent(refused(scene, agent, steering, why))
            return
        talk = agent.talk
        if talk is not None and talk.call == heard.call and heard.stage == "over" and heard.how != "ANSWER":
            scene.tell(facts.DialFailed(scene.at, agent.code, heard.call, how(heard.how)))
            return


# --- after somebody was not listening ----------------------------------------------------------------------------


def as_seen(scene: Scene, agent: Agent, rooms: Mapping[str, RoomSeen], button: bool) -> None:
    """His call as the switch holds it now."""
    talk = agent.talk
    if talk is None:
        return
    seen = rooms.get(talk.token, RoomSeen(talk.token))
    if talk.consult is not None and not seen.kind:
        agent = _consult_ended(scene, agent, talk, talk.consult, "over")
        talk = replace(talk, consult=None)
    consult = talk.consult
    if seen.kind:
        since = consult.since if consult is not None else seen.began
        consult = Consult(seen.kind, seen.to, since, seen.call, seen.met)
    now = replace(talk, held=seen.held, button=button, consult=consult)
    if now != agent.talk:
        scene.put_agent(_as_held(replace(agent, talk=now)))
