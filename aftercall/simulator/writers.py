"""Simulated customers who write: they bring chats and tickets, and answer what agents write to them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aftercall.simulator.commands import Api

TEXTS: Final = (
    "The lamp does not light.",
    "Where is my order?",
    "<b>Is</b> this shown as I wrote it?",
    "Dzień dobry! Добрый день! ¿Hola?",
)
CUSTOMERS: Final = 50
ANSWERS: Final = ("Thank you.", "No, the other one.", "Since Friday.")


@dataclass(frozen=True, slots=True)
class Writing:
    """How much comes: of each kind so many a minute. `offer` and `offer_ticket`: how long one is offered, in ms. `room`: how many of
    each kind an agent may have: so few that some always wait, and their order is seen."""

    chats: float = 30
    tickets: float = 40
    offer: int = 4000
    offer_ticket: int = 6000
    room: Mapping[str, int] = field(default_factory=lambda: {"chat": 2, "ticket": 1})


@dataclass(frozen=True, slots=True)
class Manner:
    """Who writes, and what. `said`: subjects and texts; an empty subject is numbered. `names`: of customers; none: they are numbered.
    `mark`: what their keys begin with, and, with `-gold`, the tag of some."""

    said: Sequence[tuple[str, str]] = tuple(("", text) for text in TEXTS)
    answers: Sequence[str] = ANSWERS
    names: Sequence[str] = tuple(f"Customer {number}" for number in range(CUSTOMERS))
    mark: str = "sim"


class Writers:
    """`brought`: ids of all that they brought, in order. The same seed brings the same."""

    def __init__(
        self, api: Api, queues: Sequence[str], writing: Writing, seed: int, manner: Manner | None = None
    ) -> None:
        self._manner = manner or Manner()
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
        """For what somebody else brought nobody here answers."""
        if item in self.brought:
            text = self._dice.choice(self._manner.answers)
            await self._api.post(f"/items/{item}/messages", {"text": text, "customer": True})

    async def _bring(self) -> None:
        self.brought.append(str((await self._api.post("/items", self._letter()))["id"]))

    def _letter(self) -> dict[str, Any]:
        dice, number, manner = self._dice, len(self.brought), self._manner
        kind = "chat" if dice.random() < self._chats else "ticket"
        queue = dice.choice(self._queues)
        subject, text = dice.choice(manner.said)
        who = number % len(manner.names)
        return {
            "kind": kind,
            "queue": queue,
            "subject": subject or f"Simulated {kind} {number}",
            "text": text,
            "customer": {"key": f"{manner.mark}-{who}", "name": manner.names[who]},
            "priority": dice.choice((0, 0, 0, 1, 5)),
            "tags": [f"{manner.mark}-gold"] if dice.random() < 0.3 else [],
            "external": f"{manner.mark}-{number}",
        }
