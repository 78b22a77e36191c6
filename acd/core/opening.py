"""Queues that are open by a calendar, or closed by hand: each knows how it stands and when that changes, and it is told then.

The switch does not wait for us: it opens and closes by what stands in its own database (`acd.asterisk.hours`).
"""

from __future__ import annotations

from acd.core import promises
from acd.core.facts import QueueClosed, QueueOpened
from acd.core.heard import CalendarSet, CalendarUnset
from acd.core.hours import is_open, next_change
from acd.core.items import promising
from acd.core.queue import OpenHours, Queue
from acd.core.scene import Scene
from acd.core.value import replace


def on_calendar_set(scene: Scene, event: CalendarSet) -> None:
    if scene.calendars.get(event.code) != event.calendar:
        scene.put("calendars", event.code, event.calendar)
        _look_at_all(scene, event.code)
        _anew(scene, event.code, f"calendar {event.code} was changed")


def on_calendar_unset(scene: Scene, event: CalendarUnset) -> None:
    scene.drop("calendars", event.code)
    _look_at_all(scene, event.code)
    _anew(scene, event.code, f"calendar {event.code} was removed")


def _anew(scene: Scene, calendar: str, why: str) -> None:
    promises.anew(scene, why)
    promising.anew(scene, why, promising.counting_by(scene, calendar))


def _look_at_all(scene: Scene, calendar: str) -> None:
    for code in [code for code, queue in scene.queues.items() if queue.card.calendar == calendar]:
        look(scene, code)


def look(scene: Scene, code: str, *, new: bool = False) -> None:
    """How it stands at `scene.at`; if that is otherwise than before, and the queue is not `new`, it is told."""
    queue = scene.queues[code]
    hours = _hours(scene, queue)
    if hours == queue.hours:
        return
    scene.put("queues", code, replace(queue, hours=hours))
    if hours is not None and hours.next_change is not None:
        scene.put("openings", code, hours.next_change)
    elif code in scene.openings:
        scene.drop("openings", code)
    was, now = queue.hours is None or queue.hours.open, hours is None or hours.open
    if was != now and not new:
        kind = QueueOpened if now else QueueClosed
        calendar = queue.card.calendar if queue.card.open else ""
        scene.tell(kind(scene.at, code, calendar, hours.next_change if hours else None))


def _hours(scene: Scene, queue: Queue) -> OpenHours | None:
    """Closed by hand, nobody knows until when."""
    if not queue.card.open:
        return OpenHours(False, None)
    calendar = scene.calendars.get(queue.card.calendar)
    if calendar is None:
        return None
    change = next_change(calendar, scene.at)
    return OpenHours(is_open(calendar, scene.at), None if change is None else change.at)
