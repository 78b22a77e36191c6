"""One open screen: what it is sent next. Pure: asked at a moment, it answers with frames, and remembers only how far it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from acd.core.moment import SECOND, Moment, Span
from aftercall.web.answers import Gap
from aftercall.web.hub import Reader, line_of
from aftercall.web.live.press import Press
from aftercall.web.live.view import View

BEAT: Final[Span] = 5 * SECOND
EVENTS_AT_ONCE: Final = 100


class Session:
    """`after` and `run`: where somebody who comes back had come to. `events`: he follows the events too."""

    def __init__(
        self, press: Press, view: View, after: int | None = None, run: str = "", events: Reader | None = None
    ) -> None:
        self._press = press
        self._view = view
        self._events = events
        resumes = after is not None and run == press.mark(view)
        self._place: int | None = after if resumes else None
        self._said: Moment = 0
        self._more = False

    @property
    def more(self) -> bool:
        """There is more to be sent than the last frames held."""
        return self._more

    def frames(self, at: Moment) -> list[str]:
        """What he has not seen yet, in order; after a long silence a sign of life."""
        found = [*self._floor(at), *self._heard(at)]
        if not found and at - self._said >= BEAT:
            found = [self._press.beat(at)]
        if found:
            self._said = at
        return found

    def turn(self, view: View, me: Mapping[str, Any], at: Moment) -> list[str]:
        """His own rights changed: he is told so, and sees everything anew, with other eyes."""
        self.see(view)
        return [json.dumps({"kind": "me", "at_ms": at, **me}, ensure_ascii=False)]

    def see(self, view: View) -> None:
        """With other eyes: everything anew."""
        if view != self._view:
            self._view, self._place = view, None

    def _floor(self, at: Moment) -> list[str]:
        after, ledger = self._place, self._press.ledger
        self._place = ledger.seq
        if after is None or not ledger.knows(after):
            return [self._press.snapshot(self._view, at)]
        if after == ledger.seq:
            return [] if self._said else [self._press.beat(at)]  # nothing happened while he was away
        frames = (self._press.delta(self._view, after, at), self._press.desk(self._view, after, at))
        return [frame for frame in frames if frame is not None]

    def _heard(self, at: Moment) -> list[str]:
        if self._events is None:
            return []
        taken = self._events.take(EVENTS_AT_ONCE)
        self._more = bool(taken)  # until there is nothing, it was not all
        seen = (one if isinstance(one, Gap) else self._view.event(one) for one in taken)
        return [f'{{"kind":"event","at_ms":{at},"event":{line_of(one)}}}' for one in seen if one is not None]
