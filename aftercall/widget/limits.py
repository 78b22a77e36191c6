"""How often strangers may ask: by address, and by visitor. In memory: a restart forgives."""

from __future__ import annotations

import math
import time
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

ASK: Final = RateLimitItemPerMinute(240)
"""Anything, by address: an office behind one address has many visitors."""
START: Final = RateLimitItemPerMinute(10)
"""Chats that are begun, by address."""
SAY: Final = RateLimitItemPerMinute(30)
"""Messages, by visitor."""


class Limits:
    def __init__(self) -> None:
        self._limits = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, item: RateLimitItem, key: str) -> int | None:
        """Counts this one. None: it may be; else seconds until it may."""
        name = f"{item.amount} {key}"
        if self._limits.hit(item, name):
            return None
        return max(1, math.ceil(self._limits.get_window_stats(item, name).reset_time - time.time()))
