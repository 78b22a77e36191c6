"""What was tried already, as the rules count it: attempts in all and in a day, the last one, the last abandoned one.

An attempt that rang nobody's phone is no attempt to a person, and one that our network failed is not held against him. Who
asked to be called back is not a nuisance to call: while a promise stands, counting begins anew after the conversation in which
it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.contact import Contact, History, Number, Past
from dialer.core.outcome import NOT_COUNTED, NOT_FELT, Outcome


@dataclass(slots=True)
class Tried:
    """`contact`, `number`: counted attempts. `starts`: when those to the contact began. `touched`, `touched_number`: when the
    last one that somebody may have felt was over. `abandoned`: when the last one that was abandoned was."""

    contact: int = 0
    number: int = 0
    starts: list[Moment] = field(default_factory=list)
    touched: Moment | None = None
    touched_number: Moment | None = None
    abandoned: Moment | None = None
    under_way: Past | None = None


def tried(contact: Contact, number: Number, history: History, mine: Attempt | None = None) -> Tried:
    """Attempts to the contact, and those of any campaign to the number. `mine` is not one of them."""
    found, anew = Tried(), asked_for(contact, history)
    for past in others(history, mine):
        own, same = past.contact == contact.id, past.number == number.e164
        if not (own or same):
            continue
        if past.outcome is None and past.ended is None:
            found.under_way = past
            continue
        over = past.at if past.ended is None else past.ended
        if past.outcome is Outcome.ABANDONED:
            found.abandoned = _later(found.abandoned, over)
        if anew is None or past.at > anew:
            _count(found, past, over, own, same, fresh(past, contact))
    return found


def fresh(past: Past, contact: Contact) -> bool:
    """Made since its list was last recycled."""
    return contact.recycled is None or past.at >= contact.recycled


def _count(found: Tried, past: Past, over: Moment, own: bool, same: bool, fresh: bool) -> None:
    if past.outcome not in NOT_FELT:
        if own:
            found.touched = _later(found.touched, over)
        if same:
            found.touched_number = _later(found.touched_number, over)
    if own and past.outcome not in NOT_COUNTED:
        found.contact += fresh
        found.number += fresh and same
        found.starts.append(past.at)


def asked_for(contact: Contact, history: History) -> Moment | None:
    """When the conversation began in which he was promised a call; None: no promise stands, or nobody spoke with him."""
    if contact.callback is None:
        return None
    spoke = (past.at for past in history.past if _spoke(past, contact))
    return max(spoke, default=None)


def _spoke(past: Past, contact: Contact) -> bool:
    return past.outcome is Outcome.CONNECTED and past.contact == contact.id


def others(history: History, mine: Attempt | None) -> Iterator[Past]:
    """All attempts but this one."""
    return (past for past in history.past if mine is None or not is_of(past, mine))


def is_of(past: Past, attempt: Attempt) -> bool:
    """One contact has one attempt at a time, so its begin tells it."""
    return (past.contact, past.number, past.at) == (attempt.contact, attempt.number, attempt.began)


def _later(one: Moment | None, other: Moment) -> Moment:
    return other if one is None else max(one, other)
