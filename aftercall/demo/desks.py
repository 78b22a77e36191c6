"""The demo's writing: customers with chats and tickets, agents who take and answer them, what is promised to whom, a shop's page with
the widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from acd.core.moment import SECOND
from aftercall.demo.cast import ROOM, SPARE, Part
from aftercall.simulator.commands import Api
from aftercall.simulator.hands import Hands
from aftercall.simulator.item_promises import of_events
from aftercall.simulator.item_witness import ItemWitness
from aftercall.simulator.promises import Promise
from aftercall.simulator.writers import Manner, Writers, Writing

CALENDAR: Final = "shop"
WIDGET: Final = "shop"
ANSWERED: Final = ("sales", "support")
"""The queues that are written to."""

EVERY: Final = 0.7
"""Seconds between two looks of the agents at their desks."""

WRITING: Final = Writing(chats=14, tickets=10)
MANNER: Final = Manner(
    said=(
        ("Where is my order?", "I ordered a watering can on Monday, and it is not here yet."),
        ("The lamp flickers", "The solar lamp flickers as soon as it is dark. Is it the battery?"),
        ("Return a hose", "The hose is 5 m too short. May I send it back?"),
        ("Do you deliver to Tallinn?", "Tere! Kas te saadate ka Tallinna?"),
        ("Opening hours", "Dzień dobry, czy w sobotę też jesteście?"),
        ("An invoice, please", "Could you send me the invoice for order 5512 once more?"),
        ("Which soil for roses?", "¡Hola! ¿Qué tierra va bien para rosales en maceta?"),
    ),
    answers=("Thank you!", "No, the other one.", "Since Friday.", "That would be lovely."),
    names=(
        "Ewa Lis",
        "Rein Kuusk",
        "Marta Gil",
        "Olaf Berg",
        "Tatjana Sild",
        "Hugo Reis",
        "Ida Holm",
        "Jakub Mazur",
    ),
    mark="demo",
)
LEVELS: Final[Mapping[str, Mapping[str, Any]]] = {
    "gold": {
        "name": "Gold",
        "targets": {"chat answered": 10 * SECOND, "first answered": 20 * SECOND, "solved": 90 * SECOND},
        "when": [{"tag": "demo-gold"}],
        "calendar": CALENDAR,
        "order": 1,
    },
    "standard": {
        "name": "Standard",
        "targets": {"chat answered": 25 * SECOND, "first answered": 60 * SECOND},
        "calendar": CALENDAR,
        "order": 2,
    },
}


class Desks:
    """`furnish` before anybody logs in; `writers.run` and `hands.run` are the play; `finish`, then `promises`."""

    def __init__(self, api: Api, parts: Sequence[Part], witness: ItemWitness, seed: int) -> None:
        played = [part.code for part in parts if part.phone]
        self._api = api
        self._witness = witness
        self.writers = Writers(api, ANSWERED, WRITING, seed, MANNER)
        self.hands = Hands(api, self.writers, played, ANSWERED, seed, EVERY)

    async def furnish(self, shop: str) -> None:
        """`shop`: the site that may show the widget. The calendar is open at any hour, so that the demo is; a day off lies ahead."""
        await self._api.put("calendars", CALENDAR, calendar(datetime.now(UTC)))
        for code, level in LEVELS.items():
            await self._api.put("levels", code, level)
        for queue in ANSWERED:
            await self._api.put("queues", queue, {"calendar": CALENDAR})
        texts = {"en": {"greeting": "Hello! What may we do for your garden?"}}
        card = {
            "queue": ANSWERED[0],
            "origins": [shop],
            "colour": "#166534",
            "ask": {"name": True},
            "texts": texts,
        }
        await self._api.put("widgets", WIDGET, card)

    async def finish(self, within: float) -> None:
        """Nobody writes any more: what there is is solved, but for what a person at the desktop has."""
        await self.hands.finish(within)

    async def all_told(self) -> bool:
        """The witness has heard of the end of everything."""
        return not any(promise.broken for promise in self.promises() if promise.name == "no item lost")

    def promises(self) -> list[Promise]:
        """Of what a person at the desktop has, nobody but he knows whether it is over."""
        slips = self._witness.slips
        theirs = [id for id in self.writers.brought if id not in slips or slips[id].agent != SPARE]
        return of_events(self._witness, theirs)

    def figures(self) -> dict[str, Any]:
        seen = self._witness
        chats = sum(1 for id in self.writers.brought if id.startswith("c"))
        return {
            "chats": chats,
            "tickets": len(self.writers.brought) - chats,
            "offered": seen.offers,
            "taken": seen.taken,
            "solved": seen.solved,
            "answers promised in time": seen.kept,
            "too late": seen.broken,
        }


def witness(parts: Sequence[Part]) -> ItemWitness:
    """Of all who may be offered something, the person at the desktop too."""
    places = {part.code: frozenset(queue for queue, _ in part.queues) for part in parts}
    return ItemWitness({"chat": ROOM["chats"], "ticket": ROOM["tickets"]}, places)


def calendar(now: datetime) -> dict[str, Any]:
    off = (now + timedelta(days=7)).date().isoformat()
    return {
        "name": "The shop",
        "zone": "UTC",
        "week": {"monday-sunday": ["00:00-24:00"]},
        "days": [{"date": off, "name": "Stocktaking"}],
    }
