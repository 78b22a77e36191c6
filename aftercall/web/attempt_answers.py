"""What is answered of attempts, of contacts at hand, and of promised calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from acd.board.fields import Instant, Text
from aftercall.web.answers import Answer, as_dict
from aftercall.web.campaign_answers import DispositionItem, FormFieldItem
from aftercall.web.campaigns import disposition_item, field_item
from dialer.core.at_hand import AtHand, Where
from dialer.core.contact import Callback, Contact
from dialer.store.callbacks import Promised
from dialer.store.looking import Recorded, Whole


class AttemptItem(Answer):
    """`name`: the contact's. `agent`: who talked, or for whom it was dialled. `cause` (Q.850), `tech` (SIP), `reason` and `amd` as
    they were told. `filled`: the form's answers; null: none were given."""

    id: str
    campaign: str
    contact: int
    name: Text
    number: str
    trunk: str
    agent: str | None
    began: Instant
    answered: Instant | None
    connected: Instant | None
    ended: Instant | None
    talked_ms: int | None
    outcome: str | None
    disposition: Text | None
    filled: dict[Text, Text] | None
    cause: int | None
    tech: int | None
    reason: int | None
    amd: str


class NumberNow(Answer):
    id: int
    number: str
    kind: str
    dead: bool


class CallbackNow(Answer):
    """A promised call. `agent` null: anyone makes it; after `moves_ms` it is anyone's. `number` null: whose turn it is."""

    at: Instant
    agent: str | None
    number: str | None
    moves_ms: int | None


class ContactNow(Answer):
    """`standing`: open, out, finished or removed; an open one may be called from `due` on."""

    id: int
    name: Text
    list: int
    numbers: tuple[NumberNow, ...]
    zone: str | None
    language: str
    fields: dict[Text, Text]
    standing: Literal["open", "out", "finished", "removed"]
    due: Instant
    callback: CallbackNow | None


class AttemptWhole(AttemptItem):
    """With all that an agent needs to see. `person` null: the contact was deleted. `past`: all attempts to the contact, oldest first.
    `warning`: why the promised call cannot be made at its moment."""

    person: ContactNow | None
    script: Text
    form: tuple[FormFieldItem, ...]
    dispositions: tuple[DispositionItem, ...]
    past: tuple[AttemptItem, ...]
    warning: Text | None = None


class ContactAtHand(Answer):
    """The contact that an agent is shown (dialled by itself at `dials_at`), that rings for him, with whom he talks, or in whose
    aftercall he is (until `deadline`). `disposition`, `filled`: what was said so far; `callback`: the call that is promised.
    `past`: all attempts to the contact, oldest first, this one too."""

    attempt: str
    campaign: str
    stage: Literal["shown", "dialled", "talking", "aftercall"]
    since: Instant
    dials_at: Instant | None
    deadline: Instant | None
    contact: int
    name: Text
    number: str
    numbers: tuple[NumberNow, ...]
    zone: str | None
    fields: dict[Text, Text]
    script: Text
    form: tuple[FormFieldItem, ...]
    dispositions: tuple[DispositionItem, ...]
    disposition: Text | None
    filled: dict[Text, Text] | None
    callback: CallbackNow | None
    past: tuple[AttemptItem, ...]


class PromisedItem(Answer):
    """`due`: when it may be made: later than promised, where that moment was not lawful, or the line was busy."""

    contact: int
    name: Text
    campaign: str
    due: Instant
    callback: CallbackNow


class CallbackSet(Answer):
    """`warning`: why the call cannot be made at its moment."""

    contact: int
    campaign: str
    callback: CallbackNow | None
    warning: Text | None = None


# --- made of what is on record -----------------------------------------------------------------------------------


def attempt_values(one: Recorded) -> dict[str, Any]:
    attempt = one.attempt
    same = [name for name in AttemptItem.model_fields if hasattr(attempt, name)]
    return as_dict(attempt, *same) | {
        "name": one.name,
        "outcome": None if attempt.outcome is None else attempt.outcome.value,
        "talked_ms": attempt.talked,
        "filled": None if one.form is None else dict(one.form),
    }


def attempt_item(one: Recorded) -> AttemptItem:
    return AttemptItem.model_validate(attempt_values(one))


def attempt_items(some: Sequence[Recorded]) -> tuple[AttemptItem, ...]:
    return tuple(attempt_item(one) for one in some)


def callback_now(promise: Callback | None, contact: Contact) -> CallbackNow | None:
    if promise is None:
        return None
    number = next((one.e164 for one in contact.numbers if one.id == promise.number), None)
    return CallbackNow(at=promise.at, agent=promise.agent, number=number, moves_ms=promise.moves)


def contact_now(contact: Contact) -> ContactNow:
    return ContactNow(
        id=contact.id,
        name=contact.name,
        list=contact.list,
        numbers=numbers_now(contact),
        zone=contact.zone,
        language=contact.language,
        fields=dict(contact.fields),
        standing=contact.standing.value,
        due=contact.due,
        callback=callback_now(contact.callback, contact),
    )


def numbers_now(contact: Contact) -> tuple[NumberNow, ...]:
    return tuple(
        NumberNow(id=one.id, number=one.e164, kind=one.kind, dead=one.dead) for one in contact.numbers
    )


def _of_campaign(whole: Whole) -> dict[str, Any]:
    card = whole.card
    return {
        "script": card.script if card else "",
        "form": [field_item(one) for one in card.form] if card else [],
        "dispositions": [disposition_item(one) for one in card.dispositions] if card else [],
    }


def attempt_whole(whole: Whole, warning: str = "") -> AttemptWhole:
    more = {
        "person": contact_now(whole.contact) if whole.contact else None,
        "past": attempt_items(whole.past),
        "warning": warning or None,
    }
    return AttemptWhole.model_validate(attempt_values(whole.recorded) | _of_campaign(whole) | more)


def contact_at_hand(found: AtHand, whole: Whole) -> ContactAtHand:
    attempt, contact = whole.attempt, whole.contact
    shown, wrapping = found.where is Where.SHOWN, found.where is Where.AFTERCALL
    values = {
        "attempt": attempt.id,
        "campaign": attempt.campaign,
        "stage": found.where.value,
        "since": found.since,
        "dials_at": found.until if shown else None,
        "deadline": found.until if wrapping else None,
        "contact": attempt.contact,
        "name": whole.recorded.name,
        "number": attempt.number,
        "numbers": numbers_now(contact) if contact else (),
        "fields": dict(contact.fields) if contact else {},
        "zone": contact.zone if contact else None,
        "callback": callback_now(contact.callback, contact) if contact else None,
        "disposition": attempt.disposition,
        "filled": None if whole.recorded.form is None else dict(whole.recorded.form),
        "past": attempt_items(whole.past),
    }
    return ContactAtHand.model_validate(values | _of_campaign(whole))


def promised_item(one: Promised, contact: Contact) -> PromisedItem:
    promise = callback_now(one.callback, contact)
    return PromisedItem.model_validate(
        {
            "contact": one.contact,
            "name": one.name,
            "campaign": contact.campaign,
            "due": one.due,
            "callback": promise,
        }
    )
