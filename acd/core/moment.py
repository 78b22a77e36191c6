"""Time as the core knows it: whole milliseconds, so that sums are exact.

A *moment* is milliseconds since 1970-01-01 UTC on the daemon's own clock; a *span* is milliseconds.
"""

from typing import Final

Moment = int
Span = int

SECOND: Final[Span] = 1000
MINUTE: Final[Span] = 60 * SECOND
HOUR: Final[Span] = 60 * MINUTE
DAY: Final[Span] = 24 * HOUR
