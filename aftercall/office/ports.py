"""What the office needs of the floor and of the switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from acd.core.cards import QueueCard
from acd.core.heard import Heard
from acd.core.lines import QueueLine
from acd.core.moment import Moment
from acd.core.scene import Floor
from aftercall.office.everything import Everything
from dialer.core.room import Room


class Desk(Protocol):
    """The living floor (`acd.desk.Desk`)."""

    @property
    def floor(self) -> Floor: ...

    def now(self) -> Moment: ...

    async def heed(self, *events: Heard) -> None:
        """Back when the floor has lived them."""


class Dialer(Protocol):
    """The living dialer (`dialer.desk.DialDesk`)."""

    @property
    def room(self) -> Room: ...

    def hear(self, event: Heard) -> None:
        """Into its inbox."""


class NoDialer:
    """Nobody dials here."""

    room = Room()

    def hear(self, event: Heard) -> None:
        """The dialer reads the cards when it opens."""


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
    """Asterisk's part of what is configured (`asterisk.InAsterisk`). All of it each time: what is already so costs nothing."""

    def check(self, before: Everything, after: Everything) -> bool:
        """Would anything change there? Raises NotForAsterisk: it must not be written at all."""

    async def apply(self, cards: Everything) -> Sequence[str]:
        """Back when it stands there; what was otherwise, a line each. Raises SwitchAway or SwitchRefused."""

    async def drift(self, cards: Everything) -> Sequence[str]:
        """What stands there otherwise, a line each. Raises SwitchAway or SwitchRefused."""
