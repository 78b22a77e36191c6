"""The floor's own values as what is told of them: plain values, in the order of their models. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acd.board.fields import iso
from acd.board.models import AgentBoard, QueueBoard
from acd.board.telling import Telling, Values, said
from acd.core.agent import IN_CALL, Agent, Hold, Work
from acd.core.cards import Group
from acd.core.heard import MemberSeen
from acd.core.item import Kind
from acd.core.item_book import ItemBook, Line
from acd.core.items.fit import open_of
from acd.core.moment import Moment
from acd.core.promised import CallPromise
from acd.core.promises import of_queue
from acd.core.queue import Call, Counts, OpenHours, Queue, is_free
from acd.core.scene import Floor


@dataclass(frozen=True, slots=True)
class Head:
    """What every board begins with. `numbers`: callers' numbers and names may be told."""

    site: str
    run: Moment
    seq: int
    at: Moment
    numbers: bool = False

    def over(self, body: Values) -> Values:
        """The whole board."""
        head = {"v": 1, "site": self.site, "run": iso(self.run), "seq": self.seq}
        return {**head, "at": iso(self.at), "at_ms": self.at, **body}


def agent_board(head: Head, floor: Floor, agent: Agent) -> AgentBoard:
    return Telling(AgentBoard, head.over(agent_values(head.numbers, floor, agent))).checked()


def queue_board(head: Head, floor: Floor, queue: Queue) -> QueueBoard:
    return Telling(QueueBoard, head.over(queue_values(head.numbers, floor, queue))).checked()


def agent_values(numbers: bool, floor: Floor, agent: Agent) -> Values:
    """An `AgentBoard` but for its head."""
    return {
        "code": agent.code,
        "name": agent.card.name,
        "team": agent.card.team,
        "state": agent.shown,
        "since": iso(agent.since),
        "session": _iso(agent.session),
        "type": _type(floor, agent),
        "planned_return": _planned_return(floor, agent),
        "in_line": agent.in_line,
        "phone": agent.phone,
        "queues": sorted([code for code, queue in floor.queues.items() if agent.code in queue.members]),
        "assigned": sorted({*(code for code, _ in agent.card.queues), *agent.joined}),
        "call": _call(numbers, floor, agent),
        "recording": _recording(agent),
        "consult": _consult(agent),
        "listeners": _listeners(agent) if floor.rules.tells_listening else [],
        "aftercall": _aftercall(agent),
        "next": _next(agent),
        "holds": _holds(agent),
        "pending": _pending(agent),
        "items": _items(floor, agent),
    }


def _iso(at: Moment | None) -> str | None:
    return None if at is None else iso(at)


def _type(floor: Floor, agent: Agent) -> Values | None:
    if agent.type is None:
        return None
    card = floor.types.get(agent.type)
    group = card.group if card else Group(agent.presence.value)  # the type was removed while he is on it
    return {"code": agent.type, "group": group.value, "since": iso(agent.type_since)}


def _planned_return(floor: Floor, agent: Agent) -> str | None:
    card = floor.types.get(agent.type or "")
    if card is None or card.group is not Group.BREAK or card.length is None:
        return None
    return iso(agent.type_since + card.length)


def _call(numbers: bool, floor: Floor, agent: Agent) -> Values | None:
    if agent.talk:
        return _call_now(numbers, floor, agent.talk.call, agent.talk.queue, agent.talk.began)
    if agent.offer:
        return _call_now(numbers, floor, agent.offer.call, agent.offer.queue, agent.offer.since)
    return None


def _call_now(numbers: bool, floor: Floor, code: str, queue: str, since: Moment) -> Values:
    call = floor.calls.get(code) if numbers else None
    number, name = (call.number, call.name) if call else (None, None)
    return {"call": code, "queue": queue, "since": iso(since), "number": number, "name": name}


def _recording(agent: Agent) -> str | None:
    talk = agent.talk
    if talk is None or not talk.recorded:
        return None
    return "paused" if talk.muted else "on"


def _consult(agent: Agent) -> Values | None:
    talk = agent.talk
    if talk is None or talk.consult is None:
        return None
    consult = talk.consult
    return {
        "kind": consult.kind,
        "to": consult.to,
        "since": iso(consult.since),
        "met": consult.met,
        "together": consult.met and not talk.held,
    }


def _listeners(agent: Agent) -> list[Values]:
    ears = agent.talk.ears if agent.talk is not None else ()
    return [{"by": ear.by, "mode": ear.mode} for ear in ears if ear.mode]


def _aftercall(agent: Agent) -> Values | None:
    wrap = agent.aftercall
    if wrap is None:
        return None
    return {
        "call": wrap.call,
        "queue": wrap.queue,
        "began": iso(wrap.began),
        "deadline": iso(wrap.deadline),
        "longest": iso(wrap.longest),
        "disposition": wrap.disposition,
    }


def _next(agent: Agent) -> Values | None:
    after = agent.next
    if after is None:
        return None
    return {"type": after.type, "log_off": after.type is None, "by": after.by, "at": iso(after.at)}


def _holds(agent: Agent) -> list[Values]:
    held = sorted(agent.holds.values(), key=lambda hold: hold.since)
    return [_hold(one) for one in held]


def _hold(hold: Hold) -> Values:
    return {
        "hold": hold.kind.value,
        "since": iso(hold.since),
        "by": hold.by,
        "reason": hold.reason,
        "reason_parts": [] if hold.why is None else said([hold.why]),
    }


def _pending(agent: Agent) -> list[Values]:
    return [{"wish": p.wish, "by": p.by, "text": p.text, "until": iso(p.until)} for p in agent.pending]


def _items(floor: Floor, agent: Agent) -> Values:
    chats, tickets = (open_of(floor, agent, kind) if agent.items else 0 for kind in Kind)
    return {"chats": chats, "tickets": tickets, "offered": list(agent.offers)}


def queue_values(numbers: bool, floor: Floor, queue: Queue) -> Values:
    """A `QueueBoard` but for its head."""
    book = ItemBook.of(floor.items)
    calls = [floor.calls[code] for code in queue.waiting if code in floor.calls]
    return {
        "code": queue.card.code,
        "name": queue.card.name,
        "waiting": len(calls),
        "longest_since": _iso(min((call.joined for call in calls), default=None)),
        "callers": [_caller(numbers, place, call) for place, call in enumerate(calls, 1)],
        "members": _members(floor.agents, queue),
        "today": _today(queue.counts),
        "hours": _hours(queue.hours),
        "promises": _promises(of_queue(floor, queue.card.code), queue.counts),
        "chats": _line(book.line(Kind.CHAT, queue.card.code)),
        "tickets": _line(book.line(Kind.TICKET, queue.card.code)),
    }


def _line(line: Line) -> Values:
    """What is offered to somebody waits still."""
    return {
        "waiting": len(line.came),
        "open": line.open,
        "pending": line.pending,
        "longest_since": iso(line.came[0][0]) if line.came else None,
        "next_due": iso(line.dues[0][0]) if line.dues else None,
        "broken_today": line.broken,
    }


def _promises(made: Sequence[CallPromise], counts: Counts) -> Values:
    running = [one.promise for one in made if one.promise.broken is None]
    return {
        "running": len(running),
        "warned": len([one for one in running if one.warned]),
        "late": len(made) - len(running),
        "next_due": _iso(min([one.due for one in running if one.due is not None], default=None)),
        "kept_today": counts.promises_kept,
        "broken_today": counts.promises_broken,
        "given_up_today": counts.given_up,
    }


def _hours(hours: OpenHours | None) -> Values | None:
    return None if hours is None else {"open": hours.open, "next_change": _iso(hours.next_change)}


def _caller(numbers: bool, place: int, call: Call) -> Values:
    number, name = (call.number, call.name) if numbers else (None, None)
    return {"call": call.code, "position": place, "since": iso(call.joined), "number": number, "name": name}


def _members(agents: Mapping[str, Agent], queue: Queue) -> Values:
    count = Counter([_member_state(agents.get(code), member) for code, member in queue.members.items()])
    states = ("free", "ringing", "talking", "aftercall", "paused")
    return {"logged_in": len(queue.members), **{state: count[state] for state in states}}


def _member_state(agent: Agent | None, member: MemberSeen) -> str:
    if agent and agent.work in IN_CALL:
        return "talking"
    if agent and agent.work is not Work.FREE:
        return str(agent.work.value)
    return "free" if is_free(member) else "paused"


def _today(counts: Counts) -> Values:
    share = counts.service_level
    return {
        "offered": counts.offered,
        "answered": counts.answered,
        "in_level": counts.in_level,
        "abandoned": counts.abandoned,
        "short": counts.short,
        "timeout": counts.timeout,
        "other": counts.other,
        "service_level": None if share is None else round(100 * share, 1),
        "waited_ms": counts.waited,
        "longest_ms": counts.longest,
    }
