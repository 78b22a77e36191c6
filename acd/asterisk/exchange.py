"""Asterisk as the rest of the house sees it: two links, what is heard over them, the orders, and the whole picture after
each (re)connect.

Whatever is heard while the picture is being taken waits and is told after it, so that nothing older overtakes anything newer.
The floor is told `LinkUp` when both links stand, Asterisk has all that is needed, and the picture is complete: without the second
link no hold can be written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final

import structlog

from acd.asterisk import fit, snapshot
from acd.asterisk.clocks import Clocks
from acd.asterisk.ear import Ear
from acd.asterisk.hear import Star, Stirred
from acd.asterisk.heart import Heart
from acd.asterisk.link import Link, LinkLost, LinkSettings, NoAnswer, Tap
from acd.asterisk.names import BOOTED
from acd.asterisk.snapshot import NotTold
from acd.asterisk.switch import Switch
from acd.asterisk.wire import Message
from acd.core.heard import Heard, LinkDown, LinkUp
from acd.core.moment import Moment, Span
from acd.core.orders import Order

log = structlog.get_logger(__name__)
LOOK_AGAIN: Final = 2.0
"""Seconds until the picture is tried again when Asterisk did not give it."""
FIT_AGAIN: Final = 5.0
"""Seconds until an Asterisk that lacked something is looked at again: an administrator may load it meanwhile."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where AMI is, and as whom we enter: the daily user and the one for provisioning."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)
    provision_user: str = "aftercall-provision"
    provision_secret: str = field(default="", repr=False)
    settings: LinkSettings = field(default_factory=LinkSettings)


Overhear = Callable[[Message, Moment, Span], None]
"""Takes a message, the moment of its arrival, and what makes a moment of Asterisk's one of ours."""


@dataclass(frozen=True, slots=True)
class _Overheard:
    message: Message
    at: Moment
    offset: Span


async def _nothing() -> None:
    pass


class Exchange:
    """`hear` takes everything for the floor, `star` the star codes; both are called in order, inside the loop.

    `prepare` is awaited when both links stand, before the picture is taken: what is configured goes into Asterisk first. Its
    failure is logged and keeps nobody from work. `overheard`, if somebody sets it, takes every message besides, in the same order.
    """

    def __init__(
        self,
        door: Door,
        *,
        hear: Callable[[Heard], None],
        star: Callable[[Star], None],
        now: Callable[[], Moment],
        tap: Tap | None = None,
        prepare: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self._prepare = prepare
        self.overheard: Overhear | None = None
        self._hear = hear
        self._star = star
        self.clocks = Clocks(now)
        self.ear = Ear(self.clocks)
        self.daily = Link(
            door.host,
            door.port,
            door.user,
            door.secret,
            on_event=self._on_event,
            on_up=self._on_link,
            on_down=self._on_down,
            on_pong=self._on_pong,
            tap=tap,
            settings=door.settings,
        )
        self.provision = Link(
            door.host,
            door.port,
            door.provision_user,
            door.provision_secret,
            on_up=self._on_link,
            on_down=self._on_down,
            settings=_without_events(door.settings),
        )
        self.switch = Switch(self.daily, self.provision, self._tell, self.clocks)
        self.heart = Heart(self.daily, self.clocks)
        self._told_up = False
        self._blind = ""  # why Asterisk does not tell what it holds, as it was logged
        self._epoch = 0  # counts the losses of a link
        self._deaf = True  # until the first picture, what happens will be in it
        self._waiting: list[Heard | Star | _Overheard] | None = None  # what is heard while a picture is taken
        self._looking: asyncio.Task[None] | None = None
        self._audits: set[asyncio.Task[None]] = set()

    @property
    def up(self) -> bool:
        return self._told_up

    @property
    def why(self) -> str:
        """What keeps it from being up; empty while it is."""
        return "" if self._told_up else self.daily.why or self.provision.why or self._blind

    def start(self) -> None:
        self.daily.start()
        self.provision.start()

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await self.switch.stop()
        await self.heart.stop()
        await self.daily.stop()
        await self.provision.stop()

    def order(self, order: Order) -> None:
        self.switch.order(order)

    def answer(self, channel: str, sound: str) -> None:
        self.switch.answer(channel, sound)

    async def ready(self) -> None:
        """Agents may be rung: the desk has taken the picture in. Asterisk forgets this when it restarts."""
        reply = await self.daily.ask({"Action": "Setvar", "Variable": BOOTED, "Value": "1"})
        if not reply.ok:
            log.error(
                "asterisk was not told that agents may be rung; its janitor will see to it", why=reply.text
            )

    async def audit(self) -> None:
        """Members and callers as they are, told as `SwitchIs(complete=False)`. Does nothing while the link is down."""
        if not self._told_up or self._waiting is not None:
            return
        self._waiting, epoch, picture = [], self._epoch, None
        try:
            picture = await snapshot.glance(self.daily, self.clocks)
        except (LinkLost, NoAnswer, NotTold) as error:
            log.warning("no audit", why=str(error))
        finally:
            if epoch == self._epoch:
                self._release(picture)

    # --- hearing -------------------------------------------------------------------------------------------------

    def _on_event(self, message: Message) -> None:
        if self._deaf and self._waiting is None:
            return
        if self.overheard is not None:
            self._tell(_Overheard(message, self.clocks.now(), self.clocks.offset))
        heard = self.ear.hear(message)
        if heard is None:
            return
        if isinstance(heard, Stirred):
            self._stirred(heard)
        else:
            self._tell(heard)

    def _tell(self, heard: Heard | Star | _Overheard) -> None:
        if self._waiting is None:
            self._pass_on(heard)
        else:
            self._waiting.append(heard)

    def _pass_on(self, heard: Heard | Star | _Overheard) -> None:
        if isinstance(heard, _Overheard):
            if self.overheard is not None:
                self.overheard(heard.message, heard.at, heard.offset)
            return
        if isinstance(heard, Star):
            self._star(heard)
            return
        self.switch.saw(heard)
        self._hear(heard)

    def _release(self, *pictures: Heard | None) -> None:
        waiting, self._waiting = self._waiting, None
        for heard in (*(p for p in pictures if p is not None), *(waiting or ())):
            self._pass_on(heard)

    def _stirred(self, stirred: Stirred) -> None:
        log.info("asterisk stirred", why=stirred.why)
        if stirred.why == "clock":
            self._start(self._measure())

    # --- up and down ---------------------------------------------------------------------------------------------

    def _on_link(self) -> None:
        if self.daily.up and self.provision.up and self._looking is None:
            self._looking = asyncio.create_task(self._look(), name="look at the switch")

    def _on_down(self, why: str) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self.heart.rest()
        self._epoch += 1
        self._release()
        self._deaf = not self.daily.up
        if not self._told_up:
            return
        self._told_up = False
        down = LinkDown(self.clocks.now(), why)
        self.switch.saw(down)
        self._hear(down)

    async def _look(self) -> None:
        """Take the picture and tell it, trying until a link is lost."""
        while not await self._fit():  # noqa: ASYNC110 - Asterisk tells nobody when a module is loaded
            await asyncio.sleep(FIT_AGAIN)
        try:
            await self._prepare()
        except Exception:
            log.exception("not prepared")
        while not self._told_up:
            await self._picture()
            if not self._told_up:
                await asyncio.sleep(LOOK_AGAIN)
        self._looking = None
        self.heart.beat()

    async def _fit(self) -> bool:
        """An Asterisk that lacks something is none: it is not told to be up, and what is asked of it is refused with the reason."""
        try:
            lacking = await fit.lacking(self.daily, self.provision)
        except (LinkLost, NoAnswer) as error:
            self._cannot_see(str(error))
            return False
        self.switch.unfit(lacking)
        if lacking:
            self._cannot_see(lacking)
        return not lacking

    async def _picture(self) -> None:
        self._waiting = []
        try:
            await self._measure()
            picture = await snapshot.look(self.daily, self.provision, self.clocks)
        except (LinkLost, NoAnswer, NotTold) as error:
            self._cannot_see(str(error))
            self._release()
            return
        except Exception:
            log.exception("cannot see what asterisk holds")
            self._release()
            return
        self._told_up, self._deaf, self._blind = True, False, ""
        self._release(LinkUp(self.clocks.now(), self.daily.version, self.daily.started), picture)

    def _cannot_see(self, why: str) -> None:
        """It is tried again and again; the same trouble is told once."""
        if why != self._blind:
            log.error("cannot see what asterisk holds", why=why)
        self._blind = why

    async def _measure(self) -> None:
        """Asterisk's clock against ours; each ping narrows it down."""
        for _ in range(3):
            await self.daily.ping()

    def _on_pong(self, theirs: float, trip: float) -> None:
        if self.clocks.compare(theirs, trip):
            log.debug("clock offset", ms=self.clocks.offset)

    def _start(self, errand: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(errand)
        self._audits.add(task)
        task.add_done_callback(self._audits.discard)


def _without_events(settings: LinkSettings) -> LinkSettings:
    return LinkSettings(
        **{name: getattr(settings, name) for name in settings.__slots__ if name != "events"}, events="off"
    )
