"""By the company's provider: sent there, and back with its word on who it is. What goes wrong is said on the log-in page."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import urlencode

import structlog
from fastapi import Query, Request
from fastapi.responses import RedirectResponse

from aftercall.office import DatabaseAway
from aftercall.people.audit import Entry
from aftercall.people.errors import LastAdministrator
from aftercall.people.oidc import Known, OidcError, Provider
from aftercall.people.rights import Role
from aftercall.people.user import User, is_log_in_name, log_in_name
from aftercall.web import routers
from aftercall.web.barred import Barred
from aftercall.web.caller import House
from aftercall.web.door import address_of, is_encrypted, set_cookie
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
public = routers.public("/oidc", tags=["people"])
SENT: Final = "aftercall-oidc"
"""Cookie of the browser that was sent to the provider: the state."""
WHERE: Final = "/api/v1/oidc"
_OURS: Final = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")


@public.get(
    "/login", summary="Go to the provider to log in", response_class=RedirectResponse, status_code=303
)
async def log_in(
    request: Request, house: House, back: Annotated[str, Query(description="the page that is wanted")] = "/"
) -> RedirectResponse:
    provider = _provider(house)
    redirect = f"{house.web.public_url or str(request.base_url)}".rstrip("/") + f"{WHERE}/callback"
    try:
        state, there = await provider.send(redirect, back if _OURS.fullmatch(back) else "/")
    except OidcError as error:
        return _failed(house, request, error.code, str(error))
    answer = RedirectResponse(there, 303)
    encrypted = is_encrypted(request, house)
    answer.set_cookie(SENT, state, max_age=600, path=WHERE, secure=encrypted, httponly=True, samesite="lax")
    return answer


@public.get("/callback", summary="Back from the provider", response_class=RedirectResponse, status_code=303)
async def callback(
    request: Request, house: House, state: str = "", code: str = "", error: str = ""
) -> RedirectResponse:
    provider = _provider(house)
    sent = request.cookies.get(SENT, "")
    pending = provider.returned(state) if secrets.compare_digest(sent.encode(), state.encode()) else None
    if pending is None:
        return _failed(house, request, "expired", "nobody was sent with this state, or another browser was")
    if not code:
        return _failed(house, request, "refused", f"the provider said {error[:100]!r}")
    try:
        known = await provider.known(code, pending)
        user = await _user(house, provider, known)
        session, secret = await house.people.begin(
            user.name, address_of(request), request.headers.get("user-agent", "")
        )
    except OidcError as wrong:
        return _failed(house, request, wrong.code, str(wrong))
    except DatabaseAway as away:
        return _failed(house, request, "database-away", away.why)
    request.state.asker, request.state.noted = session.asker(user), "OpenID Connect"
    answer = RedirectResponse(pending.back, 303)
    set_cookie(answer, request, house, secret, session.until - session.made)
    answer.delete_cookie(SENT, path=WHERE)
    log.info("log-in", by=user.name, address=address_of(request), oidc=True)
    return answer


async def _user(house: Service, provider: Provider, known: Known) -> User:
    """Whom the provider's word makes him here. A name that somebody has already is not his: he would be somebody else then."""
    user = house.people.subject(known.subject)
    if user is not None:
        user = await _with_roles(house, provider, user, known)
    elif provider.settings.make and known.roles:
        user = await _made(house, known)
    if user is None or not user.active:
        raise OidcError("unknown", f"{known.name!r} ({known.subject}) is no user here, or is switched off")
    return user


async def _with_roles(house: Service, provider: Provider, user: User, known: Known) -> User:
    """Where roles are mapped, the provider's word on them holds at each log-in; but never to the last administrator's loss."""
    if not provider.settings.roles:
        return user
    try:
        _, after = await house.people.change(user.name, lambda now: _reaching(now, known.roles))
    except LastAdministrator as error:
        log.warning("roles are not changed by the provider's word", user=user.name, why=error.why)
        return user
    return after


def _reaching(user: User | None, roles: frozenset[Role]) -> User:
    if user is None:
        raise OidcError("unknown", "the user was removed meanwhile")
    after = replace(user, roles=roles)
    return replace(after, reach=None) if after.administers else after


async def _made(house: Service, known: Known) -> User:
    name = log_in_name(known.name)
    if not is_log_in_name(name):
        raise OidcError("unknown", f"{known.name!r} cannot be a log-in name here")

    def made(before: User | None) -> User:
        if before is not None:
            raise OidcError("taken", f"user {name} is here already, and does not come by the provider")
        shown = "".join(one if one.isprintable() else " " for one in known.shown).strip()[:100]
        return User(name, shown or name, subject=known.subject, roles=known.roles)

    _, user = await house.people.change(name, made)
    log.info("user", name=name, done="made", by="OpenID Connect")
    return user


def _provider(house: Service) -> Provider:
    found = house.reception.provider
    if found is None:
        raise Barred(404, "no-oidc", "OpenID Connect is not set here", "log in with name and password")
    return found


def _failed(house: Service, request: Request, code: str, why: str) -> RedirectResponse:
    log.warning("log-in by OpenID Connect failed", why=why, address=address_of(request))
    entry = Entry(
        house.desk.now(), "unknown", "", address_of(request), "GET /oidc/callback", status=401, note=code
    )
    house.trail.write(entry)
    answer = RedirectResponse(f"/login?{urlencode({'oidc': code})}", 303)
    answer.delete_cookie(SENT, path=WHERE)
    return answer
