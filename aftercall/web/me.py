"""Coming in, going out, and one's own: who I am, my password, my sessions."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Depends, Path, Request, Response

from aftercall.office import NotKnown
from aftercall.people.audit import Entry
from aftercall.people.errors import WrongLogIn
from aftercall.people.rights import Asker
from aftercall.people.user import User, log_in_name
from aftercall.web import routers
from aftercall.web.answers import ErrorBody
from aftercall.web.barred import Barred
from aftercall.web.caller import House, asker
from aftercall.web.door import address_of, check_page_if_browser, drop_cookie, set_cookie
from aftercall.web.people_answers import Ended, MeItem, SessionOfItem, me_item, session_item
from aftercall.web.people_bodies import LogInBody, OwnPasswordBody
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN, Responses
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
public = routers.public(tags=["people"])
router = routers.asked(tags=["people"])
Anybody = Annotated[Asker, Depends(asker)]
"""Whoever is logged in: what is one's own takes no right."""
LOG_IN: Responses = {
    401: {"model": ErrorBody, "description": "Name or password is wrong, or the user is switched off."},
    403: {"model": ErrorBody, "description": "A page of another server asked."},
    429: {"model": ErrorBody, "description": "Too many log-ins failed; `Retry-After` says for how long."},
    503: {"model": ErrorBody, "description": "The database is away; open sessions go on."},
}


@public.post("/login", summary="Log in; the answer sets a cookie", responses=LOG_IN)
async def log_in(body: LogInBody, request: Request, answer: Response, house: House) -> MeItem:
    """The session ends when nobody uses it for long, and after `web.session_longest` in any case."""
    check_page_if_browser(request, house)
    address, program = address_of(request), request.headers.get("user-agent", "")
    try:
        session, secret = await house.front.log_in(
            body.name, body.password.get_secret_value(), address, program
        )
    except WrongLogIn:
        _failed(house, body.name, address)
        raise
    user = house.people.one(session.user)
    request.state.asker = by = session.asker(user)
    set_cookie(answer, request, house, secret, session.until - session.made)
    log.info("log-in", by=by.name, address=address)
    return me_item(by, user)


def _failed(house: Service, typed: str, address: str) -> None:
    """A name that nobody has is not kept: it may be a password, typed into the wrong field."""
    name = log_in_name(typed)
    who = name if house.people.user(name) else "unknown"
    log.warning("log-in failed", name=who, address=address)
    house.trail.write(Entry(house.desk.now(), who, "", address, "POST /login", status=401))


@router.post("/logout", summary="Log out: this session ends")
async def log_out(request: Request, answer: Response, house: House, by: Anybody) -> Ended:
    ended = await house.people.end(by.name, by.session) if by.via == "session" else 0
    drop_cookie(answer, request, house)
    return Ended(ended=ended)


@router.get("/me", summary="Who I am, and what I may do")
async def me(house: House, by: Anybody) -> MeItem:
    return me_item(by, _user(house, by))


@router.post(
    "/me/password", summary="Change my password; my other sessions end", responses=NOT_TAKEN | LOG_IN
)
async def own_password(body: OwnPasswordBody, request: Request, house: House, by: Anybody) -> MeItem:
    _must_be_user(house, by)
    old, new = body.old.get_secret_value(), body.new.get_secret_value()
    user = await house.front.change_password(by.name, old, new, address_of(request), but=by.session)
    return me_item(by, user)


@router.get("/me/sessions", summary="My open sessions, the one used last first")
async def own_sessions(house: House, by: Anybody) -> list[SessionOfItem]:
    _must_be_user(house, by)
    return [session_item(one, by) for one in house.people.sessions(by.name)]


@router.delete("/me/sessions", summary="End all my sessions but this one")
async def end_others(house: House, by: Anybody) -> Ended:
    _must_be_user(house, by)
    return Ended(ended=await house.people.end(by.name, but=by.session))


@router.delete("/me/sessions/{id}", summary="End one of my sessions", responses=NOT_KNOWN)
async def end_one(id: Annotated[str, Path(max_length=64)], house: House, by: Anybody) -> Ended:
    _must_be_user(house, by)
    ended = await house.people.end(by.name, id)
    if not ended:
        raise NotKnown("session", id, [one.id for one in house.people.sessions(by.name)])
    return Ended(ended=ended)


def _user(house: Service, by: Asker) -> User | None:
    return None if by.via == "socket" else house.people.user(by.name)


def _must_be_user(house: Service, by: Asker) -> None:
    """A system user at the socket has no password or session of ours; a token must not take over its user."""
    if by.via != "session":
        why = f"{by.name} is not logged in here: he came by the {by.via}"
        raise Barred(403, "no-session", why, "log in with name and password")
