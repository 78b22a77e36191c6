"""Contacts: looked for, looked at with what was tried, exported, erased."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

import structlog
from fastapi import Path, Query, Request, Response

from acd.board.fields import Instant, Text
from aftercall.contacts.cabinet import COUNTED, one_number
from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import Answer, ErrorBody
from aftercall.web.attempt_answers import AttemptItem, ContactNow, attempt_items, contact_now
from aftercall.web.barred import Barred
from aftercall.web.caller import House, Planner
from aftercall.web.guard import note
from aftercall.web.paging import Limit, next_page
from aftercall.web.reaching import within
from aftercall.web.responses import NOT_KNOWN, Responses
from aftercall.web.service import Service
from aftercall.web.upload_bodies import EraseBody
from aftercall.web.wrong_body import COUNTRY
from dialer.core.contact import Standing
from dialer.store.browsing import Leaf, Sought
from dialer.store.looking import MOST, Which

log = structlog.get_logger(__name__)
router = routers.asked("/contacts", tags=["contacts"])
Id = Annotated[int, Path(ge=1, lt=1 << 62, description="the contact's id")]
ERASED: Responses = NOT_KNOWN | {
    409: {
        "model": ErrorBody,
        "description": "He is being called now, or nobody said yes. Nothing was changed.",
    }
}


class ContactItem(ContactNow):
    """`why`: for what reason it is finished or removed. `tried`: attempts; `last`: when the last one began, and how it ended."""

    campaign: str
    list_name: Text
    priority: int
    why: Text
    tried: int
    last: Instant | None
    last_outcome: str | None
    last_disposition: Text | None


class ConsentNow(Answer):
    source: Text
    at: Instant | None
    basis: Text


class ContactWhole(ContactItem):
    """With all attempts, oldest first. `load`, `row`: where it is from; `elsewhere`: other contacts that have one of its numbers."""

    load: int
    row: int
    consent: ConsentNow | None
    attempts: tuple[AttemptItem, ...]
    elsewhere: int


class ContactCount(Answer):
    """`more`: there are more than are counted."""

    count: int
    more: bool


class Erased(Answer):
    done: Literal["erased"] = "erased"
    contact: int


def values(one: Leaf) -> dict[str, Any]:
    person = one.contact
    return dict(contact_now(person)) | {
        "campaign": person.campaign,
        "list_name": one.list_name,
        "priority": person.priority,
        "why": one.why,
        "tried": one.tried,
        "last": one.last,
        "last_outcome": one.last_outcome,
        "last_disposition": one.last_disposition,
    }


async def reached(by: Asker, house: Service, which: int) -> Leaf:
    found = await house.cabinet.contact(which)
    within(by, found.contact.campaign, "campaign")
    return found


Campaign = Annotated[str | None, Query(description="of this one alone")]
List = Annotated[int | None, Query(alias="list", ge=1, lt=1 << 62)]
StandingWord = Literal["open", "out", "finished", "removed"]
Number = Annotated[
    str, Query(max_length=40, description="a whole number with + (or with `region`), or some of its digits")
]
Name = Annotated[str, Query(max_length=100, description="part of it")]
Region = Annotated[str | None, Query(pattern=COUNTRY)]


def sought(
    by: Asker,
    campaign: str | None,
    list_: int | None,
    standing: str | None,
    number: str,
    name: str,
    region: str | None,
) -> Sought:
    if campaign is not None:
        within(by, campaign, "campaign")
    return Sought(
        campaigns=None if by.reach is None else sorted(by.reach),
        campaign=campaign,
        list=list_,
        standing=Standing(standing) if standing else None,
        digits=_digits(number, region),
        name=" ".join(name.split()),
    )


def _digits(text: str, region: str | None) -> str:
    text = text.strip()
    if text.startswith("+") or region is not None:
        return one_number(text, region, "number")
    return "".join(filter(str.isdecimal, text))


@router.get("", summary="Contacts, in the order they were loaded")
async def all_contacts(
    house: House,
    by: Planner,
    request: Request,
    response: Response,
    campaign: Campaign = None,
    list_: List = None,
    standing: StandingWord | None = None,
    number: Number = "",
    name: Name = "",
    region: Region = None,
    after: Annotated[int, Query(ge=0, lt=1 << 62, description="the last id of the page before")] = 0,
    limit: Limit = 50,
) -> list[ContactItem]:
    wanted = sought(by, campaign, list_, standing, number, name, region)
    found = await house.cabinet.contacts(replace(wanted, after=after, limit=limit))
    next_page(request, response, found[-1].contact.id if len(found) == limit else None)
    return [ContactItem.model_validate(values(one)) for one in found]


@router.get("/count", summary=f"How many there are, up to {COUNTED}")
async def count(
    house: House,
    by: Planner,
    campaign: Campaign = None,
    list_: List = None,
    standing: StandingWord | None = None,
    number: Number = "",
    name: Name = "",
    region: Region = None,
) -> ContactCount:
    found = await house.cabinet.count(sought(by, campaign, list_, standing, number, name, region))
    return ContactCount(count=found, more=found >= COUNTED)


@router.get("/{id}", summary="One contact with all that was tried", responses=NOT_KNOWN)
async def one_contact(id: Id, house: House, by: Planner) -> ContactWhole:
    found = await reached(by, house, id)
    tried = await house.contacts.some(Which(contact=id, last=MOST))
    consent = found.contact.consent
    return ContactWhole.model_validate(
        values(found)
        | {
            "load": found.load,
            "row": found.row,
            "consent": consent and ConsentNow(source=consent[0], at=consent[1], basis=consent[2]),
            "attempts": attempt_items(list(reversed(tried))),
            "elsewhere": await house.cabinet.namesakes(found.contact),
        }
    )


@router.get("/{id}/export", summary="All that is kept about this person", responses=NOT_KNOWN)
async def export(id: Id, house: House, by: Planner, request: Request, response: Response) -> dict[str, Any]:
    """For him, as the law asks: plain JSON, moments in milliseconds since 1970 UTC."""
    await reached(by, house, id)
    log.info("contact", id=id, done="exported", by=by.name)
    note(request, "exported")
    response.headers["Content-Disposition"] = f'attachment; filename="contact-{id}.json"'
    return await house.cabinet.export(id)


@router.post("/{id}/erase", summary="Erase this person for good", responses=ERASED)
async def erase(id: Id, body: EraseBody, house: House, by: Planner) -> Erased:
    """Name, zone, fields, consent, numbers and filled-in forms go; that he was called, when, by whom and how it ended stays, and so
    do do-not-call entries, and recordings until their retention is over. Demands `yes`."""
    await reached(by, house, id)
    if not body.yes:
        raise Barred(409, "sure", f"contact {id} would be erased for good", "say yes to it")
    await house.cabinet.erase(id, by.name, to_list=body.block)
    log.info("contact", id=id, done="erased", by=by.name)
    return Erased(contact=id)
