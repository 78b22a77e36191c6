"""A level (SLA): what is promised, by which calendar, to whom. Plain data, and the choice of one; the clock is in `promise.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from acd.core.moment import DAY, Span
from acd.core.value import Word

WHOLE: Final = 100
"""`Level.warn` is in per cent of the target."""


LONGEST: Final[Span] = 366 * DAY
"""A target's, of open time."""

MOST_CREDIT: Final = 100_00
"""`Level.credit` is in hundredths of a per cent."""


class Target(Word):
    """What is promised to happen in time. Each has one promise at a time in a call or an item."""

    CALL_ANSWERED = "call answered"
    CHAT_ANSWERED = "chat answered"
    FIRST_ANSWERED = "first answered"
    NEXT_ANSWERED = "next answered"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class When:
    """For which calls and items: all that is given must hold; None: any. `customer`: his level's word, or his key. `priority`: at
    least so much."""

    queue: str | None = None
    tag: str | None = None
    customer: str | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """`targets`: open time, by what should happen in it. `calendar` empty: the queue's, and without one always.

    `warn`: at how many per cent of a target it is said that time runs out; 0: never. `pauses`: the clock of *solved* stands while
    the customer is waited for. `credit`: what one broken promise costs, in hundredths of a per cent. `priority`: its items have at
    least this. `when`: one of them must hold; none: it is for all that no level before it took. `order`: which is asked first.
    """

    code: str
    name: str = ""
    priority: int = 0
    calendar: str = ""
    targets: Mapping[Target, Span] = field(default_factory=dict)
    warn: int = 80
    pauses: bool = True
    credit: int = 0
    when: tuple[When, ...] = ()
    order: int = 0
    active: bool = True


def choose(
    levels: Iterable[Level],
    *,
    queue: str | None = None,
    tags: Collection[str] = (),
    customer: str | tuple[str, ...] | None = None,
    priority: int = 0,
) -> Level | None:
    """The first that fits, by `order`, then code. `customer`: what he is known by, his level's word and his key.

    None: nothing is promised."""
    return choose_of(in_order(levels), queue=queue, tags=tags, customer=customer, priority=priority)


def choose_of(
    ordered: Iterable[Level],
    *,
    queue: str | None = None,
    tags: Collection[str] = (),
    customer: str | tuple[str, ...] | None = None,
    priority: int = 0,
) -> Level | None:
    """As `choose`, of those that are asked, in their order."""
    known = (customer,) if isinstance(customer, str) else customer or ()
    for level in ordered:
        if not level.when or any(_holds(one, queue, tags, known, priority) for one in level.when):
            return level
    return None


def in_order(levels: Iterable[Level]) -> list[Level]:
    """Those that are asked, the first first."""
    return sorted((level for level in levels if level.active), key=lambda level: (level.order, level.code))


def _holds(
    when: When, queue: str | None, tags: Collection[str], known: tuple[str, ...], priority: int
) -> bool:
    return (
        (when.queue is None or when.queue == queue)
        and (when.tag is None or when.tag in tags)
        and (when.customer is None or when.customer in known)
        and (when.priority is None or priority >= when.priority)
    )
