"""The threads that one screen has open: it names them over its socket, and is sent what is written there as long as it may read it.

    {"open": ["c17", "t18"]}

replaces all that were open before. The answer, `{"kind": "open", "items": […]}`, names those that it may read: what is written from
then on comes. Whoever asks for a thread after this answer misses nothing; messages have numbers, so none counts twice.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from acd.core.moment import Moment
from aftercall.items.threads import Said, Typing, Written
from aftercall.office import DatabaseAway
from aftercall.people.rights import Asker
from aftercall.web.item_answers import message_item
from aftercall.web.item_reach import readable
from aftercall.web.live.live import Watcher
from aftercall.web.service import Service

MOST: Final = 50
"""Threads that one screen has open."""
LONGEST_ID: Final = 24
MOST_SAID: Final = 1000
SLOW: Final = 1013


def asked_open(text: str | None) -> list[str] | None:
    """The items of such a message; None: it is another, or none of ours."""
    try:
        said = json.loads(text or "")
    except ValueError:
        return None
    items = said.get("open") if isinstance(said, dict) else None
    if not isinstance(items, list) or len(items) > MOST:
        return None
    fit = all(isinstance(one, str) and 0 < len(one) <= LONGEST_ID for one in items)
    return list(dict.fromkeys(items)) if fit else None


class Opened:
    """Rights are asked about before anything is sent: an item that was given away is read no more."""

    def __init__(self, house: Service, watcher: Watcher) -> None:
        self._house = house
        self._watcher = watcher
        self._wanted: Sequence[str] | None = None
        self._open: dict[str, Callable[[], None]] = {}
        self._said: deque[Said] = deque()

    def wanted(self, items: Sequence[str]) -> None:
        self._wanted = items
        self._watcher.news.set()

    def close(self) -> None:
        for forget in self._open.values():
            forget()
        self._open.clear()

    async def frames(self, by: Asker) -> list[str]:
        """What he has to be sent now."""
        found = []
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            found.append(await self._turn(by, wanted))
        while self._said:
            said = self._said.popleft()
            if said.item in self._open and await readable(self._house, by, said.item):
                found.append(await self._frame(said))
        return found

    async def _turn(self, by: Asker, wanted: Sequence[str]) -> str:
        for item in [one for one in self._open if one not in wanted]:
            self._open.pop(item)()
        for item in wanted:
            if item not in self._open and await readable(self._house, by, item):
                self._open[item] = self._house.threads.listen(item, self._heard)
        return _text("open", self._house.desk.now(), {"items": list(self._open)})

    def _heard(self, said: Said) -> None:
        if len(self._said) >= MOST_SAID:
            self._watcher.close(SLOW, "more is written in the open threads than is read here: come back")
            return
        self._said.append(said)
        self._watcher.news.set()

    async def _frame(self, said: Said) -> str:
        at = self._house.desk.now()
        if isinstance(said, Typing):
            return _text("typing", at, {"item": said.item, "by": said.by, "agent": said.agent})
        return _text("message", at, {"item": said.item, "message": await self._message(said)})

    async def _message(self, said: Written) -> Any:
        """None: ask for the thread again."""
        try:
            found = await self._house.items.message(said.item, said.message)
        except DatabaseAway:
            return None
        return found and message_item(found).model_dump(mode="json")


def _text(kind: str, at: Moment, values: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, "at_ms": at, **values}, ensure_ascii=False, separators=(",", ":"))
