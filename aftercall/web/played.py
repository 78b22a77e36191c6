"""Who played which recording: told once for each listening, not for each of the parts that a player asks for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import structlog

from acd.core.moment import MINUTE, Moment, Span
from acd.store.recordings import Recording
from aftercall.people.audit import Entry
from aftercall.people.rights import Asker

log = structlog.get_logger(__name__)
SAME: Final[Span] = 10 * MINUTE
"""What the same person asks of the same recording within it is one listening."""
KEPT: Final = 1000


@dataclass
class Played:
    """`tell` puts each listening on the audit trail."""

    now: Callable[[], Moment]
    tell: Callable[[Entry], None]
    _last: OrderedDict[tuple[str, str, bool], Moment] = field(default_factory=OrderedDict)

    def note(self, by: Asker, one: Recording, address: str, *, saved: bool) -> None:
        key = (f"{by.via} {by.name} {by.session}", one.recording, saved)
        now, before = self.now(), self._last.pop(key, None)
        self._last[key] = now
        while len(self._last) > KEPT:
            self._last.popitem(last=False)
        if before is None or now - before > SAME:
            log.info("recording played", recording=one.recording, saved=saved, by=by.name, via=by.via)
            what = "recording saved" if saved else "recording played"
            about = {"call": one.call, "queue": one.queue, "agent": one.agent or ""}
            self.tell(Entry(now, by.name, by.via, address, what, about))
