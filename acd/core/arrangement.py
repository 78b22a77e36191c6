"""How an agent should stand in the switch, asking for it, and what follows when the switch confirms or refuses.

An arrangement is a level: it says all that should hold. It is asked for when what should hold differs from what was asked last,
and again, whole, whenever the switch turns out to stand otherwise. Presence, lifted holds and an early end become true
when the switch confirmed them, not before.
"""

from __future__ import annotations

from typing import Final

from acd.core import facts, orders, reasons
from acd.core.agent import (
    NOWHERE,
    PRESENCE,
    UNSURE,
    WORK,
    Aftercall,
    Agent,
    Arrangement,
    Choice,
    HoldKind,
    Pending,
    Presence,
    Signal,
    Work,
)
from acd.core.booking import unbook
from acd.core.cards import Group
from acd.core.heard import Arranged, Book, NotArranged, Wish
from acd.core.holding import hold_without_phone, lift, needs_no_phone
from acd.core.moment import Moment
from acd.core.scene import Scene
from acd.core.standing import wanted
from acd.core.value import replace
from acd.core.waking import wake_for

NEXT: Final = (
    "next"  # the hold that keeps a promised break from being overtaken by a call, with or without us
)
BY_DIALPLAN: Final = (None, "call", "aftercall")
RETRY_SILENT: Final = 2_000
RETRY_REFUSED: Final = 30_000


def arrange(scene: Scene, agent: Agent, force: bool = False) -> Agent:
    """Ask the switch for what should hold, if that differs from what was asked last (or `force`)."""
    should = wanted(scene, agent)
    phone = agent.phone or next(iter(agent.leaves), None)
    if phone is None or (should == agent.asked and not force):
        return agent
    seq = agent.seq + 1
    wrap = agent.aftercall
    scene.order(
        orders.Arrange(
            agent=agent.code,
            seq=seq,
            phone=phone,
            queues=should.queues,
            holds=should.holds,
            pause=should.pause,
            ended=_ended(agent, should),
            leaves=agent.leaves,
            quiet=not agent.engaged and _closes(agent, should),
            wrap=(wrap.token, wrap.queue, wrap.deadline) if wrap and should.pause == "aftercall" else None,
        )
    )
    return replace(agent, asked=should, seq=seq, open=True, retry=None)


def _closes(agent: Agent, should: Arrangement) -> bool:
    """Some ring that may be under way must not be: asked for is true only when there is none."""
    booked = HoldKind.BOOKED in agent.holds and HoldKind.BOOKED not in agent.lifting
    return should.pause is not None or not should.queues or booked


def _ended(agent: Agent, should: Arrangement) -> str | None:
    """The aftercall that this arrangement ends: its note in the switch goes with it."""
    over = agent.asked.pause == "aftercall" and should.pause != "aftercall"
    return agent.tokens[-1] if over and agent.tokens else None


def follow(scene: Scene, agent: Agent) -> Agent:
    """The dialplan already did what the agent's work asks for; ask only for what goes beyond."""
    should = wanted(scene, agent)
    asked = agent.asked
    same = should.phone == asked.phone and should.queues == asked.queues and should.holds == asked.holds
    if same and should.pause in BY_DIALPLAN and not agent.open:
        return replace(agent, asked=should)
    return arrange(scene, agent)


def ask(scene: Scene, agent: Agent, wish: Wish, text: str, keeps: bool = False) -> None:
    """Arrange for a wish: answered when the switch confirms, at once when nothing needs to change there."""
    agent = arrange(scene, agent)
    until = wish.at + scene.rules.answer_within
    pending = Pending(wish.id, wish.by.name, text, agent.seq, until, keeps, isinstance(wish, Book))
    agent = replace(agent, pending=(*agent.pending, pending))
    if agent.open:
        scene.put_agent(agent)
    else:
        settle(scene, agent)


def on_arranged(scene: Scene, heard: Arranged) -> None:
    agent = scene.agents.get(heard.agent)
    if agent is not None and agent.seq == heard.seq:
        settle(scene, replace(agent, open=False, leaves=()))


def settle(scene: Scene, agent: Agent) -> None:
    """All that was wanted holds in the switch: it becomes true here, and the wishes are answered."""
    by = agent.pending[-1].by if agent.pending else "system"
    if agent.arrives:
        agent = replace(agent, arrives=False)
    for kind in [kind for kind in HoldKind if kind in agent.lifting]:
        agent = lift(scene, agent, kind, by)
    if agent.joins != agent.joined:
        agent = _join(scene, agent, by)
    if agent.want != agent.type:
        agent = take(scene, agent, scene.at)
    if agent.aftercall and agent.aftercall.finishing:
        agent = begin_next(scene, end_aftercall(scene, agent, scene.at, "early", by), scene.at)
    pending = agent.pending
    agent = scene.put_agent(replace(agent, pending=()) if pending else agent, by=by)
    for wish in pending:
        _answer(scene, agent, wish)
    agent = scene.put_agent(arrange(scene, agent))
    wake_for(scene, agent)


def _join(scene: Scene, agent: Agent, by: str) -> Agent:
    for queue in sorted(agent.joins - agent.joined):
        scene.tell(facts.QueueJoined(scene.at, agent.code, queue, by))
    for queue in sorted(agent.joined - agent.joins):
        scene.tell(facts.QueueLeft(scene.at, agent.code, queue, by))
    return replace(agent, joined=agent.joins)


def _answer(scene: Scene, agent: Agent, wish: Pending) -> None:
    if wish.keeps:
        scene.tell(facts.Kept(scene.at, wish.wish, agent.code, wish.by, wish.text))
    else:
        scene.tell(facts.Granted(scene.at, wish.wish, agent.code, wish.by, wish.text or agent.shown))


def take(scene: Scene, agent: Agent, at: Moment) -> Agent:
    """The wanted type becomes the agent's presence."""
    at = max(at, agent.since)
    card = scene.types.get(agent.want or "")
    if card is None:
        back = agent.type if agent.presence is Presence.WORK else agent.back
        return replace(
            agent,
            presence=PRESENCE[agent.presence][Choice.LOG_OUT] if agent.type else Presence.OFF,
            type=None,
            session=None,
            phone=None,
            arrives=False,
            asked=NOWHERE,
            back=back,
            holds={},
            misses=0,
            in_line=None,
            next=None,
            offer=None,
            warned=0,
            type_since=at,
            joined=frozenset(),
            joins=frozenset(),
        )
    choice = Choice.WORK_TYPE if card.group is Group.WORK else Choice.BREAK_TYPE
    agent = replace(
        agent,
        back=agent.type if agent.presence is Presence.WORK else agent.back,
        presence=PRESENCE[agent.presence][choice],
        type=card.code,
        calls=card.calls,
        type_since=at,
        session=at if agent.session is None else agent.session,
        in_line=None if agent.in_line == card.code else agent.in_line,
        warned=0,
    )
    return hold_without_phone(scene, needs_no_phone(scene, agent, at))


def begin_next(scene: Scene, agent: Agent, at: int) -> Agent:
    """Call and aftercall are over: what was kept as next begins, at that very moment where the switch already holds him.

    Who logs off leaves his phone behind, which the switch then puts out.
    """
    if agent.next is None:
        return agent
    coming, held = agent.next, "next" in agent.asked.holds and not agent.open
    scene.tell(facts.NextTaken(at, agent.code, None, coming.by))
    agent = replace(agent, next=None, want=coming.type)
    if not held:
        return agent
    phone = agent.phone
    agent = take(scene, agent, at)
    return agent if agent.type is not None or phone is None else replace(agent, leaves=(phone,), asked=UNSURE)


def end_aftercall(scene: Scene, agent: Agent, at: Moment, how: str, by: str) -> Agent:
    """The aftercall is over, as a fact; the caller keeps the agent's value and sees to the switch."""
    wrap = agent.aftercall
    if wrap is None:
        return agent
    queue = scene.queues.get(wrap.queue)
    demanded = queue is not None and queue.card.disposition
    scene.tell(
        facts.AftercallEnded(
            at=at,
            agent=agent.code,
            queue=wrap.queue,
            token=wrap.token,
            began=wrap.began,
            deadline=wrap.deadline,
            how=how,
            by=by,
            disposition=wrap.disposition or ("none given" if demanded else None),
        )
    )
    _refuse_move(scene, agent, wrap, at)
    return replace(agent, aftercall=None, work=WORK[Work.AFTERCALL][Signal.OVER])


def _refuse_move(scene: Scene, agent: Agent, wrap: Aftercall, at: Moment) -> None:
    if wrap.moving is not None:
        why = reasons.AFTERCALL_OVER(agent=agent.code)
        scene.tell(facts.refused(at, wrap.moving, agent.code, wrap.moving_by, why))


def on_not_arranged(scene: Scene, heard: NotArranged) -> None:
    agent = scene.agents.get(heard.agent)
    if agent is None or agent.seq != heard.seq:
        return
    agent = replace(agent, open=False, asked=UNSURE)
    if heard.silent:
        scene.put_agent(replace(agent, retry=scene.at + RETRY_SILENT))
    else:
        _revert(scene, agent, heard.why)


def _revert(scene: Scene, agent: Agent, why: str) -> None:
    """The switch refused: nothing half-done stays; what was confirmed is asked for again."""
    for wish in agent.pending:
        said = reasons.SWITCH(agent=agent.code, why=why)
        scene.tell(facts.refused(scene.at, wish.wish, agent.code, wish.by, said))
    changed = agent.want != agent.type or agent.lifting or agent.leaves or agent.joins != agent.joined
    if any(wish.books for wish in agent.pending):
        agent, changed = unbook(scene, agent, "switch"), True
    wrap = replace(agent.aftercall, finishing=False) if agent.aftercall else None
    phone, leaves = _phone_before(agent)
    agent = replace(
        agent,
        want=agent.type,
        lifting=frozenset(),
        joins=agent.joined,
        aftercall=wrap,
        pending=(),
        leaves=leaves,
        phone=phone,
        arrives=False,
    )
    agent = hold_without_phone(scene, needs_no_phone(scene, agent, scene.at))
    if changed:
        agent = arrange(scene, agent, force=True)
    else:
        scene.tell(facts.Drifted(scene.at, agent.code, repr(agent.asked), f"refused: {why}"))
        agent = replace(agent, retry=scene.at + RETRY_REFUSED)
    scene.put_agent(agent if agent.type or agent.open else replace(agent, phone=None))


def _phone_before(agent: Agent) -> tuple[str | None, tuple[str, ...]]:
    """Where he was, and what is to be put out: of no phone he goes back to none, from the one that he came to."""
    if agent.arrives and agent.phone is not None:
        return None, (agent.phone,)
    if agent.type is not None and agent.phone is None:
        return None, ()
    return (agent.leaves[0] if agent.leaves else agent.phone), ()
