"""Recordings: which calls of a day were recorded, and whether the file is still there. Playing them is not for this place."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from acd.store.day import bounds
from acd.store.recordings import Recording
from aftercall.office.errors import database
from aftercall.web.answers import RecordingItem
from aftercall.web.caller import Caller, House
from aftercall.web.days import Date, today

router = APIRouter(prefix="/recordings", tags=["recordings"])
Queue = Annotated[str | None, Query(description="of this queue only")]
Agent = Annotated[str | None, Query(description="of this agent only")]


@router.get("", summary="Recorded calls of one day")
async def recordings(
    house: House, by: Caller, date: Date = None, queue: Queue = None, agent: Agent = None
) -> list[RecordingItem]:
    """By when they were answered, midnight to midnight in the site's zone, oldest first."""
    begin, end = bounds(date or today(house.desk.now(), house.zone), house.zone)
    with database():
        found = await house.reports.recordings(begin, end, queue, agent)
    there = None
    if house.shelf is not None:
        there = await asyncio.to_thread(house.shelf.there, [one.recording for one in found])
    return [item(one, there) for one in found]


def item(one: Recording, there: frozenset[str] | None) -> RecordingItem:
    return RecordingItem(
        answered=one.answered,
        queue=one.queue,
        agent=one.agent,
        number=one.number,
        name=one.name,
        call=one.call,
        length_ms=one.talked,
        file=one.recording,
        exists=None if there is None else one.recording in there,
    )
