"""What an agent says became of an attempt: while it goes on, in aftercall, or changed later. It decides anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.errors import BadCard
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Does, FormField
from dialer.core.contact import Callback, Contact
from dialer.core.dispositions import NONE_GIVEN, DispositionError, check
from dialer.store import contact_rows as rows
from dialer.store.campaigns import campaign_of
from dialer.store.finish import follow, locked
from dialer.store.tables import attempts, contacts

LONGEST_ANSWER: Final = 10_000


@dataclass(frozen=True, slots=True)
class Given:
    """`form`: answers by field; None: as they stand. `promise`: for a callback, of this contact's numbers any. `by`: who says so."""

    disposition: str
    by: str
    form: Mapping[str, str] | None = None
    promise: Callback | None = None


def dispose(connection: Connection, name: str, given: Given, now: Moment) -> Attempt:
    """The attempt as it then is on record. Raises BadCard; nothing is changed then."""
    people, found = locked(connection, [name])
    attempt = found.get(name)
    if attempt is None:
        raise BadCard("attempt", name, "is not on record", "look at the contact's attempts")
    contact = people.get(attempt.contact)
    card = campaign_of(connection, attempt.campaign)
    _check(card, contact, given, now)
    said = replace(attempt, disposition=given.disposition)
    _write(connection, said, given)
    if contact is not None:
        promised(connection, contact, given.promise if attempt.outcome is None else None)
        follow(connection, [(attempt, said)], people, now, given.promise, given.by)
    return said


def promised(connection: Connection, contact: Contact, promise: Callback | None) -> None:
    """Kept with the contact until its attempt ends."""
    if promise is not None:
        changed = sa.update(contacts).where(contacts.c.id == contact.id)
        connection.execute(changed.values(rows.callback_row(promise)))


def _write(connection: Connection, said: Attempt, given: Given) -> None:
    values: dict[str, Any] = {"disposition": said.disposition}
    if given.form is not None:
        values["form"] = dict(given.form)
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
            "promise", given.promise.at, f"is not for {one.code!r}, which {one.does.value}s", "leave it out"
        )
    check_form(card, given.form or {}, whole=given.form is not None)


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


def check_form(card: CampaignCard, answers: Mapping[str, str], *, whole: bool) -> None:
    """`whole`: what is required must be there."""
    by_code = {one.code: one for one in card.form}
    for code, answer in answers.items():
        if code not in by_code:
            raise BadCard(
                "form", code, f"is no field of campaign {card.code}", f"it has {', '.join(by_code) or 'none'}"
            )
        if answer:
            _check_answer(by_code[code], answer)
    for one in card.form:
        if whole and one.required and not answers.get(one.code, "").strip():
            raise BadCard(f"form.{one.code}", "", "is required", f"answer {one.label!r}")


def _check_answer(one: FormField, answer: str) -> None:
    if len(answer) > LONGEST_ANSWER or "\0" in answer:
        raise BadCard(
            f"form.{one.code}",
            answer[:40],
            "cannot be kept",
            f"write at most {LONGEST_ANSWER} characters of text",
        )
    choices = {"choice": one.choices, "yes or no": ("yes", "no")}.get(one.kind)
    if choices is not None and answer not in choices:
        raise BadCard(f"form.{one.code}", answer, "is none of its choices", f"take {', '.join(choices)}")
    if one.kind == "number" and not _is_number(answer):
        raise BadCard(f"form.{one.code}", answer, "is no number", "write digits, with a point for fractions")
    if one.kind == "date" and not _is_date(answer):
        raise BadCard(f"form.{one.code}", answer, "is no date", "write it as 2026-12-24")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) is not None


def _is_date(text: str) -> bool:
    try:
        return len(text) == len("2026-12-24") and bool(date.fromisoformat(text))
    except ValueError:
        return False
