"""One AMI connection that is kept alive and can be trusted. The only import of panoramisk.

panoramisk brings the connection, the protocol's place in it and the table of pending actions. On top of it stands what it lacks:

- whole messages are decoded, so no letter is torn; nothing is decoded that nobody asks for;
- no value with a line break leaves, so nobody's name can become an action;
- one plain handler gets every event, in order; its exceptions are logged and counted and never reach the connection;
- every ask has a time-out and leaves the table with it; nothing waits for a connection and nothing is sent twice:
  what was not answered when the connection broke fails with `LinkLost`, and whoever asked decides again;
- a peer that says nothing for `dead_after` seconds is given up; attempts to come back wait longer each time, with jitter;
- a wrong password and an Asterisk that is too old are said once, clearly, and tried again slowly.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
from collections.abc import Callable
from typing import Final, TypeVar

import structlog
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager

from acd.asterisk.ask import LinkLost, LinkSettings, NoAnswer, Pending, Reply, State, Tap
from acd.asterisk.version import Verdict, judge
from acd.asterisk.wire import Action, Message, NotAmi, Wire, encode

__all__ = ["Link", "LinkLost", "LinkSettings", "NoAnswer", "Reply", "State", "Tap"]

log = structlog.get_logger(__name__)
T = TypeVar("T")
_quiet: Final = logging.getLogger("acd.asterisk.panoramisk")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False  # its reports are ours, told once and in our words


class _Refused(Exception):  # noqa: N818 - reads as what it is
    """Wrong user or password."""


class _Unfit(Exception):  # noqa: N818 - reads as what it is
    """An Asterisk that we cannot work with as it is."""


class _Protocol(AMIProtocol):  # type: ignore[misc]
    """panoramisk's protocol with our wire in it."""

    responses: dict[str, Pending]
    closed: bool

    def __init__(self, link: Link) -> None:
        self.link = link
        self.wire = Wire()
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.heard_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.log = _quiet
        self.heard_at = asyncio.get_running_loop().time()

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        try:
            messages = self.wire.feed(data)
        except NotAmi as error:
            self.give_up(str(error))
            return
        if self.link.tap is not None:
            self.link.record(self.link.tap.heard, messages)
        for message in messages:
            self.handle_message(message)

    def handle_message(self, message: Message) -> None:
        """An answer goes to whoever asked; every event that is no list item goes to the handler too."""
        pending = self.responses.get(message.get("ActionID")) if self.responses else None
        if pending is None:
            if message.name:
                self.link.dispatch(message)
            return
        if pending.take(message):
            self.responses.pop(message.get("ActionID"), None)
            pending.done()
        if message.name and pending.until != "*":
            self.link.dispatch(message)

    def send(self, data: Action, until: str = "", patience: float = 0) -> tuple[str, Pending]:
        raw = encode(data)
        if self.closed or self.transport.get_write_buffer_size() > _MOST_UNSENT:
            raise LinkLost("Asterisk does not take what we send")
        name = str(data["ActionID"])
        pending = self.responses[name] = Pending(until, patience)
        if self.link.tap is not None:
            self.link.record(self.link.tap.said, raw)
        self.transport.write(raw)
        return name, pending

    def patience(self) -> float:
        """How long Asterisk may be silent, at least: it works at one action at a time and says nothing meanwhile."""
        return max((one.patience for one in self.responses.values()), default=0)

    def connection_lost(self, exc: Exception | None) -> None:
        self.give_up(str(exc) if exc else "Asterisk closed the connection")

    def close(self) -> None:
        self.give_up("closed")

    def give_up(self, why: str) -> None:
        """The end of this connection: what is pending fails, nothing is kept for the next one."""
        if self.closed:
            return
        self.closed = True
        self.transport.abort()
        pending, self.responses = self.responses, {}
        for one in pending.values():
            one.fail(why)
        if not self.lost.done():
            self.lost.set_result(why)


_MOST_UNSENT: Final = 1 << 18


class _Manager(Manager):  # type: ignore[misc]
    """panoramisk's manager without its own reconnecting, pinging, queueing and log-in: the link does these."""

    protocol: _Protocol

    def connection_made(self, made: asyncio.Future[tuple[asyncio.Transport, _Protocol]]) -> None:
        if made.cancelled() or made.exception() is not None:
            return  # the link awaits the same task
        self.protocol = made.result()[1]
        self.protocol.factory = self

    def connection_lost(self, exc: object) -> None:
        """Nothing: the link waits for `_Protocol.lost`."""


class Link:
    """`on_up` is called when Asterisk is booted, fit and logged in to, `on_down` with the reason after each loss of that.

    `on_pong(theirs, trip)`: Asterisk's clock in ms as a ping brought it, and how long the ping took in ms.
    Make it and use it inside the loop. `ask` may be called at any time and fails at once while the link is not up.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        secret: str,
        *,
        on_event: Callable[[Message], None] = lambda message: None,
        on_up: Callable[[], None] = lambda: None,
        on_down: Callable[[str], None] = lambda why: None,
        on_pong: Callable[[float, float], None] = lambda theirs, trip: None,
        tap: Tap | None = None,
        settings: LinkSettings | None = None,
    ) -> None:
        self.settings = settings or LinkSettings()
        self.user = user
        self.tap = tap
        self.state = State.DOWN
        self.why = "not started"
        self.version = ""
        self.started = ""
        self.faults = 0
        self._secret = secret
        self._where = f"{host}:{port}"
        self._on_event, self._on_up, self._on_down, self._on_pong = on_event, on_up, on_down, on_pong
        self._ids = itertools.count(1)
        self._task: asyncio.Task[None] | None = None
        self._told = ""
        self._manager = _Manager(
            host=host, port=port, protocol_factory=lambda: _Protocol(self), log=_quiet, ping_delay=0
        )

    @property
    def up(self) -> bool:
        return self.state is State.UP

    def start(self) -> None:
        self._manager.loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._live(), name=f"ami {self.user}")

    async def stop(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait([self._task])
        self._task = None

    # --- asking --------------------------------------------------------------------------------------------------

    async def ask(self, action: Action, *, until: str = "", timeout: float | None = None) -> Reply:
        """The response; with `until`, the response and the first event of that name that answers this action.

        An Async Originate answers at once with "queued"; `until="OriginateResponse"` waits for what became of it. Such
        an event is dispatched as well. Raises LinkLost, NoAnswer, Unsendable.
        """
        if not self.up:
            raise LinkLost(self.why)
        return await self._ask(action, until, self.settings.ask if timeout is None else timeout)

    async def ask_list(self, action: Action, *, timeout: float | None = None) -> Reply:
        """The response and its list, whole. Raises LinkLost, NoAnswer, Unsendable."""
        if not self.up:
            raise LinkLost(self.why)
        return await self._ask(action, "*", self.settings.ask_list if timeout is None else timeout)

    async def _ask(self, action: Action, until: str, timeout: float) -> Reply:
        protocol = self._manager.protocol
        name, pending = protocol.send(
            {**action, "ActionID": f"{self.user}-{next(self._ids)}"}, until, timeout
        )
        try:
            async with asyncio.timeout(timeout):
                return await pending.future
        except TimeoutError:
            raise NoAnswer(f"no answer to {action['Action']} in {timeout:g} s") from None
        finally:
            protocol.responses.pop(name, None)

    # --- hearing -------------------------------------------------------------------------------------------------

    def dispatch(self, message: Message) -> None:
        """To the one handler. Its bug is counted and told; the connection and the next message know nothing of it."""
        try:
            self._on_event(message)
        except Exception:
            self.faults += 1
            log.exception("event handler failed", event_name=message.name)

    def record(self, take: Callable[[T], None], what: T) -> None:
        """A recording that cannot be written (a full disk) ends; the link goes on."""
        try:
            take(what)
        except (OSError, ValueError):
            self.tap = None
            log.exception("recording ended")

    def _call(self, callback: Callable[..., None], *values: object) -> None:
        try:
            callback(*values)
        except Exception:
            self.faults += 1
            log.exception("link handler failed")

    # --- living --------------------------------------------------------------------------------------------------

    async def _live(self) -> None:
        """One connection after the other, for ever."""
        failures = 0
        try:
            while True:
                was_up = await self._connection()
                failures = 0 if was_up else failures + 1
                await asyncio.sleep(self._pause(failures))
        finally:
            self._end("stopped")

    def _pause(self, failures: int) -> float:
        """Seconds until the next attempt: doubled each time, less up to a half at random, so that many do not come as one."""
        settings = self.settings
        if self.state in (State.REFUSED, State.UNFIT):
            return settings.slow_retry
        grown = settings.back_off * 2.0 ** min(failures, 16)
        return min(grown, settings.longest_back_off) * random.uniform(0.5, 1.0)

    async def _connection(self) -> bool:
        """One connection from beginning to end; True if it was up for a while."""
        was_up = False
        state, why = State.DOWN, ""
        try:
            protocol = await self._connect()
            async with asyncio.timeout(self.settings.login):
                await self._log_in()
            await self._await_boot()
            self._begin()
            was_up = True
            why = await self._watch(protocol)
        except _Refused as error:
            state, why = State.REFUSED, str(error)
        except _Unfit as error:
            state, why = State.UNFIT, str(error)
        except TimeoutError as error:
            why = str(error) or "no answer to the connection or the log-in"
        except OSError as error:
            why = str(error) or type(error).__name__
        finally:
            self._end(why or "stopped", state)
        return was_up

    async def _connect(self) -> _Protocol:
        async with asyncio.timeout(self.settings.connect):
            await self._manager.connect()
        return self._manager.protocol

    async def _log_in(self) -> None:
        settings = self.settings
        login = {"Action": "Login", "Username": self.user, "Secret": self._secret, "Events": settings.events}
        reply = await self._ask(login, "", settings.login)
        if not reply.ok:
            raise _Refused(f"Asterisk at {self._where} refuses user {self.user!r}: {reply.text}")

    async def _await_boot(self) -> None:
        """Version and start of Asterisk. Modules may load after AMI: until all stand, its start lies in 1970."""
        settings = self.settings
        core = await self._ask({"Action": "CoreSettings"}, "", settings.ask)
        if not core.ok:
            raise _Unfit(
                f"user {self.user!r} may not ask CoreSettings ({core.text}): write class `system` or `reporting`"
            )
        self.version = core.get("AsteriskVersion")
        self._judge()
        async with asyncio.timeout(settings.boot):
            while True:
                status = await self._ask({"Action": "CoreStatus"}, "", settings.ask)
                self.started = f"{status.get('CoreStartupDate')} {status.get('CoreStartupTime')}"
                if not self.started.startswith("1970"):
                    return
                await asyncio.sleep(0.2)

    def _judge(self) -> None:
        verdict, text = judge(self.version)
        if verdict is Verdict.REFUSED:
            raise _Unfit(text)
        if verdict is Verdict.WARNED:
            log.warning("asterisk is newer than what was tried", version=self.version, detail=text)

    def _begin(self) -> None:
        self.state, self.why, self._told = State.UP, "", ""
        log.info("ami up", user=self.user, at=self._where, version=self.version, started=self.started)
        self._call(self._on_up)

    def _end(self, why: str, state: State = State.DOWN) -> None:
        """Close what is open, tell once. The same trouble again is told no second time until the link was up again."""
        was_up = self.up
        self.state, self.why = state, why
        protocol: _Protocol | None = self._manager.protocol
        if protocol is not None:
            protocol.give_up(why)
        if why != self._told and why != "stopped":
            (log.error if state is not State.DOWN else log.warning)(
                "ami down", user=self.user, at=self._where, why=why
            )
            self._told = why
        if was_up:
            self._call(self._on_down, why)

    async def _watch(self, protocol: _Protocol) -> str:
        """Until the connection is lost: ping, and give up a peer that says nothing at all."""
        loop = asyncio.get_running_loop()
        ping = asyncio.create_task(self._pings())
        try:
            while not protocol.lost.done():
                silence = max(self.settings.dead_after, protocol.patience())
                left = protocol.heard_at + silence - loop.time()
                if left <= 0:
                    protocol.give_up(f"Asterisk said nothing for {silence:g} s")
                    break
                await asyncio.wait([protocol.lost], timeout=left)
            return await protocol.lost
        finally:
            ping.cancel()

    async def _pings(self) -> None:
        while True:
            await self.ping()
            await asyncio.sleep(self.settings.ping_every)

    async def ping(self) -> None:
        """Ask for a sign of life; silence is the watchdog's business. A pong tells `on_pong` Asterisk's clock."""
        loop = asyncio.get_running_loop()
        sent = loop.time()
        try:
            pong = await self.ask({"Action": "Ping"}, timeout=self.settings.dead_after)
            theirs = float(pong.get("Timestamp")) * 1000
        except (OSError, ValueError):
            return
        self._call(self._on_pong, theirs, (loop.time() - sent) * 1000)
