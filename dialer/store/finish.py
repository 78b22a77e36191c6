"""Attempts that ended: written once, and what follows for their contacts, by the retry rules.

The first end of an attempt is the true one, except where it is unknown: a real one that comes later replaces it. Contacts are locked
before their attempts are read, always in this order, so that two who end, decide or erase never wait for each other in a ring.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Does
from dialer.core.contact import Callback, Contact, History, Standing
from dialer.core.dispositions import find, marks_of
from dialer.core.outcome import Outcome
from dialer.core.retry import Again, Finished, after
from dialer.store import contact_rows as rows
from dialer.store.campaigns import campaign_card
from dialer.store.contacts import by_index, histories, load, padded
from dialer.store.marks import Marked, mark
from dialer.store.tables import attempts, campaigns, contacts

_IDS: Final[sa.BindParameter[Any]] = sa.bindparam("ids", expanding=True)
_WHOSE: Final = sa.select(attempts.c.contact).where(attempts.c.id.in_(_IDS))
_ATTEMPTS: Final = (
    sa.select(attempts).where(attempts.c.id.in_(_IDS)).order_by(attempts.c.id).with_for_update()
)
_CHANGED: Final = [
    name for name in rows.ATTEMPT if name not in ("id", "campaign", "contact", "number", "began")
]
_END: Final = (
    sa.update(attempts)
    .where(attempts.c.id == sa.bindparam("which"))
    .values({name: sa.bindparam(name) for name in _CHANGED})
)
_FOLLOWS: Final = (
    sa.update(contacts)
    .where(contacts.c.id == sa.bindparam("which"))
    .values({name: sa.bindparam(name) for name in ("standing", "why", "due", *rows.callback_row(None))})
)
_CARDS: Final = sa.select(campaigns).where(campaigns.c.code.in_(sa.bindparam("codes", expanding=True)))

log = structlog.get_logger("dialer")


def finish(connection: Connection, ends: Iterable[Attempt], now: Moment) -> list[Attempt]:
    """Those that are new on record, as they stand there; ends that were known already change nothing. `now`: for an attempt that does
    not say when it ended, and for entries on the do-not-call list. Raises ValueError for one without an outcome."""
    told = _first(ends)
    people, found = locked(connection, list(told))
    for name in told.keys() - found.keys():
        log.error("the end of an attempt that is not on record is left out", attempt=name)
    new = {
        name: ended(found[name], told[name], now)
        for name in told.keys() & found.keys()
        if _is_new(found[name], told[name])
    }
    write_ends(connection, new.values())
    follow(connection, [(found[name], one) for name, one in sorted(new.items())], people, now)
    return list(new.values())


def locked(connection: Connection, names: Collection[str]) -> tuple[dict[int, Contact], dict[str, Attempt]]:
    """Attempts by id and their contacts, nobody else's to change until the transaction is over."""
    by_index(connection)
    ids = {"ids": padded(names)}
    whose = set(connection.execute(_WHOSE, ids).scalars())
    people = load(connection, whose, lock=True) if whose else {}
    return people, {row["id"]: rows.attempt(row) for row in connection.execute(_ATTEMPTS, ids).mappings()}


def ended(on_record: Attempt, end: Attempt, now: Moment) -> Attempt:
    """What was put on record while it went on stays where the end does not say better."""
    kept = {
        name: getattr(on_record, name)
        for name in ("agent", "answered", "connected", "talked", "amd")
        if getattr(end, name) in (None, "")
    }
    given = on_record.disposition or end.disposition
    return replace(end, ended=now if end.ended is None else end.ended, disposition=given, **kept)


def write_ends(connection: Connection, new: Iterable[Attempt]) -> None:
    values = [
        {name: value for name, value in rows.attempt_row(one).items() if name in _CHANGED} | {"which": one.id}
        for one in new
    ]
    if values:
        connection.execute(_END, values)


def follow(
    connection: Connection,
    decided: Sequence[tuple[Attempt, Attempt]],
    people: Mapping[int, Contact],
    now: Moment,
    promise: Callback | None = None,
    by: str = "",
) -> None:
    """What follows for the contacts of these attempts, each as it was before and as it is now; `people`: theirs, locked.

    Of a contact only the last attempt decides, for a later one knows more; one that was removed stays so.
    """
    cards = _cards(connection, {attempt.campaign for _, attempt in decided})
    past = histories(connection, people.values()) if people else {}
    changed: list[dict[str, Any]] = []
    marked: list[Marked] = []
    for before, attempt in decided:
        contact, card = people.get(attempt.contact), cards.get(attempt.campaign)
        if contact is None or card is None:
            continue  # deleted meanwhile: nobody is to be called
        old, new = marks_of(contact, before, card), marks_of(contact, attempt, card)
        marked.append(Marked(old, new, f"attempt {attempt.id}", by or attempt.agent or ""))
        if _decides(attempt, contact, past[contact.id]):
            contact, promise = _promised(contact, before, attempt, card, promise)
            verdict = after(contact, attempt, past[contact.id], card, promise)
            changed.append({"which": contact.id} | _standing(contact, verdict))
    mark(connection, marked, now)
    if changed:
        connection.execute(_FOLLOWS, changed)


def _decides(attempt: Attempt, contact: Contact, history: History) -> bool:
    if attempt.outcome is None or contact.standing is Standing.REMOVED:
        return False
    return not any(past.contact == contact.id and past.at > attempt.began for past in history.past)


def _promised(
    contact: Contact, before: Attempt, attempt: Attempt, card: CampaignCard, promise: Callback | None
) -> tuple[Contact, Callback | None]:
    """A promise may have been put on record before the attempt ended. One that was taken back is none."""
    if _calls_back(card, attempt):
        return contact, promise or contact.callback
    return (replace(contact, callback=None) if _calls_back(card, before) else contact), None


def _calls_back(card: CampaignCard, attempt: Attempt) -> bool:
    given = find(card, attempt.disposition)
    return given is not None and given.does is Does.CALLBACK


def _standing(contact: Contact, verdict: Again | Finished) -> dict[str, Any]:
    if isinstance(verdict, Finished):
        row = {"standing": Standing.FINISHED.value, "why": verdict.why, "due": contact.due}
        return row | rows.callback_row(None)
    row = {"standing": Standing.OPEN.value, "why": verdict.why, "due": verdict.at}
    return row | rows.callback_row(verdict.callback)


def _first(ends: Iterable[Attempt]) -> dict[str, Attempt]:
    """By id; told twice: as `_is_new` says."""
    told: dict[str, Attempt] = {}
    for end in ends:
        if end.outcome is None:
            raise ValueError(
                f"attempt {end.id} of campaign {end.campaign} ended without an outcome: give it one"
            )
        if end.id not in told or _is_new(told[end.id], end):
            told[end.id] = end
    return told


def _is_new(known: Attempt, end: Attempt) -> bool:
    if known.outcome is Outcome.UNKNOWN:
        return end.outcome is not Outcome.UNKNOWN
    return known.outcome is None


def _cards(connection: Connection, codes: Collection[str]) -> dict[str, CampaignCard]:
    found = connection.execute(_CARDS, {"codes": padded(codes)}).mappings()
    return {row["code"]: campaign_card(dict(row)) for row in found}
