"""What every fact about a promise says: whose it is, what was promised, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from acd.core.facts import Fact
from acd.core.level import Target
from acd.core.moment import Moment
from acd.core.promise import Promise, next_moment


@dataclass(frozen=True)
class PromiseFact(Fact):
    """`call` or `item`, the other is None: whose promise. With `target` and `began` it is known for ever.

    `reached` and `due` as in `Promise`: None while the clock stands, or where that moment never comes."""

    queue: str
    call: str | None
    item: str | None
    target: Target
    level: str
    began: Moment
    reached: Moment | None
    due: Moment | None


Kind = TypeVar("Kind", bound=PromiseFact)


def said(
    kind: type[Kind],
    at: Moment,
    promise: Promise,
    queue: str,
    *,
    call: str | None = None,
    item: str | None = None,
    **more: Any,
) -> Kind:
    """The fact of this kind about this promise, as it stands now; `more` are the kind's own fields."""
    return kind(
        at=at,
        queue=queue,
        call=call,
        item=item,
        target=promise.target,
        level=promise.level,
        began=promise.began,
        reached=promise.reached,
        due=promise.due,
        **more,
    )


@dataclass(frozen=True)
class CallPromise:
    """What a caller was promised when he came into this queue. `next`: when something happens to it by itself."""

    queue: str
    promise: Promise
    next: Moment | None


def to_caller(queue: str, promise: Promise) -> CallPromise:
    return CallPromise(queue, promise, next_moment(promise))
