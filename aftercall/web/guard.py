"""Around every answer: the headers that keep browsers from doing more than was meant, and the audit trail.

A page that needs more than nothing says so in a policy of its own (aftercall/screens/pages.py); what is answered by the API shows
and runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from acd.core.moment import Moment
from aftercall.people.audit import Entry, Trail
from aftercall.people.rights import Asker
from aftercall.web.door import SAFE

POLICY: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ENCRYPTED: Final = {"Strict-Transport-Security": "max-age=31536000"}
PRIVATE: Final = {"Cache-Control": "no-store"}


class Guard:
    """Outermost: of an answer of any kind, it is the last to see the headers and the status."""

    def __init__(self, app: ASGIApp, trail: Trail, now: Callable[[], Moment], root: str) -> None:
        self._app = app
        self._trail = trail
        self._now = now
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, MutableHeaders(scope=message))
                self._note(scope, message["status"])
            await send(message)

        await self._app(scope, receive, sent)

    def _add(self, scope: Scope, headers: MutableHeaders) -> None:
        wanted = HEADERS | (ENCRYPTED if scope["scheme"] == "https" else {})
        wanted |= PRIVATE if scope["path"].startswith(self._root) else {}
        for name, value in wanted.items():
            headers.setdefault(name, value)

    def _note(self, scope: Scope, status: int) -> None:
        """What was asked by nobody is not kept: it would be anybody's to fill the trail."""
        state: dict[str, Any] = scope.get("state", {})
        by: Asker | None = state.get("asker")
        if by is None or (scope["method"] in SAFE and "noted" not in state):
            return
        route = scope.get("route")
        path = str(getattr(route, "path", scope["path"])).removeprefix(self._root)
        client = scope.get("client")
        self._trail.write(
            Entry(
                at=self._now(),
                who=by.name,
                via=f"{by.via} {by.session}".strip(),
                address=client[0] if client else "",
                what=f"{scope['method']} {path}",
                about={name: str(value) for name, value in scope.get("path_params", {}).items()},
                status=status,
                note=state.get("noted", ""),
            )
        )


def note(connection: HTTPConnection, text: str = "") -> None:
    """For a route that only shows something: this, too, goes on the audit trail (an export)."""
    connection.state.noted = text
