"""What the bench starts: in a `with` it runs from the first line to the last, and whatever happens, nothing of it stays."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from aftercall.bench.folders import Folder


class Started(ABC):
    """Keeps what it writes in a `_folder`. `stop` and `close` twice, or before any `start`, are no error."""

    _folder: Folder

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    def close(self) -> None:
        self.stop()
        self._folder.close()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Server(Started):
    """One that can be taken away and comes back, as its clients see it: in good order, or killed."""

    @abstractmethod
    def kill(self) -> None: ...

    def restart(self, *, kill: bool = False) -> None:
        if kill:
            self.kill()
        else:
            self.stop()
        self.start()
