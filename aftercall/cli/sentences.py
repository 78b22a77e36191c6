"""An event of the floor as a short sentence. What has no sentence of its own is shown field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from aftercall.cli.moments import to_the_minute, when
from aftercall.cli.spans import clock, moment

Event = Mapping[str, Any]
"""An event as it is told in JSON (`acd.board.events.Event`)."""


def sentence(event: Event) -> str:
    """Without moment, kind and code, which stand in columns of their own."""
    data = event["data"]
    tell = SENTENCES.get(event["kind"])
    return tell(event, data) if tell else _fields(event, data)


def _fields(event: Event, data: Event) -> str:
    head = {name: event.get(name) for name in ("agent", "queue", "call") if event.get(name) != event["code"]}
    return " ".join(f"{name}={value}" for name, value in {**head, **data}.items() if value not in (None, ""))


def _by(data: Event, agent: str | None = None) -> str:
    by = data.get("by")
    return f" by {by}" if by and by != agent else ""


def _moved(event: Event, data: Event) -> str:
    kind = f" ({data['type']})" if data.get("type") else ""
    where = f", {event['queue']}" if event.get("queue") else ""
    return f"{data['before']} -> {data['state']}{kind}{where}{_by(data, event['agent'])}"


def _when(data: Event) -> str:
    """Day and time of the next change, by the site's clock."""
    if data["until"] is None:
        return " for good"
    return f", until {to_the_minute(moment(data['until']))}"


def _until(event: Event, data: Event) -> str:
    return f"{event.get('queue') or ''} until {when(moment(data['deadline']))}".strip()


def _aftercall_ended(event: Event, data: Event) -> str:
    lasted = clock(moment(event["at"]) - moment(data["began"]))
    code = f", disposition {data['disposition']}" if data.get("disposition") else ""
    return f"{event['queue']} after {lasted}, {data['how']}{_by(data)}{code}"


def _number(data: Event) -> str:
    return f" {data['number']}" if data.get("number") else ""


def _to(event: Event, data: Event) -> str:
    who = f" for {event['agent']}" if event.get("agent") else ""
    return f"{data['attempt']}: contact {data['contact']}{_number(data)} over {data['trunk']}{who}"


def _attempt_ended(event: Event, data: Event) -> str:
    """Its outcome, how long it talked, and what the network said of one that came to nothing."""
    cause = f", SIP {data['tech']}" if data.get("tech") else ""
    talked = f", {clock(data['talked_ms'])} with {event.get('agent') or '?'}" if data.get("talked_ms") else ""
    given = f", disposition {data['disposition']}" if data.get("disposition") else ""
    return f"{data['attempt']}: {data['outcome'] or 'ended'}{talked}{cause}{given}"


def _of(event: Event, data: Event) -> str:
    return f"{event.get('call') or data.get('item')} {data['target']}"


def _due(data: Event) -> str:
    return f", due {when(moment(data['due']))}" if data.get("due") else ""


def _by_door(data: Event) -> str:
    return f" by {data['source']}" if data.get("source") else ""


SENTENCES: Final[Mapping[str, Callable[[Event, Event], str]]] = {
    "agent-moved": _moved,
    "granted": lambda e, d: f"granted{_by(d)}: {d['text']}",
    "kept": lambda e, d: f"next: {d['next']}{_by(d)}",
    "refused": lambda e, d: f"refused{_by(d)}: {d['why']}",
    "unknown": lambda e, d: f"not confirmed in time{_by(d)}; last known state: {d['state']}",
    "next-taken": lambda e, d: f"next: {d['next'] or 'nothing any more'}{_by(d)}",
    "queue-joined": lambda e, d: f"joined {e['queue']}{_by(d, e['agent'])}",
    "queue-left": lambda e, d: f"left {e['queue']}{_by(d, e['agent'])}",
    "hold-set": lambda e, d: f"held: {d['hold']}{_by(d)}{', ' + d['reason'] if d['reason'] else ''}",
    "hold-lifted": lambda e, d: f"hold lifted: {d['hold']}{_by(d)}",
    "call-missed": lambda e, d: f"{e['agent']} did not answer{_number(d)} for {clock(d['rang_ms'])}",
    "queue-opened": lambda e, d: (
        f"opens by calendar {d['calendar']}{_when(d)}" if d["calendar"] else "always open"
    ),
    "queue-closed": lambda e, d: (
        f"closes by calendar {d['calendar']}{_when(d)}" if d["calendar"] else "closed by hand"
    ),
    "aftercall-began": _until,
    "aftercall-extended": lambda e, d: _until(e, d) + _by(d),
    "aftercall-ended": _aftercall_ended,
    "break-warned": lambda e, d: (
        f"{d['type']} is over in {clock(d['left_ms'])}" if d["left_ms"] > 0 else f"{d['type']} is over"
    ),
    "may-go": lambda e, d: f"a place on {d['type']} is free",
    "call-queued": lambda e, d: f"caller{_number(d)} waits at place {d['position']}",
    "call-offered": lambda e, d: f"rings {e['agent']}",
    "offer-withdrawn": lambda e, d: f"ring taken back from {e['agent']}: {d['why']}",
    "call-answered": lambda e, d: f"{e['agent']} answers after {clock(d['waited_ms'])}",
    "call-lost": lambda e, d: f"caller gone after {clock(d['waited_ms'])}: {d['how']}",
    "call-taken": lambda e, d: f"has the call of {e['queue'] or 'nobody'} by {d['why']}",
    "call-transferred": lambda e, d: f"leaves the call to {d['kind']} {d['to']}{_by(d, e['agent'])}",
    "transfer-failed": lambda e, d: (
        f"{d['to'] or 'nobody'} did not take the call ({d['how']}); back in {e['queue'] or 'no queue'}"
    ),
    "consult-began": lambda e, d: f"consults {d['kind']} {d['to']}{_by(d, e['agent'])}",
    "consult-answered": lambda e, d: f"{d['kind']} {d['to']} answers the consult",
    "consult-ended": lambda e, d: f"consult with {d['kind']} {d['to']} ended: {d['how']}",
    "three-way-began": lambda e, d: f"call of three with {d['kind']} {d['to']}",
    "dial-failed": lambda e, d: f"the call he dialled came to nothing: {d['how']}",
    "listening-began": lambda e, d: f"heard by {d['by']} at phone {d['phone']}: {d['mode']}",
    "listening-ended": lambda e, d: f"no longer heard by {d['by']}",
    "call-ended": lambda e, d: f"{e['agent']} talked for {clock(d['talked_ms'])}",
    "recording-paused": lambda e, d: f"recording of {e['agent']} paused{_by(d)}",
    "recording-resumed": lambda e, d: f"recording of {e['agent']} goes on{_by(d)}",
    "recordings-deleted": lambda e, d: f"{d['count']} recordings deleted, past their time",
    "attempt-began": _to,
    "attempt-answered": lambda e, d: f"{d['attempt']}: answered",
    "attempt-ended": _attempt_ended,
    "disposition-given": lambda e, d: f"{d['attempt']}: disposition {d['disposition']}{_by(d)}",
    "campaign-changed": lambda e, d: f"is {d['state']}{_by(d)}{', ' + d['why'] if d['why'] else ''}",
    "campaign-paced": lambda e, d: f"{d['dialled']} more: {d['why']}",
    "trunk-down": lambda e, d: f"nothing goes over it until {when(moment(d['again']))}: {d['why']}",
    "promise-made": lambda e, d: (
        f"{_of(e, d)}: promised within {clock(d['span_ms'])} ({d['level']}){_due(d)}"
    ),
    "promise-warned": lambda e, d: f"{_of(e, d)}: only {clock(d['left_ms'])} left{_due(d)}",
    "promise-broken": lambda e, d: f"{_of(e, d)}: promise broken{_due(d)}",
    "promise-kept": lambda e, d: (
        f"{_of(e, d)}: {'too late, ' if d['late'] else ''}after {clock(d['spent_ms'])}"
    ),
    "promise-paused": lambda e, d: f"{_of(e, d)}: the clock stands at {clock(d['spent_ms'])}",
    "promise-resumed": lambda e, d: f"{_of(e, d)}: the clock goes on at {clock(d['spent_ms'])}{_due(d)}",
    "promise-changed": lambda e, d: f"{_of(e, d)}: {d['before']} -> {d['level']}, {d['why']}{_due(d)}",
    "promise-dropped": lambda e, d: f"{_of(e, d)}: {d['how']}",
    "item-came": lambda e, d: f"{d['item']}: a {d['kind']}{_by_door(d)}",
    "item-offered": lambda e, d: f"{d['item']} is offered to {e['agent']}",
    "item-offer-over": lambda e, d: f"{d['item']}: offer to {e['agent']} {d['why']}",
    "item-missed": lambda e, d: f"{e['agent']} did not take {d['item']} for {clock(d['offered_ms'])}",
    "item-accepted": lambda e, d: (
        f"{e['agent']} {'pulled' if d['pulled'] else 'took'} {d['item']} after {clock(d['waited_ms'])}"
    ),
    "item-returned": lambda e, d: f"{d['item']} waits again: {e['agent']} {d['why']}{_by(d, e['agent'])}",
    "item-transferred": lambda e, d: f"{d['item']} goes to {d['to_agent'] or e['queue']}{_by(d, e['agent'])}",
    "message-came": lambda e, d: f"{d['item']}: {e['agent'] or d['by']} wrote",
    "item-answered": lambda e, d: f"{d['item']}: {e['agent']} answered after {clock(d['waited_ms'])}",
    "item-pended": lambda e, d: f"{d['item']} waits for the customer{_by(d)}",
    "item-went-on": lambda e, d: f"{d['item']} goes on: {d['why']}",
    "item-solved": lambda e, d: (
        f"{d['item']} solved{_by(d)}{', disposition ' + d['disposition'] if d['disposition'] else ''}"
    ),
    "item-reopened": lambda e, d: f"{d['item']} reopened{_by(d)}",
    "item-changed": lambda e, d: (
        f"{d['item']}: {d['what']} {d['before'] or '-'} -> {d['after'] or '-'}{_by(d)}"
    ),
    "item-closed": lambda e, d: f"{d['item']} closed: {d['why']}{_by(d)}",
    "drifted": lambda e, d: f"should be {d['should']}, was {d['was']}",
    "link-changed": lambda e, d: f"Asterisk is {'there' if d['up'] else 'away'}: {d['detail']}",
}
