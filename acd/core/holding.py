"""Holds that begin and end by themselves: whoever takes calls is held while he has no phone that rings.

Nobody needs a phone for chats and tickets: on a work type without calls a lost phone, or none, holds nobody.
"""

from __future__ import annotations

from acd.core import facts
from acd.core.agent import Agent, Hold, HoldKind, Presence
from acd.core.cards import Group
from acd.core.heard import Device
from acd.core.moment import Moment
from acd.core.reason import Reason
from acd.core.scene import Scene
from acd.core.standing import takes_calls
from acd.core.value import replace


def set_hold(
    scene: Scene, agent: Agent, kind: HoldKind, by: str, reason: str | Reason, lapses: Moment | None
) -> Agent:
    """A hold is in force from the moment it is decided; the answer waits for the switch."""
    why = reason if isinstance(reason, Reason) else None
    text = reason.text if isinstance(reason, Reason) else reason
    scene.tell(facts.HoldSet(scene.at, agent.code, kind.value, by, text))
    holds = {**agent.holds, kind: Hold(kind, scene.at, by, text, lapses, why)}
    agent = replace(agent, holds=holds, lifting=agent.lifting - {kind})
    return scene.put_agent(agent, by=by, reason=text)


def lift(scene: Scene, agent: Agent, kind: HoldKind, by: str, at: Moment | None = None) -> Agent:
    """A hold that stands is over, since `at` (None: now); the caller keeps the value and sees to the switch."""
    scene.tell(facts.HoldLifted(scene.at if at is None else at, agent.code, kind.value, by))
    holds = {k: hold for k, hold in agent.holds.items() if k is not kind}
    return replace(agent, holds=holds, lifting=agent.lifting - {kind})


def cannot_ring(scene: Scene, agent: Agent) -> bool:
    """He is at no phone, or at one that is not registered."""
    return agent.phone is None or scene.phones.get(agent.phone, Device.GONE) is Device.GONE


def only_writes(scene: Scene, code: str | None) -> bool:
    """This is a work type that takes no calls."""
    card = scene.types.get(code or "")
    return card is not None and card.group is Group.WORK and not card.calls


def rings_for(scene: Scene, agent: Agent) -> bool:
    """Calls come on the type that he has, or is about to have; on a break: on the one to which he returns."""
    code = agent.want or agent.type
    card = scene.types.get(code or "")
    if card is not None and card.group is Group.BREAK:
        code = agent.type if agent.presence is Presence.WORK else agent.back
    return takes_calls(scene, code)


def hold_without_phone(scene: Scene, agent: Agent) -> Agent:
    """Held, if the type that he wants takes calls and his phone cannot ring."""
    if not takes_calls(scene, agent.want) or not cannot_ring(scene, agent):
        return agent
    return phone_lost(scene, agent, None)


def phone_lost(scene: Scene, agent: Agent, lapses: Moment | None) -> Agent:
    """Held, if he is not already; back until `lapses`, the phone lifts it by itself."""
    if HoldKind.PHONE in agent.holds and HoldKind.PHONE not in agent.lifting:
        return agent
    why = "at no phone" if agent.phone is None else f"phone {agent.phone} is not registered"
    return set_hold(scene, agent, HoldKind.PHONE, "system", why, lapses)


def needs_no_phone(scene: Scene, agent: Agent, at: Moment) -> Agent:
    """The hold for want of a phone is over on a type without calls; the caller keeps the value and sees to the switch."""
    if HoldKind.PHONE not in agent.holds or not only_writes(scene, agent.type):
        return agent
    return lift(scene, agent, HoldKind.PHONE, "system", at)
