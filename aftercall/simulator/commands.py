"""What people ask of the daemon, asked as they do: over HTTP on its Unix socket."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import httpx2

from aftercall.bench import BenchError

TIMEOUT = 15.0
COUNTED = ("offered", "answered", "abandoned", "timeout", "other")


class Said(Enum):
    """What became of a wish; `AWAY`: nobody answered, or the daemon died over it."""

    GRANTED = "granted"
    KEPT = "kept"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is that of a refusal."""

    said: Said
    text: str = ""
    board: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""

    @property
    def success(self) -> bool:
        return self.said in (Said.GRANTED, Said.KEPT)


class Commands(Protocol):
    """All that the simulator asks of a floor."""

    async def wish(self, agent: str, verb: str, /, **body: Any) -> Answer: ...
    async def boards(self) -> list[dict[str, Any]]: ...


class Api:
    """The daemon's API at `socket`. A new connection for each request: the daemon may be another one each time."""

    def __init__(self, socket: Path) -> None:
        self._client = httpx2.AsyncClient(
            transport=httpx2.AsyncHTTPTransport(
                uds=str(socket), limits=httpx2.Limits(max_keepalive_connections=0)
            ),
            base_url="http://aftercall/api/v1",
            timeout=TIMEOUT,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def wish(self, agent: str, verb: str, /, *, as_agent: bool = False, **body: Any) -> Answer:
        """Never raises for what a daemon may do in a test: die, be away, refuse. Asked as supervisor, or as the agent himself."""
        headers = {"X-Aftercall-As": "agent"} if as_agent else None
        try:
            reply = await self._client.post(f"/agents/{agent}/{verb}", json=body, headers=headers)
        except httpx2.TransportError as error:
            return Answer(Said.AWAY, repr(error))
        return _answer(reply)

    async def put(self, noun: str, code: str, body: Mapping[str, Any]) -> None:
        """Make or change something configured; a refusal or a warning raises, for then the floor is not as it should be."""
        reply = await self._client.put(f"/{noun}/{code}", json=body)
        if reply.status_code >= 400 or reply.json().get("warning"):
            raise BenchError(f"{noun} {code} could not be made: {reply.text}")

    async def knows(self, noun: str, code: str) -> bool:
        return (await self._client.get(f"/{noun}/{code}")).status_code != 404

    async def remove(self, noun: str, code: str) -> None:
        reply = await self._client.delete(f"/{noun}/{code}")
        if reply.status_code >= 400:
            raise BenchError(f"{noun} {code} could not be removed: {reply.text}")

    async def get(self, path: str) -> Any:
        reply = await self._client.get(path)
        if reply.status_code >= 400:
            raise BenchError(f"{path}: {reply.text}")
        return reply.json()

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        reply = await self._client.post(path, json=body or {})
        if reply.status_code >= 400:
            raise BenchError(f"{path}: {reply.text}")
        return reply.json()

    async def tried(self, path: str, body: Mapping[str, Any] | None = None) -> bool:
        """Asked as the agent whom it is about. Whether it was done; False: refused, for the floor is not as it was thought to be.
        Anything else raises."""
        reply = await self._client.post(path, json=body or {}, headers={"X-Aftercall-As": "agent"})
        if reply.status_code >= 400 and reply.status_code not in (404, 409):
            raise BenchError(f"{path}: {reply.text}")
        return reply.status_code < 400

    async def boards(self) -> list[dict[str, Any]]:
        """Every agent as the daemon tells him."""
        return list((await self.get("/state"))["agents"])

    async def today(self, queues: Collection[str]) -> Counter[str]:
        """The day's sums of these queues, added up."""
        sums: Counter[str] = Counter()
        for board in (await self.get("/state"))["queues"]:
            if board["code"] in queues:
                sums.update({name: board["today"][name] for name in COUNTED})
        return sums

    async def day(self, agent: str) -> dict[str, Any]:
        return dict(await self.get(f"/agents/{agent}/day"))

    async def last_event(self) -> int:
        """The number of the last event that was told."""
        return int((await self.get("/health"))["events"])

    async def events(self, after: int) -> list[dict[str, Any]]:
        """Those after number `after`, oldest first, up to now."""
        last, found = await self.last_event(), list[dict[str, Any]]()
        if last <= after:
            return found
        async with self._client.stream("GET", "/events", params={"after": after}) as reply:
            async for line in reply.aiter_lines():
                found.append(json.loads(line))
                if int(found[-1].get("seq", found[-1].get("last", 0))) >= last:
                    break
        return found

    async def is_up(self) -> bool:
        """The daemon answers, and Asterisk answers it."""
        try:
            parts = (await self.get("/health"))["parts"]
        except (httpx2.TransportError, BenchError):
            return False
        return any(part["name"] == "asterisk" and part["state"] == "up" for part in parts)


def _answer(reply: httpx2.Response) -> Answer:
    try:
        body = reply.json()
    except ValueError:  # its server was stopped in the middle
        return Answer(Said.AWAY, reply.text)
    if "answer" not in body:
        return Answer(Said.REFUSED, reply.text)
    text = str(body.get("text") or body.get("why") or "")
    return Answer(Said(body["answer"]), text, body.get("agent") or {}, str(body.get("code") or ""))
