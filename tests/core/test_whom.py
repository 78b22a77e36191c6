"""Which number of a contact is called, and when to ask again for one that may not be."""

from __future__ import annotations

from dataclasses import replace

from acd.core.moment import HOUR, MINUTE, SECOND
from dialer.core.contact import Blocked, Callback, Contact, History, Number
from dialer.core.outcome import Outcome
from dialer.core.verdict import Never, NotBefore, Rule
from dialer.core.whom import SOON, Call, look_again, whom
from tests.core.contacts import (
    CALENDARS,
    HOME,
    MOBILE,
    NEW_YORK,
    NOON,
    OFFICE,
    at,
    campaign,
    contact,
    history,
    past,
)

AMERICAN = Number(4, "+12125550123", 3, (NEW_YORK,), "fixed")


def ask(people: Contact, known: History = History(), now: int = NOON, agent: str | None = None) -> object:  # noqa: B008
    found = whom(people, campaign(), known, now, CALENDARS, agent=agent)
    return found.number.id if isinstance(found, Call) else found


def test_the_first_number_first() -> None:
    """By place, not by the order in which they come."""
    assert ask(contact(OFFICE, HOME, MOBILE)) == MOBILE.id


def test_same_or_next_by_what_became_of_the_last_one() -> None:
    """Busy: the same number again; no answer: the next, around the list and past dead ones."""
    people = contact(MOBILE, replace(HOME, dead=True), OFFICE)
    assert ask(people, history(past(NOON - 2 * HOUR, Outcome.BUSY))) == MOBILE.id
    assert ask(people, history(past(NOON - 2 * HOUR, Outcome.NO_ANSWER))) == OFFICE.id
    assert ask(people, history(past(NOON - 2 * HOUR, Outcome.NO_ANSWER, OFFICE))) == MOBILE.id


def test_a_blocked_number_gives_way_to_the_next() -> None:
    """Do-not-call holds for a number; the others may be called."""
    assert ask(contact(MOBILE, HOME), History((), (Blocked(MOBILE.e164, "everywhere", "x", 0),))) == HOME.id


def test_whichever_may_be_called_first() -> None:
    """At 10 in Warsaw nobody is called in New York; if neither may be called, the earliest moment is told."""
    people = contact(replace(AMERICAN, place=0), replace(OFFICE, place=1))
    assert ask(people) == OFFICE.id
    night = at("2026-11-18 03:00")
    found = ask(people, now=night)
    assert isinstance(found, NotBefore)
    assert found.at == at("2026-11-18 09:00")


def test_a_promised_number_is_waited_for() -> None:
    """Who asked to be called at home is not called at the office instead; unless that number is dead."""
    promise = Callback(NOON + HOUR, HOME.id)
    found = ask(contact(MOBILE, HOME, callback=promise))
    assert isinstance(found, NotBefore)
    assert found.at == NOON + HOUR
    assert ask(contact(MOBILE, HOME, callback=promise), now=NOON + HOUR) == HOME.id
    dead = contact(MOBILE, replace(HOME, dead=True), callback=promise)
    assert ask(dead, now=NOON + HOUR) == MOBILE.id


def test_when_to_ask_again() -> None:
    """A moment is asked for again; an end is an end; for what nobody knows it is soon."""
    busy = whom(contact(), campaign(), history(past(NOON, Outcome.BUSY)), NOON + MINUTE, CALENDARS)
    assert look_again(busy, NOON + MINUTE) == NOON + 20 * SECOND + HOUR
    dead = whom(contact(replace(MOBILE, dead=True)), campaign(), History(), NOON, CALENDARS)
    assert isinstance(dead, Never)
    assert dead.rule is Rule.DEAD
    assert look_again(dead, NOON) is None
    ringing = whom(contact(), campaign(), history(past(NOON, None, of=99)), NOON, CALENDARS)
    assert look_again(ringing, NOON) == NOON + SOON


def test_one_number_done_the_other_busy_elsewhere_is_no_end() -> None:
    """As long as one of its numbers may yet be called, the contact stays open."""
    people = contact(replace(MOBILE, e164="+48999"), HOME)
    found = whom(people, campaign(), history(past(NOON, None, HOME, of=99)), NOON, CALENDARS)
    assert isinstance(found, Never)
    assert found.rule is Rule.UNDER_WAY
