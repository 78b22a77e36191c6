"""Customers: who they are, all that there was with one, put together, erased.

Whoever steers sees all; an agent whom he serves now: by a chat or ticket that he has or is offered, or by the call that he is in.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

import structlog
from fastapi import Path, Query, Request, Response

from acd.board.fields import Instant, Text
from acd.store.customers import Customer
from aftercall.items.history import KINDS, Entry, Place, as_dialled
from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import Answer, ErrorBody
from aftercall.web.barred import Barred
from aftercall.web.caller import WHOEVER, House, OfItems, Steerer
from aftercall.web.item_bodies import CustomerBody, MergeBody, SureBody
from aftercall.web.item_reach import queues_of, serves, steers
from aftercall.web.paging import Limit, next_page
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN, Responses
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked("/customers", tags=["customers"])
Id = Annotated[int, Path(ge=1, lt=1 << 62, description="the customer's id")]
MARK: Final = r"^-?\d{1,18}\.(call|dialled|item)\.\S{1,150}$"
ERASED: Final[Responses] = NOT_KNOWN | {
    409: {
        "model": ErrorBody,
        "description": "He has items that are not over, or nobody said yes. Nothing was changed.",
    }
}


class CustomerItem(Answer):
    """`key`: what the site's own systems call him. `level`: a word that service levels choose by."""

    id: int
    key: Text | None
    name: Text
    email: Text | None
    phone: str | None
    level: Text
    notes: Text
    fields: dict[str, Any]
    made: Instant


class SavedCustomer(CustomerItem):
    done: Literal["changed"] = "changed"


class MergedCustomer(CustomerItem):
    """He who stays, with what he got."""

    done: Literal["merged"] = "merged"
    gone: int


class ErasedCustomer(Answer):
    done: Literal["erased"] = "erased"
    customer: int


class HistoryItem(Answer):
    """`what`: `call` from him, `dialled` to him, `item` (a chat or a ticket, `kind`). `ref`: its id among its own. `queue`: or
    campaign. `state`: how the call ended, or the stage of the item. `talked_ms`: of a call; `recording`: there is one; `solved`: of an
    item."""

    at: Instant
    what: Literal["call", "dialled", "item"]
    ref: str
    kind: Literal["chat", "ticket"] | None
    queue: str
    agent: str | None
    state: Text
    subject: Text
    disposition: Text | None
    talked_ms: int | None
    recording: bool
    solved: Instant | None


def customer_values(one: Customer) -> dict[str, Any]:
    return {
        "id": one.id,
        "key": one.key,
        "name": one.name,
        "email": one.email,
        "phone": one.phone,
        "level": one.level,
        "notes": one.notes,
        "fields": dict(one.fields),
        "made": one.made,
    }


def history_item(one: Entry) -> HistoryItem:
    return HistoryItem(
        at=one.at,
        what=one.what,
        ref=one.ref,
        kind=one.kind or None,  # type: ignore[arg-type]
        queue=one.queue,
        agent=one.agent,
        state=one.state,
        subject=one.subject,
        disposition=one.disposition,
        talked_ms=one.talked,
        recording=one.recording,
        solved=one.solved,
    )


@router.get("", summary="Customers, the newest first")
async def all_customers(
    request: Request,
    response: Response,
    house: House,
    by: Steerer,
    q: Annotated[str, Query(max_length=100, description="part of a name, mail address, number or key")] = "",
    limit: Limit = 50,
    after: Annotated[int | None, Query(ge=1, lt=1 << 62, description="as `Link` says")] = None,
) -> list[CustomerItem]:
    found = await house.items.customers.find(_sought(q), limit, after)
    next_page(request, response, found[-1].id if len(found) == limit else None)
    return [CustomerItem(**customer_values(one)) for one in found]


def _sought(text: str) -> str:
    """A number as people write it is looked for as it is kept."""
    text = " ".join(text.split())
    digits = re.sub(r"[\s()./-]", "", text)
    return digits if re.fullmatch(r"\+?\d{4,}", digits) else text


@router.get("/{id}", summary="One customer", responses=NOT_KNOWN)
async def one_customer(id: Id, house: House, by: OfItems) -> CustomerItem:
    return CustomerItem(**customer_values(await _reached(house, by, id)))


@router.put("/{id}", summary="Change what is known of him", responses=NOT_TAKEN)
async def change(id: Id, body: CustomerBody, house: House, by: OfItems) -> SavedCustomer:
    """An agent whom he serves; key and level are a supervisor's to change: promises are made by them."""
    await _reached(house, by, id)
    sent = body.changes()
    if not steers(by) and (mine := sent.keys() & {"key", "level"}):
        raise Barred(403, "right", f"{by.name} may not change {', '.join(sorted(mine))}", "ask a supervisor")
    changed = await house.items.customers.change(id, sent)
    log.info("customer", id=id, done="changed", what=sorted(sent), by=by.name)
    return SavedCustomer(**customer_values(changed))


@router.get("/{id}/history", summary="All that there was with him, the newest first", responses=NOT_KNOWN)
async def history(
    id: Id,
    house: House,
    by: OfItems,
    request: Request,
    response: Response,
    limit: Limit = 50,
    after: Annotated[str | None, Query(pattern=MARK, description="as `Link` says")] = None,
) -> list[HistoryItem]:
    """Calls in and out by his number, chats and tickets: of queues and campaigns within reach, an agent's of his queues."""
    await _reached(house, by, id)
    reach = by.reach if steers(by) or by.agent == WHOEVER else queues_of(house, by)
    found = await house.items.customers.history(id, reach, _place(after), limit)
    next_page(request, response, _mark(found[-1]) if len(found) == limit else None)
    return [history_item(one) for one in found]


def _mark(one: Entry) -> str:
    return f"{one.at}.{one.what}.{one.ref}"


def _place(mark: str | None) -> Place | None:
    if mark is None:
        return None
    at, what, ref = mark.split(".", 2)
    return int(at), KINDS.index(what), ref


@router.post("/{id}/merge", summary="He is the same as another: that one stays", responses=NOT_TAKEN)
async def merge(id: Id, body: MergeBody, house: House, by: Steerer) -> MergedCustomer:
    """All of his is the other's then; what both have stays the other's. His id is gone."""
    kept = await house.items.customers.merge(id, body.into)
    log.info("customer", id=id, done="merged", into=body.into, by=by.name)
    return MergedCustomer(**customer_values(kept), gone=id)


@router.post("/{id}/erase", summary="Erase this customer for good", responses=ERASED)
async def erase(id: Id, body: SureBody, house: House, by: Steerer) -> ErasedCustomer:
    """His name, addresses, notes, all messages and attachments go; that there were items, when, and who had them stays, and so do
    calls and recordings until their retention is over. Demands `yes`."""
    await house.items.customers.one(id)
    if not body.yes:
        raise Barred(409, "sure", f"customer {id} would be erased for good", "say yes to it")
    await house.items.customers.erase(id)
    log.info("customer", id=id, done="erased", by=by.name)
    return ErasedCustomer(customer=id)


async def _reached(house: Service, by: Asker, id: int) -> Customer:
    """Raises NotOnRecord, Barred."""
    found = await house.items.customers.one(id)
    if steers(by) or serves(house, by, id) or _talks_with(house, by, found):
        return found
    why = f"customer {id} is not one whom {by.name} serves now"
    raise Barred(403, "reach", why, "accept a chat or ticket of his, or ask a supervisor")


def _talks_with(house: Service, by: Asker, one: Customer) -> bool:
    agent = house.floor.agents.get(by.agent or "")
    if agent is None or not one.phone:
        return False
    wrap = agent.talk or agent.aftercall
    call = house.floor.calls.get(wrap.call) if wrap is not None else None
    return call is not None and call.number in as_dialled(one.phone)
