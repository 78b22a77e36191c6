"""An agent's day: intervals, what they add up to, and a supervisor's corrections, which overwrite nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from acd.core.moment import Moment
from acd.store.day import Day, columns
from acd.store.interval import Correction, Interval
from aftercall.office.errors import database
from aftercall.office.nouns import AGENTS
from aftercall.people.rights import Right
from aftercall.web.answers import (
    ColumnsItem,
    CorrectionItem,
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

router = APIRouter(prefix="/agents/{code}", tags=["days"])
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
    with database():
        await house.reports.correct(correction)
    return CorrectionItem.model_validate(plain(correction))


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
