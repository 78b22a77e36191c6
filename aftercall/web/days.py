"""An agent's day: intervals, what they add up to, and a supervisor's corrections, which overwrite nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Query

from acd.core.moment import DAY, Moment
from acd.store.day import Day, bounds, columns
from acd.store.errors import BadCard
from acd.store.interval import Correction, Interval
from aftercall.office.errors import database
from aftercall.office.nouns import AGENTS
from aftercall.people.rights import Right
from aftercall.reporting.answer import CorrectionItem
from aftercall.web import routers
from aftercall.web.answers import (
    ColumnsItem,
    DayItem,
    FaultItem,
    IntervalItem,
    SessionItem,
    SumItem,
)
from aftercall.web.bodies import CorrectionBody, milliseconds
from aftercall.web.caller import House, OfAttempts, Steerer
from aftercall.web.reaching import over
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service

router = routers.asked("/agents/{code}", tags=["days"])
LONGEST = 7 * DAY
Date = Annotated[
    dt.date | None, Query(description="YYYY-MM-DD in the site's zone; today, if it is not given")
]


@router.get("/day", summary="One day of an agent", responses=NOT_KNOWN)
async def day(code: str, house: House, by: OfAttempts, date: Date = None) -> DayItem:
    """Midnight to midnight in the site's zone, today up to now."""
    over(house, by, code, Right.REPORTS)
    now = house.desk.now()
    date = date or today(now, house.zone)
    with database():
        found = await house.reports.day(code, date, house.zone, now)
    if not found.sums:  # of somebody who was never here there is no day; of one who was removed there is
        await house.office.one(AGENTS, code)
    return item(house, found, date)


@router.get("/corrections", summary="What supervisors said of an agent's time", responses=NOT_KNOWN)
async def all_corrections(
    code: str,
    house: House,
    by: OfAttempts,
    from_: Annotated[dt.date | None, Query(alias="from", description="the first day; today")] = None,
    to: Annotated[dt.date | None, Query(description="the last day, included; the first")] = None,
) -> list[CorrectionItem]:
    """In the order in which they were given; what was recorded is not changed by them."""
    over(house, by, code, Right.REPORTS)
    first = from_ or today(house.desk.now(), house.zone)
    begin, end = bounds(first, house.zone)[0], bounds(max(first, to or first), house.zone)[1]
    with database():
        found = await house.reports.corrections(code, begin, end)
    return [CorrectionItem.model_validate(plain(one)) for one in found]


@router.post("/corrections", summary="Correct a span of an agent's day", responses=NOT_TAKEN)
async def correct(code: str, body: CorrectionBody, house: House, by: Steerer) -> CorrectionItem:
    """A new entry, by you; what was recorded stays."""
    over(house, by, code)
    await house.office.one(AGENTS, code)
    correction = Correction(
        agent=code,
        begin=milliseconds(body.begin),
        end=milliseconds(body.end),
        state=body.state,
        type=body.type,
        by=by.name,
        why=body.why,
        at=house.desk.now(),
    )
    _check(house, correction)
    with database():
        await house.reports.correct(correction)
    return CorrectionItem.model_validate(plain(correction))


def _check(house: Service, one: Correction) -> None:
    """What the store cannot know. Raises BadCard."""
    if one.end > one.at:
        raise BadCard("end", one.end, "has not been yet", "correct what is over")
    if one.end - one.begin > LONGEST:
        raise BadCard("end", one.end, "is more than 7 days after begin", "correct it in parts")
    if one.type is not None and one.type not in house.floor.types:
        raise BadCard("type", one.type, "is not known", f"there are {', '.join(sorted(house.floor.types))}")


def today(now: Moment, zone: str) -> dt.date:
    return dt.datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date()


def item(house: Service, day: Day, date: dt.date) -> DayItem:
    counted = columns(day.intervals, house.floor.types)
    return DayItem(
        agent=day.agent,
        date=date,
        zone=house.zone,
        begin=day.begin,
        end=day.end,
        right=not day.faults,
        intervals=tuple(interval(part) for part in day.intervals),
        recorded=tuple(interval(part) for part in day.recorded) if day.corrections else (),
        sums=tuple(
            SumItem(state=s, type=t, sum_ms=span) for (s, t), span in sorted(day.sums.items(), key=str)
        ),
        columns=ColumnsItem(
            logged_in_ms=counted.logged_in,
            working_ms=counted.working,
            breaks_ms=counted.breaks,
            handling_ms=counted.handling,
            holds_ms=dict(counted.holds),
        ),
        sessions=tuple(
            SessionItem(session=s.session, begin=s.begin, end=s.end, length_ms=s.length, sum_ms=s.sum)
            for s in day.sessions
        ),
        corrections=tuple(CorrectionItem.model_validate(plain(c)) for c in day.corrections),
        faults=tuple(FaultItem(at=f.at, what=f.what, text=f.text) for f in day.faults),
    )


def interval(part: Interval) -> IntervalItem:
    return IntervalItem.model_validate({**plain(part), "length_ms": part.length})


def plain(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
