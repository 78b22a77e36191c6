"""Frames as text: written once for all who see the same and have come as far. Pure.

JSON is put together from each board's own text; nobody serialises a board twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from acd.core.moment import Moment
from aftercall.web.live.ledger import DESK, ITEMS, NOUNS, Entry, Ledger
from aftercall.web.live.view import View

DAEMON: Final = "daemon"
_COMPACT: Final = (",", ":")


class Press:
    """`run`: when the daemon was started. What was written lives until the next change."""

    def __init__(self, ledger: Ledger, run: str) -> None:
        self.ledger = ledger
        self.run = run
        self._seq = -1
        self._news: dict[int, Sequence[Entry]] = {}
        self._written: dict[tuple[object, ...], str | None] = {}

    def snapshot(self, view: View, at: Moment) -> str:
        """Everything as it is now."""
        body = self._kept("snapshot", view, -1)
        return self._frame("snapshot", at, f'"run":{_text(self.mark(view))},{body}')

    def mark(self, view: View) -> str:
        """The run, and with whose eyes: numbers of changes mean something only to who goes on seeing the same."""
        return f"{self.run}~{hash(view) & 0xFFFFFFFFFFFFFFFF:x}"

    def delta(self, view: View, after: int, at: Moment) -> str | None:
        """What changed after this number and is his to see; None: nothing."""
        body = self._kept("delta", view, after)
        return None if body is None else self._frame("delta", at, body)

    def desk(self, view: View, after: int, at: Moment) -> str | None:
        """What of the agent's own changed; `uploads`, for who plans campaigns."""
        if not (desks := view.desks):
            return None
        what = [one.what for one in self._after(after) if one.noun == DESK and one.code in desks]
        return self._frame("desk", at, f'"what":{_text(what)}') if what else None

    def beat(self, at: Moment) -> str:
        return self._frame("beat", at, "")

    def _frame(self, kind: str, at: Moment, body: str) -> str:
        head = f'"kind":"{kind}","seq":{self.ledger.seq},"at_ms":{at}'
        return f"{{{head},{body}}}" if body else f"{{{head}}}"

    def _after(self, seq: int) -> Sequence[Entry]:
        if self._seq != self.ledger.seq:
            self._seq = self.ledger.seq
            self._news.clear()
            self._written.clear()
        if seq not in self._news:
            self._news[seq] = self.ledger.after(seq)
        return self._news[seq]

    def _kept(self, kind: str, view: View, after: int) -> str | None:
        entries = self._after(after)
        special = view.agent if any(map(view.differs, (one for one in entries if one.board))) else None
        items = view.eyes if any(one.noun == ITEMS for one in entries) else None
        key = (kind, after, view.reach, view.numbers, special, items)
        if key in self._written:
            return self._written[key]
        body = _snapshot(view, entries) if kind == "snapshot" else _delta(view, entries, after)
        if kind == "delta" or special is None:  # a whole floor for one agent alone is not kept
            self._written[key] = body
        return body


def _snapshot(view: View, entries: Iterable[Entry]) -> str:
    standing, _, daemon = _sorted(view, entries, -1)
    parts = [f'"{noun}":[{",".join(texts)}]' for noun, texts in standing.items()]
    return ",".join([*parts, f'"daemon":{daemon or "null"}'])


def _delta(view: View, entries: Iterable[Entry], after: int) -> str | None:
    changed, gone, daemon = _sorted(view, entries, after)
    parts = [f'"{noun}":[{",".join(texts)}]' for noun, texts in changed.items() if texts]
    if lost := {noun: codes for noun, codes in gone.items() if codes}:
        parts.append(f'"gone":{_text(lost)}')
    if daemon:
        parts.append(f'"daemon":{daemon}')
    return ",".join(parts) or None


def _sorted(
    view: View, entries: Iterable[Entry], after: int
) -> tuple[dict[str, list[str]], dict[str, list[str]], str]:
    """Texts by noun, codes by noun of what is gone, or is not his to see any more, and the daemon's own board."""
    texts: dict[str, list[str]] = {noun: [] for noun in NOUNS}
    gone: dict[str, list[str]] = {noun: [] for noun in NOUNS}
    daemon = ""
    for entry in entries:
        if entry.noun == DAEMON:
            daemon = entry.text
        elif entry.noun == DESK:
            continue
        elif entry.board is not None and view.sees(entry):
            texts[entry.noun].append(view.text(entry))
        elif view.loses(entry, after):
            gone[entry.noun].append(entry.code)
    return texts, gone, daemon


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=_COMPACT)
