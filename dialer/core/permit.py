"""May this number be called now? One pure decision with its reason, asked when a contact is taken and again before it is dialled.

In this order, so that the reason is the one that changes least:

1. the number: dead, of a kind that is not dialled, in no known zone, on a do-not-call list;
2. the contact: removed, finished, taken already; its list; the campaign's state;
3. attempts in all, to the contact and to the number;
4. an attempt under way, to the contact or (of any campaign) to the number; a promise that is another agent's alone;
5. time: the promised or due moment, the gap after the last attempt to the contact or (of any campaign) to the number, the lockout
   after an abandoned call, attempts in the contact's day, the campaign's own hours and the regime's.

1 to 4 are `Never`: waiting does not help. For 5 the answer carries the first moment at which all of it holds together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from acd.core.calendar import ever_opens
from acd.core.hours import next_open_in_all, next_opening
from acd.core.moment import DAY, HOUR, MINUTE, Moment, Span
from acd.core.reason import Reason
from dialer.core import reasons
from dialer.core.attempt import Attempt
from dialer.core.callback import from_when
from dialer.core.cards import CampaignCard, State
from dialer.core.contact import Contact, History, Number, Standing
from dialer.core.days import day_of
from dialer.core.lawful import Calendars, lawful, told, unknown_zone, why_closed, zones_of
from dialer.core.rules import regime_of
from dialer.core.tried import Tried, tried
from dialer.core.verdict import YES, Never, NotBefore, Rule, Verdict

PREMIUM: Final = frozenset({"premium", "shared cost"})
"""Dialled only where the campaign says so."""

EMERGENCY: Final = "emergency"

_E164: Final = re.compile(r"\+[1-9][0-9]{5,14}").fullmatch
"""And nothing else: what is dialled becomes part of a channel's name in Asterisk."""

Wait = tuple[Moment, Rule, Reason]
"""Until then this rule forbids it."""


def permit(
    contact: Contact,
    number: Number,
    campaign: CampaignCard,
    history: History,
    now: Moment,
    calendars: Calendars,
    *,
    agent: str | None = None,
    mine: Attempt | None = None,
) -> Verdict:
    """`agent`: who is booked for it, or whose preview it is; None: whoever is free. `mine`: the attempt for which it is asked
    again; its contact is out for it. Raises UnknownRegimeError."""
    no = _number(number, contact, campaign, history) or _standing(contact, campaign, mine)
    if no is not None:
        return no
    so_far = tried(contact, number, history, mine)
    no = _counts(so_far, campaign) or _promised(contact, agent)
    if no is not None:
        return no
    return _when(contact, number, campaign, so_far, now, calendars, agent)


def _number(number: Number, contact: Contact, campaign: CampaignCard, history: History) -> Never | None:
    e164 = number.e164
    if number.dead:
        return Never(reasons.DEAD(number=e164), Rule.DEAD)
    if number.kind == EMERGENCY or _E164(e164) is None:
        return Never(reasons.NEVER_DIALLED(number=e164), Rule.KIND)
    if number.kind in PREMIUM and not campaign.premium:
        why = reasons.PREMIUM(number=e164, number_kind=number.kind, campaign=campaign.code)
        return Never(why, Rule.KIND)
    zone = unknown_zone(zones_of(contact, number))
    if zone is not None:
        why = reasons.STRANGE_ZONE(number=e164, zone=zone) if zone else reasons.NO_ZONE(number=e164)
        return Never(why, Rule.ZONE)
    for entry in history.blocked:
        if entry.number == e164 and entry.where in ("everywhere", campaign.code):
            why = reasons.BLOCKED(number=e164, place=entry.where, source=entry.source)
            return Never(why, Rule.BLOCKED)
    return None


def _standing(contact: Contact, campaign: CampaignCard, mine: Attempt | None) -> Never | None:
    if contact.standing is Standing.REMOVED:
        return Never(reasons.REMOVED(), Rule.REMOVED)
    if contact.standing is Standing.FINISHED:
        return Never(reasons.FINISHED(), Rule.FINISHED)
    if contact.standing is Standing.OUT and mine is None:
        return Never(reasons.TAKEN(), Rule.TAKEN)
    if not contact.listed:
        return Never(reasons.LIST(), Rule.LIST)
    if campaign.state is not State.RUNNING:
        why = reasons.CAMPAIGN_STATE(campaign=campaign.code, campaign_state=campaign.state.value)
        return Never(why, Rule.STATE)
    return None


def _counts(so_far: Tried, campaign: CampaignCard) -> Never | None:
    if so_far.contact >= campaign.per_contact:
        why = reasons.PER_CONTACT(count=so_far.contact, most=campaign.per_contact)
        return Never(why, Rule.PER_CONTACT)
    if so_far.number >= campaign.per_number:
        why = reasons.PER_NUMBER(count=so_far.number, most=campaign.per_number)
        return Never(why, Rule.PER_NUMBER)
    if so_far.under_way is not None:
        return Never(reasons.ATTEMPT_UNDER_WAY(number=so_far.under_way.number), Rule.UNDER_WAY)
    return None


def _promised(contact: Contact, agent: str | None) -> Never | None:
    if contact.callback is None or from_when(contact.callback, agent) is not None:
        return None
    return Never(reasons.PROMISED_BY(agent=contact.callback.agent or ""), Rule.PROMISED)


def _when(
    contact: Contact,
    number: Number,
    campaign: CampaignCard,
    so_far: Tried,
    now: Moment,
    calendars: Calendars,
    agent: str | None,
) -> Verdict:
    """The least moment that all rules allow: each moves it on to the first it allows itself, until none does."""
    where = zones_of(contact, number)
    waits = [wait for wait in _fixed(contact, campaign, so_far, agent) if wait[0] > now]
    at = max((wait[0] for wait in waits), default=now)
    moved = True
    while moved:
        moved = False
        for step in _recurring(campaign, so_far, calendars, where):
            wait = step(at)
            if isinstance(wait, Never):
                return wait
            if wait is not None:
                waits.append(wait)
                at, moved = wait[0], True
    return _not_before(at, waits) if waits else YES


def _not_before(at: Moment, waits: list[Wait]) -> NotBefore:
    """Told: what forbids it now, then what makes it as late as that."""
    first, last = waits[0], max(waits, key=lambda wait: wait[0])
    why = (first[2],) if first[2] == last[2] else (first[2], reasons.THEN(), last[2])
    return NotBefore(at, why, first[1])


def _fixed(contact: Contact, campaign: CampaignCard, so_far: Tried, agent: str | None) -> Iterator[Wait]:
    """Rules that hold until one moment and never again."""
    promise = None if contact.callback is None else from_when(contact.callback, agent)
    if promise is not None:
        yield promise, Rule.PROMISED, reasons.PROMISED_LATER()
    yield contact.due, Rule.DUE, reasons.NOT_DUE()
    if so_far.touched is not None:
        yield so_far.touched + campaign.gap, Rule.GAP, reasons.GAP(span=_span(campaign.gap))
    if so_far.touched_number is not None:
        why = reasons.GAP_NUMBER(span=_span(campaign.gap))
        yield so_far.touched_number + campaign.gap, Rule.GAP, why
    if so_far.abandoned is not None and agent is None:
        lockout = regime_of(campaign).lockout
        yield so_far.abandoned + lockout, Rule.LOCKOUT, reasons.LOCKOUT(span=_span(lockout))


def _recurring(
    campaign: CampaignCard, so_far: Tried, calendars: Calendars, where: tuple[str, ...]
) -> Iterator[Callable[[Moment], Wait | Never | None]]:
    """Rules that come again with every day. Each says until when it forbids a moment; None: it does not."""
    if len(so_far.starts) >= campaign.per_day:
        yield lambda at: _day(campaign, so_far, where, at)
    yield lambda at: _hours(campaign, calendars, where, at)


def _day(campaign: CampaignCard, so_far: Tried, where: tuple[str, ...], at: Moment) -> Wait | Never | None:
    """The day of the zone that is the strictest. It is full if the last so many attempts all lie in it."""
    if campaign.per_day <= 0:
        return Never(reasons.NONE_A_DAY(campaign=campaign.code), Rule.PER_DAY)
    least = sorted(so_far.starts)[-campaign.per_day]
    ends = [end for begin, end in (day_of(zone, at) for zone in where) if least >= begin]
    return (max(ends), Rule.PER_DAY, reasons.PER_DAY(count=campaign.per_day)) if ends else None


def _hours(
    campaign: CampaignCard, calendars: Calendars, where: tuple[str, ...], at: Moment
) -> Wait | Never | None:
    regime = regime_of(campaign)
    opens = next_open_in_all(lawful(calendars, regime, where), at)
    if opens == at:
        return None
    own = calendars.own
    ours = None if own is None else next_opening(own, at)
    if own is not None and ours is None:
        ended = reasons.CALENDAR_ENDED if ever_opens(own) else reasons.CALENDAR_EMPTY
        return Never(ended(campaign=campaign.code), Rule.CALENDAR)
    if opens is None:
        none = reasons.NO_HOUR if own is None else reasons.NO_HOUR_OF_BOTH
        return Never(none(zones=told(where)), Rule.HOURS)
    if ours is not None and ours > at:
        return opens, Rule.CALENDAR, reasons.CLOSED()
    return opens, Rule.HOURS, why_closed(calendars, regime, where, at)


def _span(span: Span) -> str:
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if span >= unit and span % unit == 0:
            return f"{span // unit} {name}"
    return f"{span // 1000} s"
