"""The daemon's API for programs: typed answers, over the Unix socket.

async with Client(Path("aftercall.sock")) as floor:
    await floor.put_agent("1001", name="Anna", phone="1001", queues=[["sales", 0]])
    await floor.wish("1001", "login")
    async for event in floor.events(): ...
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from acd.board.events import EVENTS, Event
from aftercall.web.answers import (
    AgentItem,
    DayItem,
    Drift,
    ErrorBody,
    Gap,
    Granted,
    Health,
    NumberItem,
    PhoneItem,
    PinSet,
    QueueItem,
    Refused,
    Removed,
    SavedAgent,
    SavedNumber,
    SavedPhone,
    SavedQueue,
    SavedType,
    State,
    TypeItem,
    Unknown,
)
from aftercall.web.campaign_answers import (
    CampaignItem,
    ProgressItem,
    SavedCampaign,
    SavedTrunk,
    StateSet,
    TrunkItem,
)

Verb = Literal[
    "login",
    "logout",
    "type",
    "resume",
    "takeback",
    "extend",
    "finish",
    "hold",
    "lift",
    "recording",
    "join",
    "leave",
    "dial",
    "skip",
]
Nouns = Literal["agents", "queues", "types", "phones", "numbers", "campaigns", "trunks"]
Item = TypeVar("Item", bound=BaseModel)

TIMEOUT = 30.0
"""Seconds. A wish is answered after 5 s at the latest; a reload of many phones takes its time."""


class ClientError(Exception):
    pass


class NotReachable(ClientError):  # noqa: N818 - reads as what it is
    """Nobody answers at the socket, or he broke off; the message names the socket and the remedy."""

    def __init__(self, socket: Path, why: str, remedy: str) -> None:
        super().__init__(f"daemon at {socket}: {why}; {remedy}")
        self.socket = socket
        self.why = why
        self.remedy = remedy


class NoAnswer(ClientError):  # noqa: N818
    """The daemon did not answer in time: nobody knows whether it was done."""


class Wrong(ClientError):  # noqa: N818
    """The daemon said no: `status` of HTTP, `code` for programs, `field` where one is to blame."""

    def __init__(self, status: int, body: ErrorBody) -> None:
        error = body.error
        where = f"{error.field}: " if error.field else ""
        super().__init__(f"{where}{error.why}" + (f"; {error.remedy}" if error.remedy else ""))
        self.status = status
        self.code = error.code
        self.field = error.field
        self.why = error.why
        self.remedy = error.remedy


class WishRefused(ClientError):  # noqa: N818
    def __init__(self, answer: Refused) -> None:
        super().__init__(answer.why)
        self.answer = answer
        self.code = answer.code


class WishUnknown(ClientError):  # noqa: N818
    def __init__(self, answer: Unknown) -> None:
        super().__init__(answer.why)
        self.answer = answer


class Client:
    """`as_agent`: wishes are those of the agent himself; quotas, approval and a queue's rules then apply."""

    def __init__(self, socket: Path, *, as_agent: bool = False, timeout: float = TIMEOUT) -> None:
        self._socket = socket
        self._http = httpx2.AsyncClient(
            transport=httpx2.AsyncHTTPTransport(uds=str(socket)),
            base_url="http://aftercall/api/v1",
            headers={"X-Aftercall-As": "agent"} if as_agent else None,
            timeout=timeout,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    # --- the floor ---------------------------------------------------------------------------------------------------

    async def state(self) -> State:
        return State.model_validate_json(await self._ask("GET", "/state"))

    async def health(self) -> Health:
        return Health.model_validate_json(await self._ask("GET", "/health"))

    async def drift(self) -> tuple[str, ...]:
        return Drift.model_validate_json(await self._ask("GET", "/drift")).drift

    async def provision(self) -> tuple[str, ...]:
        """Everything into Asterisk again; what was otherwise."""
        return Drift.model_validate_json(await self._ask("POST", "/provision")).drift

    async def events(self, *, replay: int = 0, after: int | None = None) -> AsyncGenerator[Event | Gap]:
        """From now on, or from `after` that number, until the daemon stops."""
        params = {"replay": replay} | ({} if after is None else {"after": after})
        try:
            async with self._http.stream("GET", "/events", params=params, timeout=None) as answer:
                if answer.status_code != 200:
                    raise _wrong(answer.status_code, await answer.aread())
                async for line in answer.aiter_lines():
                    yield read_event(line)
        except httpx2.TransportError as error:
            raise self._not_reachable(error) from error

    # --- wishes ------------------------------------------------------------------------------------------------------

    async def wish(self, agent: str, verb: Verb, **fields: str | bool | None) -> Granted:
        """Granted or kept. Raises WishRefused, WishUnknown, and Wrong for an unknown agent."""
        answer = await self._send("POST", _path("agents", agent, verb), fields)
        if answer.status_code == 409:
            raise WishRefused(Refused.model_validate_json(answer.content))
        if answer.status_code == 504:
            raise WishUnknown(Unknown.model_validate_json(answer.content))
        return Granted.model_validate_json(_good(answer))

    async def day(self, agent: str, date: str | None = None) -> DayItem:
        """`date` as YYYY-MM-DD in the site's zone; None: today."""
        params = {"date": date} if date else None
        return DayItem.model_validate_json(
            await self._ask("GET", _path("agents", agent, "day"), params=params)
        )

    # --- cards -------------------------------------------------------------------------------------------------------

    async def agents(self) -> list[AgentItem]:
        return await self._all("agents", AgentItem)

    async def queues(self) -> list[QueueItem]:
        return await self._all("queues", QueueItem)

    async def types(self) -> list[TypeItem]:
        return await self._all("types", TypeItem)

    async def phones(self) -> list[PhoneItem]:
        return await self._all("phones", PhoneItem)

    async def numbers(self) -> list[NumberItem]:
        return await self._all("numbers", NumberItem)

    async def put_agent(self, code: str, **fields: Any) -> SavedAgent:
        return SavedAgent.model_validate_json(await self._put("agents", code, fields))

    async def put_queue(self, code: str, **fields: Any) -> SavedQueue:
        """Spans in milliseconds."""
        return SavedQueue.model_validate_json(await self._put("queues", code, fields))

    async def put_type(self, code: str, **fields: Any) -> SavedType:
        return SavedType.model_validate_json(await self._put("types", code, fields))

    async def put_phone(self, code: str, **fields: Any) -> SavedPhone:
        return SavedPhone.model_validate_json(await self._put("phones", code, fields))

    async def put_number(self, did: str, kind: str, value: str = "") -> SavedNumber:
        fields = {"target": {"kind": kind, "value": value}}
        return SavedNumber.model_validate_json(await self._put("numbers", did, fields))

    async def campaigns(self) -> list[CampaignItem]:
        return await self._all("campaigns", CampaignItem)

    async def trunks(self) -> list[TrunkItem]:
        return await self._all("trunks", TrunkItem)

    async def put_campaign(self, code: str, **fields: Any) -> SavedCampaign:
        """Spans in milliseconds."""
        return SavedCampaign.model_validate_json(await self._put("campaigns", code, fields))

    async def put_trunk(self, code: str, **fields: Any) -> SavedTrunk:
        return SavedTrunk.model_validate_json(await self._put("trunks", code, fields))

    async def set_campaign(
        self, code: str, verb: Literal["start", "pause", "stop"], *, yes: bool = False
    ) -> StateSet:
        """`yes`: what happens to calls in progress, when it is stopped, may happen."""
        body = {"yes": yes} if verb == "stop" else None
        return StateSet.model_validate_json(await self._ask("POST", _path("campaigns", code, verb), body))

    async def progress(self, campaign: str) -> ProgressItem:
        return ProgressItem.model_validate_json(
            await self._ask("GET", _path("campaigns", campaign, "progress"))
        )

    async def set_pin(self, agent: str, pin: str | None) -> PinSet:
        return PinSet.model_validate_json(await self._ask("PUT", _path("agents", agent, "pin"), {"pin": pin}))

    async def remove(self, noun: Nouns, code: str) -> Removed:
        return Removed.model_validate_json(await self._ask("DELETE", _path(noun, code)))

    # --- asking ------------------------------------------------------------------------------------------------------

    async def _all(self, noun: Nouns, kind: type[Item]) -> list[Item]:
        found: list[Item] = TypeAdapter(list[kind]).validate_json(await self._ask("GET", f"/{noun}"))  # type: ignore[valid-type]
        return found

    async def _put(self, noun: Nouns, code: str, fields: dict[str, Any]) -> bytes:
        return await self._ask("PUT", _path(noun, code), fields)

    async def _ask(self, method: str, path: str, body: Any = None, params: Any = None) -> bytes:
        return _good(await self._send(method, path, body, params))

    async def _send(self, method: str, path: str, body: Any = None, params: Any = None) -> httpx2.Response:
        try:
            return await self._http.request(method, path, json=body, params=params)
        except httpx2.ConnectError as error:
            raise self._not_reachable(error) from error
        except httpx2.TimeoutException as error:
            raise NoAnswer(
                f"daemon at {self._socket}: no answer; nobody knows whether it was done"
            ) from error
        except httpx2.TransportError as error:
            raise self._not_reachable(error) from error

    def _not_reachable(self, error: Exception) -> NotReachable:
        """The remedies differ: never started, died, or somebody else's."""
        if not isinstance(error, httpx2.ConnectError):
            return NotReachable(
                self._socket, f"broke off ({error or type(error).__name__})", "see its log, then try again"
            )
        if not self._socket.exists():
            return NotReachable(
                self._socket, "there is no such socket", "start it with `aftercall run`, or name its socket"
            )
        if not os.access(self._socket, os.W_OK):
            return NotReachable(
                self._socket, "it is another user's", "ask as the user who runs the daemon, or as root"
            )
        return NotReachable(self._socket, "nobody listens there", "start it with `aftercall run`")


def read_event(line: str) -> Event | Gap:
    """One line of the stream of events."""
    kind = TypeAdapter(dict[str, Any]).validate_json(line).get("kind", "")
    return (Gap if kind == "gap" else EVENTS[kind]).model_validate_json(line)


def _path(*parts: str) -> str:
    """Any code as one step of the path."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _good(answer: httpx2.Response) -> bytes:
    if answer.status_code != 200:
        raise _wrong(answer.status_code, answer.content)
    return answer.content


def _wrong(status: int, content: bytes) -> ClientError:
    try:
        return Wrong(status, ErrorBody.model_validate_json(content))
    except ValidationError:
        return ClientError(f"the daemon answered {status}: {content[:200].decode(errors='replace')}")
