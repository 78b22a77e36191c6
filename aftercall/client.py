"""The daemon's API for programs: typed answers, over the Unix socket.

async with Client(Path("aftercall.sock")) as floor:
    await floor.put_agent("1001", name="Anna", phone="1001", queues=[["sales", 0]])
    await floor.wish("1001", "login")
    async for event in floor.events(): ...
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from acd.board.events import EVENTS, Event
from aftercall.asking import TIMEOUT, Asking, ClientError, path_of
from aftercall.reporting.answer import ReportAnswer
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
from aftercall.web.attempt_answers import (
    AttemptItem,
    AttemptWhole,
    CallbackSet,
    ContactAtHand,
    PromisedItem,
)
from aftercall.web.calendar_answers import AheadItem, BetweenItem, CalendarItem, DueItem, SavedCalendar
from aftercall.web.campaign_answers import (
    CampaignItem,
    ProgressItem,
    SavedCampaign,
    SavedTrunk,
    StateSet,
    TrunkItem,
)
from aftercall.web.customers import CustomerItem, HistoryItem, MergedCustomer, SavedCustomer
from aftercall.web.item_answers import (
    AttachmentItem,
    BroughtItem,
    ChangedItem,
    GrantedItem,
    ItemItem,
    MessageItem,
    RefusedItem,
    UnknownItemWish,
)
from aftercall.web.level_answers import ChosenItem, LevelItem, PromiseSums, SavedLevel

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
    "call/hold",
    "call/unhold",
    "call/hangup",
    "call/transfer",
    "call/consult",
    "call/complete",
    "call/cancel",
    "call/join",
    "call/dial",
    "listen",
    "unlisten",
]
Nouns = Literal[
    "agents", "queues", "types", "phones", "numbers", "calendars", "levels", "campaigns", "trunks"
]
Item = TypeVar("Item", bound=BaseModel)


class Wrong(ClientError):  # noqa: N818
    """The daemon said no: `status` of HTTP, `code` for programs, `field` where one is to blame; of a form `fields`, each with why."""

    def __init__(self, status: int, body: ErrorBody) -> None:
        error = body.error
        where = f"{error.field}: " if error.field else ""
        super().__init__(f"{where}{error.why}" + (f"; {error.remedy}" if error.remedy else ""))
        self.status = status
        self.code = error.code
        self.field = error.field
        self.why = error.why
        self.remedy = error.remedy
        self.fields = {one.field: one.why for one in body.fields or ()}


class WishRefused(ClientError):  # noqa: N818
    def __init__(self, answer: Refused | RefusedItem) -> None:
        super().__init__(answer.why)
        self.answer = answer
        self.code = answer.code


class WishUnknown(ClientError):  # noqa: N818
    def __init__(self, answer: Unknown | UnknownItemWish) -> None:
        super().__init__(answer.why)
        self.answer = answer


class Client:
    """`as_agent`: wishes are those of the agent himself; quotas, approval and a queue's rules then apply."""

    def __init__(self, socket: Path, *, as_agent: bool = False, timeout: float = TIMEOUT) -> None:
        self._asking = Asking(socket, as_agent=as_agent, timeout=timeout)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._asking.__aexit__(kind, error, trace)

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
        async with aclosing(self._asking.lines("/events", params)) as lines:
            async for line in lines:
                if not isinstance(line, str):
                    raise _wrong(line.status_code, line.content)
                yield read_event(line)

    # --- wishes ------------------------------------------------------------------------------------------------------

    async def wish(self, agent: str, verb: Verb, /, **fields: str | bool | None) -> Granted:
        """Granted or kept. Raises WishRefused, WishUnknown, and Wrong for an unknown agent."""
        answer = await self._asking.send("POST", path_of("agents", agent, *verb.split("/")), fields)
        if answer.status_code == 409:
            raise WishRefused(Refused.model_validate_json(answer.content))
        if answer.status_code == 504:
            raise WishUnknown(Unknown.model_validate_json(answer.content))
        return Granted.model_validate_json(_good(answer))

    async def day(self, agent: str, date: str | None = None) -> DayItem:
        """`date` as YYYY-MM-DD in the site's zone; None: today."""
        params = {"date": date} if date else None
        return DayItem.model_validate_json(
            await self._ask("GET", path_of("agents", agent, "day"), params=params)
        )

    async def report(self, code: str, **which: str | bool) -> ReportAnswer:
        """By `first`, `to` (days), `step`, `queue`, `agent`, `team`; `double` False: not counted a second time."""
        params = {
            "from" if name == "first" else name: str(value).lower() if isinstance(value, bool) else value
            for name, value in which.items()
        }
        return ReportAnswer.model_validate_json(
            await self._ask("GET", path_of("reports", code), params=params)
        )

    # --- contacts ----------------------------------------------------------------------------------------------------

    async def contact(self, agent: str) -> ContactAtHand:
        """The one that he is shown, talks with, or has in his aftercall. Wrong with `no-contact`: none."""
        return ContactAtHand.model_validate_json(await self._ask("GET", path_of("agents", agent, "contact")))

    async def attempts(self, **which: str | int | bool) -> list[AttemptItem]:
        """By `campaign`, `contact`, `agent`, `open`; the newest first, `last` of them."""
        found = await self._ask("GET", "/attempts", params=which)
        return TypeAdapter(list[AttemptItem]).validate_json(found)

    async def attempt(self, id: str) -> AttemptWhole:
        return AttemptWhole.model_validate_json(await self._ask("GET", path_of("attempts", id)))

    async def dispose(
        self,
        disposition: str,
        *,
        attempt: str | None = None,
        agent: str | None = None,
        form: dict[str, str] | None = None,
        callback: dict[str, Any] | None = None,
    ) -> AttemptWhole:
        """Of this attempt, or of what this agent has at hand. `callback`: `at` or `local`, and `agent`, `number`, `moves`."""
        where = path_of("attempts", attempt) if attempt is not None else path_of("agents", agent or "")
        body = {"disposition": disposition, "form": form, "callback": callback}
        return AttemptWhole.model_validate_json(await self._ask("POST", f"{where}/disposition", body))

    async def callbacks(self, **which: str) -> list[PromisedItem]:
        """By `campaign`, `agent`; due `until`."""
        found = await self._ask("GET", "/callbacks", params=which)
        return TypeAdapter(list[PromisedItem]).validate_json(found)

    async def promise(self, contact: int, **callback: Any) -> CallbackSet:
        """A call, or another one than was promised: `at` or `local`, and `agent`, `number`, `moves`."""
        return CallbackSet.model_validate_json(
            await self._ask("PUT", path_of("callbacks", str(contact)), callback)
        )

    async def withdraw(self, contact: int) -> CallbackSet:
        return CallbackSet.model_validate_json(await self._ask("DELETE", path_of("callbacks", str(contact))))

    # --- chats, tickets, customers -----------------------------------------------------------------------------------

    async def items(self, **which: Any) -> list[ItemItem]:
        """By `kind`, `stage` (or several), `queue`, `agent`, `customer`, `q`; the newest first, `limit` of them, on from `after`."""
        found = await self._ask("GET", "/items", params=which)
        return TypeAdapter(list[ItemItem]).validate_json(found)

    async def item(self, id: str) -> ItemItem:
        return ItemItem.model_validate_json(await self._ask("GET", path_of("items", id)))

    async def bring(
        self, kind: Literal["chat", "ticket"], queue: str, text: str = "", **fields: Any
    ) -> BroughtItem:
        """`subject`, `customer`, `priority`, `tags`, `external`, …: as the API takes them. The same `external` is there once."""
        body = {"kind": kind, "queue": queue, "text": text, **fields}
        return BroughtItem.model_validate_json(await self._ask("POST", "/items", body))

    async def change_item(self, id: str, **fields: Any) -> ChangedItem:
        return ChangedItem.model_validate_json(await self._ask("PATCH", path_of("items", id), fields))

    async def messages(self, item: str, after: int = 0, limit: int = 200) -> list[MessageItem]:
        """The oldest first."""
        params = {"after": after, "limit": limit}
        found = await self._ask("GET", path_of("items", item, "messages"), params=params)
        return TypeAdapter(list[MessageItem]).validate_json(found)

    async def write(self, item: str, text: str, **fields: Any) -> MessageItem:
        """To the customer; `kind="note"`: for colleagues alone; `customer=True`: he wrote it; `attachments`: ids."""
        body = {"text": text, **fields}
        return MessageItem.model_validate_json(
            await self._ask("POST", path_of("items", item, "messages"), body)
        )

    async def hand_in(self, name: str, content: bytes, type: str = "") -> AttachmentItem:
        """An attachment, for a message that names its id."""
        params = {"name": name, "type": type}
        answer = await self._asking.send("POST", "/attachments", params=params, content=content)
        return AttachmentItem.model_validate_json(_good(answer))

    async def item_wish(
        self, agent: str, item: str, verb: Literal["accept", "decline", "return"]
    ) -> GrantedItem:
        """Raises WishRefused, WishUnknown, and Wrong for what is not known."""
        return await self._item_wish(path_of("agents", agent, "items", item, verb), {})

    async def to_solve(self, agent: str, kind: Literal["chat", "ticket"] | None = None) -> GrantedItem:
        """The most urgent one of his queues is his; `text` is its id. Raises as `item_wish`."""
        return await self._item_wish(path_of("agents", agent, "to-solve"), {"kind": kind})

    async def wish_of(
        self, item: str, verb: Literal["transfer", "pend", "solve", "reopen"], **fields: Any
    ) -> GrantedItem:
        """Raises as `item_wish`."""
        return await self._item_wish(path_of("items", item, verb), fields)

    async def _item_wish(self, path: str, body: dict[str, Any]) -> GrantedItem:
        answer = await self._asking.send("POST", path, body)
        if answer.status_code == 409:
            raise WishRefused(RefusedItem.model_validate_json(answer.content))
        if answer.status_code == 504:
            raise WishUnknown(UnknownItemWish.model_validate_json(answer.content))
        return GrantedItem.model_validate_json(_good(answer))

    async def customers(self, **which: Any) -> list[CustomerItem]:
        """By `q`; the newest first, `limit` of them, on from `after`."""
        found = await self._ask("GET", "/customers", params=which)
        return TypeAdapter(list[CustomerItem]).validate_json(found)

    async def customer(self, id: int) -> CustomerItem:
        return CustomerItem.model_validate_json(await self._ask("GET", path_of("customers", str(id))))

    async def put_customer(self, id: int, **fields: Any) -> SavedCustomer:
        return SavedCustomer.model_validate_json(
            await self._ask("PUT", path_of("customers", str(id)), fields)
        )

    async def history(self, customer: int, limit: int = 50) -> list[HistoryItem]:
        """Calls, chats and tickets, the newest first."""
        params = {"limit": limit}
        found = await self._ask("GET", path_of("customers", str(customer), "history"), params=params)
        return TypeAdapter(list[HistoryItem]).validate_json(found)

    async def merge(self, customer: int, into: int) -> MergedCustomer:
        return MergedCustomer.model_validate_json(
            await self._ask("POST", path_of("customers", str(customer), "merge"), {"into": into})
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

    async def calendars(self) -> list[CalendarItem]:
        return await self._all("calendars", CalendarItem)

    async def put_calendar(self, code: str, **fields: Any) -> SavedCalendar:
        """`zone`, `week`, `holidays`, `days`, `name`: as in docs/reference/calendars.md, dates as texts."""
        return SavedCalendar.model_validate_json(await self._put("calendars", code, fields))

    async def open_between(self, calendar: str, start: str, end: str) -> BetweenItem:
        """ISO 8601, by the calendar's clock unless they say a zone."""
        asked = {"from": start, "to": end}
        return BetweenItem.model_validate_json(
            await self._ask("GET", path_of("calendars", calendar, "between"), params=asked)
        )

    async def due(self, calendar: str, received: str, target: int, at: str | None = None) -> DueItem:
        """`target` in milliseconds of open time."""
        asked = {"received": received, "target": str(target)} | ({"at": at} if at else {})
        return DueItem.model_validate_json(
            await self._ask("GET", path_of("calendars", calendar, "due"), params=asked)
        )

    async def ahead(self, calendar: str, days: int = 14) -> AheadItem:
        return AheadItem.model_validate_json(
            await self._ask("GET", path_of("calendars", calendar, "ahead"), params={"days": str(days)})
        )

    async def put_agent(self, code: str, **fields: Any) -> SavedAgent:
        return SavedAgent.model_validate_json(await self._put("agents", code, fields))

    async def put_queue(self, code: str, **fields: Any) -> SavedQueue:
        """Spans in milliseconds."""
        return SavedQueue.model_validate_json(await self._put("queues", code, fields))

    async def put_type(self, code: str, **fields: Any) -> SavedType:
        return SavedType.model_validate_json(await self._put("types", code, fields))

    async def put_phone(self, code: str, **fields: Any) -> SavedPhone:
        return SavedPhone.model_validate_json(await self._put("phones", code, fields))

    async def put_number(self, did: str, kind: str, value: str = "", **fields: Any) -> SavedNumber:
        """`fields`: `calendar`, and `closed` as a dict of `kind` and `value`."""
        fields |= {"target": {"kind": kind, "value": value}}
        return SavedNumber.model_validate_json(await self._put("numbers", did, fields))

    async def levels(self) -> list[LevelItem]:
        return await self._all("levels", LevelItem)

    async def put_level(self, code: str, **fields: Any) -> SavedLevel:
        """Spans in milliseconds; `targets` by their words, as `{"call answered": 20000}`."""
        return SavedLevel.model_validate_json(await self._put("levels", code, fields))

    async def which_level(self, queue: str, **about: Any) -> ChosenItem:
        """`tag`, `customer` (lists) and `priority` of an item that comes there now."""
        asked = {"queue": queue, **about}
        return ChosenItem.model_validate_json(await self._ask("GET", "/promises/level", params=asked))

    async def promise_sums(self, **asked: Any) -> PromiseSums:
        """`from` and `to` as dates, `level`, `queue`."""
        return PromiseSums.model_validate_json(await self._ask("GET", "/promises/sums", params=asked))

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
        return StateSet.model_validate_json(await self._ask("POST", path_of("campaigns", code, verb), body))

    async def progress(self, campaign: str) -> ProgressItem:
        return ProgressItem.model_validate_json(
            await self._ask("GET", path_of("campaigns", campaign, "progress"))
        )

    async def set_pin(self, agent: str, pin: str | None) -> PinSet:
        return PinSet.model_validate_json(
            await self._ask("PUT", path_of("agents", agent, "pin"), {"pin": pin})
        )

    async def remove(self, noun: Nouns, code: str) -> Removed:
        return Removed.model_validate_json(await self._ask("DELETE", path_of(noun, code)))

    # --- asking ------------------------------------------------------------------------------------------------------

    async def _all(self, noun: Nouns, kind: type[Item]) -> list[Item]:
        found: list[Item] = TypeAdapter(list[kind]).validate_json(await self._ask("GET", f"/{noun}"))  # type: ignore[valid-type]
        return found

    async def _put(self, noun: Nouns, code: str, fields: dict[str, Any]) -> bytes:
        return await self._ask("PUT", path_of(noun, code), fields)

    async def _ask(self, method: str, path: str, body: Any = None, params: Any = None) -> bytes:
        return _good(await self._asking.send(method, path, body, params))


def read_event(line: str) -> Event | Gap:
    """One line of the stream of events."""
    kind = TypeAdapter(dict[str, Any]).validate_json(line).get("kind", "")
    return (Gap if kind == "gap" else EVENTS[kind]).model_validate_json(line)


def _good(answer: httpx2.Response) -> bytes:
    if answer.status_code not in (200, 201):
        raise _wrong(answer.status_code, answer.content)
    return answer.content


def _wrong(status: int, content: bytes) -> ClientError:
    try:
        return Wrong(status, ErrorBody.model_validate_json(content))
    except ValidationError:
        return ClientError(f"the daemon answered {status}: {content[:200].decode(errors='replace')}")
