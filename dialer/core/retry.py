"""What follows an attempt: again at a moment, or finished. By the disposition, else by the retry table and the campaign's
limits.

The moment is when it is due; whether it may be called then is permission's to say. So a rule of 15 minutes and a gap of an hour
are an hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.callback import kept
from dialer.core.cards import CampaignCard, Disposition, Does, Retry
from dialer.core.contact import Callback, Contact, History, Number, Past
from dialer.core.dispositions import find, marks_of
from dialer.core.outcome import NOT_COUNTED, Outcome
from dialer.core.tried import asked_for, fresh, others
from dialer.core.turns import after_this, rule_of


@dataclass(frozen=True, slots=True)
class Again:
    """`number`: whose turn it then is. `callback`: the promise that stands from now on; None: none does."""

    at: Moment
    number: int | None
    why: str
    callback: Callback | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    why: str


def after(
    contact: Contact,
    attempt: Attempt,
    history: History,
    campaign: CampaignCard,
    promise: Callback | None = None,
) -> Again | Finished:
    """Of an attempt with an outcome, and again when its disposition is given or changed; `promise` comes with a callback.

    The contact as it was when taken; whether the attempt itself is in `history` makes no difference. `marks_of` says what else
    it does.
    """
    if attempt.outcome is None:
        raise ValueError(f"attempt {attempt.id} has no outcome yet: nothing follows it")
    given = find(campaign, attempt.disposition)
    if given is not None:
        said = _said(given, attempt, campaign, promise)
        if said is not None:
            return said
    rule = rule_of(campaign, attempt.outcome, attempt.disposition)
    if rule is None:
        return Finished(attempt.disposition or attempt.outcome.value)
    return _by_rule(contact, attempt, attempt.outcome, history, campaign, rule)


def _said(
    given: Disposition, attempt: Attempt, campaign: CampaignCard, promise: Callback | None
) -> Again | Finished | None:
    """Where the disposition alone decides."""
    if given.does in (Does.FINISH, Does.DO_NOT_CALL):
        return Finished(given.code)
    if given.does is Does.CALLBACK:
        stands = promise or Callback(_over(attempt) + campaign.gap)
        return Again(stands.at, stands.number, given.code, stands)
    return None


def _by_rule(
    contact: Contact,
    attempt: Attempt,
    outcome: Outcome,
    history: History,
    campaign: CampaignCard,
    rule: Retry,
) -> Again | Finished:
    given = find(campaign, attempt.disposition)
    what = outcome.value if given is None else given.code
    before = _before(contact, attempt, history)
    times = 1 + sum(_alike(past, outcome, given) for past in before)
    if times > rule.times and not _by_numbers(outcome, given, rule):
        return Finished(f"{what}, {times} times" if times > 1 else what)
    counted = [past.number for past in before if past.outcome not in NOT_COUNTED]
    counted += [] if outcome in NOT_COUNTED else [attempt.number]
    if len(counted) >= campaign.per_contact:
        return Finished(f"tried {len(counted)} times, at most {campaign.per_contact}")
    dead = marks_of(contact, attempt, campaign).dead
    left = _left(after_this(contact, attempt.number, rule.step), dead, counted, campaign)
    if not left:
        return Finished(f"{what}, and no number left")
    at = _over(attempt) + rule.after
    return Again(at, left[0].id, what, _stands(contact, outcome, at))


def _alike(past: Past, outcome: Outcome, given: Disposition | None) -> bool:
    """A disposition's own rule counts that disposition, the table counts outcomes."""
    if given is not None and given.does is Does.RETRY and given.retry is not None:
        return past.disposition == given.code
    return past.outcome is outcome


def _by_numbers(outcome: Outcome, given: Disposition | None, rule: Retry) -> bool:
    """What kills a number ends with the last of them. A rule of no times at all is the end even so."""
    if given is not None and given.does is Does.DEAD_NUMBER:
        return True
    return outcome is Outcome.INVALID and rule.times > 0


def _before(contact: Contact, attempt: Attempt, history: History) -> list[Past]:
    """Other attempts to the contact; those before its list was recycled, or before he asked to be called, no longer count."""
    anew = asked_for(contact, history)
    own = [past for past in others(history, attempt) if past.contact == contact.id and fresh(past, contact)]
    return [past for past in own if past.outcome is not None and (anew is None or past.at > anew)]


def _left(
    numbers: Sequence[Number], dead: Sequence[int], counted: Sequence[str], campaign: CampaignCard
) -> list[Number]:
    return [one for one in numbers if one.id not in dead and counted.count(one.e164) < campaign.per_number]


def _stands(contact: Contact, outcome: Outcome, at: Moment) -> Callback | None:
    """A promise is kept by speaking with him; until then it stands."""
    if contact.callback is None or outcome is Outcome.CONNECTED:
        return None
    return kept(contact.callback, at)


def _over(attempt: Attempt) -> Moment:
    return attempt.began if attempt.ended is None else attempt.ended
