"""What stands on every board now, in the order in which it last changed. Pure.

Nobody keeps a queue of changes: whoever has seen all up to number N asks for what changed after N, and gets of each board only how it
stands now. So somebody slow costs no memory, and a cut is healed the same way as a pause.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from acd.board.private import shortened, under
from acd.board.telling import Telling
from aftercall.web.live import eyes

Board = Telling[Any]
Key = tuple[str, str]
"""(noun, code)"""

AGENTS: Final = "agents"
QUEUES: Final = "queues"
CAMPAIGNS: Final = "campaigns"
ITEMS: Final = "items"
FLOOR: Final = (AGENTS, QUEUES, CAMPAIGNS)
NOUNS: Final = (*FLOOR, ITEMS)
DESK: Final = "desk"
"""Not shown itself: what an agent has to ask for again; its code is the agent's, its board nothing."""
PLANNERS: Final = ""
"""The desk of all who plan campaigns, by its code."""
KEPT_GONE: Final = 2000


@dataclass(frozen=True)
class Entry:
    """`seq`: the change that made it so. `board` None: it is no more. `what`: of the agent's desk. Of an item `eyes`: who sees it now,
    and `left`: who saw it before, and since which change not any more."""

    seq: int
    noun: str
    code: str
    board: Board | None
    what: str = ""
    eyes: frozenset[str] = frozenset()
    left: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """JSON, made once however many screens it goes to."""
        assert self.board is not None
        return self.board.payload.decode()

    @cached_property
    def masked(self) -> str:
        """The same for who need not know who calls."""
        assert self.board is not None
        hidden = under(shortened, self.board)
        return self.text if hidden is self.board else hidden.payload.decode()


class Ledger:
    """`seq` is the number of the last change."""

    def __init__(self, kept_gone: int = KEPT_GONE) -> None:
        self.seq = 0
        self._log: OrderedDict[tuple[str, ...], Entry] = OrderedDict()
        self._gone: OrderedDict[Key, int] = OrderedDict()
        self._kept_gone = kept_gone
        self._forgotten = 0  # the last change that is no longer known

    def put(self, noun: str, code: str, board: Board) -> None:
        self._gone.pop((noun, code), None)
        self._enter((noun, code), noun, code, board)

    def remove(self, noun: str, code: str) -> None:
        """What was never there is not gone."""
        if (noun, code) not in self._log or (noun, code) in self._gone:
            return
        self._enter((noun, code), noun, code, None)
        self._gone[noun, code] = self.seq
        if len(self._gone) > self._kept_gone:
            old, self._forgotten = self._gone.popitem(last=False)
            del self._log[old]

    def replace(self, boards: dict[Key, Board]) -> None:
        """Of agents, queues and campaigns these, and no others; items stay."""
        old = [(one.noun, one.code) for one in self if one.noun in FLOOR]
        for noun, code in old:
            if (noun, code) not in boards:
                self.remove(noun, code)
        for (noun, code), board in boards.items():
            self.put(noun, code, board)

    def hint(self, agent: str, *what: str) -> None:
        """Of his own things these changed."""
        for one in what:
            self._enter((DESK, agent, one), DESK, agent, None, one)

    def knows(self, after: int) -> bool:
        """Whether everything that changed after this number can be told."""
        return self._forgotten <= after <= self.seq

    def after(self, seq: int) -> list[Entry]:
        """What changed after this number, the oldest change first."""
        found = []
        for entry in reversed(self._log.values()):
            if entry.seq <= seq:
                break
            found.append(entry)
        return found[::-1]

    def unwritten(self) -> list[Entry]:
        """Chats and tickets whose text nobody asked for yet: there may be very many of them."""
        return [one for one in self if one.noun == ITEMS and "text" not in one.__dict__]

    def __iter__(self) -> Iterator[Entry]:
        """All boards that stand."""
        return (entry for entry in self._log.values() if entry.board is not None)

    def _enter(self, key: tuple[str, ...], noun: str, code: str, board: Board | None, what: str = "") -> None:
        self.seq += 1
        seen, left = self._eyes(key, board) if noun == ITEMS else (frozenset(), {})
        self._log[key] = Entry(self.seq, noun, code, board, what, seen, left)
        self._log.move_to_end(key)

    def _eyes(self, key: tuple[str, ...], board: Board | None) -> tuple[frozenset[str], Mapping[str, int]]:
        seen = frozenset[str]() if board is None else eyes.of_item(board.values)
        before = self._log.get(key)
        if before is None:
            return seen, {}
        left = {who: seq for who, seq in before.left.items() if who not in seen}
        return seen, left | dict.fromkeys(before.eyes - seen, self.seq)
