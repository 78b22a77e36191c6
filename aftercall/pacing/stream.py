"""The calls of a day: call k is what hash(seed, k) says, so every policy meets the same people in the order in which it dials."""

from __future__ import annotations

from typing import Final

_MASK: Final = (1 << 64) - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15
_UNIT: Final = 1.0 / (1 << 53)

ANSWERS, RINGS, FAILS, TALKS, WRAPS, WAITS = range(6)
"""What a call's uniforms are for."""

_EACH: Final = 8


def uniform(seed: int, number: int, what: int = 0) -> float:
    """Steele, Lea and Flood's SplitMix64 (OOPSLA 2014), as a hash: in [0, 1)."""
    z = (seed * 0xD1342543DE82EF95 + (number * _EACH + what + 1) * _GOLDEN) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((z ^ (z >> 31)) >> 11) * _UNIT
