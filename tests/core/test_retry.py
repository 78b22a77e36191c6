"""What follows an attempt: the retry table, dispositions, several numbers, limits, promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.moment import DAY, HOUR, MINUTE, SECOND
from dialer.core.cards import RETRIES, Retry, Step
from dialer.core.contact import Callback, Contact, History
from dialer.core.outcome import Outcome
from dialer.core.retry import Again, Finished, after
from tests.core.contacts import HOME, MOBILE, NOON, OFFICE, attempt, campaign, contact, history, past

OVER = NOON + 20 * SECOND
NONE = History()


def again(step: Again | Finished) -> Again:
    assert isinstance(step, Again), step
    return step


def finished(step: Again | Finished) -> str:
    assert isinstance(step, Finished), step
    return step.why


@pytest.mark.parametrize("outcome", [one for one in RETRIES if one is not Outcome.INVALID])
def test_the_table(outcome: Outcome) -> None:
    """After how long, to which number, as the common table says; and finished when it happened once too often."""
    rule, people = RETRIES[outcome], contact(MOBILE, HOME)
    step = again(after(people, attempt(outcome), NONE, campaign()))
    assert step.at == OVER + rule.after
    assert step.number == (MOBILE.id if rule.step is Step.SAME else HOME.id)
    wide = campaign(per_contact=99, per_number=99)
    before = [past(NOON - n * HOUR, outcome) for n in range(1, rule.times + 1)]
    assert isinstance(after(people, attempt(outcome), history(*before[:-1]), wide), Again)
    why = finished(after(people, attempt(outcome), history(*before), wide))
    assert why == f"{outcome.value}, {rule.times + 1} times"


def test_the_campaigns_own_rule_is_the_stronger() -> None:
    """A rule of the campaign replaces the common one; 0 times is finished at once."""
    card = campaign(retries={Outcome.BUSY: Retry(5 * MINUTE, 1, Step.NEXT), Outcome.MACHINE: Retry(HOUR, 0)})
    step = again(after(contact(MOBILE, HOME), attempt(Outcome.BUSY), NONE, card))
    assert (step.at, step.number) == (OVER + 5 * MINUTE, HOME.id)
    assert finished(after(contact(), attempt(Outcome.MACHINE), NONE, card)) == "machine"


def test_the_attempt_itself_in_the_history_makes_no_difference() -> None:
    """Whether the store has written it already or not."""
    mine = attempt(Outcome.BUSY)
    known = history(*(past(NOON - n * HOUR, Outcome.BUSY) for n in range(1, 5)))
    with_it = History((*known.past, past(NOON, Outcome.BUSY)))
    assert after(contact(), mine, known, campaign()) == after(contact(), mine, with_it, campaign())


def test_no_such_number_goes_to_the_next_at_once() -> None:
    """Each number once, dead ones left out, finished with the last."""
    people = contact(MOBILE, replace(HOME, dead=True), OFFICE)
    step = again(after(people, attempt(Outcome.INVALID), NONE, campaign()))
    assert (step.at, step.number) == (OVER, OFFICE.id)
    rest = contact(replace(MOBILE, dead=True), replace(HOME, dead=True), OFFICE)
    known = history(past(NOON - MINUTE, Outcome.INVALID))
    assert "no number left" in finished(after(rest, attempt(Outcome.INVALID, OFFICE), known, campaign()))


def test_next_goes_around_the_list() -> None:
    """After the last number comes the first."""
    step = again(after(contact(MOBILE, HOME, OFFICE), attempt(Outcome.NO_ANSWER, OFFICE), NONE, campaign()))
    assert step.number == MOBILE.id


def test_a_number_that_was_tried_enough_is_left_out() -> None:
    """The limit for a number passes its turn on; with all of them tried it is finished."""
    card = campaign(per_number=2, retries={Outcome.BUSY: Retry(HOUR, 99, Step.SAME)})
    known = history(past(NOON - HOUR, Outcome.BUSY))
    assert again(after(contact(MOBILE, HOME), attempt(Outcome.BUSY), known, card)).number == HOME.id
    assert "no number left" in finished(after(contact(), attempt(Outcome.BUSY), known, card))


def test_limits_of_the_contact() -> None:
    """As many attempts as the campaign allows; what our own network failed is none of them."""
    card = campaign(per_contact=3, retries={Outcome.BUSY: Retry(HOUR, 99)})
    failed = [past(NOON - n * MINUTE, Outcome.FAILED) for n in range(1, 9)]
    one = past(NOON - HOUR, Outcome.BUSY)
    assert isinstance(after(contact(), attempt(Outcome.BUSY), history(*failed, one), card), Again)
    two = past(NOON - 2 * HOUR, Outcome.MACHINE)
    why = finished(after(contact(), attempt(Outcome.BUSY), history(*failed, one, two), card))
    assert why == "tried 3 times, at most 3"


def test_other_contacts_attempts_are_not_this_ones() -> None:
    """The same number in another list: its attempts do not use up this contact's."""
    known = history(*(past(NOON - n * HOUR, Outcome.BUSY, of=99) for n in range(1, 30)))
    assert isinstance(after(contact(), attempt(Outcome.BUSY), known, campaign()), Again)


@pytest.mark.parametrize(
    ("said", "why"),
    [("sale", "sale"), ("stop", "stop"), (None, "connected"), ("none given", "none given"), ("old", "old")],
)
def test_a_conversation_finishes(said: str | None, why: str) -> None:
    """Unless its disposition asks for more: none given and ones that the campaign no longer has do not."""
    assert finished(after(contact(), attempt(Outcome.CONNECTED, disposition=said), NONE, campaign())) == why


def test_a_dispositions_own_rule() -> None:
    """`retry` of a disposition: after its span, at most so many times, whatever the outcomes were."""
    mine = attempt(Outcome.CONNECTED, disposition="thinking")
    step = again(after(contact(), mine, NONE, campaign()))
    assert (step.at, step.callback) == (OVER + 3 * DAY, None)
    one, two = (past(NOON - n * DAY, Outcome.CONNECTED, disposition="thinking") for n in (4, 8))
    assert isinstance(after(contact(), mine, history(one), campaign()), Again)
    assert finished(after(contact(), mine, history(one, two), campaign())) == "thinking, 3 times"


def test_a_wrong_person_kills_the_number_only() -> None:
    """The next number is called; without one it is finished."""
    mine = attempt(Outcome.CONNECTED, disposition="wrong person")
    step = again(after(contact(MOBILE, HOME), mine, NONE, campaign()))
    assert (step.at, step.number) == (OVER, HOME.id)
    assert finished(after(contact(), mine, NONE, campaign())) == "wrong person, and no number left"


def test_a_callback_is_due_when_it_was_promised() -> None:
    """Its moment, its number and its agent."""
    promise = Callback(NOON + DAY, HOME.id, "1001", 10 * MINUTE)
    mine = attempt(Outcome.CONNECTED, disposition="later")
    step = again(after(contact(MOBILE, HOME), mine, NONE, campaign(), promise))
    assert step == Again(NOON + DAY, HOME.id, "later", promise)


def test_a_callback_stands_until_somebody_speaks_with_him() -> None:
    """Busy: the promise stands for the next try; connected: it was kept."""
    promise = Callback(NOON, HOME.id, "1001")
    people = contact(MOBILE, HOME, callback=promise)
    step = again(after(people, attempt(Outcome.BUSY, HOME), NONE, campaign()))
    assert step.callback == replace(promise, at=OVER + 15 * MINUTE)
    spoke = attempt(Outcome.CONNECTED, HOME, disposition="thinking")
    assert again(after(people, spoke, NONE, campaign())).callback is None


def test_counting_begins_anew_with_a_promise() -> None:
    """What was tried before he asked to be called does not end it."""
    before = [past(NOON - n * HOUR, Outcome.BUSY) for n in range(2, 12)]
    known = history(*before, past(NOON - HOUR, Outcome.CONNECTED, disposition="later"))
    asked = contact(callback=Callback(NOON))
    assert isinstance(after(asked, attempt(Outcome.BUSY), known, campaign()), Again)
    assert isinstance(after(contact(), attempt(Outcome.BUSY), known, campaign()), Finished)


def test_a_changed_disposition_is_asked_again() -> None:
    """The same attempt with another disposition: the later answer stands on its own."""
    person: Contact = contact()
    assert finished(after(person, attempt(Outcome.CONNECTED, disposition="sale"), NONE, campaign())) == "sale"
    assert isinstance(
        after(person, attempt(Outcome.CONNECTED, disposition="thinking"), NONE, campaign()), Again
    )


def test_without_an_outcome_nothing_follows() -> None:
    """An attempt that is under way: the error names it."""
    with pytest.raises(ValueError, match="attempt d-main-1-a has no outcome yet"):
        after(contact(), attempt(None), NONE, campaign())
