"""One request to the daemon over its Unix socket, and every way in which it can fail. The typed client and the command both ask
through this."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import httpx2

BASE: Final = "http://aftercall/api/v1"
AS: Final = "X-Aftercall-As"
TIMEOUT: Final = 30.0
"""Seconds. A wish is answered after 5 s at the latest; a reload of many phones takes its time."""


class ClientError(Exception):
    pass


class NotReachable(ClientError):  # noqa: N818 - reads as what it is
    """Nobody answers at the socket; the message names it and the remedy."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why}; {remedy}")
        self.why = why
        self.remedy = remedy


class BrokeOff(NotReachable):
    """Somebody was there, and went in the middle of it."""


class NoAnswer(ClientError):  # noqa: N818
    """The daemon did not answer in time: nobody knows whether it was done."""


class Asking:
    """`as_agent`: what is asked is asked by the agent himself."""

    def __init__(
        self, socket: Path, *, as_agent: bool = False, timeout: float = TIMEOUT, accept: str = "*/*"
    ) -> None:
        self._socket = socket
        self._timeout = timeout
        self._http = httpx2.AsyncClient(
            transport=httpx2.AsyncHTTPTransport(uds=str(socket)),
            base_url=BASE,
            headers={"Accept": accept} | ({AS: "agent"} if as_agent else {}),
            timeout=timeout,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        *,
        content: bytes | None = None,
    ) -> httpx2.Response:
        """Whatever the daemon answered. `content`: sent as it is, instead of a JSON body. Raises NotReachable, NoAnswer."""
        try:
            return await self._http.request(method, path, json=body, content=content, params=params)
        except httpx2.ConnectError as error:
            raise self._trouble(error) from error
        except httpx2.TimeoutException as error:
            why = f"the daemon did not answer within {self._timeout:g} s: nobody knows whether it was done"
            raise NoAnswer(why) from error
        except httpx2.TransportError as error:
            raise self._trouble(error) from error

    async def lines(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> AsyncGenerator[httpx2.Response | str]:
        """What the daemon tells, line by line, until it ends; or, where it refuses, its answer alone. Raises NotReachable."""
        try:
            async with self._http.stream("GET", path, params=params or None, timeout=None) as answer:
                if answer.status_code >= 400:
                    await answer.aread()
                    yield answer
                    return
                async for text in answer.aiter_lines():
                    if text.strip():
                        yield text
        except httpx2.TransportError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: Exception) -> NotReachable:
        """The remedies differ: never started, died, somebody else's, gone meanwhile."""
        path = self._socket.absolute()
        if not isinstance(error, httpx2.ConnectError):
            why = f"the daemon broke off: {error or type(error).__name__}"
            return BrokeOff(why, "see its log, then try again")
        if not path.exists():
            remedy = "start it with `aftercall run`, or name its socket with --socket"
            return NotReachable(f"no daemon at {path}", remedy)
        if not os.access(path, os.W_OK):
            remedy = "run this command as the user who runs the daemon, or as root"
            return NotReachable(f"the socket {path} is another user's", remedy)
        return NotReachable(f"nobody listens at {path}", "start the daemon with `aftercall run`")


def path_of(*parts: str) -> str:
    """`/agents/1001`; a code may be anything that somebody typed, and is one step of the path."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)
