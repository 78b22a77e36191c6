"""All chats and tickets of the floor: a mapping that is changed by making another one, cheaply, however many there are.

Ten thousand tickets may wait while calls come and go, so nothing here goes through all of them for the sake of one: the items lie in
shards, of which a change copies one; two books are compared shard by shard; and what is asked for often is kept in order: who
waits in which line (`lines`), and what is due when (`dues`).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from acd.core.item import Item, Kind, Place, Stage, item_due, place
from acd.core.moment import Moment
from acd.core.value import replace

SHARDS: Final = 64
Entry = TypeVar("Entry", bound=tuple[Any, str])
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
        return self._with({item.id: item})

    def with_all(self, items: Iterable[Item]) -> ItemBook:
        """As `put` for each of them, at once."""
        return self._with({item.id: item for item in items})

    def drop(self, id: str) -> ItemBook:
        return self._with({id: None})

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

    def counted(self, broken: Mapping[LineKey, int]) -> ItemBook:
        """With so many promises broken today already."""
        lines = {key: replace(self.lines.get(key, NO_LINE), broken=count) for key, count in broken.items()}
        return self._copy(lines={**self.lines, **lines})

    def new_day(self) -> ItemBook:
        """What is counted by the day begins anew."""
        return self._copy(lines={key: replace(line, broken=0) for key, line in self.lines.items()})

    def _with(self, items: Mapping[str, Item | None]) -> ItemBook:
        """With these as they are now; without those of None."""
        shards, left, entered = list(self._shards), list[Item](), list[Item]()
        for id, item in items.items():
            where = _shard(id)
            if shards[where] is self._shards[where]:
                shards[where] = dict(shards[where])
            shard = cast(dict[str, Item], shards[where])
            before = shard.get(id)
            if before is not None:
                left.append(before)
            if item is not None:
                shard[id] = item
                entered.append(item)
            elif before is not None:
                del shard[id]
        if not left and not entered:
            return self
        return self._copy(
            shards=tuple(shards),
            count=self._count + len(entered) - len(left),
            lines=self._lines_with(left, entered),
            dues=_changed(self.dues, _dues(left), _dues(entered)),
        )

    def _lines_with(self, left: Sequence[Item], entered: Sequence[Item]) -> Mapping[LineKey, Line]:
        if [_stands(item) for item in left] == [_stands(item) for item in entered]:
            return self.lines
        lines = dict(self.lines)
        was, now = _by_line(left), _by_line(entered)
        for key in was.keys() | now.keys():
            lines[key] = _moved(lines.get(key, NO_LINE), _line(was.get(key, [])), _line(now.get(key, [])))
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
    return item.kind, item.queue, item.id, item.stage, item.waits_since, place(item)


def _by_line(items: Iterable[Item]) -> dict[LineKey, list[Item]]:
    found: dict[LineKey, list[Item]] = {}
    for item in items:
        found.setdefault((item.kind, item.queue), []).append(item)
    return found


def _dues(items: Iterable[Item]) -> list[tuple[Moment, str]]:
    return [(due, item.id) for item in items if (due := item_due(item)) is not None]


def _line(items: list[Item]) -> Line:
    """Of these alone, in any order."""
    waiting = [(place(item), item.id) for item in items if item.stage is Stage.WAITING]
    waits = (Stage.WAITING, Stage.OFFERED)
    came = [(item.waits_since, item.id) for item in items if item.stage in waits]
    dues = [(due, item.id) for item in items if (due := item.due) is not None]
    stages = [item.stage for item in items]
    return Line(
        tuple(waiting), tuple(came), tuple(dues), stages.count(Stage.OPEN), stages.count(Stage.PENDING)
    )


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
    entries: tuple[Entry, ...], left: Sequence[Entry], entered: Sequence[Entry]
) -> tuple[Entry, ...]:
    if left == entered:
        return entries
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
