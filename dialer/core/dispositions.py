"""Dispositions: what an agent says became of it, and what that does to the contact, its numbers and the do-not-call list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acd.core.reason import Reason
from dialer.core import reasons
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Disposition, Does
from dialer.core.contact import Contact
from dialer.core.outcome import Outcome

NONE_GIVEN: Final = "none given"
"""Recorded where one was demanded and missing when aftercall was over."""


class DispositionError(Exception):
    """One that the campaign does not have, or that lacks something: what was wrong, and what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Marks:
    """`dead`: ids of numbers not to be tried again. `blocked`: E.164, for the do-not-call list, everywhere: it is a person who
    asked, and so it is for all numbers of his."""

    dead: tuple[int, ...] = ()
    blocked: tuple[str, ...] = ()


def find(campaign: CampaignCard, code: str | None) -> Disposition | None:
    """None: none was given, or it is one that the campaign had once."""
    return next((one for one in campaign.dispositions if one.code == code), None)


def check(campaign: CampaignCard, code: str, promise: bool) -> Disposition:
    """Before it is recorded; `promise`: a moment for the callback came with it. Raises DispositionError."""
    one = find(campaign, code)
    if one is None:
        known = ", ".join(each.code for each in campaign.dispositions) or "none at all"
        why = reasons.NO_DISPOSITION(campaign=campaign.code, disposition=code, known=known)
        raise DispositionError(why)
    if one.does is Does.CALLBACK and not promise:
        raise DispositionError(reasons.NEEDS_MOMENT(disposition=code, campaign=campaign.code))
    return one


def marks_of(contact: Contact, attempt: Attempt, campaign: CampaignCard) -> Marks:
    """What the attempt does to numbers and do-not-call list. After a changed disposition: ask for both, and take back what is
    only in the first."""
    given = find(campaign, attempt.disposition)
    does = None if given is None else given.does
    if does is Does.DO_NOT_CALL:
        return Marks(blocked=tuple(dict.fromkeys((attempt.number, *(one.e164 for one in contact.numbers)))))
    if does is Does.DEAD_NUMBER or attempt.outcome is Outcome.INVALID:
        return Marks(dead=tuple(one.id for one in contact.numbers if one.e164 == attempt.number))
    return Marks()
