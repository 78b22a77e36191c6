"""The settings of a phone for whoever types them, and links that give them away once."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Request, Response
from pydantic import Field

from acd.board.fields import Instant, Text
from acd.core.lines import PhoneLine
from aftercall.office import NotKnown
from aftercall.office.nouns import PHONES
from aftercall.people.audit import Entry
from aftercall.people.rights import Asker, Right
from aftercall.phones.once import Kind, Pass
from aftercall.phones.picture import drawn
from aftercall.phones.sheet import Sheet, Transport, linphone
from aftercall.web import routers
from aftercall.web.answers import Answer
from aftercall.web.barred import Barred
from aftercall.web.bodies import Body
from aftercall.web.caller import Configurer, House, needs, no_right
from aftercall.web.door import address_of
from aftercall.web.responses import NOT_KNOWN
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked("/phones", tags=["phones"])
open_router = routers.public(tags=["phones"])
"""For whoever has a link: he need not be logged in."""


class SheetItem(Answer):
    """What is typed into a softphone. `address`: the same as one SIP address, without the secret."""

    code: str
    name: Text
    server: Text
    port: int
    transport: Transport
    user: str
    secret: str
    address: Text


class LinkItem(Answer):
    """Each link opens once, until `until`: `page` shows the settings, Linphone reads `provision`, `qr` (SVG) is it to scan."""

    page: Text
    provision: Text
    qr: str
    until: Instant


class OnceBody(Body):
    word: str = Field(min_length=1, max_length=100, description="what stands behind # in the link")


@router.get("/{code}/sheet", summary="What to type into a softphone", responses=NOT_KNOWN)
async def sheet(code: str, request: Request, house: House, by: Configurer) -> SheetItem:
    found = await _sheet(house, request, code)
    _noted(house, request, "phone's settings shown", code, by.name, by.via)
    return item(found)


@router.post("/{code}/links", summary="Links that show its settings once", responses=NOT_KNOWN)
async def links(
    code: str, request: Request, house: House, by: Annotated[Asker, needs(Right.CONFIGURE, Right.WORK)]
) -> LinkItem:
    """For administrators, and for the agent whose default phone it is. Links made before are void."""
    if not by.may(Right.CONFIGURE) and not _is_phone_of(house, by.agent, code):
        raise no_right(by, Right.CONFIGURE)
    await house.office.one(PHONES, code)
    root = house.web.public_url or str(request.base_url).rstrip("/")
    (page, made), (read, _) = house.once.make("sheet", code), house.once.make("linphone", code)
    provision = f"{root}/provision/{read}.xml"
    log.info("phone's links made", phone=code, by=by.name)
    return LinkItem(page=f"{root}/phone#{page}", provision=provision, qr=drawn(provision), until=made.until)


@open_router.post("/phones/once", summary="Open a link to a phone's settings, once", responses=NOT_KNOWN)
async def once(body: OnceBody, request: Request, house: House) -> SheetItem:
    return item(await _sheet(house, request, _taken(house, request, "sheet", body.word).phone))


async def provision(word: str, request: Request, house: House) -> Response:
    """At /provision/WORD.xml: a softphone fetches it by itself."""
    found = await _sheet(house, request, _taken(house, request, "linphone", word).phone)
    return Response(linphone(found), media_type="application/xml", headers={"Cache-Control": "no-store"})


def _taken(house: Service, request: Request, kind: Kind, word: str) -> Pass:
    found = house.once.take(kind, word)
    if found is None:
        raise Barred(404, "link-over", "this link was opened already, or is too old", "ask for a new one")
    _noted(house, request, "phone's settings given", found.phone, "", f"link {kind}")
    return found


def _noted(house: Service, request: Request, what: str, phone: str, who: str, via: str) -> None:
    """A secret was read: that is on the trail, though nothing was changed."""
    log.info(what, phone=phone, by=who, via=via)
    house.trail.write(Entry(house.desk.now(), who, via, address_of(request), what, {"phone": phone}))


def _is_phone_of(house: Service, agent: str | None, phone: str) -> bool:
    known = house.floor.agents.get(agent or "")
    return known is not None and known.card.phone == phone


async def _sheet(house: Service, request: Request, code: str) -> Sheet:
    cards = await house.office.all()
    line = {one.code: one for one in cards.phones}.get(code)
    if line is None:
        raise NotKnown("phone", code, (one.code for one in cards.phones))
    whose = next((agent.name for agent in cards.agents if agent.phone == code), code)
    return _of(house, request, line, whose)


def _of(house: Service, request: Request, line: PhoneLine, name: str) -> Sheet:
    door = house.door
    host = door.host or request.url.hostname or "127.0.0.1"
    return Sheet(line.code, name, host, door.port, door.transport, line.secret)


def item(sheet: Sheet) -> SheetItem:
    return SheetItem(
        code=sheet.code,
        name=sheet.name,
        server=sheet.server,
        port=sheet.port,
        transport=sheet.transport,
        user=sheet.code,
        secret=sheet.secret,
        address=sheet.address,
    )
