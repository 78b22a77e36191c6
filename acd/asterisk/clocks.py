"""Two clocks: the daemon's and Asterisk's. Moments inside messages are Asterisk's; they are translated here, at the edge."""

from __future__ import annotations

from collections.abc import Callable

from acd.core.moment import SECOND, Moment, Span

STALE: Span = 15 * SECOND
"""No message lies in the wire longer than this: the link is given up first."""


class Clocks:
    """`offset` is what must be added to a moment of Asterisk's to have it on our clock."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        self.now = now
        self.offset: Span = 0

    def compare(self, theirs: float, trip: float) -> bool:
        """Asterisk said its clock stood at `theirs` (ms) in an exchange that took `trip` ms and ended just now.

        The true offset lies within half a trip of the middle. What we have is kept while it lies there too, so it does not
        tremble with the network; True when it moved.
        """
        middle = self.now() - trip / 2 - theirs
        if abs(middle - self.offset) <= trip / 2 + 1:
            return False
        self.offset = round(middle)
        return True

    def ours(self, theirs: Moment) -> Moment:
        return theirs + self.offset

    def theirs(self, ours: Moment) -> Moment:
        return ours - self.offset


def offset_of(sent: Moment, arrived: Moment, offset: Span) -> Span:
    """The offset for one message that says when Asterisk sent it: the measured one, unless the clock must have stepped since."""
    apparent = arrived - sent  # the offset and the time in the wire
    return offset if -SECOND <= apparent - offset <= STALE else apparent
