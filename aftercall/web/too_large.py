"""A body that is too large is refused before the app sees it, in a word of text: here it becomes an error as all others are."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aftercall.web.errors import too_large


class TooLargeIsSaid:
    """Around the app and its limits."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        mute = False

        async def sent(message: Message) -> None:
            nonlocal mute
            if message["type"] == "http.response.start" and _is_bare(message):
                mute = True
                await too_large(scope)(scope, receive, send)
            elif not mute:
                await send(message)

        await self._app(scope, receive, sent)


def _is_bare(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    kind: bytes = headers.get(b"content-type", b"")
    return message["status"] == 413 and kind.startswith(b"text/plain")
