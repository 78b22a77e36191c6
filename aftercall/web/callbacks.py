"""Promised calls: who is to be called when, by whom; moved and taken back."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Path, Query, Request, Response
from pydantic import AwareDatetime

from acd.core.moment import DAY
from aftercall.office import NotKnown
from aftercall.people.rights import Asker, Right
from aftercall.web import routers
from aftercall.web.attempt_answers import CallbackSet, PromisedItem, callback_now, promised_item
from aftercall.web.attempt_bodies import CallbackBody
from aftercall.web.bodies import milliseconds
from aftercall.web.caller import WHOEVER, House, OfContacts, no_right
from aftercall.web.paging import Limit, Mark, Place, next_page, page
from aftercall.web.reaching import at_hand_of, is_his, whose, within
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service
from dialer.core.contact import Contact
from dialer.store.callbacks import Promised

log = structlog.get_logger(__name__)
router = routers.asked("/callbacks", tags=["callbacks"])
Which = Annotated[int, Path(ge=1, lt=1 << 62, description="the contact's id")]
AHEAD = 366 * DAY


@router.get("", summary="Promised calls, the earliest first", responses=NOT_KNOWN)
async def all_callbacks(
    request: Request,
    response: Response,
    house: House,
    by: OfContacts,
    campaign: str | None = None,
    agent: Annotated[str | None, Query(description="his own alone")] = None,
    until: Annotated[AwareDatetime | None, Query(description="due until then; else all")] = None,
    limit: Limit | None = None,
    after: Mark = None,
) -> list[PromisedItem]:
    """An agent's own; else all within reach. Of active lists; those that are due already, too."""
    end = house.desk.now() + AHEAD if until is None else milliseconds(until)
    agent = whose(by, agent, Right.STEER, Right.CAMPAIGNS)
    found = await house.contacts.callbacks(_campaigns(house, by, campaign), end, agent)
    found.sort(key=_place)
    shown, mark = page(found, _place, limit, after)
    next_page(request, response, mark)
    return [promised_item(one, contact) for one, contact in shown]


def _place(promised: tuple[Promised, Contact]) -> Place:
    return promised[0].due, str(promised[1].id)


@router.put("/{contact}", summary="Promise a call, or change the promise", responses=NOT_TAKEN)
async def put_callback(contact: Which, body: CallbackBody, house: House, by: OfContacts) -> CallbackSet:
    """Opens a finished contact again."""
    await _reached(house, by, contact)
    person = await house.contacts.promise(contact, body.promise())
    log.info("callback", contact=contact, done="promised", by=by.name)
    return _set(house, person)


@router.delete("/{contact}", summary="Take the promise back", responses=NOT_TAKEN)
async def delete_callback(contact: Which, house: House, by: OfContacts) -> CallbackSet:
    """He may be called as others are from now on."""
    await _reached(house, by, contact)
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


async def _reached(house: Service, by: Asker, contact: int) -> None:
    """He made the promise, or has the contact at hand; or plans or steers within reach. Raises Barred."""
    person = await house.contacts.person(contact)
    if person.callback is not None and is_his(by, person.callback.agent):
        return
    if by.may(Right.WORK) and (by.agent == WHOEVER or await _at_hand(house, by) == contact):
        return
    if not (by.may(Right.STEER) or by.may(Right.CAMPAIGNS)):
        raise no_right(by, Right.STEER, Right.CAMPAIGNS)
    within(by, person.campaign, "campaign")


async def _at_hand(house: Service, by: Asker) -> int | None:
    """The contact's id."""
    attempt = at_hand_of(house, by)
    return None if attempt is None else (await house.contacts.one(attempt)).attempt.contact


def _campaigns(house: Service, by: Asker, code: str | None) -> list[str]:
    known = house.dialing.room.campaigns
    if code is not None and code not in known:
        raise NotKnown("campaign", code, known)
    if code is not None:
        within(by, code, "campaign")
    return [one for one in sorted(known) if by.reaches(one)] if code is None else [code]
