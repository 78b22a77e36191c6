"""Who plays: agents with names, their phones, three queues, the callers. Data only; the seed decides the rest."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final

from acd.core.moment import MINUTE, SECOND
from aftercall.simulator.phones import Does, PhoneSpec

NAMES: Final = (
    "Anna Nowak",
    "Bruno Silva",
    "Clara Weiss",
    "Dmitri Orlov",
    "Elena García",
    "Fatima Haddad",
    "Grzegorz Łoś",
    "Helmi Tamm",
    "Ivo Novák",
)
FIRST: Final = 1001
SPARE: Final = str(FIRST + len(NAMES))
"""The tenth phone, and its agent: nobody plays them, they wait for a person with a softphone."""

NUMBERS: Final = {"800": "sales", "801": "support", "802": "reception"}

OFFERED: Final = {"offer": 8 * SECOND, "offer_ticket": 10 * SECOND}
"""How long a chat and a ticket wait for one agent."""

QUEUES: Final[Mapping[str, Mapping[str, Any]]] = {
    "sales": {
        "name": "Sales",
        "aftercall": 8 * SECOND,
        "step": 5 * SECOND,
        "longest": 20 * SECOND,
        "ring": 6 * SECOND,
        "level": 10 * SECOND,
        **OFFERED,
    },
    "support": {
        "name": "Support",
        "aftercall": 12 * SECOND,
        "step": 10 * SECOND,
        "longest": 40 * SECOND,
        "disposition": True,
        "ring": 6 * SECOND,
        "level": 15 * SECOND,
        **OFFERED,
    },
    "reception": {"name": "Reception", "aftercall": 0, "weight": 5, "ring": 6 * SECOND, "level": 5 * SECOND},
}

ROOM: Final = {"chats": 2, "tickets": 1}
"""How many an agent may have at once: so few that some wait, and their order is seen."""

PHONE: Final = "phone"
WRITING: Final = "writing"
WRITERS: Final = (7, 8)
"""Which of the names only write."""

TIMED: Final = "tea"
TIMED_FOR: Final = 15 * SECOND

TYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    TIMED: {
        "group": "break",
        "names": {"en": "Tea", "pl": "Herbata", "ru": "Чай", "et": "Tee", "es": "Té"},
        "paid": False,
        "calls": False,
        "length": TIMED_FOR,
        "returns": True,
        "warn": 5 * SECOND,
        "quota": 2,
        "star": 20,
        "order": 100,
    },
    WRITING: {
        "group": "work",
        "names": {
            "en": "Writing",
            "pl": "Pisanie",
            "ru": "Переписка",
            "et": "Kirjutamine",
            "es": "Escritos",
        },
        "calls": False,
        "chats": True,
        "tickets": True,
        "star": 22,
        "order": 15,
    },
    "coaching": {
        "group": "work",
        "names": {
            "en": "Coaching",
            "pl": "Coaching",
            "ru": "Наставничество",
            "et": "Juhendamine",
            "es": "Formación",
        },
        "calls": False,
        "length": 5 * MINUTE,
        "star": 21,
        "order": 110,
    },
}
"""Beside those that every floor begins with: a timed break of which two at once may be taken, and work without calls, with chats and
tickets or without."""

AWAY: Final = ("lunch", "coffee", TIMED, "coaching", "mail")
"""What the agents of the demo choose when they leave the queues."""

DISPOSITIONS: Final = ("solved", "callback", "order", "wrong-number")
TEAMS: Final = ("front", "back")


@dataclass(frozen=True, slots=True)
class Part:
    """One agent of the play. `phone` None: a person's own softphone. `type`: what he works on."""

    code: str
    name: str
    team: str
    queues: tuple[tuple[str, int], ...]
    secret: str
    phone: PhoneSpec | None
    type: str = PHONE

    @property
    def rest(self) -> str:
        """His state when nobody wants anything of him."""
        return "free" if self.type == PHONE else "working"

    @property
    def card(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "team": self.team,
            "phone": self.code,
            "queues": [list(place) for place in self.queues],
            **ROOM,
        }


def cast(seed: int) -> list[Part]:
    """Nine who are played, and the spare one."""
    dice = random.Random(seed)
    played = [_played(str(FIRST + index), name, index, dice) for index, name in enumerate(NAMES)]
    return [*played, Part(SPARE, "You", TEAMS[0], _places(range(3), {}), token_hex(4), None)]


def _played(code: str, name: str, index: int, dice: random.Random) -> Part:
    places = _places(sorted(dice.sample(range(3), dice.choice((2, 2, 3)))), {1: dice.choice((0, 0, 2))})
    secret = token_hex(12)
    does = Does.MOODY if index % 3 == 2 else Does.ANSWER
    phone = PhoneSpec(code, secret, dice.randint(400, 2500), dice.randint(4000, 14_000), does)
    kind = WRITING if index in WRITERS else PHONE
    return Part(code, name, TEAMS[index % 2], places, secret, phone, kind)


def _places(chosen: Sequence[int], penalties: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    queues = tuple(QUEUES)
    return tuple((queues[index], penalties.get(index, 0)) for index in chosen)


ENDINGS: Final = (*["00"] * 10, "05", "06", "06", "07", "91", "93", "82")
"""The callers' manners (`simulator.callers`): most wait, some lose patience; some a moody phone declines or lets ring."""
