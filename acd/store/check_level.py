"""Is this level fit to be kept? Pure, as `check`. Whether its promises can ever be due, the office asks its calendars."""

from __future__ import annotations

from acd.core.level import LONGEST, MOST_CREDIT, WHOLE, Level, When
from acd.core.moment import DAY
from acd.store.check import Known, check_code, check_name, check_range, there_are
from acd.store.errors import BadCard


def check_level(level: Level, known: Known) -> None:
    check_code("code", level.code, known.levels)
    if level.name:
        check_name("name", level.name)
    if level.calendar and level.calendar not in known.calendars:
        raise BadCard("calendar", level.calendar, "is no calendar", there_are(known.calendars))
    for target, span in level.targets.items():
        if span <= 0:
            raise BadCard(
                f"targets.{target.word}", span, "is no time to keep a promise in", "give more than nothing"
            )
        if span > LONGEST:
            why = f"ms are more than {LONGEST // DAY} days of open time"
            raise BadCard(f"targets.{target.word}", span, why, f"take {LONGEST} at most")
    check_range("warn", level.warn, 0, WHOLE)
    if not 0 <= level.credit <= MOST_CREDIT:
        why = f"hundredths of a per cent are {level.credit / 100:g} %"
        raise BadCard("credit", level.credit, why, f"take 0 to {MOST_CREDIT}: from nothing to 100 %")
    check_range("priority", level.priority, 0, 1000)
    check_range("order", level.order, 0, 1_000_000)
    for nth, when in enumerate(level.when, 1):
        _check_when(f"when[{nth}]", when, known)


def _check_when(field: str, when: When, known: Known) -> None:
    if when == When():
        raise BadCard(field, "", "names nothing", "name a queue, tag, customer or priority, or take it away")
    if when.queue is not None and when.queue not in known.queues:
        raise BadCard(f"{field}.queue", when.queue, "is no queue", there_are(known.queues))
    for name in ("tag", "customer"):
        value = getattr(when, name)
        if value is not None:
            check_name(f"{field}.{name}", value)
    if when.priority is not None:
        check_range(f"{field}.priority", when.priority, 0, 1000)
