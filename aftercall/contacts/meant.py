"""What is meant by what was said: checked against the campaign and the contact, pure."""

from __future__ import annotations

from acd.core.agent import Agent
from acd.core.hours import is_open
from acd.core.moment import Moment
from acd.store.errors import BadCard
from aftercall.contacts.said import Promise, Said, WrongForm
from dialer.almanac import calendars_of
from dialer.core.callback import CallbackError, promised
from dialer.core.cards import CampaignCard
from dialer.core.contact import Callback, Contact, Number
from dialer.core.dispositions import NONE_GIVEN
from dialer.core.form import fill
from dialer.core.lawful import lawful, why_closed, zones_of
from dialer.core.rules import regime_of
from dialer.store.looking import Whole


def check_said(whole: Whole, said: Said) -> None:
    """What can be told without the database, all fields of a form at once."""
    if said.disposition == NONE_GIVEN:
        raise BadCard("disposition", NONE_GIVEN, "is what is recorded when nothing is said", "say something")
    if whole.card is None or said.form is None:
        return
    errors = fill(whole.card.form, said.form).errors
    if errors:
        raise WrongForm(whole.card.code, errors)


def check_agent(wish: Promise, agent: Agent | None, card: CampaignCard | None) -> None:
    """Is the promise one that this agent can keep?"""
    if wish.agent is None:
        if wish.moves is not None:
            why = "is for an agent's own callback"
            raise BadCard("callback.moves", wish.moves, why, "name the agent, too")
        return
    if agent is None:
        raise BadCard("callback.agent", wish.agent, "is no agent", "`aftercall agents list` shows who is")
    if card is None:
        return
    if card.code not in dict(agent.card.queues):
        why = f"may not join campaign {card.code}"
        raise BadCard("callback.agent", wish.agent, why, "take one who may, or leave it to anyone")


def number_of(contact: Contact, e164: str | None, called: str) -> Number:
    """The one that is named; else the one that was called, else his first living one."""
    if e164 is None:
        alive = [one for one in contact.numbers if not one.dead] or list(contact.numbers)
        found = next((one for one in contact.numbers if one.e164 == called), alive[0] if alive else None)
        if found is None:
            raise BadCard("callback", "", f"is for contact {contact.id}, who has no number", "give him one")
        return found
    for one in contact.numbers:
        if one.e164 == e164:
            return one
    his = ", ".join(one.e164 for one in contact.numbers) or "none"
    raise BadCard("callback.number", e164, f"is no number of contact {contact.id}", f"he has {his}")


def moment_of(contact: Contact, number: Number, wish: Promise) -> Moment:
    if wish.local is None:
        if wish.at is None:
            raise BadCard("callback", "", "has no moment", "say at, or local for the contact's own clock")
        return wish.at
    try:
        return promised(contact, number, wish.local)
    except CallbackError as error:
        raise BadCard("callback.local", str(wish.local), f"has no one moment: {error}") from error


def why_not_then(contact: Contact, promise: Callback, card: CampaignCard) -> str:
    """Calling hours at the promised moment: it is then made when they begin again."""
    number = next((one for one in contact.numbers if one.id == promise.number), None)
    if number is None:
        return ""
    where, calendars, regime = zones_of(contact, number), calendars_of(card), regime_of(card)
    if all(is_open(calendar, promise.at) for calendar in lawful(calendars, regime, where)):
        return ""
    if calendars.own is not None and not is_open(calendars.own, promise.at):
        return f"campaign {card.code} is closed then; the call is made when it opens"
    return f"then it is {why_closed(calendars, regime, where, promise.at).text}; the call is made when they begin"
