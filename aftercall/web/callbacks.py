"""Promised calls: who is to be called when, by whom; moved and taken back."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime

from acd.core.moment import DAY
from aftercall.office import NotKnown
from aftercall.web.attempt_answers import CallbackSet, PromisedItem, callback_now, promised_item
from aftercall.web.attempt_bodies import CallbackBody
from aftercall.web.bodies import milliseconds
from aftercall.web.caller import Caller, House
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service
from dialer.core.contact import Contact

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/callbacks", tags=["callbacks"])
Which = Annotated[int, Path(description="the contact's id")]
AHEAD = 366 * DAY


@router.get("", summary="Promised calls, the earliest first", responses=NOT_KNOWN)
async def all_callbacks(
    house: House,
    by: Caller,
    campaign: str | None = None,
    agent: Annotated[str | None, Query(description="his own alone")] = None,
    until: Annotated[AwareDatetime | None, Query(description="due until then; else all")] = None,
) -> list[PromisedItem]:
    """Of active lists; those that are due already, too."""
    end = house.desk.now() + AHEAD if until is None else milliseconds(until)
    found = await house.contacts.callbacks(_campaigns(house, campaign), end, agent)
    return [promised_item(one, contact) for one, contact in found]


@router.put("/{contact}", summary="Promise a call, or change the promise", responses=NOT_TAKEN)
async def put_callback(contact: Which, body: CallbackBody, house: House, by: Caller) -> CallbackSet:
    """Opens a finished contact again."""
    person = await house.contacts.promise(contact, body.promise())
    log.info("callback", contact=contact, done="promised", by=by.name)
    return _set(house, person)


@router.delete("/{contact}", summary="Take the promise back", responses=NOT_TAKEN)
async def delete_callback(contact: Which, house: House, by: Caller) -> CallbackSet:
    """He may be called as others are from now on."""
    person = await house.contacts.withdraw(contact)
    log.info("callback", contact=contact, done="withdrawn", by=by.name)
    return _set(house, person)


def _set(house: Service, person: Contact) -> CallbackSet:
    return CallbackSet(
        contact=person.id,
        campaign=person.campaign,
        callback=callback_now(person.callback, person),
        warning=house.contacts.closed(person) or None,
    )


def _campaigns(house: Service, code: str | None) -> list[str]:
    known = house.dialing.room.campaigns
    if code is not None and code not in known:
        raise NotKnown("campaign", code, known)
    return [code] if code is not None else sorted(known)
