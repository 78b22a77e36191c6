"""What asking over a link is made of: how long to wait, what may go wrong, the answer, and the answer on its way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from acd.asterisk.wire import Message


class LinkLost(ConnectionError):  # noqa: N818 - reads as what it is
    """The connection is not there, or broke before the answer: nobody knows whether the action was done."""


class NoAnswer(TimeoutError):  # noqa: N818 - reads as what it is
    """Asterisk did not answer in time: nobody knows whether the action was done."""


class State(Enum):
    DOWN = "down"
    UP = "up"
    REFUSED = "refused"  # wrong user or password
    UNFIT = "unfit"  # not an Asterisk that we can work with


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Seconds, all of them. `events` is the event mask of the log-in: `on`, `off` or classes."""

    connect: float = 5.0
    login: float = 5.0
    boot: float = 60.0
    ask: float = 2.0
    ask_list: float = 10.0
    ping_every: float = 5.0
    dead_after: float = 10.0
    back_off: float = 0.2
    longest_back_off: float = 10.0
    slow_retry: float = 30.0
    events: str = "on"


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: the response, and for a list or an awaited event what came after it."""

    response: Message
    items: tuple[Message, ...] = ()

    @property
    def ok(self) -> bool:
        return self.response.success

    @property
    def text(self) -> str:
        return self.response.get("Message")

    def get(self, header: str) -> str:
        return self.response.get(header)


class Tap(Protocol):
    """Gets everything that passes, to record it (`recording.Recorder`)."""

    def heard(self, messages: list[Message]) -> None: ...

    def said(self, action: bytes) -> None: ...


class Pending:
    """An action on its way. `until` is the event that completes it, "" for the response itself, "*" for a list.

    `patience`: seconds for which Asterisk may be busy with it and say nothing else.
    """

    __slots__ = ("future", "items", "patience", "response", "until")

    def __init__(self, until: str, patience: float) -> None:
        self.until = until
        self.patience = patience
        self.future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.response: Message | None = None
        self.items: list[Message] = []

    def take(self, message: Message) -> bool:
        """True when this was the last message of the answer."""
        if message.response:
            self.response = message
            return not self.until or not message.success
        self.items.append(message)
        if self.until == "*":
            return message.get("EventList") in ("Complete", "cancelled")
        return message.name == self.until

    def done(self) -> None:
        if self.future.done():
            return
        if self.response is None:
            self.future.set_exception(LinkLost("an event answered before the response"))
            return
        items = self.items[:-1] if self.until == "*" else self.items
        self.future.set_result(Reply(self.response, tuple(items)))

    def fail(self, why: str) -> None:
        if not self.future.done():
            self.future.set_exception(LinkLost(why))
            self.future.exception()  # whoever asked may be gone already
