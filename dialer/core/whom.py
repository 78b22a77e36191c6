"""Which number of a contact to call now: the one whose turn it is if it may be called, else the next one that may."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import MINUTE, Moment
from dialer.core import reasons
from dialer.core.cards import CampaignCard
from dialer.core.contact import Contact, History, Number
from dialer.core.lawful import Calendars
from dialer.core.permit import permit
from dialer.core.turns import line_up
from dialer.core.verdict import Never, NotBefore, Rule, Verdict, Yes

SOON = 5 * MINUTE
"""When to look again where something has to happen first and nobody knows when."""


@dataclass(frozen=True, slots=True)
class Call:
    number: Number


def whom(
    contact: Contact,
    campaign: CampaignCard,
    history: History,
    now: Moment,
    calendars: Calendars,
    *,
    agent: str | None = None,
) -> Call | NotBefore | Never:
    """If none may be called now: the earliest moment of any; else why never. Who was promised a call to one number gets it
    there, as long as that one may ever be called."""
    no: list[NotBefore | Never] = []
    for number in line_up(contact, history, campaign):
        verdict = permit(contact, number, campaign, history, now, calendars, agent=agent)
        if isinstance(verdict, Yes):
            return Call(number)
        no.append(verdict)
        if _is_promised(contact, number) and not (isinstance(verdict, Never) and verdict.ends_number):
            return verdict
    return _best(no)


def look_again(verdict: Verdict, now: Moment) -> Moment | None:
    """When to ask again for this contact. None: it is finished (`verdict.reason`)."""
    if isinstance(verdict, NotBefore):
        return verdict.at
    if isinstance(verdict, Never) and (verdict.ends_number or verdict.ends_contact):
        return None
    return now + SOON


def _is_promised(contact: Contact, number: Number) -> bool:
    return contact.callback is not None and contact.callback.number == number.id


def _best(no: list[NotBefore | Never]) -> NotBefore | Never:
    """A moment before what nobody knows, that before an end."""
    timed = [verdict for verdict in no if isinstance(verdict, NotBefore)]
    if timed:
        return min(timed, key=lambda verdict: verdict.at)
    never = [verdict for verdict in no if isinstance(verdict, Never)]
    open_ = [verdict for verdict in never if not (verdict.ends_number or verdict.ends_contact)]
    whole = [verdict for verdict in never if verdict.ends_contact]
    return next(iter(open_ or whole or never), Never(reasons.NONE_ALIVE(), Rule.DEAD))
