"""The agents' hands: they take what is offered, decline it or do not look, write, put off, pass on, give back, and solve.

What they wish may be refused, for the floor went on meanwhile: a person would look again, and so do they.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from aftercall.simulator.commands import Api
from aftercall.simulator.writers import Writers

EVERY: Final = 0.3  # seconds between two looks at the screen
WORD: Final = "answered"
"""What became of what they solve: some queues demand a word."""
DECLINES: Final = 0.06
OVERLOOKS: Final = 0.05
PULLS: Final = 0.1  # of the looks of somebody who has nothing
STEPS: Final[dict[str, float]] = {
    "write": 0.55,
    "pend": 0.12,
    "transfer": 0.05,
    "return": 0.03,
    "solve": 0.25,
}
MOST_STEPS: Final = 5  # then it is solved


class Hands:
    """`agents` work on their items until cancelled; then `finish` lets them solve all that is left."""

    def __init__(
        self,
        api: Api,
        writers: Writers,
        agents: Collection[str],
        queues: Collection[str],
        seed: int,
        every: float = EVERY,
    ) -> None:
        self._api = api
        self._writers = writers
        self._agents = sorted(agents)
        self._queues = sorted(queues)
        self._dice = random.Random(f"hands-{seed}")
        self._every = every
        self._decided: dict[tuple[str, str], float] = {}
        self._next: dict[str, float] = {}
        self._steps: Counter[str] = Counter()
        self.did: Counter[str] = Counter()

    async def run(self) -> None:
        while True:
            await self._look(hurry=False)
            await asyncio.sleep(self._every)

    async def finish(self, within: float) -> bool:
        """Whether nothing is left for them after `within` seconds at most; what somebody else has is his."""
        end = self._now() + within
        while self._now() < end:
            left = await self._api.get("/items?limit=200")
            if all(item["agent"] not in (None, *self._agents) for item in left):
                return True
            await self._look(hurry=True)
            await asyncio.sleep(self._every)
        return False

    async def _look(self, *, hurry: bool) -> None:
        for board in await self._api.boards():
            if board["code"] in self._agents and board["items"] is not None:
                await self._offers(board, hurry=hurry)
        for item in await self._api.get("/items?stage=open&stage=pending&limit=200"):
            if item["agent"] in self._agents:
                await self._work(item, hurry=hurry)

    async def _offers(self, board: dict[str, Any], *, hurry: bool) -> None:
        agent, offered = board["code"], board["items"]["offered"]
        for item in offered:
            await self._offer(agent, item, hurry=hurry)
        idle = not offered and board["state"] in ("free", "working") and not board["items"]["tickets"]
        if idle and self._dice.random() < PULLS:
            await self._wish(f"/agents/{agent}/to-solve", "pulled")

    async def _offer(self, agent: str, item: str, *, hurry: bool) -> None:
        """Decided once for each offer, and done when the moment has come."""
        key, now = (agent, item), self._now()
        at = self._decided.get(key)
        if at is None or now - at > 30:
            at = self._decided[key] = now + (0 if hurry else self._dice.uniform(0.2, 2.0))
        if now < at:
            return
        luck = 1.0 if hurry else self._dice.random()
        if luck < OVERLOOKS:
            self._decided[key] = now + 20
            return
        verb = "decline" if luck < OVERLOOKS + DECLINES else "accept"
        await self._wish(f"/agents/{agent}/items/{item}/{verb}", verb)
        self._decided.pop(key, None)

    async def _work(self, item: dict[str, Any], *, hurry: bool) -> None:
        id, now = item["id"], self._now()
        due = self._next.setdefault(id, now + self._dice.uniform(1.0, 6.0))
        if now < due and not hurry:
            return
        self._steps[id] += 1
        self._next[id] = now + self._dice.uniform(1.0, 6.0)
        if hurry or self._steps[id] > MOST_STEPS:
            await self._wish(f"/items/{id}/solve", "solve", {"disposition": WORD})
        elif item["stage"] == "pending":
            await self._writers.answer(id)
        else:
            await self._step(id, item)

    async def _step(self, id: str, item: dict[str, Any]) -> None:
        step = self._dice.choices(list(STEPS), list(STEPS.values()))[0]
        if step == "write":
            await self._wish(f"/items/{id}/messages", step, {"text": "Good morning, I am looking into it."})
            if self._dice.random() < 0.3:
                await self._writers.answer(id)
        elif step == "transfer":
            to = self._dice.choice(
                ({"queue": self._dice.choice(self._queues)}, {"agent": self._dice.choice(self._agents)})
            )
            await self._wish(f"/items/{id}/transfer", step, to)
        elif step == "return":
            await self._wish(f"/agents/{item['agent']}/items/{id}/return", step)
        else:
            body = {"disposition": WORD} if step == "solve" else None
            await self._wish(f"/items/{id}/{step}", step, body)

    async def _wish(self, path: str, name: str, body: dict[str, Any] | None = None) -> None:
        done = await self._api.tried(path, body)
        self.did[name if done else f"{name} refused"] += 1

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
