"""The floor's own values as what is told of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from acd.board.models import (
    AftercallNow,
    AgentBoard,
    CallerNow,
    CallNow,
    HoldNow,
    Members,
    NextNow,
    PendingNow,
    QueueBoard,
    Today,
    TypeNow,
)
from acd.core.agent import IN_CALL, Agent, Work
from acd.core.cards import Group
from acd.core.heard import MemberSeen
from acd.core.moment import Moment
from acd.core.queue import Counts, Queue, is_free
from acd.core.scene import Floor


@dataclass(frozen=True, slots=True)
class Head:
    """What every board begins with. `numbers`: callers' numbers and names may be told."""

    site: str
    run: Moment
    seq: int
    at: Moment
    numbers: bool = False


def agent_board(head: Head, floor: Floor, agent: Agent) -> AgentBoard:
    return AgentBoard(
        site=head.site,
        run=head.run,
        seq=head.seq,
        at=head.at,
        code=agent.code,
        name=agent.card.name,
        team=agent.card.team,
        state=agent.shown,  # type: ignore[arg-type]  # the model checks it against its list
        since=agent.since,
        session=agent.session,
        type=_type(floor, agent),
        planned_return=_planned_return(floor, agent),
        in_line=agent.in_line,
        phone=agent.phone,
        queues=tuple(sorted(code for code, queue in floor.queues.items() if agent.code in queue.members)),
        call=_call(head, floor, agent),
        recording=_recording(agent),
        aftercall=_aftercall(agent),
        next=_next(agent),
        holds=_holds(agent),
        pending=_pending(agent),
    )


def _type(floor: Floor, agent: Agent) -> TypeNow | None:
    if agent.type is None:
        return None
    card = floor.types.get(agent.type)
    group = card.group if card else Group(agent.presence.value)  # the type was removed while he is on it
    return TypeNow(code=agent.type, group=group.value, since=agent.type_since)


def _planned_return(floor: Floor, agent: Agent) -> Moment | None:
    card = floor.types.get(agent.type or "")
    if card is None or card.group is not Group.BREAK or card.length is None:
        return None
    return agent.type_since + card.length


def _call(head: Head, floor: Floor, agent: Agent) -> CallNow | None:
    if agent.talk:
        return _call_now(head, floor, agent.talk.call, agent.talk.queue, agent.talk.began)
    if agent.offer:
        return _call_now(head, floor, agent.offer.call, agent.offer.queue, agent.offer.since)
    return None


def _call_now(head: Head, floor: Floor, code: str, queue: str, since: Moment) -> CallNow:
    call = floor.calls.get(code) if head.numbers else None
    return CallNow(
        call=code,
        queue=queue,
        since=since,
        number=call.number if call else None,
        name=call.name if call else None,
    )


def _recording(agent: Agent) -> Literal["on", "paused"] | None:
    talk = agent.talk
    if talk is None or not talk.recorded:
        return None
    return "paused" if talk.muted else "on"


def _aftercall(agent: Agent) -> AftercallNow | None:
    wrap = agent.aftercall
    if wrap is None:
        return None
    return AftercallNow(
        call=wrap.call,
        queue=wrap.queue,
        began=wrap.began,
        deadline=wrap.deadline,
        longest=wrap.longest,
        disposition=wrap.disposition,
    )


def _next(agent: Agent) -> NextNow | None:
    after = agent.next
    if after is None:
        return None
    return NextNow(type=after.type, log_off=after.type is None, by=after.by, at=after.at)


def _holds(agent: Agent) -> tuple[HoldNow, ...]:
    held = sorted(agent.holds.values(), key=lambda hold: hold.since)
    return tuple(HoldNow(hold=h.kind.value, since=h.since, by=h.by, reason=h.reason) for h in held)


def _pending(agent: Agent) -> tuple[PendingNow, ...]:
    return tuple(PendingNow(wish=p.wish, by=p.by, text=p.text, until=p.until) for p in agent.pending)


def queue_board(head: Head, floor: Floor, queue: Queue) -> QueueBoard:
    callers = _callers(head, floor, queue)
    return QueueBoard(
        site=head.site,
        run=head.run,
        seq=head.seq,
        at=head.at,
        code=queue.card.code,
        name=queue.card.name,
        waiting=len(callers),
        longest_since=min((caller.since for caller in callers), default=None),
        callers=callers,
        members=_members(floor.agents, queue),
        today=_today(queue.counts),
    )


def _callers(head: Head, floor: Floor, queue: Queue) -> tuple[CallerNow, ...]:
    calls = [floor.calls[code] for code in queue.waiting if code in floor.calls]
    return tuple(
        CallerNow(
            call=call.code,
            position=place,
            since=call.joined,
            number=call.number if head.numbers else None,
            name=call.name if head.numbers else None,
        )
        for place, call in enumerate(calls, 1)
    )


def _members(agents: Mapping[str, Agent], queue: Queue) -> Members:
    count = Counter(_member_state(agents.get(code), member) for code, member in queue.members.items())
    return Members(
        logged_in=len(queue.members),
        free=count["free"],
        ringing=count["ringing"],
        talking=count["talking"],
        aftercall=count["aftercall"],
        paused=count["paused"],
    )


def _member_state(agent: Agent | None, member: MemberSeen) -> str:
    if agent and agent.work in IN_CALL:
        return "talking"
    if agent and agent.work is not Work.FREE:
        return str(agent.work.value)
    return "free" if is_free(member) else "paused"


def _today(counts: Counts) -> Today:
    share = counts.service_level
    return Today(
        offered=counts.offered,
        answered=counts.answered,
        in_level=counts.in_level,
        abandoned=counts.abandoned,
        short=counts.short,
        timeout=counts.timeout,
        other=counts.other,
        service_level=None if share is None else round(100 * share, 1),
        waited_ms=counts.waited,
        longest_ms=counts.longest,
    )
