"""The daemon's sign of life in Asterisk, and its look at the janitor's."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from acd.asterisk.clocks import Clocks
from acd.asterisk.link import Link, LinkLost, NoAnswer
from acd.asterisk.names import ALIVE, TICK
from acd.core.moment import SECOND, Span

log = structlog.get_logger(__name__)
BEAT: Final = 2.0
JANITOR_OLD: Final[Span] = 5 * SECOND
JANITOR: Final = {
    "Action": "Originate",
    "Channel": "Local/s@acd-janitor/n",
    "Context": "acd-janitor",
    "Exten": "idle",
    "Priority": "1",
    "Async": "true",
}


class Heart:
    """`beat` in seconds; every fifth looks at the janitor."""

    def __init__(self, daily: Link, clocks: Clocks, beat: float = BEAT) -> None:
        self._daily = daily
        self._every = beat
        self._clocks = clocks
        self._task: asyncio.Task[None] | None = None

    def beat(self) -> None:
        self.rest()
        self._task = asyncio.create_task(self._beating(), name="heart")

    def rest(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def stop(self) -> None:
        task = self._task
        self.rest()
        if task is not None:
            await asyncio.wait([task])

    async def _beating(self) -> None:
        beats = 0
        while True:
            try:
                await self._sign()
                if beats % 5 == 2:  # Asterisk may just be starting its own
                    await self._see_to_janitor()
            except (LinkLost, NoAnswer) as error:
                log.warning("no heartbeat", why=str(error))
            beats += 1
            await asyncio.sleep(self._every)

    async def _sign(self) -> None:
        moment = self._clocks.theirs(self._clocks.now())
        await self._daily.ask({"Action": "Setvar", "Variable": ALIVE, "Value": str(moment)})

    async def _see_to_janitor(self) -> None:
        """One that has not ticked for a while gets a successor, to whom it yields if it lives after all."""
        reply = await self._daily.ask({"Action": "Getvar", "Variable": TICK})
        tick = reply.get("Value")
        age = self._clocks.theirs(self._clocks.now()) - (int(tick) if tick.isdigit() else 0)
        if -JANITOR_OLD < age < JANITOR_OLD:
            return
        log.warning("no janitor in asterisk: starting one", last_tick=tick or "never")
        started = await self._daily.ask(JANITOR)
        if not started.ok:
            log.error(
                "the janitor cannot be started: aftercalls end only while this daemon runs", why=started.text
            )
