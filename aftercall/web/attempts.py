"""Attempts: what was tried, and what agents said became of it."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Query, Request, Response

from acd.core.heard import Person
from aftercall.office import NotKnown
from aftercall.people.rights import Asker, Right
from aftercall.web import routers
from aftercall.web.answers import ErrorBody
from aftercall.web.attempt_answers import (
    AttemptItem,
    AttemptWhole,
    ContactAtHand,
    attempt_item,
    attempt_whole,
    contact_at_hand,
)
from aftercall.web.attempt_bodies import SaidBody
from aftercall.web.caller import Handler, House, OfAttempts, OfContacts, no_right
from aftercall.web.masking import attempt_seen
from aftercall.web.paging import next_page
from aftercall.web.reaching import at_hand_of, is_his, over, whose, within
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN, Responses
from aftercall.web.service import Service
from dialer.store.looking import MOST, Which, Whole

log = structlog.get_logger(__name__)
router = routers.asked(tags=["attempts"])
AT_HAND: Responses = {
    404: {"model": ErrorBody, "description": "This agent is not known, or has no contact at hand."},
    503: {"model": ErrorBody, "description": "The database is away."},
}


@router.get("/attempts", summary="Attempts, the newest first")
async def all_attempts(
    request: Request,
    response: Response,
    house: House,
    by: OfAttempts,
    campaign: str | None = None,
    contact: Annotated[int | None, Query(ge=1, lt=1 << 62)] = None,
    agent: str | None = None,
    open: Annotated[bool | None, Query(description="under way, or over")] = None,
    last: Annotated[int, Query(ge=1, le=MOST, description="so many of the newest")] = 50,
    limit: Annotated[int | None, Query(ge=1, le=MOST, description="the same as `last`")] = None,
    after: Annotated[
        str | None, Query(max_length=100, description="those that come after this attempt")
    ] = None,
) -> list[AttemptItem]:
    """An agent's own; to whoever reports, all of campaigns within reach."""
    if campaign is not None:
        within(by, campaign, "campaign")
    agent, reach = whose(by, agent, Right.REPORTS), by.reach if by.may(Right.REPORTS) else None
    most = limit or last
    found = await house.contacts.some(Which(campaign, contact, agent, open, most, reach, after))
    next_page(request, response, found[-1].attempt.id if len(found) == most else None)
    return [attempt_seen(by, attempt_item(one)) for one in found]


@router.get("/attempts/{id}", summary="One attempt, with its contact, script and form", responses=NOT_KNOWN)
async def one_attempt(id: str, house: House, by: OfAttempts) -> AttemptWhole:
    found = await house.contacts.one(id)
    _reached(house, by, found, Right.REPORTS)
    return attempt_seen(by, attempt_whole(found))


@router.post("/attempts/{id}/disposition", summary="Say what became of it", responses=NOT_TAKEN)
async def dispose(id: str, body: SaidBody, house: House, by: OfContacts) -> AttemptWhole:
    """It completes the attempt, not the aftercall; said again, what follows for the contact is decided anew."""
    _reached(house, by, await house.contacts.one(id), Right.STEER, Right.CAMPAIGNS)
    whole = await house.contacts.say(id, body.said(), Person(by.name))
    log.info("disposition", attempt=id, disposition=body.disposition, by=by.name)
    return attempt_whole(whole, house.contacts.closed(whole.contact))


# --- an agent's own ----------------------------------------------------------------------------------------------


@router.get(
    "/agents/{code}/contact",
    summary="The contact he is shown, talks with, or has in his aftercall",
    responses=AT_HAND,
)
async def at_hand(code: str, house: House, by: Handler) -> ContactAtHand:
    over(house, by, code)
    _must_be_known(house, code)
    found = house.contacts.at_hand(code)
    return contact_at_hand(found, await house.contacts.one(found.attempt))


@router.post(
    "/agents/{code}/disposition", summary="Say what became of his contact", responses=NOT_TAKEN | AT_HAND
)
async def dispose_his(code: str, body: SaidBody, house: House, by: Handler) -> AttemptWhole:
    """Of the contact at hand, as long as its aftercall lasts; later by the attempt."""
    over(house, by, code)
    _must_be_known(house, code)
    return await dispose(house.contacts.at_hand(code).attempt, body, house, by)


def _reached(house: Service, by: Asker, whole: Whole, *rights: Right) -> None:
    """It is his own, or within the reach of one of these rights. Raises Barred."""
    attempt = whole.attempt
    if is_his(by, attempt.agent) or at_hand_of(house, by) == attempt.id:
        return
    if not any(by.may(right) for right in rights):
        raise no_right(by, *rights)
    within(by, attempt.campaign, "campaign")


def _must_be_known(house: Service, code: str) -> None:
    if code not in house.floor.agents:
        raise NotKnown("agent", code, house.floor.agents)
