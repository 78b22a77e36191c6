"""What an item's customer was promised: its clocks begin, stand, go on and are kept. The arithmetic is `promise.py`'s."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Any, Final

from acd.core import promise as clock
from acd.core.behind import Behind, Change
from acd.core.calendar import Calendar
from acd.core.item import OVER, Item, Kind
from acd.core.item_book import ItemBook
from acd.core.level import Level, Target, choose_of
from acd.core.moment import Moment, Span
from acd.core.promise import Promise
from acd.core.promise_facts import (
    PromiseBroken,
    PromiseChanged,
    PromiseDropped,
    PromiseKept,
    PromiseMade,
    PromisePaused,
    PromiseResumed,
    PromiseWarned,
)
from acd.core.promised import said
from acd.core.scene import Scene
from acd.core.value import replace

FIRST: Final = {Kind.CHAT: Target.CHAT_ANSWERED, Kind.TICKET: Target.FIRST_ANSWERED}
ANSWERS: Final = frozenset({Target.CHAT_ANSWERED, Target.FIRST_ANSWERED, Target.NEXT_ANSWERED})


PORTION: Final = 50
"""So many are computed anew at once: a few milliseconds."""
PAUSE: Final[Span] = 20
"""Between two portions, for whatever else is heard."""

Terms = Scene | Change
"""What says by what is counted: levels, calendars, and the queues with theirs."""


def level_of(terms: Terms, item: Item) -> Level | None:
    """The one that was said of it, else the first whose rules it fits."""
    card = item.card
    if card.level:
        named = terms.levels.get(card.level)
        if named is not None and named.active:
            return named
    known = tuple([word for word in (card.customer_level, card.customer_key) if word])
    return choose_of(terms.ordered, queue=card.queue, tags=card.tags, customer=known, priority=card.priority)


def calendar_of(terms: Terms, item: Item, level: Level) -> Calendar:
    queue = terms.queues.get(item.queue)
    return clock.hours_of(level, queue.card.calendar if queue is not None else "", terms.calendars)


def promised(item: Item, target: Target) -> Promise | None:
    """The newest of this target."""
    return next((p for p in reversed(item.promises) if p.target is target), None)


def runs(promise: Promise | None) -> bool:
    """Neither kept nor given up; it may stand, or be broken and still owed."""
    return promise is not None and promise.kept is None


def begin(scene: Scene, item: Item, *targets: Target) -> Item:
    return _begin(scene, item, scene, level_of(scene, item), targets)


def _begin(scene: Scene, item: Item, terms: Terms, level: Level | None, targets: Iterable[Target]) -> Item:
    if level is None:
        return item
    calendar = calendar_of(terms, item, level)
    for target in targets:
        new = clock.begin(target, level, calendar, scene.at)
        if new is not None:
            item = replace(item, promises=(*_others(item, target), new))
            scene.tell(said(PromiseMade, scene.at, new, item.queue, item=item.id, span=new.span))
    return item


def _others(item: Item, target: Target) -> tuple[Promise, ...]:
    """Of one target only the newest is kept in memory; the record has them all."""
    return tuple(p for p in item.promises if p.target is not target)


def came(scene: Scene, item: Item) -> Item:
    return begin(scene, item, FIRST[item.kind], Target.SOLVED)


def answered(scene: Scene, item: Item) -> Item:
    """An agent answered whatever waits for an answer."""
    return _each(scene, settled(scene, item), _keep, lambda p: p.target in ANSWERS and p.kept is None)


def asked(scene: Scene, item: Item) -> Item:
    """The customer wrote again, after an answer: one more is owed, unless one is already."""
    item = settled(scene, item)
    owed = any(p.target in ANSWERS and p.kept is None for p in item.promises)
    return item if owed or item.answered is None else begin(scene, item, Target.NEXT_ANSWERED)


def solved(scene: Scene, item: Item) -> Item:
    """What was promised of answers is kept by this, too."""
    return _each(scene, settled(scene, item), _keep, lambda p: p.kept is None)


def paused(scene: Scene, item: Item) -> Item:
    """The customer is waited for: the clock of *solved* stands, if its level says so. Answers are not owed meanwhile."""
    return _each(scene, settled(scene, item), _pause, lambda p: p.target is Target.SOLVED and p.kept is None)


def went_on(scene: Scene, item: Item) -> Item:
    return _each(scene, settled(scene, item), _go_on, lambda p: p.since is None and p.kept is None)


def reopened(scene: Scene, item: Item) -> Item:
    """It was not solved after all: the clock goes on with what was spent until then."""
    return _each(
        scene, settled(scene, item), _reopen, lambda p: p.target is Target.SOLVED and p.kept is not None
    )


def dropped(scene: Scene, item: Item, how: str) -> Item:
    """Nobody has to keep them any more. What is broken stays so."""
    item, left = settled(scene, item), []
    for promise in item.promises:
        if promise.kept is None and promise.broken is None:
            scene.tell(said(PromiseDropped, scene.at, promise, item.queue, item=item.id, how=how))
        else:
            left.append(promise)
    return replace(item, promises=tuple(left))


def happen(scene: Scene, item: Item) -> Item | None:
    """The one promise of it for which something is due at `scene.at`; None: none is. One that is behind is computed first: it may
    be due at another moment now."""
    if changes := scene.behind.of(item.id):
        new = _computed(scene, item, changes)
        if new is not item:
            return new
    return _happen(scene, item, scene)


def _happen(scene: Scene, item: Item, terms: Terms) -> Item | None:
    due = [(moment, p) for p in item.promises if (moment := clock.next_moment(p)) is not None]
    moment, promise = min(due, key=lambda one: one[0], default=(None, None))
    if moment is None or promise is None or moment > scene.at:
        return None
    new, what = clock.on_time(promise, scene.at)
    if what == "warned":
        left = clock.left(new, _calendar(terms, item, promise), scene.at)
        scene.tell(said(PromiseWarned, scene.at, new, item.queue, item=item.id, left=left))
    elif what == "broken":
        _broken(scene, item, new, terms)
    return replace(item, promises=tuple(new if p is promise else p for p in item.promises))


def choose_again(scene: Scene, item: Item, why: str) -> Item:
    """Level, calendar, queue or customer are otherwise: what runs is computed anew, by what holds now."""
    return _again(scene, settled(scene, item), scene, why)


def _again(scene: Scene, item: Item, terms: Terms, why: str) -> Item:
    level = level_of(terms, item)
    calendar = calendar_of(terms, item, level) if level is not None else None
    for promise in item.promises:
        if promise.kept is not None or promise.broken is not None:
            continue
        new = None
        if level is not None and calendar is not None:
            new = clock.recompute(promise, level, calendar, scene.at)
        item = _recomputed(scene, item, promise, new, terms, why)
    return _made_late(scene, item, terms, level)


def _recomputed(
    scene: Scene, item: Item, promise: Promise, new: Promise | None, terms: Terms, why: str
) -> Item:
    if new == promise:
        return item
    if new is None:
        scene.tell(said(PromiseDropped, scene.at, promise, item.queue, item=item.id, how="changed"))
        return replace(item, promises=tuple(p for p in item.promises if p is not promise))
    more: dict[str, Any] = {"before": promise.level, "span": new.span, "why": why}
    scene.tell(said(PromiseChanged, scene.at, new, item.queue, item=item.id, **more))
    if new.broken is not None:
        _broken(scene, item, new, terms)
    return replace(item, promises=tuple(new if p is promise else p for p in item.promises))


def _made_late(scene: Scene, item: Item, terms: Terms, level: Level | None) -> Item:
    """A target that the level before did not have: promised from now on."""
    if level is None or item.stage in OVER:
        return item
    there = {p.target for p in item.promises}
    wanted = [Target.SOLVED] if item.answered is not None else [FIRST[item.kind], Target.SOLVED]
    late = [t for t in wanted if t not in there and t in level.targets]
    return _begin(scene, item, terms, level, late)


Turn = Callable[[Scene, Item, Promise, Calendar], Promise]


def _each(scene: Scene, item: Item, turn: Turn, which: Callable[[Promise], bool]) -> Item:
    if not any(map(which, item.promises)):
        return item
    new = [turn(scene, item, p, _calendar(scene, item, p)) if which(p) else p for p in item.promises]
    return replace(item, promises=tuple(new))


def _calendar(terms: Terms, item: Item, promise: Promise) -> Calendar:
    level = terms.levels.get(promise.level) or Level(promise.level)
    return calendar_of(terms, item, level)


def _keep(scene: Scene, item: Item, promise: Promise, calendar: Calendar) -> Promise:
    kept = clock.keep(promise, calendar, scene.at)
    if kept.broken is not None and promise.broken is None:
        _broken(scene, item, kept, scene)
    late = kept.broken is not None
    scene.tell(said(PromiseKept, scene.at, kept, item.queue, item=item.id, spent=kept.spent, late=late))
    return kept


def _pause(scene: Scene, item: Item, promise: Promise, calendar: Calendar) -> Promise:
    level = scene.levels.get(promise.level)
    if promise.since is None or promise.broken is not None or (level is not None and not level.pauses):
        return promise
    stands = clock.pause(promise, calendar, scene.at)
    scene.tell(said(PromisePaused, scene.at, stands, item.queue, item=item.id, spent=stands.spent))
    return stands


def _go_on(scene: Scene, item: Item, promise: Promise, calendar: Calendar) -> Promise:
    new = clock.go_on(promise, calendar, scene.at)
    if promise.broken is None:
        more: dict[str, Any] = {"spent": new.spent, "reopened": False}
        scene.tell(said(PromiseResumed, scene.at, new, item.queue, item=item.id, **more))
    return new


def _reopen(scene: Scene, item: Item, promise: Promise, calendar: Calendar) -> Promise:
    new = clock.reopen(promise, calendar, scene.at)
    more: dict[str, Any] = {"spent": new.spent, "reopened": True}
    scene.tell(said(PromiseResumed, scene.at, new, item.queue, item=item.id, **more))
    return new


def _broken(scene: Scene, item: Item, promise: Promise, terms: Terms) -> None:
    level = terms.levels.get(promise.level)
    at = promise.broken if promise.broken is not None else scene.at
    credit = level.credit if level is not None else 0
    scene.tell(said(PromiseBroken, at, promise, item.queue, item=item.id, credit=credit))
    scene.items = scene.items.count_broken(item.kind, item.queue)


# --- levels and calendars change --------------------------------------------------------------------------------


def counting_by(scene: Scene, calendar: str) -> Collection[str] | None:
    """The queues whose items may count by it; None: all, a level does."""
    if any(level.calendar == calendar for level in scene.levels.values()):
        return None
    return {code for code, queue in scene.queues.items() if queue.card.calendar == calendar}


def anew(scene: Scene, why: str, queues: Collection[str] | None = None) -> None:
    """Levels or calendars were changed: all that runs (in these queues) is computed anew. Many are behind for a while, `PORTION` by
    `PORTION`; what is due next goes first."""
    left = _concerned(scene.items, queues)
    if not left:
        return
    holds = dict(scene.levels), dict(scene.calendars), dict(scene.queues)
    change, behind = Change(scene.at, why, *holds, left), scene.behind
    due = scene.at if behind.next is None else behind.next
    scene.behind = Behind((*behind.changes, change), due)
    if behind.next is None and len(left) <= PORTION:
        catch_up(scene)


def _concerned(items: ItemBook, queues: Collection[str] | None) -> dict[str, None]:
    def is_so(item: Item) -> bool:
        return item.stage not in OVER and (queues is None or item.queue in queues)

    if queues is not None and not queues:
        return {}
    soon = {id: None for _, id in items.dues if is_so(items[id])}
    return soon | {id: None for id, item in items.items() if id not in soon and is_so(item)}


def catch_up(scene: Scene) -> None:
    """The next portion of those that are behind. What is then due happens afterwards, each at its own moment."""
    ids = list(islice(scene.behind.changes[0].left, PORTION))
    changed = []
    for id in ids:
        item = scene.items.get(id)
        if item is not None:
            new = _through(scene, item, scene.behind.of(id))
            if new is not item:
                changed.append(new)
    scene.items = scene.items.with_all(changed)
    scene.behind = replace(scene.behind.without(ids), due=scene.at + PAUSE)


def settled(scene: Scene, item: Item) -> Item:
    """Its promises as they stand by all that changed, and what was due of them until now has happened. `item` may be otherwise already
    than the floor has it: what changed before that found it as it was."""
    changes = scene.behind.of(item.id) if scene.behind.changes else ()
    if not changes:
        return item
    return _lived(scene, _computed(scene, item, changes), scene, scene.at)


def _computed(scene: Scene, item: Item, changes: Iterable[Change]) -> Item:
    """It is behind no more."""
    there = scene.items[item.id]
    new = _through(scene, replace(there, promises=item.promises), changes)
    scene.behind = scene.behind.without((item.id,))
    return item if new.promises is item.promises else replace(item, promises=new.promises)


def _through(scene: Scene, item: Item, changes: Iterable[Change]) -> Item:
    """Each change at its own moment, and between two of them what the earlier one let be due."""
    now, before = scene.at, None
    for change in changes:
        if before is not None:
            item = _lived(scene, item, before, change.at)
        scene.at, before = change.at, change
        item = _again(scene, item, change, change.why)
    scene.at = now
    return item


def _lived(scene: Scene, item: Item, terms: Terms, until: Moment) -> Item:
    """What of its promises was due by then, each at its own moment."""
    now = scene.at
    while (due := _next(item)) is not None and due <= until:
        scene.at = due
        item = _happen(scene, item, terms) or item
    scene.at = now
    return item


def _next(item: Item) -> Moment | None:
    return min([at for p in item.promises if (at := clock.next_moment(p)) is not None], default=None)
