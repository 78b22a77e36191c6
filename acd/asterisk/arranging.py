"""Carrying out one arrangement of one agent, step by step (the order of the steps: `speak`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Final

import structlog

from acd.asterisk import speak
from acd.asterisk.mouth import Mouth, Trouble
from acd.asterisk.names import WRAP
from acd.asterisk.speak import Say, Via, Wrap
from acd.asterisk.table import Table
from acd.core.heard import MemberSeen
from acd.core.orders import Arrange

log = structlog.get_logger(__name__)
QUIET_EVERY: Final = 0.03
QUIET_WITHIN: Final = 4.5


class Superseded(Exception):  # noqa: N818 - reads as what it is
    """A newer arrangement waits: this one needs no end."""


class Arranging:
    """`ended`: tokens of aftercalls that are over; each leaves the set when Asterisk knows it.

    `superseded` is asked before each step.
    """

    def __init__(
        self, order: Arrange, mouth: Mouth, table: Table, ended: set[str], superseded: Callable[[], bool]
    ) -> None:
        self._order = order
        self._mouth = mouth
        self._table = table
        self._ended = ended
        self._superseded = superseded
        self._asked: frozenset[str] = frozenset()
        self._troubles: list[Trouble] = []
        self._mute: set[Via] = set()
        self._phones = tuple(p for p in dict.fromkeys((order.phone, *order.leaves)) if p)

    async def carry_out(self) -> None:
        """Returns when all of it holds in the switch. Raises Trouble, Superseded."""
        if self._table.lacking:
            raise Trouble(self._table.lacking, silent=False)
        if not self._table.known:
            raise Trouble("the switch has not been looked at yet", silent=True)
        if speak.closes(self._order):
            await self._close()
        else:
            await self._open()
        if self._order.quiet:
            await self._until_quiet()

    # --- closing: each step is tried, whatever became of the one before ------------------------------------------

    async def _close(self) -> None:
        steps: tuple[Callable[[], list[Say]], ...] = (
            lambda: speak.holding(self._order, self._table.holds),
            lambda: speak.pausing(self._order, self._places()),
            lambda: speak.placing(self._order, self._places()),
            lambda: speak.lifting(self._order, self._table.holds),
        )
        for step in steps:
            for say in step():
                await self._try(say.via, self._say(say))
        if self._order.wrap or self._ended:
            await self._try(Via.PROVISION, self._notes())
        if self._troubles:
            raise self._troubles[0]

    async def _try(self, via: Via, step: Coroutine[None, None, None]) -> None:
        """Nothing more is tried where no answer came: each try would cost a time-out."""
        if via in self._mute:
            step.close()
            return
        try:
            await step
        except Trouble as trouble:
            self._troubles.append(trouble)
            if trouble.silent:
                self._mute.add(via)

    async def _notes(self) -> None:
        """Aftercalls that are over are said to be; the one that must stand is written if there is none."""
        notes = await self._read_notes()
        await self._free(notes)
        wrap = self._order.wrap
        if wrap is not None and self._order.phone not in notes:
            token, queue, deadline = wrap
            note = Wrap(token, self._mouth.clocks.theirs(deadline), self._order.agent, queue)
            await self._say(speak.wrap_put(self._order.phone, note))

    # --- opening: the first trouble ends it, with the gate still closed ------------------------------------------

    async def _open(self) -> None:
        notes = await self._read_notes()
        note = notes.get(self._order.phone)
        if note is not None and not self._over(note):
            raise Trouble("an aftercall is running that was not to be ended", silent=True)
        await self._say_all(speak.holding(self._order, self._table.holds))
        await self._say_all(speak.placing(self._order, self._places()))
        await self._free(notes)
        await self._say_all(speak.opening(self._order, self._places(), self._table.holds))

    def _over(self, note: Wrap) -> bool:
        """Ended by us, or left behind by somebody else who had this phone."""
        return note.token in self._ended or note.agent != self._order.agent

    # --- steps ---------------------------------------------------------------------------------------------------

    def _places(self) -> list[MemberSeen]:
        return self._table.places(self._order.agent)

    async def _say_all(self, says: Iterable[Say]) -> None:
        for say in says:
            await self._say(say)

    async def _say(self, say: Say) -> None:
        self._look_up()
        try:
            outcome = await self._mouth.say(say)
        except Trouble as trouble:
            if trouble.silent:
                self._table.unsure(say.action)
            raise
        if outcome is speak.Outcome.ALREADY and say.instead:
            await self._say_all(say.instead)
        else:
            self._table.did(say.action)

    def _look_up(self) -> None:
        if self._superseded():
            raise Superseded

    async def _read_notes(self) -> dict[str, Wrap]:
        """The aftercall notes that stand for his phones."""
        notes: dict[str, Wrap] = {}
        self._asked = frozenset(self._ended)
        for phone in self._phones:
            self._look_up()
            value = await self._mouth.read(WRAP, phone)
            if value:
                notes[phone] = _read(value)
        return notes

    async def _free(self, notes: dict[str, Wrap]) -> None:
        for phone, note in notes.items():
            if not note.token:
                await self._say(speak.drop(WRAP, phone))
            elif self._over(note):
                await self._say(speak.free_put(phone, note.token))
        self._ended -= self._asked

    async def _until_quiet(self) -> None:
        """Until no leg to his phones exists: a ring that was past the gate is withdrawn meanwhile, by the core."""
        loop = asyncio.get_running_loop()
        until = loop.time() + QUIET_WITHIN
        for phone in self._phones:
            while await self._legs(phone):
                if loop.time() > until:
                    raise Trouble(f"phone {phone} is still being rung", silent=True)
                await asyncio.sleep(QUIET_EVERY)

    async def _legs(self, phone: str) -> bool:
        self._look_up()
        reply = await self._mouth.ask(Via.DAILY, speak.legs(phone))
        return reply.get("Value") not in ("", "0")


def _read(value: str) -> Wrap:
    """A note that nobody can read is nobody's: it is over."""
    try:
        return Wrap.read(value)
    except ValueError:
        log.warning("unreadable aftercall note", value=value[:200])
        return Wrap("", 0, "", "")
