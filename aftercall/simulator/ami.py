"""A small reader of Asterisk's manager interface, for the simulator alone.

The observer must take nobody's word, so it shares no line with the product's own link: a plain socket, a parser of a few lines, and
each event handed on in the order in which it arrived. It reconnects to nothing and repeats nothing: who wants that, connects anew.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

Message = Mapping[str, str]
Listener = Callable[[Message], None]

END = b"\r\n\r\n"
PATIENCE = 5.0  # seconds for a reply


class AmiError(RuntimeError):
    """Asterisk refused, did not answer, or went away; the message says which."""


@dataclass(frozen=True, slots=True)
class Login:
    """Where and as whom to log in; `events` is AMI's event mask ("on", "off" or classes)."""

    port: int
    user: str
    secret: str
    host: str = "127.0.0.1"
    events: str = "on"


def cut(buffer: bytes) -> tuple[list[dict[str, str]], bytes]:
    """Whole messages from the front of `buffer`, and what is left of it; the banner is skipped."""
    *whole, rest = buffer.split(END)
    return [parse(one) for one in whole], rest


def parse(message: bytes) -> dict[str, str]:
    """One message to its headers; of a header that comes twice the last one stays."""
    headers: dict[str, str] = {}
    for line in message.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(":")
        if colon:
            headers[key] = value.lstrip(" ")
    return headers


class Ami:
    """One logged-in connection. `lost` is done when it ended; its result says why."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener: Listener
    ) -> None:
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reader = reader
        self._writer = writer
        self._listener = listener
        self._numbers = itertools.count(1)
        self._replies: dict[str, asyncio.Future[Message]] = {}
        self._lists: dict[str, list[Message]] = {}
        self._task = asyncio.create_task(self._read(), name="simulator-ami")

    @classmethod
    async def connect(cls, login: Login, listener: Listener | None = None) -> Self:
        reader, writer = await asyncio.open_connection(login.host, login.port, limit=2**20)
        ami = cls(reader, writer, listener or _deaf)
        try:
            await ami.act("Login", Username=login.user, Secret=login.secret, Events=login.events)
        except BaseException:
            await ami.close()
            raise
        return ami

    async def act(self, action: str, **headers: str) -> Message:
        """Send an action and wait for its reply; an `Error` raises."""
        return await self._request(str(next(self._numbers)), action, headers)

    async def ask(self, action: str, **headers: str) -> list[Message]:
        """Send an action that answers with a list; return its items without the closing one."""
        number = str(next(self._numbers))
        items = self._lists[number] = []
        try:
            await self._request(number, action, headers)
        finally:
            del self._lists[number]
        return items

    async def close(self) -> None:
        self._writer.close()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _request(self, number: str, action: str, headers: Mapping[str, str]) -> Message:
        reply: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._replies[number] = reply
        try:
            self._send({"Action": action, "ActionID": number, **headers})
            message = await asyncio.wait_for(reply, PATIENCE)
        except TimeoutError as late:
            raise AmiError(f"{action}: no answer within {PATIENCE:g} s") from late
        finally:
            del self._replies[number]
        if message.get("Response") == "Error":
            raise AmiError(f"{action}: {message.get('Message', 'refused')}")
        return message

    def _send(self, headers: Mapping[str, str]) -> None:
        for key, value in headers.items():
            if "\r" in value or "\n" in value:
                raise AmiError(f"{key} must be one line")
        if self.lost.done():
            raise AmiError(f"the connection is gone: {self.lost.result()}")
        self._writer.write(
            "".join(f"{key}: {value}\r\n" for key, value in headers.items()).encode() + b"\r\n"
        )

    async def _read(self) -> None:
        why = "closed by Asterisk"
        try:
            await self._reader.readline()  # the banner: a line of its own, with no empty line after it
            rest = b""
            while chunk := await self._reader.read(65536):
                messages, rest = cut(rest + chunk)
                for message in messages:
                    self._take(message)
        except OSError as error:
            why = str(error)
        except asyncio.CancelledError:
            why = "closed by us"
        finally:
            self._end(why)

    def _take(self, message: Message) -> None:
        number = message.get("ActionID", "")
        items = self._lists.get(number)
        if items is None:
            self._reply_or_event(number, message)
        elif "Event" in message and message.get("EventList") != "Complete":
            items.append(message)
        elif message.get("EventList") != "start":
            self._resolve(number, message)

    def _reply_or_event(self, number: str, message: Message) -> None:
        if "Response" in message:
            self._resolve(number, message)
        else:
            self._listener(message)

    def _resolve(self, number: str, message: Message) -> None:
        reply = self._replies.get(number)
        if reply is not None and not reply.done():
            reply.set_result(message)

    def _end(self, why: str) -> None:
        self._writer.close()
        if not self.lost.done():
            self.lost.set_result(why)
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(AmiError(f"the connection ended: {why}"))


def _deaf(message: Message) -> None:
    """For a connection that only acts."""
