"""Where the play is shown: a screen that is painted anew twice a second, or one line every few seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Protocol, Self

from rich.console import Console
from rich.live import Live

from aftercall.demo.view import Frame, picture, plain
from aftercall.demo.world import World


class Show(Protocol):
    """`say` tells people who wait what is going on; `paint` is called `every` seconds while the play runs."""

    every: float

    def say(self, text: str) -> None: ...
    def paint(self, world: World, frame: Frame) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Lines:
    """For pipes, logs and CI. With `stream` stderr, stdout is left to the report."""

    every: float = 5.0

    def __init__(self, stream: str = "stdout") -> None:
        self._stream: Final = stream

    def say(self, text: str) -> None:
        print(text, file=getattr(sys, self._stream), flush=True)

    def paint(self, world: World, frame: Frame) -> None:
        self.say(plain(world, frame, _now()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to put back."""


class Screen:
    """The whole terminal while the play runs; what was there before comes back afterwards."""

    every: float = 0.5

    def __init__(self) -> None:
        self._console = Console(highlight=False, emoji=False)
        self._live: Live | None = None

    def say(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)

    def paint(self, world: World, frame: Frame) -> None:
        if self._live is None:
            self._live = Live(console=self._console, screen=True, auto_refresh=False)
            self._live.start()
        self._live.update(
            picture(world, frame, _now(), self._console.width, self._console.height), refresh=True
        )

    def curtain(self) -> None:
        """Back to the terminal as it was."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.curtain()


def _now() -> int:
    return int(time.time() * 1000)


def show_here() -> Show:
    """As the standard output can take it."""
    return Screen() if sys.stdout.isatty() else Lines()
