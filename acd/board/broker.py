"""The door to MQTT, and the only import of aiomqtt: one connection to a broker, in our own words.

aiomqtt is `asyncio-mqtt` under its present name. It does not reconnect. Seen with 2.5.1, and put right here: it keeps its socket when
the broker accepts a connection and then says nothing (`_open`), and it watches a socket that was closed meanwhile (`_watch`).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import get_ident
from typing import Any, Final, NoReturn

import aiomqtt
from paho.mqtt.client import MQTT_ERR_SUCCESS, error_string
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from acd.board.topics import Message

IN_FLIGHT: Final = 20  # Mosquitto's own default for unconfirmed messages
UNCONFIRMED: Final = "the broker does not confirm what it is sent: timed out"
INCOMING: Final = 50_000  # messages that may wait for a slow listener; more are lost and noticed as a gap


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is. `name` is the client's, None: any. Times in seconds. `ca_file` None: the system's own."""

    host: str
    port: int = 1883
    user: str | None = None
    password: str | None = None
    tls: bool = False
    ca_file: str | None = None
    name: str | None = None
    keepalive: int = 15
    timeout: float = 5.0

    def __repr__(self) -> str:
        return f"Broker({self.user or 'anonymous'}@{self.host}:{self.port})"


class BrokerAway(Exception):  # noqa: N818  a state of the world, not a mistake
    """The broker cannot be reached, refuses us, or was lost; the text says which."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that came. `retained`: it is the broker's memory, not news."""

    topic: str
    payload: bytes
    retained: bool


class Line:
    """An open connection. Every method raises `BrokerAway` when it is lost.

    What is sent does not take aiomqtt's way, which makes two tasks and a timer of each message: it is handed to paho below it,
    and one watch looks after all that is unconfirmed.
    """

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client
        self._paho = client._client
        self._paho.on_publish = self._confirmed
        self._time = asyncio.get_running_loop().time
        self._flying: dict[int, tuple[float, Callable[[], None]]] = {}

    async def publish(self, message: Message) -> None:
        """Return when the broker has confirmed."""
        confirmed = asyncio.Event()
        self.send(message, confirmed.set)
        try:
            await asyncio.wait_for(confirmed.wait(), self._client.timeout)
        except TimeoutError:
            raise BrokerAway(UNCONFIRMED) from None

    def send(self, message: Message, landed: Callable[[], None]) -> None:
        """Sent in the order of the calls; `landed` is called when the broker has confirmed, if it ever does."""
        properties = _properties(message.expiry) if message.payload else None
        info = self._paho.publish(message.topic, message.payload, 1, message.retain, properties)
        if info.rc != MQTT_ERR_SUCCESS:
            raise BrokerAway(error_string(info.rc))
        self._flying[info.mid] = (self._time(), landed)

    def _confirmed(self, client: Any, userdata: object, mid: int, code: object, properties: object) -> None:
        flying = self._flying.pop(mid, None)
        if flying is not None:
            flying[1]()

    async def watch(self) -> NoReturn:
        """Until a message was not confirmed in time."""
        patience = self._client.timeout
        while True:
            oldest = next(iter(self._flying.values()), (self._time(), None))[0]
            left = oldest + patience - self._time()
            if left <= 0:
                raise BrokerAway(UNCONFIRMED)
            await asyncio.sleep(left)

    def close(self) -> None:
        """What is unconfirmed stays so."""
        self._flying.clear()

    async def subscribe(self, topic: str, *, qos: int = 1, own: bool = True) -> bool:
        """False: the broker refuses. `own` False: what we publish ourselves does not come back."""
        try:
            codes = await self._client.subscribe(topic, options=SubscribeOptions(qos=qos, noLocal=not own))
        except aiomqtt.MqttError as error:
            raise BrokerAway(str(error)) from error
        return not any(getattr(code, "is_failure", False) for code in codes)

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        try:
            async for message in self._client.messages:
                payload = message.payload if isinstance(message.payload, bytes) else b""
                yield Arrival(message.topic.value, payload, bool(message.retain))
        except aiomqtt.MqttError as error:
            raise BrokerAway(f"the connection was lost ({error.__cause__ or error})") from error


@lru_cache(8)
def _properties(expiry: int | None) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.ContentType = "application/json"
    properties.PayloadFormatIndicator = 1
    if expiry is not None:
        properties.MessageExpiryInterval = expiry
    packed = properties.pack()  # type: ignore[no-untyped-call]
    object.__setattr__(properties, "pack", lambda: packed)  # else packed anew for each message
    return properties


@asynccontextmanager
async def connect(broker: Broker, will: Message | None = None) -> AsyncIterator[Line]:
    """A connection as long as the block lasts. Left in order the broker forgets the `will`, lost it tells it."""
    tls = await asyncio.to_thread(_tls, broker) if broker.tls else None
    client = aiomqtt.Client(
        broker.host,
        broker.port,
        identifier=broker.name,
        username=broker.user,
        password=broker.password,
        protocol=aiomqtt.ProtocolVersion.V5,
        will=None if will is None else aiomqtt.Will(will.topic, will.payload, 1, will.retain),
        tls_context=tls,
        keepalive=broker.keepalive,
        timeout=broker.timeout,
        clean_start=True,
        max_inflight_messages=IN_FLIGHT,
        max_queued_incoming_messages=INCOMING,
    )
    client._client.on_socket_register_write = partial(_watch, asyncio.get_running_loop(), get_ident())
    client._client.disable_logger()  # asked several times a message; what goes wrong is raised
    await _open(client)
    line = Line(client)
    try:
        yield line
    finally:
        line.close()
        with suppress(aiomqtt.MqttError):  # lost already: the block's own error tells
            await client.__aexit__(None, None, None)


def _tls(broker: Broker) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=broker.ca_file)
    except OSError as error:  # not there, not ours to read, or no certificate
        raise BrokerAway(f"ca_file {broker.ca_file}: {error.strerror or error}") from error


def _watch(loop: asyncio.AbstractEventLoop, thread: int, client: Any, userdata: object, wire: Any) -> None:
    """Something is to be written; called from the loop's own `thread` and from the connecting one."""

    def write() -> None:
        """All of a step at once, and what the socket does not take as soon as it does."""
        if wire.fileno() != -1:
            client.loop_write()
            if client.want_write() and wire.fileno() != -1:
                loop.add_writer(wire.fileno(), client.loop_write)

    (loop.call_soon if get_ident() == thread else loop.call_soon_threadsafe)(write)


async def _open(client: aiomqtt.Client) -> None:
    """Connecting runs in a thread that cannot be interrupted: who is cancelled meanwhile waits for its end."""
    opening = asyncio.ensure_future(client.__aenter__())
    try:
        await asyncio.shield(opening)
    except (aiomqtt.MqttError, ValueError) as error:  # ValueError: a host that can be none
        client._client.disconnect()
        raise BrokerAway(str(error)) from error
    except asyncio.CancelledError:
        await asyncio.wait([opening])
        client._client.disconnect()
        raise
