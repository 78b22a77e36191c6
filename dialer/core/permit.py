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

Wait = tuple[Moment, Rule, str]
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
        return Never(f"{e164} is dead: no such number, or not this person's", Rule.DEAD)
    if number.kind == EMERGENCY or _E164(e164) is None:
        return Never(f"{e164!r} is no number that is ever dialled", Rule.KIND)
    if number.kind in PREMIUM and not campaign.premium:
        return Never(f"{e164} is {number.kind}, which campaign {campaign.code} does not dial", Rule.KIND)
    zone = unknown_zone(zones_of(contact, number))
    if zone is not None:
        what = f"{zone!r} is no time zone" if zone else "its time zone is not known"
        return Never(f"{e164}: {what}; give the contact one", Rule.ZONE)
    for entry in history.blocked:
        if entry.number == e164 and entry.where in ("everywhere", campaign.code):
            return Never(f"{e164} is on the do-not-call list ({entry.where}: {entry.source})", Rule.BLOCKED)
    return None


def _standing(contact: Contact, campaign: CampaignCard, mine: Attempt | None) -> Never | None:
    if contact.standing is Standing.REMOVED:
        return Never("the contact was removed", Rule.REMOVED)
    if contact.standing is Standing.FINISHED:
        return Never("the contact is finished", Rule.FINISHED)
    if contact.standing is Standing.OUT and mine is None:
        return Never("the contact is taken already", Rule.TAKEN)
    if not contact.listed:
        return Never("its list is not active", Rule.LIST)
    if campaign.state is not State.RUNNING:
        return Never(f"campaign {campaign.code} is {campaign.state.value}", Rule.STATE)
    return None


def _counts(so_far: Tried, campaign: CampaignCard) -> Never | None:
    if so_far.contact >= campaign.per_contact:
        return Never(f"tried {so_far.contact} times, at most {campaign.per_contact}", Rule.PER_CONTACT)
    if so_far.number >= campaign.per_number:
        return Never(f"number tried {so_far.number} times, at most {campaign.per_number}", Rule.PER_NUMBER)
    if so_far.under_way is not None:
        return Never(f"an attempt to {so_far.under_way.number} is under way", Rule.UNDER_WAY)
    return None


def _promised(contact: Contact, agent: str | None) -> Never | None:
    if contact.callback is None or from_when(contact.callback, agent) is not None:
        return None
    return Never(f"promised a call by agent {contact.callback.agent} himself", Rule.PROMISED)


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
    reason = first[2] if first[2] == last[2] else f"{first[2]}; then {last[2]}"
    return NotBefore(at, reason, first[1])


def _fixed(contact: Contact, campaign: CampaignCard, so_far: Tried, agent: str | None) -> Iterator[Wait]:
    """Rules that hold until one moment and never again."""
    promise = None if contact.callback is None else from_when(contact.callback, agent)
    if promise is not None:
        yield promise, Rule.PROMISED, "promised a call for later"
    yield contact.due, Rule.DUE, "not due yet"
    if so_far.touched is not None:
        yield so_far.touched + campaign.gap, Rule.GAP, f"within {_span(campaign.gap)} of the last attempt"
    if so_far.touched_number is not None:
        text = f"within {_span(campaign.gap)} of the last attempt to the number"
        yield so_far.touched_number + campaign.gap, Rule.GAP, text
    if so_far.abandoned is not None and agent is None:
        lockout = regime_of(campaign).lockout
        text = f"within {_span(lockout)} of an abandoned call, and no agent is booked for it"
        yield so_far.abandoned + lockout, Rule.LOCKOUT, text


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
        return Never(f"campaign {campaign.code} allows no attempt in a day", Rule.PER_DAY)
    least = sorted(so_far.starts)[-campaign.per_day]
    ends = [end for begin, end in (day_of(zone, at) for zone in where) if least >= begin]
    return (max(ends), Rule.PER_DAY, f"tried {campaign.per_day} times that day") if ends else None


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
        ended = "has ended" if ever_opens(own) else "is empty"
        return Never(f"the calendar of campaign {campaign.code} {ended}", Rule.CALENDAR)
    if opens is None:
        hours = f"calling hours of {told(where)}" + ("" if own is None else " that is the campaign's too")
        return Never(f"no hour lies within the {hours}", Rule.HOURS)
    if ours is not None and ours > at:
        return opens, Rule.CALENDAR, "the campaign is closed"
    return opens, Rule.HOURS, why_closed(calendars, regime, where, at)


def _span(span: Span) -> str:
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if span >= unit and span % unit == 0:
            return f"{span // unit} {name}"
    return f"{span // 1000} s"
