"""What happens at random moments in a run: agents take breaks, and the daemon is killed and comes back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

from aftercall.bench import BenchError
from aftercall.simulator import seen
from aftercall.simulator.commands import Answer, Commands, Said
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.observer import Observer

BREAK = "break"  # of the types that a new floor begins with
RETRY = 0.3
PATIENCE = 120.0  # seconds in which a break must be over again, with a daemon that is killed meanwhile


class Breaks:
    """Agents take breaks of a few seconds, at most half of them at once; each success is marked for the observer.

    A break that is kept as next counts from its answer too: until the resume is sent, not one call may be offered.
    """

    def __init__(self, commands: Commands, observer: Observer, agents: Sequence[str], seed: int) -> None:
        self._commands = commands
        self._observer = observer
        self._agents = agents
        self._dice = random.Random(seed)
        self._away: dict[str, asyncio.Task[None]] = {}
        self.answers: dict[Said, int] = dict.fromkeys(Said, 0)

    @property
    def taken(self) -> int:
        return self.answers[Said.GRANTED] + self.answers[Said.KEPT]

    async def run(self) -> None:
        """Until cancelled; then call `end`."""
        while True:
            await asyncio.sleep(self._dice.uniform(3, 9))
            here = [agent for agent in self._agents if agent not in self._away]
            if len(here) * 2 > len(self._agents):
                agent = self._dice.choice(here)
                self._away[agent] = asyncio.create_task(self._break(agent, self._dice.uniform(1, 5)))

    async def end(self) -> None:
        """Until everybody is back."""
        await asyncio.gather(*self._away.values())

    async def _break(self, agent: str, seconds: float) -> None:
        answer = await self._commands.wish(agent, "type", type=BREAK)
        self.answers[answer.said] += 1
        if answer.success:
            self._observer.mark(seen.BreakTaken(self._observer.now(), agent))
        await asyncio.sleep(seconds)
        self._observer.mark(seen.BreakEnded(self._observer.now(), agent))
        try:
            await self._come_back(agent)
        finally:
            del self._away[agent]

    async def _come_back(self, agent: str) -> None:
        """Resume, or take back what has not begun; the daemon may be away for a while."""
        for _ in range(int(PATIENCE / RETRY)):
            if await self._is_back(agent):
                return
            await asyncio.sleep(RETRY)
        raise BenchError(f"agent {agent} could not come back from his break within {PATIENCE:g} s")

    async def _is_back(self, agent: str) -> bool:
        answer = await self._commands.wish(agent, "resume")
        if not answer.success:
            answer = await self._commands.wish(agent, "takeback")
        return answer.success or _was_never_away(answer)


def _was_never_away(answer: Answer) -> bool:
    """Nothing to take back and no break: the wish had been refused, or its death left no trace."""
    board = answer.board
    return (
        answer.said is Said.REFUSED
        and bool(board)
        and board["next"] is None
        and board["state"] not in ("break", "missed")
    )


class Deaths:
    """The daemon is killed at random moments, stays dead for a moment, and starts again."""

    def __init__(self, daemon: Daemon, seed: int) -> None:
        self._daemon = daemon
        self._dice = random.Random(seed)
        self.count = 0

    async def run(self) -> None:
        """Until cancelled; then call `end`. One death in three comes while it is still starting, the others hit a daemon at work."""
        while True:
            if self._dice.random() < 1 / 3:
                await asyncio.sleep(self._dice.uniform(0.1, 3))
            else:
                await self._daemon.wait_up()
                await asyncio.sleep(self._dice.uniform(0.5, 15))
            await self._daemon.kill()
            self.count += 1
            await asyncio.sleep(self._dice.uniform(0, 6))
            await self._daemon.start()

    async def end(self) -> None:
        """Bring it back for good."""
        if not self._daemon.alive:
            await self._daemon.start()
        await self._daemon.wait_up()


class Minders:
    """Whoever is held for a missed call comes back after some seconds, as a person would."""

    def __init__(self, commands: Commands, agents: Sequence[str], seed: int) -> None:
        self._commands = commands
        self._agents = frozenset(agents)
        self._dice = random.Random(seed)
        self.missed = 0

    async def run(self) -> None:
        """Until cancelled; then call `end`."""
        while True:
            await asyncio.sleep(self._dice.uniform(1, 3))
            await self.end()

    async def end(self) -> None:
        """Everybody who is held for a missed call, now."""
        for board in await self._commands.boards():
            if board["code"] in self._agents and board["state"] == "missed":
                self.missed += 1
                await self._commands.wish(board["code"], "resume")


async def calm(unrest: Sequence[asyncio.Task[None]]) -> None:
    """Stop what happens at random; what failed there is raised here."""
    for task in unrest:
        task.cancel()
    for task in unrest:
        with suppress(asyncio.CancelledError):
            await task
