"""Recordings: which calls of a day were recorded, and whether the file is still there. Playing them is not for this place."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from acd.store.day import bounds
from acd.store.recordings import Recording
from aftercall.office.errors import database
from aftercall.web.answers import RecordingItem
from aftercall.web.caller import House, Player
from aftercall.web.days import Date, today
from aftercall.web.masking import recording_seen
from aftercall.web.reaching import within

router = APIRouter(prefix="/recordings", tags=["recordings"])
Queue = Annotated[str | None, Query(description="of this queue only")]
Agent = Annotated[str | None, Query(description="of this agent only")]


@router.get("", summary="Recorded calls of one day")
async def recordings(
    house: House, by: Player, date: Date = None, queue: Queue = None, agent: Agent = None
) -> list[RecordingItem]:
    """Within reach, by when they were answered, midnight to midnight in the site's zone, oldest first."""
    begin, end = bounds(date or today(house.desk.now(), house.zone), house.zone)
    if queue is not None:
        within(by, queue)
    with database():
        found = await house.reports.recordings(begin, end, queue, agent)
    found = [one for one in found if by.reaches(one.queue)]
    there = None
    if house.shelf is not None:
        there = await asyncio.to_thread(house.shelf.there, [one.recording for one in found])
    return [recording_seen(by, item(one, there)) for one in found]


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
