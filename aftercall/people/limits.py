"""How often log-ins may fail: for each name, and for each address. One that succeeds counts against nobody: at the start of a shift
hundreds come from one address."""

from __future__ import annotations

import math
import time
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

BY_NAME: Final = RateLimitItemPerMinute(5)
BY_ADDRESS: Final = RateLimitItemPerMinute(20)


class Failures:
    def __init__(self, by_name: RateLimitItem = BY_NAME, by_address: RateLimitItem = BY_ADDRESS) -> None:
        self._limits = MovingWindowRateLimiter(MemoryStorage())
        self._by_name = by_name
        self._by_address = by_address

    def wait(self, name: str, address: str) -> int | None:
        """Seconds until it may be tried again; None: now."""
        waits = [self._wait(item, key) for item, key in self._keys(name, address)]
        return max((wait for wait in waits if wait is not None), default=None)

    def failed(self, name: str, address: str) -> None:
        for item, key in self._keys(name, address):
            self._limits.hit(item, key)

    def succeeded(self, name: str) -> None:
        self._limits.clear(self._by_name, f"name {name}")

    def _keys(self, name: str, address: str) -> tuple[tuple[RateLimitItem, str], ...]:
        return (self._by_name, f"name {name}"), (self._by_address, f"address {address}")

    def _wait(self, item: RateLimitItem, key: str) -> int | None:
        if self._limits.test(item, key):
            return None
        reset = self._limits.get_window_stats(item, key).reset_time
        return max(1, math.ceil(reset - time.time()))
