"""What a chat widget on another site asks: its look, a chat begun, messages both ways. See docs/how-to/widget.md; it is no part of the
API's description, for only our own script asks it."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Header, Path, Query, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.requests import Request

from acd.board.fields import iso
from acd.store.customers import NewCustomer
from acd.store.errors import BadCard
from acd.store.item_rows import Message
from aftercall.items.threads import Said, Typing, Written
from aftercall.office.errors import NotKnown
from aftercall.screens.assets import HERE, first_spoken
from aftercall.web.barred import Barred
from aftercall.web.bodies import Body
from aftercall.web.caller import House
from aftercall.web.door import address_of
from aftercall.web.routers import LARGEST_BODY
from aftercall.web.service import Service
from aftercall.web.widget_door import ROOT
from aftercall.web.wrong_body import NOT_BLANK
from aftercall.widget.card import Widget
from aftercall.widget.desk import NoVisitor, State, digest
from aftercall.widget.limits import SAY, START
from aftercall.widget.store import Visitor
from aftercall.widget.texts import TRY

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False, max_body_size=LARGEST_BODY)
SCRIPT: Final = HERE / "widget" / "widget.js"
STYLE: Final = HERE / "widget" / "try.css"
PAGE: Final = HERE / "widget" / "try.html"
LONGEST: Final = 4000
FIRST_WITHIN: Final = 10.0
"""Seconds in which a socket says who it is."""
STATE_EVERY: Final = 1.0
UNKNOWN: Final = 4401
BUSY: Final = 4429
_BEARER: Final = "bearer "
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
Code = Annotated[str, Path(max_length=40)]
Token = Annotated[str, Header(alias="Authorization", max_length=200)]
Line = Annotated[str, Field(max_length=200)]


class StartBody(Body):
    text: str = Field(min_length=1, max_length=LONGEST, pattern=NOT_BLANK)
    name: Line = ""
    email: Line = ""
    phone: Line = ""
    page: Annotated[str, Field(max_length=2000)] = ""
    language: Annotated[str, Field(max_length=20)] = ""


class SayBody(Body):
    """`number`: the browser's own for this message."""

    text: str = Field(min_length=1, max_length=LONGEST, pattern=NOT_BLANK)
    number: str = Field(min_length=1, max_length=40)


# --- script and page -------------------------------------------------------------------------------------------------


@router.get("/widget/{code}.js")
async def script(code: Code, house: House) -> Response:
    """The same for all: it reads its own address. Any site may fetch it; what it asks is answered to those of its card."""
    house.widgets.shown(code)
    headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    text = await asyncio.to_thread(SCRIPT.read_text, "utf-8")
    return Response(text, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/widget/try.css")
async def style() -> Response:
    return Response(await asyncio.to_thread(STYLE.read_text, "utf-8"), media_type="text/css; charset=utf-8")


@router.get("/widget/{code}/try")
async def try_it(code: Code, house: House, accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    """A page with the widget on it, and the lines that put it on another; in the browser's language, as on a page that names none."""
    card = house.widgets.shown(code)
    page = await asyncio.to_thread(PAGE.read_text, "utf-8")
    language = first_spoken(accept_language) or card.language
    root = (house.web.public_url or house.address or "").rstrip("/")
    for name, value in {**TRY[language], "language": language, "root": root, "code": card.code}.items():
        page = page.replace("{{" + name + "}}", value)
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})


# --- asked -----------------------------------------------------------------------------------------------------------


@router.get(ROOT + "{code}/look")
async def look(
    code: Code, house: House, language: Annotated[str, Query(max_length=20)] = ""
) -> dict[str, Any]:
    card = house.widgets.shown(code)
    return {
        "colour": card.colour,
        "side": card.side,
        "texts": card.words(language.split("-")[0].lower()),
        "ask": [{"name": name, "required": required} for name, required in card.ask.items()],
        **_hours(house, card),
    }


@router.post(ROOT + "{code}/chats", status_code=201)
async def start(
    code: Code, body: StartBody, request: Request, house: House, authorization: Token = ""
) -> dict[str, Any]:
    card = house.widgets.shown(code)
    _not_too_often(house, START, f"address {address_of(request)}")
    _answered(card, body)
    who = NewCustomer(name=body.name.strip(), email=body.email.strip() or None, phone=_phone(body.phone))
    about = {name: value for name, value in (("page", body.page), ("language", body.language)) if value}
    try:
        token, visitor = await house.widgets.start(card, _token(authorization) or None, body.text, who, about)
    except NoVisitor as error:
        raise _unknown() from error
    log.info("a visitor began a chat", widget=code, item=visitor.item)
    return {"token": token, **await _chat(house, visitor)}


@router.get(ROOT + "{code}/chat")
async def chat(
    code: Code, house: House, authorization: Token = "", after: Annotated[int, Query(ge=0, lt=1 << 62)] = 0
) -> dict[str, Any]:
    card = house.widgets.shown(code)
    visitor = await _visitor(house, card, authorization)
    return {**await _chat(house, visitor, after), **_hours(house, card)}


@router.post(ROOT + "{code}/messages", status_code=201)
async def say(code: Code, body: SayBody, house: House, authorization: Token = "") -> dict[str, Any]:
    card = house.widgets.shown(code)
    visitor = await _visitor(house, card, authorization)
    _not_too_often(house, SAY, f"visitor {visitor.digest}")
    message, visitor = await house.widgets.say(card, visitor, body.text, body.number)
    return {"message": _message(house, message) if message else None, "chat": _mark(visitor)}


@router.post(ROOT + "{code}/typing", status_code=204)
async def typing(code: Code, house: House, authorization: Token = "") -> None:
    visitor = await _visitor(house, house.widgets.shown(code), authorization)
    if visitor.item:
        house.threads.typing(visitor.item, "customer")


@router.post(ROOT + "{code}/end", status_code=204)
async def end(code: Code, house: House, authorization: Token = "") -> None:
    await house.widgets.end(await _visitor(house, house.widgets.shown(code), authorization))


# --- heard -----------------------------------------------------------------------------------------------------------


@router.websocket(ROOT + "{code}/live")
async def live(socket: WebSocket, code: str) -> None:
    """The first thing it says is its token; from then on it hears of its chat. Its site was looked at by the door."""
    house: Service = socket.app.state.service
    await socket.accept()
    visitor = await _greeted(socket, house, code)
    if visitor is None or visitor.item is None:
        await socket.close(UNKNOWN)
        return
    leave = house.widgets.came(visitor.item)
    said: asyncio.Queue[Said] = asyncio.Queue(200)
    forget = house.threads.listen(visitor.item, lambda one: _put(said, one))
    telling = asyncio.create_task(_tell(socket, house, visitor, said), name="visitor")
    try:
        while True:  # it says nothing more; this ends when it goes
            await socket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        forget()
        leave()


async def _greeted(socket: WebSocket, house: Service, code: str) -> Visitor | None:
    try:
        async with asyncio.timeout(FIRST_WITHIN):
            first = json.loads(await socket.receive_text())
        return await house.widgets.who(house.widgets.shown(code), str(first["token"]))
    except (TimeoutError, WebSocketDisconnect, ValueError, TypeError, KeyError, NoVisitor, NotKnown):
        return None


def _put(said: asyncio.Queue[Said], one: Said) -> None:
    """Who does not read loses hints, and asks again when he is back."""
    with suppress(asyncio.QueueFull):
        said.put_nowait(one)


async def _tell(socket: WebSocket, house: Service, visitor: Visitor, said: asyncio.Queue[Said]) -> None:
    """What is written as it comes; how the chat stands whenever that changes."""
    shown: State | None = None
    item = visitor.item or ""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            state = house.widgets.now_of(item) or State("over")
            if state != shown:
                shown = state
                await socket.send_json({"kind": "state", **_state(house, state)})
            one: Said | None = None
            with suppress(TimeoutError):
                one = await asyncio.wait_for(said.get(), STATE_EVERY)
            if isinstance(one, Written) and one.by in ("customer", "agent"):
                message = await house.items.message(item, one.message)
                if message is not None and message.kind == "message":
                    await socket.send_json({"kind": "message", "message": _message(house, message)})
            elif isinstance(one, Typing) and one.by == "agent":
                await socket.send_json({"kind": "typing", "who": _name(house, one.agent)})


# --- pieces ----------------------------------------------------------------------------------------------------------


def _token(authorization: str) -> str:
    return authorization[len(_BEARER) :].strip() if authorization[: len(_BEARER)].lower() == _BEARER else ""


async def _visitor(house: Service, card: Widget, authorization: str) -> Visitor:
    try:
        return await house.widgets.who(card, _token(authorization))
    except NoVisitor as error:
        raise _unknown() from error


def _unknown() -> Barred:
    return Barred(401, "token", "this token is nobody's here", "begin a new chat")


def _not_too_often(house: Service, limit: Any, key: str) -> None:
    if (wait := house.widgets.limits.wait(limit, key)) is not None:
        raise Barred(429, "too-often", "too many messages", f"wait {wait} s", wait)


def _answered(card: Widget, body: StartBody) -> None:
    for name, required in card.ask.items():
        value = getattr(body, name).strip()
        if required and not value:
            raise BadCard(name, "", "is missing", "say it before you write")
        if name == "email" and value and ("@" not in value or " " in value):
            raise BadCard(name, value, "is no mail address")


def _phone(said: str) -> str | None:
    digits = "".join(letter for letter in said if letter.isdigit())
    return f"+{digits}" if said.strip().startswith("+") and 7 <= len(digits) <= 15 else digits or None


def _hours(house: Service, card: Widget) -> dict[str, Any]:
    is_open, opens = house.widgets.hours(card)
    return {"open": is_open, "opens": iso(opens) if opens is not None else None}


async def _chat(house: Service, visitor: Visitor, after: int = 0) -> dict[str, Any]:
    state = house.widgets.state(visitor)
    found = await house.widgets.thread(visitor, after)
    return {
        "chat": _mark(visitor),
        "messages": [_message(house, one) for one in found],
        "state": _state(house, state),
    }


def _mark(visitor: Visitor) -> str:
    """One chat from another, without its number: how many chats there are is nobody's business."""
    return digest(f"{visitor.digest} {visitor.item}")[:16]


def _state(house: Service, state: State) -> dict[str, Any]:
    return {"stage": state.stage, "agent": state.agent or None, "place": state.place}


def _message(house: Service, message: Message) -> dict[str, Any]:
    """Text alone: whatever somebody wrote, it is shown as that."""
    return {
        "id": message.id,
        "at": iso(message.at),
        "mine": message.by == "customer",
        "who": None if message.by == "customer" else _name(house, message.agent),
        "text": message.text,
        "files": [one.name for one in message.attachments],
    }


def _name(house: Service, agent: str | None) -> str | None:
    found = house.floor.agents.get(agent or "")
    return (found.card.name or found.card.code) if found else None
