"""Simulated customers who write: they bring chats and tickets, and answer what agents write to them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aftercall.simulator.commands import Api

TEXTS = (
    "The lamp does not light.",
    "Where is my order?",
    "<b>Is</b> this shown as I wrote it?",
    "Dzień dobry! Добрый день! ¿Hola?",
)
ANSWERS = ("Thank you.", "No, the other one.", "Since Friday.")


@dataclass(frozen=True, slots=True)
class Writing:
    """How much comes: of each kind so many a minute. `offer` and `offer_ticket`: how long one is offered, in ms. `room`: how many of
    each kind an agent may have: so few that some always wait, and their order is seen."""

    chats: float = 30
    tickets: float = 40
    offer: int = 4000
    offer_ticket: int = 6000
    room: Mapping[str, int] = field(default_factory=lambda: {"chat": 2, "ticket": 1})


class Writers:
    """`brought`: ids of all that they brought, in order. The same seed brings the same."""

    def __init__(self, api: Api, queues: Sequence[str], writing: Writing, seed: int) -> None:
        self._api = api
        self._queues = queues
        self._rate = (writing.chats + writing.tickets) / 60
        self._chats = writing.chats / (writing.chats + writing.tickets)
        self._dice = random.Random(f"writers-{seed}")
        self.brought: list[str] = []

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self._dice.expovariate(self._rate))
            await self._bring()

    async def answer(self, item: str) -> None:
        await self._api.post(
            f"/items/{item}/messages", {"text": self._dice.choice(ANSWERS), "customer": True}
        )

    async def _bring(self) -> None:
        dice, number = self._dice, len(self.brought)
        kind = "chat" if dice.random() < self._chats else "ticket"
        body = {
            "kind": kind,
            "queue": dice.choice(self._queues),
            "subject": f"Simulated {kind} {number}",
            "text": dice.choice(TEXTS),
            "customer": {"key": f"sim-{number % 50}", "name": f"Customer {number % 50}"},
            "priority": dice.choice((0, 0, 0, 1, 5)),
            "tags": ["sim-gold"] if dice.random() < 0.3 else [],
            "external": f"sim-{number}",
        }
        self.brought.append(str((await self._api.post("/items", body))["id"]))
