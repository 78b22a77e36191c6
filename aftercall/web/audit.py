"""The audit trail, read."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import AwareDatetime

from aftercall.people.audit import Sought
from aftercall.web import routers
from aftercall.web.bodies import milliseconds
from aftercall.web.caller import Chief, House
from aftercall.web.paging import Limit, next_page
from aftercall.web.people_answers import AuditItem, audit_item

router = routers.asked("/audit", tags=["people"])
Since = Annotated[AwareDatetime | None, Query(description="from this moment on")]
Until = Annotated[AwareDatetime | None, Query(description="before this moment")]


@router.get("", summary="Who did what, the newest first")
async def trail(
    request: Request,
    answer: Response,
    house: House,
    by: Chief,
    who: Annotated[str | None, Query(description="this user, or system user, alone")] = None,
    what: Annotated[str | None, Query(description="begins so: `PUT /users`")] = None,
    since: Since = None,
    until: Until = None,
    failed: Annotated[bool | None, Query(description="refused, or done")] = None,
    after: Annotated[
        int | None, Query(ge=0, lt=1 << 62, description="older than the entry of this id")
    ] = None,
    limit: Limit = 100,
) -> list[AuditItem]:
    """What is asked is put on the trail once it is answered, a moment later."""
    begin = None if since is None else milliseconds(since)
    end = None if until is None else milliseconds(until)
    found = await house.trail.some(Sought(who, what, begin, end, failed, after, limit))
    next_page(request, answer, found[-1].id if len(found) == limit else None)
    return [audit_item(entry) for entry in found]
