"""What an item's customer was promised: its clocks begin, stand, go on and are kept. The arithmetic is `promise.py`'s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from acd.core import promise as clock
from acd.core.calendar import Calendar
from acd.core.item import OVER, Item, Kind, Stage
from acd.core.level import Level, Target, choose
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


def levels(scene: Scene) -> Mapping[str, Level]:
    return scene.levels


def level_of(scene: Scene, item: Item) -> Level | None:
    """The one that was said of it, else the first whose rules it fits."""
    card = item.card
    if card.level:
        named = levels(scene).get(card.level)
        if named is not None and named.active:
            return named
    known = tuple(word for word in (card.customer_level, card.customer_key) if word)
    return choose(
        levels(scene).values(), queue=card.queue, tags=card.tags, customer=known, priority=card.priority
    )


def calendar_of(scene: Scene, item: Item, level: Level) -> Calendar:
    queue = scene.queues.get(item.queue)
    return clock.hours_of(level, queue.card.calendar if queue is not None else "", scene.calendars)


def promised(item: Item, target: Target) -> Promise | None:
    """The newest of this target."""
    return next((p for p in reversed(item.promises) if p.target is target), None)


def runs(promise: Promise | None) -> bool:
    """Neither kept nor given up; it may stand, or be broken and still owed."""
    return promise is not None and promise.kept is None


def begin(scene: Scene, item: Item, *targets: Target) -> Item:
    level = level_of(scene, item)
    if level is None:
        return item
    calendar = calendar_of(scene, item, level)
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
    return _each(scene, item, _keep, lambda p: p.target in ANSWERS and p.kept is None)


def asked(scene: Scene, item: Item) -> Item:
    """The customer wrote again, after an answer: one more is owed, unless one is already."""
    owed = any(p.target in ANSWERS and p.kept is None for p in item.promises)
    return item if owed or item.answered is None else begin(scene, item, Target.NEXT_ANSWERED)


def solved(scene: Scene, item: Item) -> Item:
    """What was promised of answers is kept by this, too."""
    return _each(scene, item, _keep, lambda p: p.kept is None)


def paused(scene: Scene, item: Item) -> Item:
    """The customer is waited for: the clock of *solved* stands, if its level says so. Answers are not owed meanwhile."""
    return _each(scene, item, _pause, lambda p: p.target is Target.SOLVED and p.kept is None)


def went_on(scene: Scene, item: Item) -> Item:
    return _each(scene, item, _go_on, lambda p: p.since is None and p.kept is None)


def reopened(scene: Scene, item: Item) -> Item:
    """It was not solved after all: the clock goes on with what was spent until then."""
    return _each(scene, item, _reopen, lambda p: p.target is Target.SOLVED and p.kept is not None)


def dropped(scene: Scene, item: Item, how: str) -> Item:
    """Nobody has to keep them any more. What is broken stays so."""
    left = []
    for promise in item.promises:
        if promise.kept is None and promise.broken is None:
            scene.tell(said(PromiseDropped, scene.at, promise, item.queue, item=item.id, how=how))
        else:
            left.append(promise)
    return replace(item, promises=tuple(left))


def happen(scene: Scene, item: Item) -> Item | None:
    """The one promise of it for which something is due at `scene.at`; None: none is."""
    due = [(moment, p) for p in item.promises if (moment := clock.next_moment(p)) is not None]
    moment, promise = min(due, key=lambda one: one[0], default=(None, None))
    if moment is None or promise is None or moment > scene.at:
        return None
    new, what = clock.on_time(promise, scene.at)
    if what == "warned":
        calendar = _calendar(scene, item, promise)
        left = clock.left(new, calendar, scene.at)
        scene.tell(said(PromiseWarned, scene.at, new, item.queue, item=item.id, left=left))
    elif what == "broken":
        _broken(scene, item, new)
    return replace(item, promises=tuple(new if p is promise else p for p in item.promises))


def choose_again(scene: Scene, item: Item, why: str) -> Item:
    """Level, calendar, queue or customer are otherwise: what runs is computed anew, by what holds now."""
    level = level_of(scene, item)
    for promise in item.promises:
        if promise.kept is not None or promise.broken is not None:
            continue
        new = None
        if level is not None:
            new = clock.recompute(promise, level, calendar_of(scene, item, level), scene.at)
        item = _recomputed(scene, item, promise, new, why)
    return _made_late(scene, item, level)


def _recomputed(scene: Scene, item: Item, promise: Promise, new: Promise | None, why: str) -> Item:
    if new == promise:
        return item
    if new is None:
        scene.tell(said(PromiseDropped, scene.at, promise, item.queue, item=item.id, how="changed"))
        return replace(item, promises=tuple(p for p in item.promises if p is not promise))
    more: dict[str, Any] = {"before": promise.level, "span": new.span, "why": why}
    scene.tell(said(PromiseChanged, scene.at, new, item.queue, item=item.id, **more))
    if new.broken is not None:
        _broken(scene, item, new)
    return replace(item, promises=tuple(new if p is promise else p for p in item.promises))


def _made_late(scene: Scene, item: Item, level: Level | None) -> Item:
    """A target that the level before did not have: promised from now on."""
    if level is None or item.stage in OVER:
        return item
    there = {p.target for p in item.promises}
    wanted = [Target.SOLVED] if item.answered is not None else [FIRST[item.kind], Target.SOLVED]
    return begin(scene, item, *[t for t in wanted if t not in there and t in level.targets])


Change = Callable[[Scene, Item, Promise, Calendar], Promise]


def _each(scene: Scene, item: Item, change: Change, which: Callable[[Promise], bool]) -> Item:
    if not any(map(which, item.promises)):
        return item
    new = [change(scene, item, p, _calendar(scene, item, p)) if which(p) else p for p in item.promises]
    return replace(item, promises=tuple(new))


def _calendar(scene: Scene, item: Item, promise: Promise) -> Calendar:
    level = levels(scene).get(promise.level) or Level(promise.level)
    return calendar_of(scene, item, level)


def _keep(scene: Scene, item: Item, promise: Promise, calendar: Calendar) -> Promise:
    kept = clock.keep(promise, calendar, scene.at)
    if kept.broken is not None and promise.broken is None:
        _broken(scene, item, kept)
    late = kept.broken is not None
    scene.tell(said(PromiseKept, scene.at, kept, item.queue, item=item.id, spent=kept.spent, late=late))
    return kept


def _pause(scene: Scene, item: Item, promise: Promise, calendar: Calendar) -> Promise:
    level = levels(scene).get(promise.level)
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


def _broken(scene: Scene, item: Item, promise: Promise) -> None:
    level = levels(scene).get(promise.level)
    at = promise.broken if promise.broken is not None else scene.at
    credit = level.credit if level is not None else 0
    scene.tell(said(PromiseBroken, at, promise, item.queue, item=item.id, credit=credit))
    scene.items = scene.items.count_broken(item.kind, item.queue)


def anew(scene: Scene, why: str, queue: str | None = None) -> None:
    """Levels or calendars were changed: all that runs (of this queue) is computed anew."""
    changed = []
    for item in scene.items.values():
        if item.stage not in OVER and queue in (None, item.queue):
            new = choose_again(scene, item, why)
            if new is not item:
                changed.append(new)
    if changed:
        scene.items = scene.items.with_all(changed)
        scene.stirred.update(item.id for item in changed if item.stage is Stage.WAITING)
