"""How people come in over TCP: the session's cookie, the token's header, and whether a page of ours asks.

A browser sends the cookie from whatever page makes it ask. Sec-Fetch-Site, and where a browser has not that Origin, say which page it
was; both are written by the browser, and no page can change them. Programs name neither, and bring no cookie but their own.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from acd.core.moment import SECOND, Span
from aftercall.people.rights import Asker
from aftercall.web import reasons
from aftercall.web.barred import Barred
from aftercall.web.service import Service

COOKIE: Final = "aftercall"
BEARER: Final = "bearer "
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OURS: Final = frozenset({"same-origin", "none"})
"""`none`: the person himself, by the address bar or a bookmark."""


def who_comes(connection: HTTPConnection, house: Service) -> Asker:
    """By token, else by session. Raises Barred."""
    given = connection.headers.get("authorization", "")
    if given[: len(BEARER)].lower() == BEARER:
        return _bearer(house, given[len(BEARER) :].strip())
    secret = connection.cookies.get(COOKIE)
    if secret is None:
        raise Barred(401, "log-in", reasons.NOBODY_HERE(), reasons.LOG_IN())
    if connection.scope.get("method", "GET") not in SAFE:
        check_page(connection, house)
    by = house.people.came(secret)
    if by is None:
        raise Barred(401, "session-over", reasons.SESSION_OVER(), reasons.LOG_IN_AGAIN())
    return by


def _bearer(house: Service, secret: str) -> Asker:
    by = house.people.bears(secret)
    if by is None:
        why = "this token is not known, or it is over, or its user is switched off"
        raise Barred(401, "token", why, "make another one: aftercall tokens add")
    return by


def check_page(connection: HTTPConnection, house: Service) -> None:
    """Raises Barred unless a page of ours asks, by the browser's word. For what brings a cookie, or shall get one."""
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    if site in OURS or (origin is not None and urlsplit(origin).netloc.lower() in _hosts(connection, house)):
        return
    raise Barred(403, "other-page", reasons.OTHER_PAGE(), reasons.OWN_ADDRESS())


def check_page_if_browser(connection: HTTPConnection, house: Service) -> None:
    """As `check_page`, but for a program, which names no page."""
    if "sec-fetch-site" in connection.headers or "origin" in connection.headers:
        check_page(connection, house)


def _hosts(connection: HTTPConnection, house: Service) -> set[str]:
    public = urlsplit(house.web.public_url).netloc if house.web.public_url else ""
    return {connection.headers.get("host", "").lower(), public.lower()} - {""}


def address_of(connection: HTTPConnection) -> str:
    """Where the asker is: what a trusted proxy says, else the connection's other end; empty on the Unix socket."""
    return connection.client.host if connection.client else ""


def set_cookie(answer: Response, connection: HTTPConnection, house: Service, secret: str, span: Span) -> None:
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=span // SECOND,
        path="/",
        secure=is_encrypted(connection, house),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(answer: Response, connection: HTTPConnection, house: Service) -> None:
    answer.delete_cookie(
        COOKIE, path="/", secure=is_encrypted(connection, house), httponly=True, samesite="lax"
    )


def is_encrypted(connection: HTTPConnection, house: Service) -> bool:
    """Between the browser and us, or the proxy in front of us."""
    return connection.url.scheme in ("https", "wss") or (house.web.public_url or "").startswith("https:")
