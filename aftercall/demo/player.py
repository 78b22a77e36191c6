"""The agents of the demo as people: they take breaks and come back, extend and finish aftercalls, change their minds.

What is done to whom is drawn with a seed; when it happens depends on the calls, so that two plays are alike, not equal.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from acd.board.models import AgentBoard
from acd.core.moment import SECOND
from aftercall.client import Verb
from aftercall.demo.cast import AWAY, DISPOSITIONS, TIMED, TIMED_FOR
from aftercall.demo.people import Answer, People
from aftercall.demo.world import World
from aftercall.simulator import seen
from aftercall.simulator.observer import Observer

PAUSE: Final = (0.5, 1.6)  # seconds between two wishes
MOST_AWAY: Final = 4
AWAY_FOR: Final = (8 * SECOND, 18 * SECOND)
ENGAGED: Final = ("talking", "on hold", "aftercall")
HERE: Final = ("free", "ringing", *ENGAGED)

Wish = Callable[[AgentBoard], Awaitable[None]]


class Player:
    """`run` until cancelled. `answers` counts what became of the wishes, `wishes` what they were, `breaks` those taken."""

    def __init__(
        self, people: People, observer: Observer, world: World, agents: Sequence[str], seed: int
    ) -> None:
        self._people = people
        self._observer = observer
        self._world = world
        self._agents = agents
        self._dice = random.Random(seed)
        self._back_at: dict[str, int] = {}
        self.wishes: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()

    @property
    def breaks(self) -> int:
        return self.wishes["away"]

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self._dice.uniform(*PAUSE))
            await self.turn()

    async def turn(self) -> None:
        """One wish of one agent, if anybody has one."""
        boards = [self._world.agents[code] for code in self._agents if code in self._world.agents]
        self._dice.shuffle(boards)
        for board in boards:
            if wish := self._wish_of(board):
                await wish(board)
                return

    def _wish_of(self, board: AgentBoard) -> Wish | None:
        """What he would like now; most of the time nothing."""
        now = int(time.time() * 1000)
        if board.code in self._back_at:
            return self._come_back if now >= self._back_at[board.code] else None
        if board.state == "missed":
            return self._resume if now - board.since > 4 * SECOND else None
        if board.state == "supervisor":
            return self._lift if now - board.since > 6 * SECOND else None
        if board.state == "aftercall" and (wish := self._in_aftercall(board, now)):
            return wish
        if board.state in HERE and board.next is None:
            return self._leave(board)
        return None

    def _in_aftercall(self, board: AgentBoard, now: int) -> Wish | None:
        wrap = board.aftercall
        if wrap is None or now - wrap.began < 2 * SECOND:
            return None
        if wrap.deadline - now < 3 * SECOND and self._dice.random() < 0.5:
            return self._extend
        return self._finish if self._dice.random() < 0.15 else None

    def _leave(self, board: AgentBoard) -> Wish | None:
        if len(self._back_at) >= MOST_AWAY:
            return None
        chance = self._dice.random()
        if chance < 0.10:
            return self._go_away
        return self._hold if chance < 0.11 and board.state == "free" else None

    async def _go_away(self, board: AgentBoard) -> None:
        kind = self._dice.choice(AWAY)
        answer = await self._ask(board, "type", type=kind)
        if not answer.success:
            return
        self.wishes["away"] += 1
        self._observer.mark(seen.BreakTaken(self._observer.now(), board.code))
        stays = self._dice.randint(*AWAY_FOR)
        if kind == TIMED and not answer.kept:  # it ends by itself; a little before that he counts as back
            asyncio.get_running_loop().call_later(
                (TIMED_FOR - 2 * SECOND) / 1000, self._counts_as_back, board.code
            )
            stays = TIMED_FOR + 5 * SECOND
        self._back_at[board.code] = int(time.time() * 1000) + stays

    def _counts_as_back(self, code: str) -> None:
        self._observer.mark(seen.BreakEnded(self._observer.now(), code))

    async def _come_back(self, board: AgentBoard) -> None:
        """Resume, or take back what has not begun yet. From the wish on he may be offered calls again."""
        self._counts_as_back(board.code)
        if board.next is not None:
            await self._ask(board, "takeback")
        elif board.state == "break" or board.type is None or board.type.code != "phone":
            await self._ask(board, "type", type="phone")
        self._back_at.pop(board.code, None)

    async def _resume(self, board: AgentBoard) -> None:
        await self._ask(board, "resume")

    async def _extend(self, board: AgentBoard) -> None:
        await self._ask(board, "extend")

    async def _finish(self, board: AgentBoard) -> None:
        await self._ask(board, "finish", disposition=self._dice.choice(DISPOSITIONS))

    async def _hold(self, board: AgentBoard) -> None:
        await self._ask(board, "hold", boss=True, reason="come to my desk, please")

    async def _lift(self, board: AgentBoard) -> None:
        await self._ask(board, "lift", boss=True)

    async def _ask(self, board: AgentBoard, verb: Verb, *, boss: bool = False, **fields: str) -> Answer:
        answer = await self._people.wish(board.code, verb, boss=boss, **fields)
        self.wishes[verb] += 1
        self.answers[answer.word] += 1
        return answer

    async def all_back(self) -> None:
        """At the end: nobody is left away, held or in an aftercall."""
        for code in self._agents:
            board = self._world.agents[code]
            if code in self._back_at:
                await self._come_back(board)
            if board.state == "supervisor":
                await self._lift(board)
            if board.state == "missed":
                await self._resume(board)
            if board.state == "aftercall":
                await self._finish(board)
