"""How each campaign went in the last hour, for a chart: a point every five seconds, in memory."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from acd.board.telling import Values
from acd.core.moment import HOUR, SECOND, Moment

EVERY: Final = 5 * SECOND
KEPT: Final = HOUR
REMEMBERED: Final = KEPT // EVERY


@dataclass(frozen=True, slots=True)
class PacePoint:
    """`lines`: those that ring, wait or talk, machines and messages too; `busy`: agents who ring, talk or are in aftercall, of
    `agents` who joined; `free` of them. `dialled`: attempts of the last minute. `live`, `abandoned` and `rate` (per cent) as of the
    regime's window, `cap` beside them. `why`: the reason of its pace; `why_parts`: the same in sentences, as on the board."""

    at: Moment
    state: str
    lines: int
    ringing: int
    agents: int
    free: int
    busy: int
    dialled: int
    live: int
    abandoned: int
    rate: float | None
    cap: float
    paced: int
    why: str
    why_parts: Sequence[Values]


class PaceHistory:
    def __init__(self) -> None:
        self._points: defaultdict[str, deque[PacePoint]] = defaultdict(lambda: deque(maxlen=REMEMBERED))

    def note(self, code: str, board: Values, at: Moment) -> None:
        """`board`: a `CampaignBoard` but for its head."""
        points = self._points[code]
        if not points or at - points[-1].at >= EVERY or at < points[-1].at:
            points.append(_point(board, at))

    def forget(self, code: str) -> None:
        self._points.pop(code, None)

    def since(self, code: str, since: Moment) -> list[PacePoint]:
        """Later than `since`, the oldest first."""
        return [one for one in self._points.get(code, ()) if one.at > since]


def _point(board: Values, at: Moment) -> PacePoint:
    agents, lines, cap = board["agents"], board["lines"], board["cap"]
    return PacePoint(
        at=at,
        state=board["state"],
        lines=sum(lines.values()) - lines["shown"],
        ringing=lines["ringing"],
        agents=agents["joined"],
        free=agents["free"],
        busy=agents["ringing"] + agents["talking"] + agents["aftercall"],
        dialled=board["minute"],
        live=cap["live"],
        abandoned=cap["abandoned"],
        rate=cap["rate"],
        cap=cap["cap"],
        paced=board["paced"],
        why=board["why"],
        why_parts=board["why_parts"],
    )
