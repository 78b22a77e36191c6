"""The pieces of a line's end, put together. Asterisk tells them in an order that differs from case to case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from dialer.asterisk.hear import RANG_OUT, Contact, End, Gone, Response, Sign
from dialer.core.heard import LineEnded


@dataclass(frozen=True, slots=True)
class _Pieces:
    """`whole`: nothing of it can have escaped us."""

    whole: bool = False
    sign: Sign | None = None
    gone: Gone | None = None
    response: Response | None = None
    contact: Contact | None = None


class Ends:
    """`take` a piece; when it is the last one, that is the end. Where a piece never comes, `settle` ends it with what there is."""

    def __init__(self) -> None:
        self._lines: dict[str, _Pieces] = {}

    def begin(self, attempt: str) -> None:
        """It is dialled now, and we listen."""
        self._lines[attempt] = _Pieces(whole=True)

    def forget(self, attempt: str) -> None:
        """It was not dialled after all."""
        self._lines.pop(attempt, None)

    def take(self, piece: End) -> LineEnded | None:
        known = self._lines.get(piece.attempt, _Pieces())
        match piece:
            case Sign():
                known = replace(known, sign=piece)
            case Gone():
                known = replace(known, gone=piece)
            case Response():
                known = replace(known, response=piece)
            case Contact():
                known = replace(known, contact=piece)
        self._lines[piece.attempt] = known
        return self.settle(piece.attempt) if known.gone and known.response else None

    def settle(self, attempt: str) -> LineEnded | None:
        """None: it was told already."""
        known = self._lines.pop(attempt, None)
        return _ended(attempt, known) if known is not None else None

    def keep(self, attempts: Collection[str]) -> None:
        """Nothing more will be heard of any other; and of these, something may have escaped us."""
        self._lines = {
            attempt: replace(known, whole=False)
            for attempt, known in self._lines.items()
            if attempt in attempts
        }


def is_last(piece: End) -> bool:
    """After this one nothing can come but what is on its way already."""
    return isinstance(piece, Gone) or (isinstance(piece, Response) and piece.gone)


def _ended(attempt: str, known: _Pieces) -> LineEnded | None:
    last = known.gone or known.response or known.contact
    if last is None:
        return None
    reason = known.response.reason if known.response else None
    if known.contact is not None:
        told = known.contact
        return LineEnded(last.at, attempt, told.cause, told.tech, told.reason, no_agent=not told.agent)
    gone = known.gone
    silent = reason == RANG_OUT and known.whole and known.sign is None
    cause, tech = (gone.cause, gone.tech) if gone else (None, None)
    return LineEnded(last.at, attempt, cause, tech, reason, silent=silent)
