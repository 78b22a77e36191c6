"""What a number that may be in several zones costs: it is called only while it is lawful in all of them."""

from __future__ import annotations

from collections.abc import Sequence

from acd.core.moment import MINUTE, Moment, Span
from dialer.almanac import calendars_of
from dialer.core.cards import CampaignCard
from dialer.core.contact import Contact, Number
from dialer.core.lawful import hours_of


def left_a_day(zones: Sequence[str], card: CampaignCard, at: Moment) -> Span:
    """In the week to come, on average, in whole minutes: the regime's hours there without its holidays, while the campaign itself is
    open."""
    number = Number(0, "", zones=tuple(zones))
    nobody = Contact(0, card.code, 0, (number,))
    return hours_of(nobody, number, card, calendars_of(card), at).a_day // MINUTE * MINUTE
