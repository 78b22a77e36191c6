"""Chats and tickets beside the calls of a scenario: customers who write, hands that answer, and a witness of it all."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Final

from aftercall.simulator.commands import Api
from aftercall.simulator.hands import Hands
from aftercall.simulator.item_promises import alike, of_items
from aftercall.simulator.item_witness import ItemWitness
from aftercall.simulator.promises import Promise
from aftercall.simulator.writers import Writers, Writing

SOLVED_WITHIN: Final = 120.0
EVERY: Final = 5.0  # seconds between two looks at the event stream
REPORTS: Final = ("agents", "calls", "promises", "chats", "tickets")
"""Asked at the end; each counts twice what it can."""


class DeskWork:
    """`begin` before anybody works; `tasks` go on until they are cancelled; `finish` when the agents are all back; then `judge`."""

    def __init__(
        self, api: Api, agents: Sequence[str], queues: Sequence[str], writing: Writing, seed: int
    ) -> None:
        self._api = api
        self.writers = Writers(api, queues, writing, seed)
        self.hands = Hands(api, self.writers, agents, queues, seed)
        self.witness = ItemWitness(writing.room, {agent: frozenset(queues) for agent in agents})
        self._after = 0

    async def begin(self) -> None:
        """The witness reads from here on, and knows how everybody stands."""
        self._after = await self._api.last_event()
        self.witness.states = {board["code"]: board["state"] for board in await self._api.boards()}

    def tasks(self) -> list[Coroutine[Any, Any, None]]:
        return [self.writers.run(), self.hands.run(), self._watch()]

    async def _watch(self) -> None:
        """Along with the day: the daemon keeps only so many events at hand."""
        while True:
            await asyncio.sleep(EVERY)
            await self._read()

    async def _read(self) -> None:
        events = await self._api.events(self._after)
        self.witness.read(events)
        self._after = self.witness.last or self._after

    async def finish(self) -> None:
        """All that was brought is solved, if the floor lets them."""
        await self.hands.finish(SOLVED_WITHIN)

    async def judge(self) -> tuple[list[Promise], dict[str, Any]]:
        await self._read()
        seen = self.witness
        figures = {
            "brought": len(self.writers.brought),
            "offers": seen.offers,
            "declined": seen.declined,
            "missed_chats": seen.missed,
            "pulled": seen.pulled,
            "promises_kept": seen.kept,
            "promises_broken": seen.broken,
            **{f"hands: {name}": count for name, count in sorted(self.hands.did.items())},
        }
        reports = [await self._api.get(f"/reports/{code}") for code in REPORTS]
        totals = next(one["total"] for one in reports if one["report"]["code"] == "promises")
        return [*of_items(seen, self.writers.brought, totals), alike(reports)], figures
