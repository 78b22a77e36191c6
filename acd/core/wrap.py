"""Wishes about a running aftercall: extend it, end it early, give its disposition. The deadline is the server's."""

from __future__ import annotations

from acd.core import facts, orders, reasons
from acd.core.agent import Aftercall, Agent
from acd.core.arrangement import ask
from acd.core.cards import QueueCard
from acd.core.heard import Disposed, Extend, Finish, Moved, Wish
from acd.core.presence import refuse
from acd.core.scene import Scene
from acd.core.value import replace


def _running(scene: Scene, agent: Agent, wish: Wish) -> Aftercall | None:
    wrap = agent.aftercall
    if wrap is None:
        refuse(scene, wish, reasons.NO_AFTERCALL(agent=agent.code, state=agent.shown))
    elif wrap.finishing:
        refuse(scene, wish, reasons.AFTERCALL_ENDING(agent=agent.code))
    else:
        return wrap
    return None


def _card(scene: Scene, wrap: Aftercall) -> QueueCard:
    queue = scene.queues.get(wrap.queue)
    return queue.card if queue is not None else QueueCard(wrap.queue)


def on_extend(scene: Scene, wish: Extend) -> None:
    agent = scene.agents[wish.agent]
    wrap = _running(scene, agent, wish)
    if wrap is None:
        return
    card = _card(scene, wrap)
    deadline = min(wrap.deadline + card.step, wrap.longest)
    if wrap.moving is not None:
        refuse(scene, wish, reasons.EXTENDING(agent=agent.code))
    elif deadline <= wrap.deadline:
        seconds = (wrap.longest - wrap.began) // 1000
        refuse(scene, wish, reasons.LONGEST(queue=wrap.queue, seconds=seconds))
    else:
        moving = replace(wrap, moving=wish.id, moving_by=wish.by.name)
        scene.put_agent(replace(agent, aftercall=moving))
        scene.order(orders.MoveDeadline(agent.code, agent.phone or "", wrap.token, deadline))


def on_moved(scene: Scene, heard: Moved) -> None:
    """The switch holds the new deadline (or not): only now it is true."""
    agent = scene.agents.get(heard.agent)
    wrap = agent.aftercall if agent is not None else None
    if agent is None or wrap is None or wrap.token != heard.token or wrap.moving is None:
        return
    wish, by = wrap.moving, wrap.moving_by
    if heard.ok:
        wrap = replace(wrap, deadline=heard.deadline)
        scene.tell(facts.AftercallExtended(scene.at, agent.code, wrap.token, heard.deadline, by))
        scene.tell(facts.Granted(scene.at, wish, agent.code, by, "extended"))
    else:
        scene.tell(facts.refused(scene.at, wish, agent.code, by, reasons.NOT_EXTENDED(why=heard.why)))
    scene.put_agent(replace(agent, aftercall=replace(wrap, moving=None, moving_by="")))


def on_finish(scene: Scene, wish: Finish) -> None:
    agent = scene.agents[wish.agent]
    wrap = _running(scene, agent, wish)
    if wrap is None:
        return
    card = _card(scene, wrap)
    if wish.disposition is not None:
        wrap = replace(wrap, disposition=wish.disposition)
        agent = scene.put_agent(replace(agent, aftercall=wrap))
    if not card.early and not wish.by.supervises:
        refuse(scene, wish, reasons.NO_EARLY_END(queue=wrap.queue))
    elif card.disposition and wrap.disposition is None and not wish.by.supervises:
        refuse(scene, wish, reasons.DISPOSITION(queue=wrap.queue))
    else:
        ask(scene, replace(agent, aftercall=replace(wrap, finishing=True)), wish, "aftercall ended")


def on_disposed(scene: Scene, heard: Disposed) -> None:
    """In his call or its aftercall; later it is nothing to the floor."""
    agent = scene.agents.get(heard.agent)
    if agent is None:
        return
    talk, wrap = agent.talk, agent.aftercall
    if talk is not None and talk.call == heard.call:
        scene.put_agent(replace(agent, talk=replace(talk, disposition=heard.disposition)))
    elif wrap is not None and wrap.call == heard.call:
        scene.put_agent(replace(agent, aftercall=replace(wrap, disposition=heard.disposition)))
