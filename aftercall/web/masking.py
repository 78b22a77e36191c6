"""What whoever lacks the right to numbers sees of those who call and are called: the last three digits, no name.

An agent sees whole what is his own: his call, his contact, his attempts.
"""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from acd.board.models import AgentBoard, CallerNow, QueueBoard
from acd.board.private import mask
from aftercall.people.rights import Asker, Right
from aftercall.web.answers import RecordingItem
from aftercall.web.attempt_answers import AttemptItem, AttemptWhole, ContactNow
from aftercall.web.reaching import is_his

OF_QUEUES: Final = ("queues", "campaigns")
"""Scopes of events whose code is a queue's."""


def whole(by: Asker) -> bool:
    """He sees all numbers."""
    return by.may(Right.NUMBERS)


def agent_seen(by: Asker, board: AgentBoard) -> AgentBoard:
    if whole(by) or board.call is None or is_his(by, board.code):
        return board
    number = board.call.number
    call = board.call.model_copy(update={"number": number and mask(number), "name": None})
    return board.model_copy(update={"call": call})


def queue_seen(by: Asker, board: QueueBoard) -> QueueBoard:
    if whole(by) or not board.callers:
        return board
    return board.model_copy(update={"callers": tuple(map(_caller, board.callers))})


Attempt = TypeVar("Attempt", bound=AttemptItem)


def attempt_seen(by: Asker, one: Attempt) -> Attempt:
    if whole(by) or is_his(by, one.agent):
        return one
    hidden: dict[str, Any] = {"number": mask(one.number), "name": "", "filled": None}
    if isinstance(one, AttemptWhole):
        hidden["past"] = tuple(attempt_seen(by, past) for past in one.past)
        hidden["person"] = one.person and _contact(one.person)
    return one.model_copy(update=hidden)


def recording_seen(by: Asker, one: RecordingItem) -> RecordingItem:
    if whole(by) or is_his(by, one.agent):
        return one
    return one.model_copy(update={"number": one.number and mask(one.number), "name": None})


def _contact(one: ContactNow) -> ContactNow:
    numbers = tuple(n.model_copy(update={"number": mask(n.number)}) for n in one.numbers)
    promise = one.callback
    if promise is not None and promise.number is not None:
        promise = promise.model_copy(update={"number": mask(promise.number)})
    return one.model_copy(update={"name": "", "numbers": numbers, "fields": {}, "callback": promise})


def event_seen(by: Asker, line: str) -> str | None:
    """A line of the event stream; None: it is about a queue or campaign beyond his reach."""
    if whole(by) and by.reach is None:
        return line
    event: dict[str, Any] = json.loads(line)
    about = (event.get("queue"), event.get("code") if event.get("scope") in OF_QUEUES else None)
    if not all(by.reaches(code) for code in about if code is not None):
        return None
    if whole(by) or "data" not in event:
        return line
    return json.dumps(event | {"data": _hidden(event["data"])}, ensure_ascii=False, separators=(",", ":"))


def _hidden(data: dict[str, Any]) -> dict[str, Any]:
    shown = {name: mask(data[name]) for name in ("number",) if data.get(name)}
    return data | shown | {name: None for name in ("name",) if name in data}


def _caller(one: CallerNow) -> CallerNow:
    return one.model_copy(update={"number": one.number and mask(one.number), "name": None})
