"""Whose turn it is among a contact's numbers: around the list, dead ones left out. Nothing is stored for it: the last attempt
tells."""

from __future__ import annotations

from dialer.core.cards import RETRIES, CampaignCard, Does, Retry, Step
from dialer.core.contact import Contact, History, Number
from dialer.core.dispositions import find
from dialer.core.outcome import Outcome

AT_ONCE = Retry(0, 0, Step.NEXT)


def rule_of(campaign: CampaignCard, outcome: Outcome, disposition: str | None) -> Retry | None:
    """The disposition's if it has one, else the campaign's for the outcome, else the common one; None: there is none
    (connected)."""
    given = find(campaign, disposition)
    if given is not None and given.does is Does.DEAD_NUMBER:
        return AT_ONCE
    if given is not None and given.does is Does.RETRY and given.retry is not None:
        return given.retry
    return campaign.retries.get(outcome, RETRIES.get(outcome))


def line_up(contact: Contact, history: History, campaign: CampaignCard) -> tuple[Number, ...]:
    """All living numbers, the one whose turn it is first. A promised call is to the number that was promised."""
    numbers = sorted(contact.numbers, key=lambda one: (one.place, one.id))
    first = _promised(contact, numbers)
    if first is None:
        first = _turn(contact, numbers, history, campaign)
    return tuple(one for one in numbers[first:] + numbers[:first] if not one.dead)


def after_this(contact: Contact, number: str, step: Step) -> tuple[Number, ...]:
    """All living numbers in the order in which they follow an attempt to `number`."""
    numbers = sorted(contact.numbers, key=lambda one: (one.place, one.id))
    first = _follows(numbers, number, step)
    return tuple(one for one in numbers[first:] + numbers[:first] if not one.dead)


def _promised(contact: Contact, numbers: list[Number]) -> int | None:
    named = None if contact.callback is None else contact.callback.number
    return next((place for place, one in enumerate(numbers) if one.id == named and not one.dead), None)


def _turn(contact: Contact, numbers: list[Number], history: History, campaign: CampaignCard) -> int:
    last = max(
        (past for past in history.past if past.contact == contact.id), key=lambda past: past.at, default=None
    )
    if last is None or last.outcome is None:
        return 0
    rule = rule_of(campaign, last.outcome, last.disposition)
    return _follows(numbers, last.number, Step.SAME if rule is None else rule.step)


def _follows(numbers: list[Number], number: str, step: Step) -> int:
    """0 if the contact no longer has it."""
    at = next((place for place, one in enumerate(numbers) if one.e164 == number), None)
    if at is None:
        return 0
    return at if step is Step.SAME else (at + 1) % len(numbers)
