"""Did we miss anything? The numbers of what a listener heard, and the gaps between them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import Moment


@dataclass(frozen=True, slots=True)
class Gap:
    """Events `first` to `last` were not heard. `last` None: the daemon began to count anew, nobody knows how many."""

    first: int
    last: int | None

    @property
    def missed(self) -> int | None:
        return None if self.last is None else self.last - self.first + 1


class Chain:
    """The end of the chain of events as one listener knows it: run and number of the last one, None before the first."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: tuple[Moment, int] | None = None

    def knows(self, run: Moment, seq: int) -> bool:
        """This event was heard, or reported as missed, before."""
        return self._last is not None and self._last[0] == run and seq <= self._last[1]

    def event(self, run: Moment, seq: int) -> Gap | None:
        """An event arrived that is not known yet; the gap before it, if there is one."""
        gap = self._gap(run, seq - 1)
        self._last = (run, seq)
        return gap

    def stands(self, run: Moment, seq: int, retained: bool) -> Gap | None:
        """The daemon said that all events up to `seq` are out. To a newcomer a retained word is old: he missed nothing."""
        if self._last is None and retained:
            return None
        if self.knows(run, seq):
            return None
        gap = self._gap(run, seq)
        self._last = (run, seq)
        return gap

    def _gap(self, run: Moment, until: int) -> Gap | None:
        if self._last is None:
            return None
        _, last = self._last
        if until > last:
            return Gap(last + 1, until)
        return None if until == last else Gap(last + 1, None)
