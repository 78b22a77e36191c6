"""What a simulation makes on a floor through the daemon's API: queues with their numbers, phones, and an agent at each phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aftercall.bench import BenchError
from aftercall.simulator.commands import Api
from aftercall.simulator.phones import PhoneSpec
from aftercall.simulator.writers import Writing

ALL: Final = "sim-all"
WRITES: Final = "sim-writes"
TYPES: Final = {ALL: True, WRITES: False}
"""With calls, or without."""
LEVELS: Final[dict[str, Any]] = {
    "sim-gold": {
        "targets": {"chat answered": 5_000, "first answered": 10_000, "solved": 60_000},
        "when": [{"tag": "sim-gold"}],
        "order": 1,
    },
    "sim-plain": {"targets": {"chat answered": 15_000, "first answered": 40_000}, "order": 2},
}


@dataclass(frozen=True, slots=True)
class QueueSpec:
    """`number` leads to it; `aftercall` in seconds; a phone rings for `ring` seconds."""

    code: str
    number: str
    aftercall: float
    ring: int = 20


class Furniture:
    """Every phone's agent has the phone's code and is in all queues."""

    def __init__(
        self,
        api: Api,
        queues: Sequence[QueueSpec],
        phones: Sequence[PhoneSpec],
        writing: Writing | None = None,
    ) -> None:
        self._api = api
        self._queues = queues
        self._phones = phones
        self._writing = writing

    async def put_up(self) -> None:
        for queue in self._queues:
            card = {
                "aftercall": round(queue.aftercall * 1000),
                "ring": queue.ring * 1000,
                "strategy": "leastrecent",
            }
            if self._writing is not None:
                card |= {"offer": self._writing.offer, "offer_ticket": self._writing.offer_ticket}
            await self._api.put("queues", queue.code, card)
            await self._api.put("numbers", queue.number, {"target": {"kind": "queue", "value": queue.code}})
        if self._writing is not None:
            await self._put_up_desks()
        places = [[queue.code, 0] for queue in self._queues]
        for phone in self._phones:
            await self._api.put("phones", phone.code, {"secret": phone.secret})
            await self._api.put("agents", phone.code, _agent(phone.code, places, self._writing))

    async def _put_up_desks(self) -> None:
        """Types that take chats and tickets, and two levels: what is tagged gold is to be answered soon."""
        for code, calls in TYPES.items():
            card = {"group": "work", "names": {"en": code}, "calls": calls, "chats": True, "tickets": True}
            await self._api.put("types", code, card)
        for code, card in LEVELS.items():
            await self._api.put("levels", code, card)

    async def refuse_if_there(self) -> None:
        """On a floor that is not ours nothing may be changed that somebody else made."""
        nouns = {
            "queues": [queue.code for queue in self._queues],
            "numbers": [queue.number for queue in self._queues],
            "phones": [phone.code for phone in self._phones],
            "agents": [phone.code for phone in self._phones],
        }
        for noun, codes in nouns.items():
            for code in codes:
                if await self._api.knows(noun, code):
                    raise BenchError(
                        f"{noun} {code} is there already, and the simulation would change it: remove it first"
                    )

    async def log_in(self) -> None:
        for place, phone in enumerate(self._phones):
            answer = await self._api.wish(phone.code, "login", type=self._type(place))
            if not answer.success:
                raise BenchError(f"agent {phone.code} could not log in: {answer.text}")

    def _type(self, place: int) -> str:
        if self._writing is None:
            return "phone"
        return WRITES if place % 3 == 2 else ALL

    async def take_down(self) -> None:
        """Log out and remove all of it, in the order in which nothing leads to what is gone."""
        for phone in self._phones:
            await self._api.wish(phone.code, "logout")
        for queue in self._queues:
            await self._api.remove("numbers", queue.number)
        for phone in self._phones:
            await self._api.remove("agents", phone.code)
            await self._api.remove("phones", phone.code)
        for queue in self._queues:
            await self._api.remove("queues", queue.code)


def _agent(code: str, places: list[list[Any]], writing: Writing | None) -> dict[str, Any]:
    room = {f"{kind}s": most for kind, most in writing.room.items()} if writing is not None else {}
    return {"name": f"Agent {code}", "phone": code, "queues": places, **room}
