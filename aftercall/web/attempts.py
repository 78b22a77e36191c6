"""Attempts: what was tried, and what agents said became of it."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Query

from aftercall.office import NotKnown
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
from aftercall.web.caller import Caller, House
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN, Responses
from aftercall.web.service import Service
from dialer.store.looking import MOST, Which

log = structlog.get_logger(__name__)
router = APIRouter(tags=["attempts"])
AT_HAND: Responses = {
    404: {"model": ErrorBody, "description": "This agent is not known, or has no contact at hand."},
    503: {"model": ErrorBody, "description": "The database is away."},
}


@router.get("/attempts", summary="Attempts, the newest first")
async def all_attempts(
    house: House,
    by: Caller,
    campaign: str | None = None,
    contact: int | None = None,
    agent: str | None = None,
    open: Annotated[bool | None, Query(description="under way, or over")] = None,
    last: Annotated[int, Query(ge=1, le=MOST, description="so many of the newest")] = 50,
) -> list[AttemptItem]:
    found = await house.contacts.some(Which(campaign, contact, agent, open, last))
    return [attempt_item(one) for one in found]


@router.get("/attempts/{id}", summary="One attempt, with its contact, script and form", responses=NOT_KNOWN)
async def one_attempt(id: str, house: House, by: Caller) -> AttemptWhole:
    return attempt_whole(await house.contacts.one(id))


@router.post("/attempts/{id}/disposition", summary="Say what became of it", responses=NOT_TAKEN)
async def dispose(id: str, body: SaidBody, house: House, by: Caller) -> AttemptWhole:
    """It completes the attempt, not the aftercall; said again, what follows for the contact is decided anew."""
    whole = await house.contacts.say(id, body.said(), by)
    log.info("disposition", attempt=id, disposition=body.disposition, by=by.name)
    return attempt_whole(whole, house.contacts.closed(whole.contact))


# --- an agent's own ----------------------------------------------------------------------------------------------


@router.get(
    "/agents/{code}/contact",
    summary="The contact he is shown, talks with, or has in his aftercall",
    responses=AT_HAND,
)
async def at_hand(code: str, house: House, by: Caller) -> ContactAtHand:
    _must_be_known(house, code)
    found = house.contacts.at_hand(code)
    return contact_at_hand(found, await house.contacts.one(found.attempt))


@router.post(
    "/agents/{code}/disposition", summary="Say what became of his contact", responses=NOT_TAKEN | AT_HAND
)
async def dispose_his(code: str, body: SaidBody, house: House, by: Caller) -> AttemptWhole:
    """Of the contact at hand, as long as its aftercall lasts; later by the attempt."""
    _must_be_known(house, code)
    return await dispose(house.contacts.at_hand(code).attempt, body, house, by)


def _must_be_known(house: Service, code: str) -> None:
    if code not in house.floor.agents:
        raise NotKnown("agent", code, house.floor.agents)
