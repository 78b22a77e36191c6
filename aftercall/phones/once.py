"""Links that work once, and not for long. Kept in memory: after a restart a new one is asked for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from acd.core.moment import HOUR, Moment, Span

Kind = Literal["sheet", "linphone"]
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Pass:
    """What a link opens: the settings of this phone."""

    kind: Kind
    phone: str
    until: Moment


@dataclass
class Once:
    """`lasts`: how long a link that nobody opens is good."""

    now: Callable[[], Moment]
    lasts: Span = 24 * HOUR
    _kept: dict[str, Pass] = field(default_factory=dict)

    def make(self, kind: Kind, phone: str) -> tuple[str, Pass]:
        """Its word, which is kept by nobody here, and what it opens. An older link of the same kind is void."""
        self._kept = {
            key: one
            for key, one in self._kept.items()
            if one.until > self.now() and (one.kind, one.phone) != (kind, phone)
        }
        while len(self._kept) >= MOST:
            del self._kept[next(iter(self._kept))]
        word, made = secrets.token_urlsafe(32), Pass(kind, phone, self.now() + self.lasts)
        self._kept[_digest(word)] = made
        return word, made

    def take(self, kind: Kind, word: str) -> Pass | None:
        """None: there is none, it was opened already, or it is too old."""
        found = self._kept.get(_digest(word))
        if found is None or found.kind != kind:
            return None
        del self._kept[_digest(word)]
        return found if found.until > self.now() else None


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
