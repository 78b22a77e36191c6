"""What the office needs of the floor and of the switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from acd.core.cards import QueueCard
from acd.core.heard import Heard
from acd.core.lines import NumberLine, PhoneLine, QueueLine
from acd.core.moment import Moment
from acd.core.scene import Floor


class Desk(Protocol):
    """The living floor (`acd.desk.Desk`)."""

    @property
    def floor(self) -> Floor: ...

    def now(self) -> Moment: ...

    async def heed(self, *events: Heard) -> None:
        """Back when the floor has lived them."""


class NoDesk:
    """Nobody lives here: cards are made before the floor is opened."""

    floor = Floor()

    def now(self) -> Moment:
        return 0

    async def heed(self, *events: Heard) -> None:
        """The floor reads the cards when it opens."""


@dataclass(frozen=True, slots=True)
class WholeQueue:
    """The one place where the floor's part and the switch's part of a queue are joined; both have its code."""

    card: QueueCard
    line: QueueLine

    @property
    def code(self) -> str:
        return self.card.code


class Provisioning(Protocol):
    """Puts what is configured into the switch. Each returns when the switch took it; raises SwitchAway or SwitchRefused."""

    async def queue(self, queue: WholeQueue) -> None: ...

    async def no_queue(self, code: str) -> None: ...

    async def phone(self, line: PhoneLine) -> None: ...

    async def no_phone(self, code: str) -> None: ...

    async def number(self, line: NumberLine) -> None: ...

    async def no_number(self, did: str) -> None: ...

    async def star(self, star: int, type_code: str) -> None: ...

    async def no_star(self, star: int) -> None: ...

    async def drift(self, wanted: Wanted) -> Sequence[str]:
        """One line for each thing that stands otherwise in the switch than it should."""

    async def write(self, wanted: Wanted) -> Sequence[str]:
        """Everything again; what of it was otherwise before."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that the switch should hold of what is configured. `stars`: number -> type."""

    queues: tuple[WholeQueue, ...] = ()
    phones: tuple[PhoneLine, ...] = ()
    numbers: tuple[NumberLine, ...] = ()
    stars: Mapping[int, str] | None = None
