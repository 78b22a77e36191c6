"""Carries out orders. Giving one never blocks; what became of it comes back as heard.

Each agent has a lane: one arrangement at a time, the newest waiting one takes the place of older ones (it says all that should
hold), and only the newest is answered. Everything else is done at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Final

import structlog

from acd.asterisk import speak
from acd.asterisk.arranging import Arranging, Superseded
from acd.asterisk.clocks import Clocks
from acd.asterisk.link import Link
from acd.asterisk.mouth import Mouth, Trouble
from acd.asterisk.names import WRAP
from acd.asterisk.speak import Say, Via, Wrap
from acd.asterisk.steering import Steering
from acd.asterisk.table import Table
from acd.core.heard import Arranged, Heard, Moved, NotArranged, Recorded
from acd.core.orders import (
    Arrange,
    DialByHand,
    Forget,
    Listen,
    MoveDeadline,
    MuteRecording,
    Order,
    Steer,
    StopListening,
    Wake,
    Withdraw,
)

log = structlog.get_logger(__name__)
FORGET_AT_ONCE: Final = 20


class Switch:
    """`hear` takes what became of orders. `saw` must be given what is heard of members, the link and the switch."""

    def __init__(self, daily: Link, provision: Link, hear: Callable[[Heard], None], clocks: Clocks) -> None:
        self._mouth = Mouth(daily, provision, clocks)
        self._steering = Steering(self._mouth, hear)
        self._hear = hear
        self._clocks = clocks
        self._table = Table()
        self._lanes: dict[str, _Lane] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._tokens: deque[str] = deque()
        self.saw = self._table.saw

    def order(self, order: Order) -> None:
        match order:
            case Arrange():
                self._lane(order.agent).take(order)
            case Wake():
                self._run(self._say(speak.wake(order)))
            case Withdraw():
                self._run(self._withdraw(order))
            case MoveDeadline():
                self._run(self._move(order))
            case MuteRecording():
                self._run(self._mute(order))
            case Steer():
                self._run(self._steering.steer(order))
            case DialByHand():
                self._run(self._steering.dial(order))
            case Listen():
                self._run(self._steering.listen(order))
            case StopListening():
                self._run(self._steering.stop_listening(order))
            case Forget():
                self._forget(order.token)
            case _:
                raise TypeError(f"no way to carry out {order!r}")

    def unfit(self, why: str) -> None:
        """Until it is told otherwise ("": nothing is missing) agents are refused with this reason."""
        self._table.lacking = why

    def answer(self, channel: str, sound: str) -> None:
        """Let the dialplan say `sound` to whoever dialled a star code."""
        self._run(self._say(speak.answer(channel, sound)))

    async def stop(self) -> None:
        """Everything under way is left as it is; the switch keeps what it has."""
        tasks = [*self._errands, *(lane.task for lane in self._lanes.values() if lane.task)]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _lane(self, agent: str) -> _Lane:
        lane = self._lanes.get(agent)
        if lane is None:
            lane = self._lanes[agent] = _Lane(self._mouth, self._table, self._hear)
        return lane

    def _run(self, errand: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _say(self, say: Say) -> None:
        try:
            await self._mouth.say(say)
        except Trouble as trouble:
            log.warning("not done", action=say.action["Action"], why=trouble.why)

    async def _withdraw(self, order: Withdraw) -> None:
        """A ring, never a conversation: he may have answered meanwhile."""
        try:
            state = await self._mouth.ask(Via.DAILY, speak.state(order.leg))
        except Trouble as trouble:
            log.warning("not withdrawn", leg=order.leg, why=trouble.why)
            return
        if state.get("Value") == "Up":
            log.info("not withdrawn", leg=order.leg, why="the agent answered")
            return
        await self._say(speak.withdraw(order))

    async def _move(self, order: MoveDeadline) -> None:
        ok, why = True, ""
        try:
            await self._move_note(order)
        except (Trouble, ValueError) as trouble:
            ok, why = False, str(trouble)
        self._hear(Moved(self._clocks.now(), order.agent, order.token, order.deadline, ok, why))

    async def _move_note(self, order: MoveDeadline) -> None:
        value = await self._mouth.read(WRAP, order.phone)
        note = Wrap.read(value) if value.startswith(f"{order.token},") else None
        if note is None:
            raise Trouble("this aftercall is over", silent=False)
        moved = Wrap(note.token, self._clocks.theirs(order.deadline), note.agent, note.queue)
        await self._mouth.say(speak.wrap_put(order.phone, moved))

    async def _mute(self, order: MuteRecording) -> None:
        ok, why, silent = True, "", False
        try:
            await self._mouth.say(speak.mute(order))
        except Trouble as trouble:
            ok, why, silent = False, trouble.why, trouble.silent
        now = self._clocks.now()
        self._hear(Recorded(now, order.agent, order.channel, order.on, ok, order.wish, order.by, why, silent))

    def _forget(self, token: str) -> None:
        self._tokens.append(token)
        if len(self._tokens) == 1:
            self._run(self._forget_all())

    async def _forget_all(self) -> None:
        """Some at a time, so that they never stand in the way of anything urgent. What fails is told again by the next snapshot."""
        while self._tokens:
            some = list(self._tokens)[:FORGET_AT_ONCE]
            await asyncio.gather(*(self._say(speak.forget(token)) for token in some))
            for _ in some:
                self._tokens.popleft()


class _Lane:
    """One agent's arrangements."""

    def __init__(self, mouth: Mouth, table: Table, hear: Callable[[Heard], None]) -> None:
        self._mouth = mouth
        self._table = table
        self._hear = hear
        self._next: Arrange | None = None
        self._ended: set[str] = set()
        self.task: asyncio.Task[None] | None = None

    def take(self, order: Arrange) -> None:
        self._next = order
        if order.ended:
            self._ended.add(order.ended)
        if self.task is None:
            self.task = asyncio.create_task(self._work(), name=f"arrange {order.agent}")

    async def _work(self) -> None:
        try:
            while (order := self._next) is not None:
                self._next = None
                heard = await self._carry_out(order)
                if heard is not None and self._next is None:
                    self._hear(heard)
        finally:
            self.task = None

    async def _carry_out(self, order: Arrange) -> Heard | None:
        arranging = Arranging(order, self._mouth, self._table, self._ended, lambda: self._next is not None)
        now = self._mouth.clocks.now
        try:
            await arranging.carry_out()
        except Superseded:
            return None
        except Trouble as trouble:
            return NotArranged(now(), order.agent, order.seq, trouble.why, trouble.silent)
        except Exception as error:  # a bug must not end in silence: the core is told, the log has the rest
            log.exception("arranging failed", agent=order.agent, seq=order.seq)
            return NotArranged(now(), order.agent, order.seq, f"internal error: {error}", False)
        return Arranged(now(), order.agent, order.seq)
