"""Queues: the floor's part and the switch's part as one thing."""

from __future__ import annotations

import structlog

from acd.core.lines import QueueLine, Target
from aftercall.office import WholeQueue
from aftercall.office.nouns import QUEUES
from aftercall.web import routers
from aftercall.web.answers import QueueItem, Removed, SavedQueue, TargetCard
from aftercall.web.bodies import QueueBody
from aftercall.web.caller import Configurer, House, Seer
from aftercall.web.reaching import within
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN

log = structlog.get_logger(__name__)
router = routers.asked("/queues", tags=["queues"])


def item(queue: WholeQueue) -> dict[str, object]:
    found = {name: getattr(_part(queue, name), name) for name in QueueItem.model_fields}
    return found | {name: target(getattr(queue.line, name)) for name in ("overflow", "closed")}


def _part(queue: WholeQueue, name: str) -> object:
    return queue.line if name in QueueLine.__dataclass_fields__ else queue.card


def target(place: Target | None) -> TargetCard | None:
    return None if place is None else TargetCard(kind=place.kind, value=place.value)


@router.get("", summary="All queues within reach")
async def all_queues(house: House, by: Seer) -> list[QueueItem]:
    queues = QUEUES.all_of(await house.office.all())
    return [QueueItem.model_validate(item(queue)) for code, queue in queues.items() if by.reaches(code)]


@router.get("/{code}", summary="One queue", responses=NOT_KNOWN)
async def one_queue(code: str, house: House, by: Seer) -> QueueItem:
    within(by, code)
    return QueueItem.model_validate(item(await house.office.one(QUEUES, code)))


@router.put("/{code}", summary="Make a queue, or change what is sent", responses=NOT_TAKEN)
async def put_queue(code: str, body: QueueBody, house: House, by: Configurer) -> SavedQueue:
    """Answered when Asterisk took it; while Asterisk is away it is stored, with a warning."""
    saved = await house.office.change_queue(code, body.changes())
    log.info("queue", code=code, done=saved.done, by=by.name)
    return SavedQueue.model_validate(
        {**item(saved.card), "done": saved.done, "warning": saved.warning or None}
    )


@router.delete("/{code}", summary="Remove a queue that nobody is in", responses=IN_USE)
async def delete_queue(code: str, house: House, by: Configurer) -> Removed:
    """Agents who are logged out lose their place in it."""
    removed = await house.office.remove(QUEUES, code)
    log.info("queue", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)
