"""Levels: what is promised (SLA), in which order they are asked, and how many promises were kept."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Annotated, Any, Final

import structlog
from fastapi import Query

from acd.core.calendar_card import YEARS
from acd.core.level import Level, Target, choose, in_order
from acd.core.moment import Moment
from acd.core.promise import begin, hours_of
from acd.store.day import bounds
from acd.store.errors import BadCard
from acd.store.level_rows import targets_told, when_told
from acd.store.promise_sums import PromiseSum
from aftercall.office.errors import NotKnown, database
from aftercall.office.nouns import LEVELS, QUEUES
from aftercall.web import routers
from aftercall.web.answers import Removed, as_dict
from aftercall.web.caller import Configurer, House, Reporter, Seer
from aftercall.web.days import today
from aftercall.web.level_answers import (
    ChosenItem,
    LevelBody,
    LevelItem,
    OrderBody,
    PromiseAhead,
    PromiseSumItem,
    PromiseSums,
    SavedLevel,
)
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked(tags=["levels"])

MOST_DAYS: Final = 3660
"""Ten years."""
COUNTED: Final = ("kept", "broken", "late", "dropped", "credit")


def item(level: Level) -> dict[str, Any]:
    found = as_dict(level, *LevelItem.model_fields)
    return found | {"targets": targets_told(level), "when": [when_told(one) for one in level.when]}


def _sorted(levels: tuple[Level, ...]) -> list[Level]:
    """As they are asked; those that are out of use in their places too."""
    return sorted(levels, key=lambda level: (level.order, level.code))


@router.get("/levels", summary="All levels, in the order in which they are asked")
async def all_levels(house: House, by: Seer) -> list[LevelItem]:
    return [LevelItem.model_validate(item(one)) for one in _sorted((await house.office.all()).levels)]


@router.get("/levels/{code}", summary="One level", responses=NOT_KNOWN)
async def one_level(code: str, house: House, by: Seer) -> LevelItem:
    return LevelItem.model_validate(item(await house.office.one(LEVELS, code)))


@router.put("/levels/{code}", summary="Make a level, or change what is sent", responses=NOT_TAKEN)
async def put_level(code: str, body: LevelBody, house: House, by: Configurer) -> SavedLevel:
    """What runs is computed anew, and that is recorded."""
    saved = await house.office.change_level(code, body.changes())
    log.info("level", code=code, done=saved.done, by=by.name)
    found = {**item(saved.card), "done": saved.done, "warning": saved.warning or None}
    return SavedLevel.model_validate(found)


@router.delete("/levels/{code}", summary="Remove a level", responses=IN_USE)
async def delete_level(code: str, house: House, by: Configurer) -> Removed:
    """What was promised by it is computed anew by the level that is next."""
    removed = await house.office.remove(LEVELS, code)
    log.info("level", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)


@router.post("/levels/order", summary="Say which level is asked first", responses=NOT_TAKEN)
async def order_levels(body: OrderBody, house: House, by: Configurer) -> list[LevelItem]:
    known = {level.code: level for level in _sorted((await house.office.all()).levels)}
    for code in body.levels:
        if code not in known:
            raise NotKnown("level", code, known)
    rest = [code for code in known if code not in body.levels]
    for place, code in enumerate([*dict.fromkeys(body.levels), *rest], 1):
        if known[code].order != place:
            await house.office.change_level(code, {"order": place})
    log.info("levels", order=body.levels, by=by.name)
    return await all_levels(house, by)


@router.get("/promises/level", summary="Which level would an item get", responses=NOT_KNOWN)
async def which_level(
    house: House,
    by: Seer,
    queue: str,
    tag: Annotated[list[str] | None, Query()] = None,
    customer: Annotated[list[str] | None, Query(description="his level's word, his key")] = None,
    priority: int = 0,
) -> ChosenItem:
    """And what would be promised to it, if it came now."""
    cards = await house.office.all()
    card = (await house.office.one(QUEUES, queue)).card
    said = {"queue": queue, "tags": tag or [], "customer": tuple(customer or ()), "priority": priority}
    found = choose(cards.levels, **said)  # type: ignore[arg-type]
    asked = in_order(cards.levels)
    passed = asked if found is None else asked[: asked.index(found)]
    now = house.desk.now()
    return ChosenItem(
        at=now,
        level=None if found is None else LevelItem.model_validate(item(found)),
        passed=tuple(level.code for level in passed),
        calendar="" if found is None else found.calendar or card.calendar,
        promises=() if found is None else _ahead(house, found, card.calendar, now),
    )


def _ahead(house: Service, level: Level, calendar: str, now: Moment) -> tuple[PromiseAhead, ...]:
    hours = hours_of(level, calendar, house.floor.calendars)
    made = [begin(target, level, hours, now) for target in Target]
    return tuple(
        PromiseAhead.model_validate(
            {
                "target": one.target.word,
                "span_ms": one.span,
                "warn": one.warn_at,
                "reached": one.reached,
                "due": one.due,
            }
        )
        for one in made
        if one is not None
    )


@router.get("/promises/sums", summary="Promises kept and broken, by day", responses=NOT_TAKEN)
async def sums(
    house: House,
    by: Reporter,
    first: Annotated[dt.date | None, Query(alias="from", description="today, if it is not given")] = None,
    to: Annotated[dt.date | None, Query(description="the last day; `from`, if it is not given")] = None,
    level: str | None = None,
    queue: str | None = None,
) -> PromiseSums:
    """Days of the site's zone. A promise counts on the day that decided it: kept in time, broken, or dropped."""
    begin_day = first or today(house.desk.now(), house.zone)
    last = to or begin_day
    edges, days = await asyncio.to_thread(_edges, begin_day, last, house.zone)
    within = None if by.reach is None else sorted(by.reach)
    if queue is not None:
        within = [queue] if by.reaches(queue) else []
    with database():
        found = await house.reports.promises(edges, within)
    rows = [one for one in found if level is None or one.level == level]
    return PromiseSums.model_validate(
        {
            "zone": house.zone,
            "first": str(begin_day),
            "last": str(last),
            **{name: sum(getattr(one, name) for one in rows) for name in COUNTED},
            "rows": [_row(one, days) for one in rows],
        }
    )


def _row(one: PromiseSum, days: dict[Moment, str]) -> PromiseSumItem:
    told = as_dict(one, "level", "queue", "target", *COUNTED)
    return PromiseSumItem.model_validate({"day": days[one.begin], **told})


def _edges(first: dt.date, last: dt.date, zone: str) -> tuple[list[Moment], dict[Moment, str]]:
    for field, day in (("from", first), ("to", last)):
        if day.year not in YEARS:
            raise BadCard(field, str(day), "is out of reach", f"ask for the years {YEARS[0]} to {YEARS[-1]}")
    count = (last - first).days + 1
    if count < 1:
        raise BadCard("to", str(last), f"is before {first}", "swap them")
    if count > MOST_DAYS:
        raise BadCard("to", str(last), f"is {count} days away", f"ask for at most {MOST_DAYS} at once")
    days = [first + dt.timedelta(days=nth) for nth in range(count)]
    begins = {bounds(day, zone)[0]: str(day) for day in days}
    return [*begins, bounds(last, zone)[1]], begins
