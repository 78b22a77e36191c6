"""The floor as a whole: everything now, how the daemon stands, what Asterisk holds otherwise, and the events as they happen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import Drift, ErrorBody, Health, State
from aftercall.web.caller import Configurer, Follower, House, Seer
from aftercall.web.hub import Hub
from aftercall.web.masking import agent_seen, event_seen, queue_seen

router = routers.asked(tags=["floor"])
AWAY = {503: {"model": ErrorBody, "description": "Asterisk is not there."}}


@router.get("/state", summary="Everything now")
async def state(house: House, by: Seer) -> State:
    """Queues and campaigns within reach. Each board names in `seq` the last event that it contains: go on with
    `/events?after=` that number."""
    return State(
        agents=tuple(agent_seen(by, board) for board in house.agents()),
        queues=tuple(queue_seen(by, board) for board in house.queues() if by.reaches(board.code)),
        campaigns=tuple(board for board in house.campaigns() if by.reaches(board.code)),
        daemon=house.hub.daemon,
    )


@router.get("/health", summary="Is every part there?")
async def health(house: House, by: Seer) -> Health:
    parts = tuple(house.parts())
    away = any(part.state == "away" for part in parts)
    return Health(
        state="away" if away else "ok",
        version=house.site.version,
        site=house.site.name,
        at=house.desk.now(),
        since=house.site.run,
        events=house.hub.seq,
        parts=parts,
    )


@router.get("/drift", summary="What Asterisk holds otherwise than it should", responses=AWAY)  # type: ignore[arg-type]
async def drift(house: House, by: Configurer) -> Drift:
    return Drift(drift=tuple(await house.office.drift()))


@router.post("/provision", summary="Write everything into Asterisk again", responses=AWAY)  # type: ignore[arg-type]
async def provision(house: House, by: Configurer) -> Drift:
    """The answer is what was otherwise before."""
    return Drift(drift=tuple(await house.office.provision()))


@router.get(
    "/events",
    summary="Events as they happen",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/x-ndjson": {}}, "description": "One event a line, as MQTT tells it."}
    },
)
async def events(
    house: House,
    by: Follower,
    replay: Annotated[int, Query(ge=0, description="how many of the last events come first")] = 0,
    after: Annotated[int | None, Query(ge=0, description="begin after the event of this number")] = None,
) -> StreamingResponse:
    """A line of kind `gap` says how many events were not sent to a listener who was too slow, or came too late."""
    return StreamingResponse(lines(house.hub, by, replay, after), media_type="application/x-ndjson")


async def lines(hub: Hub, by: Asker, replay: int, after: int | None) -> AsyncIterator[str]:
    async with aclosing(hub.listen(replay, after)) as pieces:
        async for piece in pieces:
            if seen := [line for one in piece if (line := event_seen(by, one)) is not None]:
                yield "\n".join(seen) + "\n"
