"""An item as screens are shown it: plain values, made by hand as the other boards are (`views`)."""

from __future__ import annotations

from acd.board.fields import iso
from acd.board.models import ItemBoard
from acd.board.telling import Telling, Values
from acd.board.views import Head
from acd.core.calendar import Calendar
from acd.core.item import Item, Stage
from acd.core.moment import Moment
from acd.core.promise import ALWAYS_OPEN, Promise, hours_of, left, state
from acd.core.scene import Floor


def item_board(head: Head, floor: Floor, item: Item) -> ItemBoard:
    return item_telling(head, floor, item).checked()


def item_telling(head: Head, floor: Floor, item: Item) -> Telling[ItemBoard]:
    return Telling(ItemBoard, head.over(item_values(floor, item, head.at)))


def item_values(floor: Floor, item: Item, at: Moment) -> Values:
    """An `ItemBoard` but for its head."""
    card, offer = item.card, item.offer
    return {
        "id": card.id,
        "kind": card.kind.word,
        "queue": card.queue,
        "stage": item.stage.word,
        "agent": item.agent,
        "customer": {"id": card.customer, "name": card.customer_name},
        "subject": card.subject,
        "priority": card.priority,
        "tags": list(card.tags),
        "came": iso(item.came),
        "since": iso(item.since),
        "offered": None if offer is None else {"agent": offer.agent, "until": iso(offer.until)},
        "until": _until(item),
        "level": card.level or next((one.level for one in item.promises), None),
        "promises": [_promise(one, _calendar(floor, card.queue, one), at) for one in item.promises],
        "unread": item.unread,
        "visitor": item.visitor,
    }


def _until(item: Item) -> str | None:
    """Of one that is over it is when the floor forgets it, which is nobody's business."""
    return iso(item.until) if item.until is not None and item.stage is Stage.PENDING else None


def _calendar(floor: Floor, queue: str, promise: Promise) -> Calendar:
    there, level = floor.queues.get(queue), floor.levels.get(promise.level)
    if level is None:
        return ALWAYS_OPEN
    return hours_of(level, there.card.calendar if there is not None else "", floor.calendars)


def _promise(one: Promise, calendar: Calendar, at: Moment) -> Values:
    return {
        "target": one.target.word,
        "state": state(one),
        "due": None if one.due is None else iso(one.due),
        "reached": None if one.reached is None else iso(one.reached),
        "warned": one.warned,
        "kept": None if one.kept is None else iso(one.kept),
        "left_ms": left(one, calendar, at),
    }
