"""Calendars: when queues and numbers are open, and open time counted."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

import structlog
from fastapi import Query

from acd.almanac import calendar_of, countries
from acd.core import hours
from acd.core.calendar import Calendar, ever_opens
from acd.core.calendar_card import SiteCalendar, beyond_holidays, card_of, table_of
from acd.core.calendar_fields import CalendarError
from acd.core.moment import DAY, Span
from acd.store.errors import BadCalendar
from aftercall.office.everything import Everything
from aftercall.office.nouns import CALENDARS, living, users_of_calendar
from aftercall.web import routers
from aftercall.web.answers import Removed
from aftercall.web.bodies import CalendarBody
from aftercall.web.calendar_ahead import ahead, moment, written
from aftercall.web.calendar_answers import (
    AheadItem,
    BetweenItem,
    CalendarItem,
    ChangeItem,
    CountryItem,
    DueItem,
    NowItem,
    SavedCalendar,
)
from aftercall.web.caller import Configurer, House, Seer
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked(tags=["calendars"])

LONGEST: Final = 400
"""Days ahead."""

LARGEST: Final[Span] = 10 * 366 * DAY

At = Annotated[
    str, Query(description="ISO 8601; without a zone by the calendar's clock", examples=["2026-11-20T16:00"])
]
MaybeAt = Annotated[str | None, Query(description="ISO 8601; without a zone by the calendar's clock")]
Days = Annotated[int, Query(ge=1, le=LONGEST)]


def item(house: Service, one: SiteCalendar, cards: Everything) -> dict[str, Any]:
    table, calendar = table_of(one.card), living(one, house.desk.now())
    change = hours.next_change(calendar, house.desk.now())
    return {
        "code": one.code,
        "name": one.card.name,
        **{name: table[name] for name in ("zone", "week", "holidays")},
        "days": [
            {"date": day.get("date"), "first": day.get("from"), "to": day.get("to")}
            | {name: day[name] for name in ("name", "hours")}
            for day in table["days"]
        ],
        "open": hours.is_open(calendar, house.desk.now()),
        "next_change": None if change is None else change.at,
        "ever_opens": ever_opens(calendar),
        "used_by": users_of_calendar(cards, one.code),
    }


@router.get("/calendars", summary="All calendars")
async def all_calendars(house: House, by: Seer) -> list[CalendarItem]:
    cards = await house.office.all()
    return [CalendarItem.model_validate(item(house, one, cards)) for one in cards.calendars]


@router.get("/calendars/{code}", summary="One calendar", responses=NOT_KNOWN)
async def one_calendar(code: str, house: House, by: Seer) -> CalendarItem:
    one = await house.office.one(CALENDARS, code)
    return CalendarItem.model_validate(item(house, one, await house.office.all()))


@router.put("/calendars/{code}", summary="Make a calendar, or change what is sent", responses=NOT_TAKEN)
async def put_calendar(code: str, body: CalendarBody, house: House, by: Configurer) -> SavedCalendar:
    """What is open by it opens or closes at once."""
    changes = body.changes()
    saved = await house.office.change_calendar(code, changes)
    log.info("calendar", code=code, done=saved.done, by=by.name)
    found = item(house, saved.card, await house.office.all())
    return SavedCalendar.model_validate({**found, "done": saved.done, "warning": saved.warning or None})


@router.delete("/calendars/{code}", summary="Remove a calendar that nothing is open by", responses=IN_USE)
async def delete_calendar(code: str, house: House, by: Configurer) -> Removed:
    removed = await house.office.remove(CALENDARS, code)
    log.info("calendar", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)


@router.post("/calendars/try", summary="What a calendar would say; nothing is stored", responses=NOT_TAKEN)
async def try_calendar(body: CalendarBody, house: House, by: Configurer, days: Days = 14) -> AheadItem:
    try:
        card = card_of(body.changes())
        calendar = await asyncio.to_thread(calendar_of, card)
    except CalendarError as bad:
        raise BadCalendar(bad) from bad
    return await asyncio.to_thread(ahead, calendar, house.desk.now(), days)


@router.get("/holidays", summary="Countries whose holidays are known, with their regions")
async def all_countries(house: House, by: Seer) -> list[CountryItem]:
    known = await asyncio.to_thread(countries)
    return [CountryItem(country=country, regions=regions) for country, regions in known]


# --- questions ---------------------------------------------------------------------------------------------------


async def _asked(house: Service, code: str) -> Calendar:
    """With the holidays of all years."""
    one = await house.office.one(CALENDARS, code)
    try:
        return await asyncio.to_thread(calendar_of, one.card)
    except CalendarError as bad:
        raise BadCalendar(bad) from bad


@router.get("/calendars/{code}/now", summary="Is it open, and when next", responses=NOT_KNOWN)
async def now(code: str, house: House, by: Seer, at: MaybeAt = None) -> NowItem:
    calendar = await _asked(house, code)
    then = house.desk.now() if at is None else moment(calendar, at, "at")
    change = hours.next_change(calendar, then)
    return NowItem(
        at=then,
        local=written(calendar, then),
        zone=calendar.zone,
        open=hours.is_open(calendar, then),
        next_opening=hours.next_opening(calendar, then),
        next_change=None if change is None else change.at,
    )


@router.get("/calendars/{code}/between", summary="The open time between two moments", responses=NOT_KNOWN)
async def between(
    code: str, house: House, by: Seer, first: Annotated[str, Query(alias="from")], to: At
) -> BetweenItem:
    """Negative if `to` is the earlier."""
    calendar = await _asked(house, code)
    start, end = moment(calendar, first, "from"), moment(calendar, to, "to")
    open_ms = await asyncio.to_thread(hours.open_between, calendar, start, end)
    return BetweenItem(start=start, end=end, open_ms=open_ms)


@router.get("/calendars/{code}/due", summary="When a promise is due", responses=NOT_KNOWN)
async def due(
    code: str,
    house: House,
    by: Seer,
    received: At,
    target: Annotated[int, Query(ge=1, le=LARGEST, description="ms of open time")],
    at: MaybeAt = None,
) -> DueItem:
    """With `at` also how old it is then, and whether it is broken."""
    calendar = await _asked(house, code)
    since = moment(calendar, received, "received")
    passed = await asyncio.to_thread(hours.after_open, calendar, since, target)
    told: dict[str, Any] = {
        "received": since,
        "target_ms": target,
        "reached": passed.reached,
        "due": passed.due,
    }
    told["warning"] = beyond_holidays(calendar, passed.due or passed.reached) or None
    if at is not None:
        then = moment(calendar, at, "at")
        age = await asyncio.to_thread(hours.open_between, calendar, since, then)
        told |= {"at": then, "age_ms": age, "left_ms": target - age, "breached": age > target}
    return DueItem.model_validate(told)


@router.get("/calendars/{code}/changes", summary="Every opening and closing to come", responses=NOT_KNOWN)
async def changes(
    code: str,
    house: House,
    by: Seer,
    first: Annotated[str | None, Query(alias="from")] = None,
    days: Days = 14,
) -> list[ChangeItem]:
    """The first is what holds at the beginning."""
    calendar = await _asked(house, code)
    start = house.desk.now() if first is None else moment(calendar, first, "from")
    return list((await asyncio.to_thread(ahead, calendar, start, days)).changes)


@router.get(
    "/calendars/{code}/ahead", summary="The days to come, and the year's holidays", responses=NOT_KNOWN
)
async def days_ahead(code: str, house: House, by: Seer, days: Days = 14) -> AheadItem:
    return await asyncio.to_thread(ahead, await _asked(house, code), house.desk.now(), days)
