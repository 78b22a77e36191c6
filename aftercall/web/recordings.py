"""Recordings: which calls of a day were recorded, whether the file is still there, until when; and the sound itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import structlog
from fastapi import Header, Query, Request, Response

from acd.core.moment import DAY
from acd.store.day import bounds
from acd.store.recordings import Recording
from aftercall.office.errors import NotKnown, database
from aftercall.people.rights import Asker, Right
from aftercall.web import routers
from aftercall.web.answers import ErrorBody, RecordingItem
from aftercall.web.audio import streamed
from aftercall.web.barred import Barred
from aftercall.web.caller import House, needs, no_right
from aftercall.web.days import Date, today
from aftercall.web.door import address_of
from aftercall.web.masking import recording_seen
from aftercall.web.paging import Limit, Mark, Place, next_page, page
from aftercall.web.reaching import is_his, within
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked("/recordings", tags=["recordings"])
Hearer = Annotated[Asker, needs(Right.PLAY, Right.WORK)]
Queue = Annotated[str | None, Query(description="of this queue only")]
Agent = Annotated[str | None, Query(description="of this agent only")]


@router.get("", summary="Recorded calls of one day")
async def recordings(
    request: Request,
    response: Response,
    house: House,
    by: Hearer,
    date: Date = None,
    queue: Queue = None,
    agent: Agent = None,
    limit: Limit | None = None,
    after: Mark = None,
) -> list[RecordingItem]:
    """Within reach (an agent: of his own calls, where the setting `recording.own` says so), by when they were answered, midnight to
    midnight in the site's zone, oldest first."""
    if not by.may(Right.PLAY):
        agent = _only_own(house, by, agent)
    begin, end = bounds(date or today(house.desk.now(), house.zone), house.zone)
    if queue is not None:
        within(by, queue)
    with database():
        found = await house.reports.recordings(begin, end, queue, agent)
    mine = sorted((one for one in found if _may_list(house, by, one)), key=_place)
    shown, mark = page(mine, _place, limit, after)
    next_page(request, response, mark)
    there = None
    if house.shelf is not None:
        there = await asyncio.to_thread(house.shelf.there, [one.recording for one in shown])
    days = {line.code: line.retention for line in (await house.office.all()).lines}
    return [recording_seen(by, item(one, there, days)) for one in shown]


def _only_own(house: Service, by: Asker, agent: str | None) -> str | None:
    """The agent whose recordings he may list: himself. Raises Barred."""
    if not house.own_recordings or agent not in (None, by.agent):
        raise no_right(by, Right.PLAY)
    return by.agent


def _may_list(house: Service, by: Asker, one: Recording) -> bool:
    within_reach = by.may(Right.PLAY) and by.reaches(one.queue)
    return within_reach or (house.own_recordings and is_his(by, one.agent))


def _place(one: Recording) -> Place:
    return one.answered, f"{one.call}.{one.queue}"


AUDIO: dict[int | str, dict[str, Any]] = {
    200: {"content": {"audio/wav": {}}, "description": "The sound, whole."},
    206: {"content": {"audio/wav": {}}, "description": "The part that was asked for with Range."},
    404: {"model": ErrorBody, "description": "There is no recording of this call."},
    410: {"model": ErrorBody, "description": "It was recorded, and the file is no longer there."},
    416: {"description": "The recording has no such part."},
    503: {"model": ErrorBody, "description": "The daemon cannot look where recordings lie."},
}


@router.get("/{call}/audio", summary="Play one, or save it", response_class=Response, responses=AUDIO)
async def audio(
    call: str,
    request: Request,
    house: House,
    by: Hearer,
    queue: Annotated[str | None, Query(description="where the call was recorded more than once")] = None,
    save: Annotated[bool, Query(description="as a file to be kept")] = False,
    range: Annotated[str | None, Header()] = None,
    if_range: Annotated[str | None, Header()] = None,
) -> Response:
    """Whoever may play recordings, within reach; an agent his own where the setting `recording.own` says so. The right is looked at
    with each part that a player asks for."""
    with database():
        one = await house.reports.recording(call, queue)
    if one is None or not (by.may(Right.PLAY) or is_his(by, one.agent)):
        raise _no_such(by, call)
    _may_play(house, by, one)
    if house.shelf is None:
        raise Barred(
            503, "not-here", "the daemon does not know where recordings lie", "set recording.directory"
        )
    found = await asyncio.to_thread(house.shelf.open, one.recording)
    if found is None:
        why = f"the recording of call {call} is no longer there"
        raise Barred(410, "gone", why, "see how long its queue keeps recordings")
    house.played.note(by, one, address_of(request), saved=save)
    return streamed(found, range, if_range, _name(one, house.zone), save=save)


def _may_play(house: Service, by: Asker, one: Recording) -> None:
    if by.may(Right.PLAY):
        within(by, one.queue)
    elif not house.own_recordings:
        raise Barred(403, "right", "agents do not play recordings here", "ask a supervisor")


def _no_such(by: Asker, call: str) -> Exception:
    """Whether there is one is not for everybody."""
    return NotKnown("recording", call, ()) if by.may(Right.PLAY) else no_right(by, Right.PLAY)


def _name(one: Recording, zone: str) -> str:
    """Nothing of what a caller brought: his number may be anything, and is nobody's business on a desktop."""
    at = datetime.fromtimestamp(one.answered / 1000, ZoneInfo(zone))
    return f"{at:%Y-%m-%d_%H-%M-%S}_{one.queue}_{one.agent or 'nobody'}.wav"


def item(one: Recording, there: frozenset[str] | None, days: Mapping[str, int | None]) -> RecordingItem:
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
        until=_until(one, days.get(one.queue)),
    )


def _until(one: Recording, days: int | None) -> int | None:
    """The look that deletes it is taken once a day, so it may be there a day longer."""
    return None if days is None else one.answered + (one.talked or 0) + days * DAY
