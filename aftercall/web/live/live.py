"""The floor for open screens: an ear of the teller that keeps every board as it stands, and wakes whoever watches.

Changes of one moment go out at once, together; those that follow within `PIECE` wait for its end, so that a floor on which everything
moves costs each screen twenty frames a second and no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from acd.board.events import Event
from acd.board.fields import iso
from acd.board.models import DaemonBoard
from acd.board.teller import Shown
from acd.board.telling import Telling
from acd.board.topics import code_of
from acd.core.moment import Moment
from aftercall.web.hub import Hub
from aftercall.web.live.hints import hints
from aftercall.web.live.ledger import Key, Ledger
from aftercall.web.live.press import DAEMON, Press
from aftercall.web.live.session import Session
from aftercall.web.live.view import View

PIECE: Final = 0.05
TICK: Final = 1.0
"""Seconds; the tick is for signs of life, and only while somebody watches."""
AT_ONCE: Final = 200
"""Texts that are written before the loop breathes."""
MOST: Final = 2000
"""Screens at once."""


@dataclass(eq=False)
class Watcher:
    """Somebody with an open screen. `closing`: the code with which his socket has to be closed, and why. `doubted`: his rights may
    have changed."""

    news: asyncio.Event = field(default_factory=asyncio.Event)
    doubted: bool = False
    closing: tuple[int, str] | None = None

    def close(self, code: int, why: str) -> None:
        self.closing = self.closing or (code, why)
        self.news.set()


class Live:
    """An `Ear` of the teller. `hub` has the events, `run` is when the daemon was started."""

    wants_boards = True
    knows_numbers = True
    wants_items = True

    def __init__(self, hub: Hub, run: Moment) -> None:
        self.ledger = Ledger()
        self.press = Press(self.ledger, iso(run))
        self._hub = hub
        self._watchers: set[Watcher] = set()
        self._rung = 0.0  # by the loop's clock
        self._timer: asyncio.TimerHandle | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._over: tuple[int, str] | None = None

    # --- the ear -----------------------------------------------------------------------------------------------------

    def tell_event(self, event: Telling[Event]) -> None:
        if found := hints(event.values):
            agent, what = found
            self.ledger.hint(agent, *what)
        self._stir()

    def tell_state(self, topic: str, board: Shown | None) -> None:
        noun, code = key_of(topic)
        if board is None:
            self.ledger.remove(noun, code)
        else:
            self.ledger.put(noun, code, board)
        self._stir()

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        self.ledger.replace({key_of(topic): board for topic, board in boards.items()})
        self._stir()

    def tell_daemon(self, board: DaemonBoard) -> None:
        self.ledger.put(DAEMON, "", Telling(DaemonBoard, board.model_dump(mode="json")))
        self._stir()

    def hint(self, agent: str, *what: str) -> None:
        """Of this agent's own things these changed (`contact`, `day`, `messages`, …): his panel asks for them again."""
        self.ledger.hint(agent, *what)
        self._stir()

    # --- watchers ----------------------------------------------------------------------------------------------------

    async def written(self) -> None:
        """Every text is there, so that a screen that looks at all of them is not put together in one go."""
        waiting = self.ledger.unwritten()
        for start in range(0, len(waiting), AT_ONCE):
            for entry in waiting[start : start + AT_ONCE]:
                _ = entry.text
            await asyncio.sleep(0)

    def session(self, view: View, after: int | None, run: str, events: bool) -> Session:
        return Session(self.press, view, after, run, self._hub.reader() if events else None)

    @contextmanager
    def watched(self, watcher: Watcher) -> Iterator[None]:
        """Inside this block he is woken when something changed, and once a second."""
        if self._over is not None:
            watcher.close(*self._over)
        self._watchers.add(watcher)
        if self._tick is None:
            self._ticked()
        try:
            yield
        finally:
            self._watchers.discard(watcher)

    @property
    def full(self) -> bool:
        return len(self._watchers) >= MOST

    def ask_again(self) -> None:
        """Somebody's rights changed, or a session ended: everybody is looked at anew, now."""
        for watcher in self._watchers:
            watcher.doubted = True
        self._wake()

    def close(self, code: int, why: str) -> None:
        """Every screen's socket is closed, and every one that comes."""
        self._over = (code, why)
        for watcher in self._watchers:
            watcher.close(code, why)
        for timer in (self._timer, self._tick):
            if timer is not None:
                timer.cancel()

    def _stir(self) -> None:
        """Wake everybody soon: at the end of this moment, or of the piece that began with the last one."""
        if self._timer is not None or not self._watchers:
            return
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(max(loop.time(), self._rung + PIECE), self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._rung = asyncio.get_running_loop().time()
        self._wake()

    def _wake(self) -> None:
        for watcher in self._watchers:
            watcher.news.set()

    def _ticked(self) -> None:
        self._wake()
        on = self._watchers and self._over is None
        self._tick = asyncio.get_running_loop().call_later(TICK, self._ticked) if on else None


def key_of(topic: str) -> Key:
    """`aftercall/SITE/agents/1001` -> agents, 1001."""
    _, _, noun, code = topic.split("/")
    return noun, code_of(code)
