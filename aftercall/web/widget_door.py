"""The door of the chat widget, in front of everything under /widget/v1: only sites that its card names get in, by the browser's word.

No cookie is looked at here, and none is set: who a visitor is says his token, and a page elsewhere has only those that it was given.
The rest of the house answers no other site at all; this is the one place that does, and it names the one site that asked.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aftercall.web.door import address_of
from aftercall.web.errors import answer
from aftercall.web.service import Service
from aftercall.widget.card import Widget
from aftercall.widget.limits import ASK

ROOT: Final = "/widget/v1/"
REFUSED: Final = 1008
ALLOWED: Final = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "600",
}


class WidgetDoor:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not scope["path"].startswith(ROOT):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        house: Service = connection.app.state.service
        code = scope["path"].removeprefix(ROOT).partition("/")[0]
        card = next((one for one in house.widgets.all() if one.code == code and one.active), None)
        origin = connection.headers.get("origin")
        barred = refusal(connection, house, card, origin)
        if scope["type"] == "websocket":
            if barred is not None:
                await send({"type": "websocket.close", "code": REFUSED})
                return
            await self._app(scope, receive, send)
            return
        if barred is None and scope["method"] == "OPTIONS":
            barred = Response(status_code=204, headers=ALLOWED)
            known = True
        else:
            known = card is not None and is_named(connection, house, card, origin)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers.append("Vary", "Origin")
                if known and origin is not None:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = "Retry-After"
                    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            await send(message)

        await (barred or self._app)(scope, receive, sent)


def refusal(
    connection: HTTPConnection, house: Service, card: Widget | None, origin: str | None
) -> Response | None:
    """Why nobody is let in; None: he is."""
    wait = house.widgets.limits.wait(ASK, f"address {address_of(connection)}")
    if card is None:
        return answer(404, "not-known", "there is no such widget")
    if not is_named(connection, house, card, origin):
        why = f"this widget is not for {origin or 'pages that do not say who they are'}"
        return answer(
            403, "other-page", why, remedy="an administrator can name the site in the widget's card"
        )
    if wait is not None:
        barred = answer(429, "too-often", "too many questions from one address", remedy=f"wait {wait} s")
        barred.headers["Retry-After"] = str(wait)
        return barred
    return None


def is_named(connection: HTTPConnection, house: Service, card: Widget, origin: str | None) -> bool:
    """A site of the card, or the page that shows the widget here."""
    if origin is None:
        return connection.headers.get("sec-fetch-site") == "same-origin"
    return origin in card.origins or urlsplit(origin).netloc.lower() in _own(connection, house)


def _own(connection: HTTPConnection, house: Service) -> set[str]:
    public = urlsplit(house.web.public_url).netloc if house.web.public_url else ""
    return {connection.headers.get("host", "").lower(), public.lower()} - {""}
