"""Chats and tickets that a change of levels or calendars concerns, and that were not computed anew by it yet.

Ten thousand of them at once would hold the loop for seconds, so they are computed some at a time. Each is computed as of the moment of
the change, by what held then: in the end everything is as if all of it had been computed in that moment. Whatever else happens to an
item finds it computed (`items.promising.settled`), so nothing is told of it by what held before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from acd.core.calendar import Calendar
from acd.core.level import Level, in_order
from acd.core.moment import Moment
from acd.core.queue import Queue
from acd.core.value import replace


@dataclass(frozen=True)
class Change:
    """What holds since `at`; `left`: the items that are not computed by it yet, in the order in which they will be."""

    at: Moment
    why: str
    levels: Mapping[str, Level]
    calendars: Mapping[str, Calendar]
    queues: Mapping[str, Queue]
    left: Mapping[str, None]

    @cached_property
    def ordered(self) -> list[Level]:
        """Its levels, the one that is asked first first."""
        return in_order(self.levels.values())


@dataclass(frozen=True)
class Behind:
    """`changes` through which some have still to be taken, the oldest first. `due`: when the next ones are."""

    changes: tuple[Change, ...] = ()
    due: Moment = 0

    @property
    def next(self) -> Moment | None:
        return self.due if self.changes else None

    def of(self, item: str) -> tuple[Change, ...]:
        """Those that this item has still to go through."""
        return tuple([one for one in self.changes if item in one.left])

    def without(self, items: Collection[str]) -> Behind:
        """These have been computed."""
        changes = [
            one if one.left.keys().isdisjoint(items) else replace(one, left=_left(one.left, items))
            for one in self.changes
        ]
        return replace(self, changes=tuple([one for one in changes if one.left]))


def _left(all_of_them: Mapping[str, None], gone: Collection[str]) -> Mapping[str, None]:
    left = dict(all_of_them)
    for id in gone:
        left.pop(id, None)
    return left


NOBODY: Final = Behind()
