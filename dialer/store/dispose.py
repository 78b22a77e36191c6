"""What an agent says became of an attempt: while it goes on, in aftercall, or changed later. It decides anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.errors import BadCard
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Does
from dialer.core.contact import Callback, Contact
from dialer.core.dispositions import NONE_GIVEN, DispositionError, check
from dialer.core.form import fill
from dialer.store import contact_rows as rows
from dialer.store.campaigns import campaign_of
from dialer.store.finish import follow, locked
from dialer.store.tables import attempts, contacts

_LATER: Final = (
    sa.select(attempts.c.id)
    .where(attempts.c.contact == sa.bindparam("contact"), attempts.c.began > sa.bindparam("began"))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Given:
    """`form`: answers by field; None: as they stand. `promise`: for a callback, of this contact's numbers any. `by`: who says so."""

    disposition: str
    by: str
    form: Mapping[str, str] | None = None
    promise: Callback | None = None


def dispose(connection: Connection, name: str, given: Given, now: Moment) -> Attempt:
    """The attempt as it then is on record. Raises BadCard; nothing is changed then. "None given" never takes the place of what
    was given, and the same said again, with nothing beside it, changes nothing."""
    people, found = locked(connection, [name])
    attempt = found.get(name)
    if attempt is None:
        raise BadCard("attempt", name, "is not on record", "look at the contact's attempts")
    if _is_said(attempt, given):
        return attempt
    contact = people.get(attempt.contact)
    if given.promise is not None:
        _check_last(connection, attempt, given.promise)
    card = campaign_of(connection, attempt.campaign)
    _check(card, contact, given, now)
    said = replace(attempt, disposition=given.disposition)
    answers = None if given.form is None else fill_form(card, given.form)
    _write(connection, said, answers)
    if contact is not None:
        promised(connection, contact, given.promise if attempt.outcome is None else None)
        follow(connection, [(attempt, said)], people, now, given.promise, given.by)
    return said


def _is_said(attempt: Attempt, given: Given) -> bool:
    if given.disposition == NONE_GIVEN:
        return attempt.disposition is not None
    return attempt.disposition == given.disposition and given.form is None and given.promise is None


def _check_last(connection: Connection, attempt: Attempt, promise: Callback) -> None:
    """Only a contact's last attempt decides what follows: a promise with an earlier one would be forgotten."""
    if connection.scalar(_LATER, {"contact": attempt.contact, "began": attempt.began}) is not None:
        why = f"comes too late: contact {attempt.contact} was called again since"
        raise BadCard("promise", promise.at, why, "give it with the last attempt, or move its callback")


def promised(connection: Connection, contact: Contact, promise: Callback | None) -> None:
    """Kept with the contact until its attempt ends."""
    if promise is not None:
        changed = sa.update(contacts).where(contacts.c.id == contact.id)
        connection.execute(changed.values(rows.callback_row(promise)))


def _write(connection: Connection, said: Attempt, answers: Mapping[str, str] | None) -> None:
    values: dict[str, Any] = {"disposition": said.disposition}
    if answers is not None:
        values["form"] = answers
    connection.execute(sa.update(attempts).where(attempts.c.id == said.id).values(values))


def _check(card: CampaignCard, contact: Contact | None, given: Given, now: Moment) -> None:
    if given.disposition == NONE_GIVEN:
        return
    try:
        one = check(card, given.disposition, given.promise is not None)
    except DispositionError as error:
        raise BadCard("disposition", given.disposition, str(error), "take one of them") from error
    check_promise(contact, given.promise, now)
    if given.promise is not None and one.does is not Does.CALLBACK:
        raise BadCard(
            "promise",
            given.promise.at,
            f"is not for {one.code!r}, which does {one.does.value!r}",
            "leave it out",
        )


def check_promise(contact: Contact | None, promise: Callback | None, now: Moment) -> None:
    if promise is None:
        return
    if contact is None:
        raise BadCard("promise", promise.at, "is for a contact that is no more", "give another disposition")
    if promise.at <= now:
        raise BadCard("promise", promise.at, "is not in the future", "name a later moment")
    if promise.moves is not None and promise.moves < 0:
        raise BadCard(
            "promise.moves", promise.moves, "is negative", "say after how many milliseconds it passes on"
        )
    ids = [number.id for number in contact.numbers]
    if promise.number is not None and promise.number not in ids:
        raise BadCard(
            "promise.number", promise.number, f"is none of contact {contact.id}", f"take one of {ids}"
        )


def fill_form(card: CampaignCard, answers: Mapping[str, str]) -> dict[str, str]:
    """As they are kept."""
    filled = fill(card.form, answers)
    for error in filled.errors:
        raise BadCard(f"form.{error.field}", answers.get(error.field, ""), f"is not kept: {error.why}")
    return dict(filled.values)
