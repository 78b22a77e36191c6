"""All chats and tickets of the floor: a mapping that is changed by making another one, cheaply, however many there are.

Ten thousand tickets may wait while calls come and go, so nothing here goes through all of them for the sake of one: the items lie in
shards, of which a change copies one; two books are compared shard by shard; and what is asked for often is kept in order: who
waits in which line (`lines`), and what is due when (`dues`).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from acd.core.item import Item, Kind, Place, Stage, item_due, place
from acd.core.moment import Moment
from acd.core.value import replace

SHARDS: Final = 64
Entry = TypeVar("Entry", bound=tuple[Any, str])
Key = TypeVar("Key", bound=Hashable)
LineKey = tuple[Kind, str]


@dataclass(frozen=True)
class Line:
    """A queue's chats, or its tickets. `waiting`: those that may be offered, the most urgent first. `came`: since when each waits, the
    offered ones too. `dues`: by when each is to be done. `broken`: promises broken today.
    """

    waiting: tuple[tuple[Place, str], ...] = ()
    came: tuple[tuple[Moment, str], ...] = ()
    dues: tuple[tuple[Moment, str], ...] = ()
    open: int = 0
    pending: int = 0
    broken: int = 0


NO_LINE: Final = Line()


class ItemBook(Mapping[str, Item]):
    __slots__ = ("_count", "_shards", "dues", "lines")

    def __init__(self) -> None:
        self._shards: tuple[Mapping[str, Item], ...] = ({},) * SHARDS
        self._count = 0
        self.lines: Mapping[LineKey, Line] = {}
        self.dues: tuple[tuple[Moment, str], ...] = ()

    @staticmethod
    def of(items: Mapping[str, Item]) -> ItemBook:
        """Itself, or a book of these."""
        return items if isinstance(items, ItemBook) else ItemBook().with_all(items.values())

    def __getitem__(self, id: str) -> Item:
        return self._shards[_shard(id)][id]

    def __iter__(self) -> Iterator[str]:
        for shard in self._shards:
            yield from shard

    def __len__(self) -> int:
        return self._count

    def put(self, item: Item) -> ItemBook:
        """The book with this item as it is now."""
        return self._with(item.id, item)

    def with_all(self, items: Iterable[Item]) -> ItemBook:
        """As `put` for each of them, at once."""
        new = {item.id: item for item in items}
        if not new:
            return self
        old = {id: item for id in new if (item := self._shards[_shard(id)].get(id)) is not None}
        shards: dict[int, dict[str, Item]] = {}
        for id, item in new.items():
            where = _shard(id)
            if where not in shards:
                shards[where] = dict(self._shards[where])
            shards[where][id] = item
        return self._copy(
            shards=tuple([shards.get(where, shard) for where, shard in enumerate(self._shards)]),
            count=self._count + len(new) - len(old),
            lines=self._lines_with(old.values(), new.values()),
            dues=_changed(self.dues, _dues(old.values()), _dues(new.values())),
        )

    def _lines_with(self, old: Iterable[Item], new: Iterable[Item]) -> Mapping[LineKey, Line]:
        left, entered = _by(_key, old), _by(_key, new)
        lines = dict(self.lines)
        for key in left.keys() | entered.keys():
            there = _line(left.get(key, [])), _line(entered.get(key, []))
            lines[key] = _moved(lines.get(key, NO_LINE), *there)
        return lines

    def drop(self, id: str) -> ItemBook:
        return self._with(id, None)

    def changed(self, before: ItemBook) -> dict[str, Item | None]:
        """What is otherwise than in `before`; None: there no more."""
        if before is self:
            return {}
        found: dict[str, Item | None] = {}
        for old, new in zip(before._shards, self._shards, strict=True):
            if old is not new:
                found |= {id: item for id, item in new.items() if old.get(id) is not item}
                found |= dict.fromkeys(old.keys() - new.keys())
        return found

    def line(self, kind: Kind, queue: str) -> Line:
        return self.lines.get((kind, queue), NO_LINE)

    def count_broken(self, kind: Kind, queue: str) -> ItemBook:
        line = self.line(kind, queue)
        return self._copy(lines={**self.lines, (kind, queue): replace(line, broken=line.broken + 1)})

    def new_day(self) -> ItemBook:
        """What is counted by the day begins anew."""
        return self._copy(lines={key: replace(line, broken=0) for key, line in self.lines.items()})

    def _with(self, id: str, item: Item | None) -> ItemBook:
        where = _shard(id)
        shard = dict(self._shards[where])
        before = shard.pop(id, None)
        if item is not None:
            shard[id] = item
        shards = (*self._shards[:where], shard, *self._shards[where + 1 :])
        was = None if before is None else item_due(before)
        due = None if item is None else item_due(item)
        dues = self.dues
        if was != due:
            dues = dues if was is None else _without(dues, (was, id))
            dues = dues if due is None else _sorted_in(dues, (due, id))
        count = self._count + (item is not None) - (before is not None)
        return self._copy(shards=shards, count=count, lines=self._lines(before, item), dues=dues)

    def _lines(self, before: Item | None, after: Item | None) -> Mapping[LineKey, Line]:
        if before is not None and after is not None and _stands(before) == _stands(after):
            return self.lines
        lines = dict(self.lines)
        if before is not None:
            key = before.kind, before.queue
            lines[key] = _leave(lines.get(key, NO_LINE), before)
        if after is not None:
            key = after.kind, after.queue
            lines[key] = _enter(lines.get(key, NO_LINE), after)
        return lines

    def _copy(
        self,
        *,
        shards: tuple[Mapping[str, Item], ...] | None = None,
        count: int | None = None,
        lines: Mapping[LineKey, Line] | None = None,
        dues: tuple[tuple[Moment, str], ...] | None = None,
    ) -> ItemBook:
        book = ItemBook.__new__(ItemBook)
        book._shards = self._shards if shards is None else shards
        book._count = self._count if count is None else count
        book.lines = self.lines if lines is None else lines
        book.dues = self.dues if dues is None else dues
        return book


def _shard(id: str) -> int:
    """By its number, so that the same items always lie in the same order."""
    number = id[1:]
    return int(number) % SHARDS if number.isdecimal() else sum(map(ord, id)) % SHARDS


def _stands(item: Item) -> tuple[object, ...]:
    """All that a line knows of an item."""
    return item.queue, item.stage, item.waits_since, place(item)


def _by(what: Callable[[Item], Key], items: Iterable[Item]) -> dict[Key, list[Item]]:
    found: dict[Key, list[Item]] = {}
    for item in items:
        found.setdefault(what(item), []).append(item)
    return found


def _key(item: Item) -> LineKey:
    return item.kind, item.queue


def _dues(items: Iterable[Item]) -> list[tuple[Moment, str]]:
    return [(due, item.id) for item in items if (due := item_due(item)) is not None]


def _line(items: list[Item]) -> Line:
    """Of these alone, in any order."""
    waiting = [(place(item), item.id) for item in items if item.stage is Stage.WAITING]
    waits = (Stage.WAITING, Stage.OFFERED)
    came = [(item.waits_since, item.id) for item in items if item.stage in waits]
    dues = [(due, item.id) for item in items if (due := item.due) is not None]
    stages = Counter([item.stage for item in items])
    return Line(tuple(waiting), tuple(came), tuple(dues), stages[Stage.OPEN], stages[Stage.PENDING])


def _moved(line: Line, left: Line, entered: Line) -> Line:
    """Without these, and with those."""
    return replace(
        line,
        waiting=_changed(line.waiting, left.waiting, entered.waiting),
        came=_changed(line.came, left.came, entered.came),
        dues=_changed(line.dues, left.dues, entered.dues),
        open=line.open - left.open + entered.open,
        pending=line.pending - left.pending + entered.pending,
    )


def _changed(
    entries: tuple[Entry, ...], left: Collection[Entry], entered: Collection[Entry]
) -> tuple[Entry, ...]:
    if len(entered) > len(entries):  # as at the start
        return tuple(sorted([*frozenset(entries).difference(left), *entered]))
    new = list(entries)
    for entry in left:
        where = bisect_left(new, entry)
        if where < len(new) and new[where] == entry:
            del new[where]
    for entry in entered:
        insort(new, entry)
    return tuple(new)


def _leave(line: Line, item: Item) -> Line:
    stage, id = item.stage, item.id
    if stage is Stage.WAITING:
        line = replace(line, waiting=_without(line.waiting, (place(item), id)))
    if stage in (Stage.WAITING, Stage.OFFERED):
        line = replace(line, came=_without(line.came, (item.waits_since, id)))
    elif stage is Stage.OPEN:
        line = replace(line, open=line.open - 1)
    elif stage is Stage.PENDING:
        line = replace(line, pending=line.pending - 1)
    due = item.due
    return line if due is None else replace(line, dues=_without(line.dues, (due, id)))


def _enter(line: Line, item: Item) -> Line:
    stage, id = item.stage, item.id
    if stage is Stage.WAITING:
        line = replace(line, waiting=_sorted_in(line.waiting, (place(item), id)))
    if stage in (Stage.WAITING, Stage.OFFERED):
        line = replace(line, came=_sorted_in(line.came, (item.waits_since, id)))
    elif stage is Stage.OPEN:
        line = replace(line, open=line.open + 1)
    elif stage is Stage.PENDING:
        line = replace(line, pending=line.pending + 1)
    due = item.due
    return line if due is None else replace(line, dues=_sorted_in(line.dues, (due, id)))


def _sorted_in(entries: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    where = bisect_left(entries, entry)
    return entries[:where] + (entry,) + entries[where:]  # noqa: RUF005 - ten times as fast


def _without(entries: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    where = bisect_left(entries, entry)
    if where == len(entries) or entries[where] != entry:
        return entries
    return entries[:where] + entries[where + 1 :]
