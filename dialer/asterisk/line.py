"""Lines: dials and takes them back over the daily link, and hears what becomes of them.

Giving an order never blocks; what became of it comes back as heard. An answer may overtake its `LineOut` by a moment: the events
are told as they come, the reply to the Originate a turn of the loop later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Final

import structlog

from acd.asterisk.clocks import Clocks
from acd.asterisk.fields import Misheard
from acd.asterisk.link import Link, LinkLost, NoAnswer, Reply
from acd.asterisk.snapshot import NotTold
from acd.asterisk.wire import Message, Unsendable
from acd.core.heard import Heard
from acd.core.moment import Moment, Span
from dialer.asterisk import hear as hearing
from dialer.asterisk import speak
from dialer.asterisk.ends import Ends, is_last
from dialer.asterisk.speak import Undialable
from dialer.core.heard import LineOut, LineRefused, LinesAre
from dialer.core.orders import Cancel, Dial

log = structlog.get_logger(__name__)
PIECES_WITHIN: Final = 1.0
"""Seconds by which the pieces of an end may lie apart."""
FRESH: Final = 5.0
"""Seconds in which a line that was just dialled may not stand in Asterisk's list of channels yet."""
ASK_AGAIN: Final = 0.5

TRIES: Final = 5
TRY_AGAIN: Final = 0.1


class Lines:
    """`hear` takes everything. Give `overheard` to the exchange of the same link."""

    def __init__(self, daily: Link, clocks: Clocks, hear: Callable[[Heard], None]) -> None:
        self._daily = daily
        self._clocks = clocks
        self._hear = hear
        self._ends = Ends()
        self._fresh: dict[str, float] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._settling: dict[str, asyncio.TimerHandle] = {}
        self.misheard = 0

    def dial(self, order: Dial) -> None:
        self._run(self._dial(order))

    def cancel(self, order: Cancel) -> None:
        self._run(self._cancel(order.attempt))

    async def lines(self) -> LinesAre:
        """What Asterisk still knows; it is asked again while a line may be on its way there. Raises LinkLost, NoAnswer, NotTold."""
        known = await self._known()
        while not self._on_their_way() <= set(known.attempts):
            await asyncio.sleep(ASK_AGAIN)
            known = await self._known()
        self._ends.keep(known.attempts)
        return known

    async def _known(self) -> LinesAre:
        reply = await self._daily.ask_list(speak.lines())
        if not reply.ok:
            raise NotTold(f"CoreShowChannels: {reply.text}")
        return hearing.lines(reply.items, self._clocks.now())

    async def stop(self) -> None:
        """Lines that are out stay out."""
        for timer in self._settling.values():
            timer.cancel()
        for task in self._errands:
            task.cancel()
        if self._errands:
            await asyncio.wait(self._errands)

    # --- hearing -------------------------------------------------------------------------------------------------

    def overheard(self, message: Message, at: Moment, offset: Span) -> None:
        """Any message of the daily link; what cannot be understood is counted and logged."""
        try:
            heard = hearing.hear(message, at, offset)
        except Misheard as error:
            self.misheard += 1
            log.warning("misheard", event_name=message.name, why=str(error))
            return
        if isinstance(heard, hearing.End):
            self._piece(heard)
        elif heard is not None:
            self._hear(heard)

    def _piece(self, piece: hearing.End) -> None:
        ended = self._ends.take(piece)
        if ended is not None:
            self._forget(piece.attempt)
            self._hear(ended)
        elif is_last(piece) and piece.attempt not in self._settling:
            loop = asyncio.get_running_loop()
            self._settling[piece.attempt] = loop.call_later(PIECES_WITHIN, self._settle, piece.attempt)

    def _settle(self, attempt: str) -> None:
        ended = self._ends.settle(attempt)
        self._forget(attempt)
        if ended is not None:
            self._hear(ended)

    def _forget(self, attempt: str) -> None:
        self._fresh.pop(attempt, None)
        timer = self._settling.pop(attempt, None)
        if timer is not None:
            timer.cancel()

    # --- saying --------------------------------------------------------------------------------------------------

    async def _dial(self, order: Dial) -> None:
        attempt = order.attempt.id
        try:
            if not self._daily.up:
                raise Undialable(f"the link to Asterisk is down: {self._daily.why}")
            action = speak.dial(order)
            self._fresh[attempt] = asyncio.get_running_loop().time()
            self._ends.begin(attempt)
            reply = await self._daily.ask(action)
        except (Undialable, Unsendable) as error:
            self._refused(attempt, str(error), silent=False)
        except (LinkLost, NoAnswer) as error:
            self._refused(attempt, str(error), silent=True)
        else:
            if reply.ok:
                self._hear(LineOut(self._clocks.now(), attempt))
            else:
                self._refused(attempt, reply.text, silent=False)

    def _refused(self, attempt: str, why: str, *, silent: bool) -> None:
        if not silent:
            self._fresh.pop(attempt, None)
            self._ends.forget(attempt)
        log.warning(
            "a dial was refused" if not silent else "nobody knows whether it is dialled",
            attempt=attempt,
            why=why,
        )
        self._hear(LineRefused(self._clocks.now(), attempt, why, silent))

    async def _cancel(self, attempt: str) -> None:
        """Looks first; what is answered between the look and the cancel, the dialplan lets go on."""
        try:
            state = await self._state(attempt)
            if state.get("Value") in ("", "Up"):
                log.info("not cancelled", attempt=attempt, why="answered" if state.ok else state.text)
                return
            reply = await self._daily.ask(speak.cancel(attempt))
        except (LinkLost, NoAnswer) as error:
            log.warning("not cancelled", attempt=attempt, why=str(error))
            return
        if not reply.ok:
            log.info("not cancelled", attempt=attempt, why=reply.text)

    async def _state(self, attempt: str) -> Reply:
        """Of a line that was dialled this very moment there is no channel yet."""
        for _ in range(TRIES):
            state = await self._daily.ask(speak.state(attempt))
            if state.ok or attempt not in self._fresh:
                break
            await asyncio.sleep(TRY_AGAIN)
        return state

    def _on_their_way(self) -> set[str]:
        now = asyncio.get_running_loop().time()
        self._fresh = {attempt: at for attempt, at in self._fresh.items() if now - at < FRESH}
        return set(self._fresh)

    def _run(self, errand: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
