"""One live panel an agent: two would answer the same call twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from aftercall.web.live.live import Watcher

TAKEN: Final = 4409
UNNAMED: Final = "1"


class Open(Exception):  # noqa: N818 - reads as what it is
    """Another panel of this agent is open."""

    def __init__(self, agent: str) -> None:
        super().__init__(f"another panel of agent {agent} is open; close it, or take over")


@dataclass(frozen=True, slots=True)
class _Panel:
    name: str
    watcher: Watcher


class Panels:
    def __init__(self) -> None:
        self._open: dict[str, _Panel] = {}

    @contextmanager
    def claimed(self, agent: str, name: str, watcher: Watcher, take: bool) -> Iterator[None]:
        """Inside this block it is the agent's panel. A panel that comes back under its own name finds itself still there when its
        cut was not noticed here: it goes on. Raises Open."""
        there = self._open.get(agent)
        if there is not None:
            same = name != UNNAMED and there.name == name
            if not (same or take):
                raise Open(agent)
            there.watcher.close(TAKEN, "this panel came back" if same else "another panel took over")
        self._open[agent] = mine = _Panel(name, watcher)
        try:
            yield
        finally:
            if self._open.get(agent) is mine:
                del self._open[agent]
