"""Chats and tickets: brought, listed, read, written in; and what is wished of them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from typing import Annotated, Any, Final, Literal
from uuid import uuid4

import structlog
from fastapi import Body, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from acd.board.models import parts
from acd.core import facts, heard
from acd.core.heard import ItemWish, Person
from acd.core.item import Item, Stage
from acd.core.reason import Reason
from acd.store.items import NewMessage
from aftercall.contacts.said import NotOnRecord
from aftercall.items.looking import Sought
from aftercall.people.rights import Asker
from aftercall.web import reasons, routers
from aftercall.web.answers import ErrorBody
from aftercall.web.barred import Barred
from aftercall.web.bodies import NoBody
from aftercall.web.caller import WHOEVER, House, OfItems
from aftercall.web.clean_html import clean, page
from aftercall.web.errors import answer
from aftercall.web.item_answers import (
    BroughtItem,
    ChangedItem,
    GrantedItem,
    ItemItem,
    MessageItem,
    RefusedItem,
    UnknownItemWish,
    board_of,
    item_values,
    message_item,
)
from aftercall.web.item_bodies import (
    LARGEST,
    BringBody,
    ItemChange,
    KindBody,
    MessageBody,
    PendBody,
    SolveBody,
    ToBody,
)
from aftercall.web.item_reach import his, own, reached, sees, steers
from aftercall.web.paging import Limit, next_page
from aftercall.web.reaching import over, within
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN, Responses
from aftercall.web.service import Service
from aftercall.web.wishes import PATIENCE, why_parts
from aftercall.web.wrong_body import ITEM_ID

log = structlog.get_logger(__name__)
router = routers.asked(tags=["items"])
Id = Annotated[str, Path(max_length=24, pattern=ITEM_ID, description="the item's id")]
Code = Annotated[str, Path(description="the agent's code")]
Empty = Annotated[NoBody | None, Body()]
WISHED: Final[Responses] = {
    404: {"model": ErrorBody, "description": "This item or agent is not known."},
    409: {"model": RefusedItem, "description": "Refused: nothing changed."},
    504: {"model": UnknownItemWish, "description": "The floor has not answered."},
}
BROUGHT: Final[Responses] = NOT_TAKEN | {
    200: {"model": BroughtItem, "description": "The same `external` had been brought before."},
    409: {"model": ErrorBody, "description": "A chat for a queue that is closed: `opens` says until when."},
}
UNTAKEN: Final = (Stage.WAITING, Stage.OFFERED)


# --- brought and listed ------------------------------------------------------------------------------------------


@router.post(
    "/items", summary="Bring a chat or a ticket", status_code=201, responses=BROUGHT, max_body_size=LARGEST
)
async def bring(body: BringBody, response: Response, house: House, by: OfItems) -> BroughtItem:
    """On record before it is answered. Sent again under the same `external` (or the same `Idempotency-Key`) it is there once."""
    if body.queue in house.floor.queues:
        within(by, body.queue)
    brought = await house.items.bring(body.new())
    if not brought.new:
        response.status_code = 200
    log.info("item", id=brought.id, queue=body.queue, done="made" if brought.new else "same", by=by.name)
    values = item_values(house, by, await house.items.one(brought.id))
    return BroughtItem.model_validate(values | {"done": "made" if brought.new else "same"})


@router.get("/items", summary="Chats and tickets, the newest first")
async def all_items(
    request: Request,
    response: Response,
    house: House,
    by: OfItems,
    kind: Literal["chat", "ticket"] | None = None,
    stage: Annotated[
        list[Literal["waiting", "offered", "open", "pending", "solved", "closed"]] | None,
        Query(max_length=6, description="one or more; none: those that are not over"),
    ] = None,
    queue: str | None = None,
    agent: Annotated[str | None, Query(description="who has it, or had it last")] = None,
    customer: Annotated[int | None, Query(ge=1, lt=1 << 62)] = None,
    q: Annotated[
        str, Query(max_length=100, description="part of the subject or of the customer's name, or an id")
    ] = "",
    limit: Limit = 50,
    after: Annotated[int | None, Query(ge=1, lt=1 << 62, description="as `Link` says")] = None,
) -> list[ItemItem]:
    """An agent's own, and those that wait in his queues; to whoever steers, all within reach. Without `stage` those that are not over,
    unless `q`, `customer` or `agent` looks for some."""
    if queue is not None and steers(by):
        within(by, queue)
    looks = bool(q.strip() or customer is not None or agent is not None)
    stages: Collection[str] | None = stage or (
        None if looks else [one.word for one in Stage if one not in (Stage.SOLVED, Stage.CLOSED)]
    )
    sought = Sought(kind, stages, queue, agent, customer, " ".join(q.split()), limit, after)
    found = await house.items.find(replace(sought, reach=by.reach, own=own(house, by)))
    next_page(request, response, found[-1].row.number if len(found) == limit else None)
    # A row may be older than what the floor knows of its item.
    now_his = [one for one in found if sees(house, by, one.item)]
    return [ItemItem.model_validate(item_values(house, by, one)) for one in now_his]


@router.get("/items/{id}", summary="One chat or ticket", responses=NOT_KNOWN)
async def one_item(id: Id, house: House, by: OfItems) -> ItemItem:
    return ItemItem.model_validate(item_values(house, by, await reached(house, by, id)))


@router.patch(
    "/items/{id}", summary="Change its priority, tags, level, subject or customer", responses=NOT_TAKEN
)
async def change(id: Id, body: ItemChange, house: House, by: OfItems) -> ChangedItem:
    """An agent his own: subject, tags, customer; priority, level and penalty are a supervisor's."""
    item = await his(house, by, id)
    sent = body.changes()
    if not steers(by) and (mine := sent.keys() & {"priority", "level", "most_penalty"}):
        raise Barred(403, "right", f"{by.name} may not change {', '.join(sorted(mine))}", "ask a supervisor")
    change = heard.ItemSet(house.desk.now(), id, by.name, **await _changes(house, sent))
    await house.items.set(change)
    found = await house.items.one(id)
    done = "same" if found.item is item else "changed"
    log.info("item", id=id, done=done, by=by.name, **{name: str(value)[:80] for name, value in sent.items()})
    return ChangedItem.model_validate(item_values(house, by, found) | {"done": done})


async def _changes(house: Service, sent: dict[str, Any]) -> dict[str, Any]:
    """In the floor's words. Raises NotOnRecord for an unknown customer."""
    found = {name: value for name, value in sent.items() if value is not None and name != "customer"}
    if "level" in sent:
        found["level"] = sent["level"] or ""
    if sent.get("customer") is not None:
        one = await house.items.customers.one(sent["customer"])
        found["customer"] = (one.id, one.name, one.key or "", one.level)
    return found


# --- messages ----------------------------------------------------------------------------------------------------


@router.get("/items/{id}/messages", summary="What was written in it, the oldest first", responses=NOT_KNOWN)
async def messages(
    id: Id,
    house: House,
    by: OfItems,
    request: Request,
    response: Response,
    after: Annotated[int, Query(ge=0, lt=1 << 62, description="only those after this message")] = 0,
    limit: Limit = 200,
) -> list[MessageItem]:
    await reached(house, by, id)
    found = await house.items.thread(id, after, limit)
    next_page(request, response, found[-1].id if len(found) == limit else None)
    return await asyncio.to_thread(lambda: [message_item(one) for one in found])


@router.post(
    "/items/{id}/messages",
    summary="Write to the customer, or a note",
    status_code=201,
    responses=NOT_TAKEN | {409: {"model": ErrorBody, "description": "Nobody has it yet: accept it first."}},
    max_body_size=LARGEST,
)
async def write(id: Id, body: MessageBody, house: House, by: OfItems) -> MessageItem:
    """On record before it is answered; whoever has the thread open is told. A supervisor may write in any item within reach."""
    item = await his(house, by, id)
    if body.customer:
        return message_item(await house.items.say(id, _from_customer(body, by)))
    new = NewMessage(body.text, **_author(item, by), kind=body.kind, attachments=tuple(body.attachments))
    return message_item(await house.items.say(id, new))


def _author(item: Item, by: Asker) -> dict[str, Any]:
    """An agent by his code, anybody else by his log-in; over the socket as the agent himself, whoever has it."""
    if by.agent == WHOEVER:
        return {"by": "agent", "agent": item.agent}
    return {"by": "agent", "agent": by.agent, "author": "" if by.agent else by.name}


def _from_customer(body: MessageBody, by: Asker) -> NewMessage:
    """Only a program may say so."""
    if by.via == "session":
        raise Barred(
            403, "right", "only a program says what a customer wrote", "write it as yourself, or as a note"
        )
    return NewMessage(body.text, attachments=tuple(body.attachments))


@router.get(
    "/items/{id}/messages/{message}/html",
    summary="A message's HTML as a page, for a frame",
    response_class=Response,
    responses=NOT_KNOWN | {200: {"content": {"text/html": {}}, "description": "The page."}},
)
async def as_page(
    id: Id,
    message: Annotated[int, Path(ge=1, lt=1 << 62)],
    house: House,
    by: OfItems,
    images: Annotated[
        bool, Query(description="fetch its pictures; their owners then learn that it is read")
    ] = False,
) -> HTMLResponse:
    """Cleaned, and by its policy without scripts, forms and anything from elsewhere (but pictures, if they are asked for)."""
    await reached(house, by, id)
    found = await house.items.message(id, message)
    if found is None or not found.html:
        raise NotOnRecord(f"item {id} has no message {message} with HTML", "read its text")
    shown = await asyncio.to_thread(clean, found.html, images=images)
    if shown is None:
        raise NotOnRecord(f"the HTML of message {message} is too long to be shown", "read its text")
    text, policy = page(shown.html, images=images)
    headers = {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(text, headers=headers)


@router.post("/items/{id}/typing", summary="Say that one is writing", status_code=204, responses=NOT_KNOWN)
async def typing(id: Id, house: House, by: OfItems, body: Empty = None) -> None:
    """The visitor and other open screens are told; it holds for a few seconds."""
    there = house.floor.items.get(id)
    if there is None or there.agent != by.agent:
        await reached(house, by, id)
    house.threads.typing(id, "agent", by.agent)


# --- wishes ------------------------------------------------------------------------------------------------------


@router.post(
    "/agents/{code}/items/{id}/accept", summary="Take it", response_model=GrantedItem, responses=WISHED
)
async def accept(code: Code, id: Id, house: House, by: OfItems, body: Empty = None) -> Response:
    """What is offered to him, or waits in a queue of his. Of two who ask at once the first has it; the other is told who."""
    return await _agents(house, heard.AcceptItem, code, id, by)


@router.post(
    "/agents/{code}/items/{id}/decline", summary="Pass it on", response_model=GrantedItem, responses=WISHED
)
async def decline(code: Code, id: Id, house: House, by: OfItems, body: Empty = None) -> Response:
    """It is no miss; he is offered it again when everybody who could have it had it."""
    return await _agents(house, heard.DeclineItem, code, id, by)


@router.post(
    "/agents/{code}/items/{id}/return", summary="Give it back", response_model=GrantedItem, responses=WISHED
)
async def give_back(code: Code, id: Id, house: House, by: OfItems, body: Empty = None) -> Response:
    """It waits again, ahead of others."""
    return await _agents(house, heard.ReturnItem, code, id, by)


@router.post(
    "/agents/{code}/to-solve",
    summary="Give him the most urgent one",
    response_model=GrantedItem,
    responses=WISHED,
)
async def to_solve(code: Code, house: House, by: OfItems, body: KindBody | None = None) -> Response:
    """Of those that wait in his queues; `text` is its id."""
    who = over(house, by, code)
    wish = heard.ToSolve(house.desk.now(), uuid4().hex, who, code, body.kind if body else None)
    return await _ask(house, by, wish, None)


@router.post(
    "/items/{id}/transfer",
    summary="Give it to an agent or a queue",
    response_model=GrantedItem,
    responses=WISHED,
)
async def transfer(id: Id, body: ToBody, house: House, by: OfItems) -> Response:
    """A chat is offered to the agent, a ticket is his at once. In a queue it waits for everybody there."""
    if body.queue is not None:
        house.items.check_no_campaign(body.queue)
    return await _items(house, heard.TransferItem, id, by, to_agent=body.agent, to_queue=body.queue)


@router.post(
    "/items/{id}/pend", summary="It waits for the customer", response_model=GrantedItem, responses=WISHED
)
async def pend(id: Id, house: House, by: OfItems, body: PendBody | None = None) -> Response:
    return await _items(house, heard.PendItem, id, by, until=body.moment() if body else None)


@router.post(
    "/items/{id}/solve",
    summary="It is solved",
    response_model=GrantedItem,
    responses=WISHED,
    max_body_size=LARGEST,
)
async def solve(id: Id, house: House, by: OfItems, body: SolveBody | None = None) -> Response:
    body = body or SolveBody()
    item = await his(house, by, id)
    if body.note.strip():
        await house.items.say(id, NewMessage(body.note, **_author(item, by), kind="note"))
    return await _items(house, heard.SolveItem, id, by, disposition=body.disposition)


@router.post(
    "/items/{id}/reopen", summary="It is not solved after all", response_model=GrantedItem, responses=WISHED
)
async def reopen(id: Id, house: House, by: OfItems, body: Empty = None) -> Response:
    """Also of one that waits for the customer: it goes on."""
    return await _items(house, heard.ReopenItem, id, by)


async def _agents(house: Service, kind: type[ItemWish], code: str, id: str, by: Asker) -> Response:
    """A wish about an agent and an item: he himself, or who steers him and reaches the item's queue."""
    who = over(house, by, code)
    item = await house.items.at_hand(id)
    if who.role != "agent":
        within(by, item.queue)
    wish = kind(at=house.desk.now(), id=uuid4().hex, by=who, agent=code, item=id)
    return await _ask(house, by, wish, id)


async def _items(house: Service, kind: type[ItemWish], id: str, by: Asker, **more: Any) -> Response:
    """A wish about an item: by whoever has it, or who steers."""
    item = await his(house, by, id)
    agent = item.agent or (by.agent if not steers(by) else None) or ""
    who = Person(by.name, "supervisor" if steers(by) else "agent")
    wish = kind(at=house.desk.now(), id=uuid4().hex, by=who, agent=agent, item=id, **more)
    return await _ask(house, by, wish, id)


async def _ask(house: Service, by: Asker, wish: heard.Wish, id: str | None) -> Response:
    try:
        async with asyncio.timeout(house.floor.rules.answer_within / 1000 + PATIENCE):
            fact = await house.desk.ask(wish)
    except TimeoutError:
        return await _unknown(house, by, id, wish.agent, reasons.SILENT_ITEMS())
    return await _told(house, by, wish, id, fact)


async def _told(house: Service, by: Asker, wish: heard.Wish, id: str | None, fact: facts.Fact) -> Response:
    agent = house.agent(wish.agent)
    match fact:
        case facts.Refused(code="unknown-agent" | "unknown-item"):
            return answer(404, fact.code, fact.why, why_parts=why_parts(fact))
        case facts.Refused():
            item = await _board(house, by, id, only_seen=True)
            said = RefusedItem(
                code=fact.code, why=fact.why, why_parts=why_parts(fact), item=item, agent=agent
            )
            return _json(409, said)
        case facts.Granted() | facts.Kept():
            text = fact.text if isinstance(fact, facts.Granted) else fact.next
            item = await _board(house, by, id or text)
            assert item is not None
            log.info("item", id=item.id, done=type(wish).__name__, agent=wish.agent, by=by.name)
            return _json(200, GrantedItem(text=text, item=item, agent=agent))
        case facts.Unknown():
            why = reasons.ITEM_NOT_CONFIRMED(agent=fact.agent, state=fact.state)
            return await _unknown(house, by, id, wish.agent, why)
    raise TypeError(f"{fact!r} is no answer")


async def _unknown(house: Service, by: Asker, id: str | None, agent: str, why: Reason) -> Response:
    item = await _board(house, by, id)
    return _json(
        504,
        UnknownItemWish(why=why.text, why_parts=parts((why,)), item=item, agent=house.agent(agent)),
    )


async def _board(house: Service, by: Asker, id: str | None, *, only_seen: bool = False) -> Any:
    """`only_seen`: of what is beyond his reach nothing is shown."""
    if id is None:
        return None
    there: Item | None = house.floor.items.get(id)
    if there is None:
        try:
            there = (await house.items.one(id)).item
        except NotOnRecord:
            return None
    return None if only_seen and not sees(house, by, there) else board_of(house, by, there)


def _json(status: int, body: GrantedItem | RefusedItem | UnknownItemWish) -> Response:
    return Response(body.model_dump_json(), status_code=status, media_type="application/json")
