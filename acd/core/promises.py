"""Promises to callers: that an agent answers in time. Each stay in a queue has its own, by the level that is chosen for the queue.

While the switch does not talk to us nobody knows who was answered: what was promised is `remembered`, and settled when the switch says
who still waits. Campaigns' queues promise nothing: whom they call has the law (`dialer`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from acd.core import promise_facts as facts
from acd.core.calendar import Calendar
from acd.core.heard import Parting, SwitchIs
from acd.core.level import Level, Target, choose
from acd.core.moment import Moment
from acd.core.promise import Promise, begin, hours_of, keep, left, on_time, recompute
from acd.core.promised import CallPromise, said, to_caller
from acd.core.queue import Call, Counts
from acd.core.scene import Floor, Scene
from acd.core.value import replace

GIVEN_UP: Final = "given up"
CHANGED: Final = "changed"
UNSEEN: Final = "unseen"


# --- a caller comes, is answered, goes ---------------------------------------------------------------------------


def caller_came(scene: Scene, call: Call) -> None:
    """Adopted ones too, since they joined; unless it was promised before, and is remembered."""
    if call.code in scene.promised:
        if scene.promised[call.code].queue == call.queue:
            return
        caller_lost(scene, call.code, "moved on")
    level = _level(scene, call.queue)
    if level is None:
        return
    promise = begin(Target.CALL_ANSWERED, level, _hours(scene, level, call.queue), call.joined)
    if promise is not None:
        scene.put("promised", call.code, to_caller(call.queue, promise))
        scene.tell(
            said(facts.PromiseMade, call.joined, promise, call.queue, call=call.code, span=promise.span)
        )


def caller_answered(scene: Scene, call: str, at: Moment) -> None:
    if call not in scene.promised:
        return
    _live(scene, call, at)
    _keep(scene, call, scene.promised[call], at)
    scene.drop("promised", call)


def caller_lost(scene: Scene, call: str, how: str) -> None:
    """He waits no more, and no agent had him. Before *due* nothing is broken by that. `how`: as in `CallLost`, else why."""
    if call not in scene.promised:
        return
    _live(scene, call, scene.at)
    _drop(scene, call, scene.promised[call], GIVEN_UP if how == Parting.ABANDONED.value else how)
    scene.drop("promised", call)


def _keep(scene: Scene, call: str, made: CallPromise, at: Moment) -> None:
    promise = keep(made.promise, _calendar(scene, made), at)
    late = promise.broken is not None
    fact = said(facts.PromiseKept, at, promise, made.queue, call=call, spent=promise.spent, late=late)
    scene.tell(fact)
    if not late:
        _count(scene, made.queue, kept=1)


def _drop(scene: Scene, call: str, made: CallPromise, how: str) -> None:
    if made.promise.broken is None:
        scene.tell(said(facts.PromiseDropped, scene.at, made.promise, made.queue, call=call, how=how))
        _count(scene, made.queue, given_up=1)


# --- time passes -------------------------------------------------------------------------------------------------


def next_due(promised: Mapping[str, CallPromise]) -> Moment | None:
    """When something happens to one by itself. Asked whenever a caller comes or goes."""
    return min([one.next for one in promised.values() if one.next is not None], default=None)


def first_due(promised: Mapping[str, CallPromise]) -> tuple[Moment, str] | None:
    """And to whose."""
    due = next_due(promised)
    return None if due is None else (due, min(call for call, one in promised.items() if one.next == due))


def happen(scene: Scene, call: str) -> None:
    """The one thing that is due for it at `scene.at`."""
    made = scene.promised[call]
    promise, what = on_time(made.promise, scene.at)
    scene.put("promised", call, to_caller(made.queue, promise))
    if what == "warned":
        rest = left(promise, _calendar(scene, made), scene.at)
        scene.tell(said(facts.PromiseWarned, scene.at, promise, made.queue, call=call, left=rest))
    elif what == "broken":
        _broken(scene, call, made.queue, promise)


def _broken(scene: Scene, call: str, queue: str, promise: Promise) -> None:
    level = scene.levels.get(promise.level)
    credit = level.credit if level is not None else 0
    scene.tell(
        said(facts.PromiseBroken, promise.broken or scene.at, promise, queue, call=call, credit=credit)
    )
    _count(scene, queue, broken=1)


def _live(scene: Scene, call: str, until: Moment) -> None:
    """Whatever was due by then, each at its own moment."""
    now = scene.at
    while (then := scene.promised[call].next) is not None and then <= until:
        scene.at = then
        happen(scene, call)
    scene.at = now


# --- what is configured changes ----------------------------------------------------------------------------------


def anew(scene: Scene, why: str, calls: Iterable[str] | None = None) -> None:
    """All that runs, by the level that would be chosen now and its hours; whoever was promised nothing still is not."""
    for call in list(scene.promised if calls is None else calls):
        _live(scene, call, scene.at)
        made = scene.promised[call]
        if made.promise.broken is None:
            _anew(scene, call, made, why)


def _anew(scene: Scene, call: str, made: CallPromise, why: str) -> None:
    level = _level(scene, made.queue)
    now = None
    if level is not None:
        now = recompute(made.promise, level, _hours(scene, level, made.queue), scene.at)
    if now is None:
        _drop(scene, call, made, CHANGED)
        scene.drop("promised", call)
    elif now != made.promise:
        _changed(scene, call, made, now, why)


def _changed(scene: Scene, call: str, made: CallPromise, now: Promise, why: str) -> None:
    before = made.promise.level
    scene.put("promised", call, to_caller(made.queue, now))
    scene.tell(
        said(
            facts.PromiseChanged,
            scene.at,
            now,
            made.queue,
            call=call,
            before=before,
            span=now.span,
            why=why,
        )
    )
    if now.broken is not None:
        _broken(scene, call, made.queue, now)


# --- the switch is away, and back --------------------------------------------------------------------------------


def switch_gone(scene: Scene) -> None:
    for call, made in list(scene.promised.items()):
        scene.put("remembered", call, made)
        scene.drop("promised", call)


def switch_is(scene: Scene, heard: SwitchIs) -> None:
    """Of what is remembered: who waits still waits since then, who talks was answered when his talk began, others went unseen."""
    if not scene.remembered or not heard.complete:
        return
    waits = {(seen.call, seen.queue) for seen in heard.callers}
    talks = {talk.call: talk.began for talk in heard.talks} | {talk.call: talk.began for talk in heard.ended}
    for call, made in list(scene.remembered.items()):
        scene.drop("remembered", call)
        again = _again(scene, made)
        if again is None:
            _drop(scene, call, made, CHANGED)
            continue
        scene.put("promised", call, again)
        if call in talks:
            caller_answered(scene, call, max(talks[call], again.promise.began))
        elif (call, made.queue) not in waits:
            _drop(scene, call, again, UNSEEN)
            scene.drop("promised", call)


def _again(scene: Scene, made: CallPromise) -> CallPromise | None:
    """By what is configured now, with what is on record of it."""
    was, level = made.promise, _level(scene, made.queue)
    if level is None:
        return None
    promise = begin(was.target, level, _hours(scene, level, made.queue), was.began)
    if promise is None:
        return None
    return to_caller(made.queue, replace(promise, warned=was.warned, broken=was.broken))


# --- by which level and hours ------------------------------------------------------------------------------------


def _level(scene: Scene, queue: str) -> Level | None:
    if not scene.levels or queue not in scene.queues or scene.queues[queue].card.work:
        return None
    return choose(scene.levels.values(), queue=queue)


def _hours(scene: Scene, level: Level, queue: str) -> Calendar:
    return hours_of(level, scene.queues[queue].card.calendar, scene.calendars)


def _calendar(scene: Scene, made: CallPromise) -> Calendar:
    """By which it runs. Levels are not forgotten while something runs by them: `anew` came first."""
    level = scene.levels.get(made.promise.level) or Level(made.promise.level)
    card = scene.queues.get(made.queue)
    return hours_of(level, card.card.calendar if card is not None else "", scene.calendars)


def _count(scene: Scene, code: str, kept: int = 0, broken: int = 0, given_up: int = 0) -> None:
    queue = scene.queues.get(code)
    if queue is not None:
        scene.put("queues", code, replace(queue, counts=_added(queue.counts, kept, broken, given_up)))


def _added(counts: Counts, kept: int, broken: int, given_up: int) -> Counts:
    return replace(
        counts,
        promises_kept=counts.promises_kept + kept,
        promises_broken=counts.promises_broken + broken,
        given_up=counts.given_up + given_up,
    )


def of_queue(floor: Floor, queue: str) -> list[CallPromise]:
    """Of those who wait in it."""
    waiting = floor.queues[queue].waiting if queue in floor.queues else ()
    return [floor.promised[call] for call in waiting if call in floor.promised]
