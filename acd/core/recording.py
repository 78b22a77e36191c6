"""Recordings: paused while a customer says what must not be kept (card data), resumed, deleted when they are old.

The switch records, and it alone knows whether it does: every wish of somebody in a call is asked of it. A pause ends by itself
with the call. What the switch did not answer stays asked for: it is asked again whenever the switch shows itself.
"""

from __future__ import annotations

from acd.core import facts, orders, reasons
from acd.core.agent import Agent, Talk
from acd.core.heard import Record, Recorded, RecordingsGone
from acd.core.presence import refuse
from acd.core.reason import Reason
from acd.core.scene import Scene
from acd.core.value import replace


def file_of(queue: str, call: str) -> str:
    """Where the switch keeps it, below the folder of all recordings (`acd-queue` in the dialplan)."""
    return f"{queue}/{call}.wav"


def is_recorded(scene: Scene, code: str, queue: str) -> bool:
    """As the queue was when this caller came; of one whom nobody saw come, as it is now."""
    call = scene.calls.get(code)
    if call is not None and call.queue == queue:
        return call.recorded
    known = scene.queues.get(queue)
    return known is not None and known.card.recording


def on_record(scene: Scene, wish: Record) -> None:
    agent = scene.agents[wish.agent]
    if agent.talk is None:
        refuse(scene, wish, reasons.NO_CALL(agent=agent.code, state=agent.shown))
        return
    talk = replace(agent.talk, asking=wish.on, asking_by=wish.by.name)
    scene.put_agent(replace(agent, talk=talk))
    scene.order(orders.MuteRecording(agent.code, talk.call, wish.on, wish.id, wish.by.name))


def remind(scene: Scene) -> None:
    """The switch is there: ask again for what it has not confirmed."""
    for agent in scene.agents.values():
        talk = agent.talk
        if talk is not None and talk.asking is not None:
            scene.order(orders.MuteRecording(agent.code, talk.call, talk.asking, "", talk.asking_by))


def on_recorded(scene: Scene, heard: Recorded) -> None:
    agent = scene.agents.get(heard.agent)
    talk = agent.talk if agent is not None else None
    if agent is None or talk is None or talk.call != heard.channel:
        _no(scene, heard, reasons.CALL_OVER(agent=heard.agent))
    elif heard.ok:
        _true(scene, agent, talk, heard)
    elif heard.silent:
        if heard.wish:
            scene.tell(facts.Unknown(scene.at, heard.wish, agent.code, heard.by, agent.shown))
    else:
        scene.put_agent(replace(agent, talk=_answered(talk, heard)))
        _no(scene, heard, _why(talk, heard))


def _true(scene: Scene, agent: Agent, talk: Talk, heard: Recorded) -> None:
    """Confirmed. Where we thought that nothing is recorded, the switch knows better."""
    if talk.muted == heard.on:
        kind = facts.RecordingResumed if heard.on else facts.RecordingPaused
        scene.tell(kind(scene.at, agent.code, talk.queue, talk.call, heard.by))
    talk = replace(_answered(talk, heard), recorded=True, muted=not heard.on)
    scene.put_agent(replace(agent, talk=talk))
    if heard.wish:
        text = "recording resumed" if heard.on else "recording paused"
        scene.tell(facts.Granted(scene.at, heard.wish, agent.code, heard.by, text))


def _answered(talk: Talk, heard: Recorded) -> Talk:
    """Unless something else was asked meanwhile."""
    return replace(talk, asking=None, asking_by="") if talk.asking == heard.on else talk


def _why(talk: Talk, heard: Recorded) -> Reason:
    if not talk.recorded:
        return reasons.NOT_RECORDED(queue=talk.queue)
    return (reasons.NOT_RESUMED if heard.on else reasons.NOT_PAUSED)(why=heard.why)


def _no(scene: Scene, heard: Recorded, why: Reason) -> None:
    if heard.wish:
        scene.tell(facts.refused(scene.at, heard.wish, heard.agent, heard.by, why))


def on_gone(scene: Scene, heard: RecordingsGone) -> None:
    scene.tell(facts.RecordingsDeleted(scene.at, heard.queue, heard.count))
