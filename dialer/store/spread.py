"""In which time zones the contacts are that are left: of some of them, evenly spread over all, for nobody counts a million for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from sqlalchemy.engine import Connection

from dialer.core.contact import Contact, Standing
from dialer.core.lawful import zones_of
from dialer.store.contacts import load

ASKED: Final = 256
"""Of so many the shares are known to a few hundredths. Who is asked lies at even steps between the first and the last, in the order
in which they were loaded."""


def spread(connection: Connection, campaign: str, first: int, last: int) -> Mapping[tuple[str, ...], int]:
    """Zones in which a contact's first living number may be -> how many of those who were asked."""
    step = max(1, -(-(last - first + 1) // ASKED))
    people = load(connection, range(first, last + 1, step)).values()
    return Counter(zones for one in people if one.campaign == campaign and (zones := _where(one)))


def _where(contact: Contact) -> tuple[str, ...]:
    """Empty: he is not called any more, or nobody knows."""
    left = contact.listed and contact.standing in (Standing.OPEN, Standing.OUT)
    alive = (number for number in contact.numbers if not number.dead)
    first = next(alive, None) if left else None
    return zones_of(contact, first) if first is not None else ()
