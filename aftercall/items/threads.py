"""Who listens to what is written in a chat or a ticket: open screens, and the visitor's page.

    forget = threads.listen("c17", ear)

`ear` is called in the loop and must not block; what was written it asks the store for. An ear of the teller: a message is told when
the floor has heard of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from acd.board.events import Event
from acd.board.models import DaemonBoard
from acd.board.teller import Shown
from acd.board.telling import Telling

Side = Literal["customer", "agent", "system"]
CAME: Final = "message-came"
ANY: Final = ""
"""In place of an item: all of them."""


@dataclass(frozen=True, slots=True)
class Written:
    """Message number `message` is on record."""

    item: str
    message: int
    by: str


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody is writing: the customer, or this agent. It holds for a few seconds."""

    item: str
    by: Side
    agent: str | None = None


Said = Written | Typing
Ear = Callable[[Said], None]


class Threads:
    """An `Ear` of the teller."""

    wants_boards = False
    knows_numbers = True

    def __init__(self) -> None:
        self._ears: dict[str, dict[int, Ear]] = {}
        self._next = 0

    def listen(self, item: str, ear: Ear) -> Callable[[], None]:
        """What is returned ends it, however often it is called."""
        self._next += 1
        mine = self._next
        self._ears.setdefault(item, {})[mine] = ear

        def forget() -> None:
            found = self._ears.get(item)
            if found is not None and found.pop(mine, None) is not None and not found:
                del self._ears[item]

        return forget

    def typing(self, item: str, by: Side, agent: str | None = None) -> None:
        self._tell(Typing(item, by, agent))

    def _tell(self, said: Said) -> None:
        for key in (said.item, ANY):
            for ear in tuple(self._ears.get(key, {}).values()):
                ear(said)

    # --- the ear -----------------------------------------------------------------------------------------------------

    def tell_event(self, event: Telling[Event]) -> None:
        if event.values["kind"] == CAME:
            data = event.values["data"]
            self._tell(Written(data["item"], data["message"], data["by"]))

    def tell_state(self, topic: str, board: Shown | None) -> None:
        pass

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        pass

    def tell_daemon(self, board: DaemonBoard) -> None:
        pass
