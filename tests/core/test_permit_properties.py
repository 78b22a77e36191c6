"""Permission against the law as one would read it out: for any history, around clock changes, in zones far apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acd.core.calendar import Calendar, Interval
from acd.core.moment import DAY, HOUR, MINUTE, Moment
from dialer.core.cards import CampaignCard
from dialer.core.contact import Blocked, Contact, History, Number, Past, Standing
from dialer.core.country import country_of
from dialer.core.lawful import Calendars
from dialer.core.outcome import NOT_COUNTED, NOT_FELT, Outcome
from dialer.core.permit import permit
from dialer.core.regime import REGIMES
from dialer.core.retry import Finished, after
from dialer.core.verdict import YES, Never, NotBefore
from dialer.core.whom import Call, look_again, whom
from tests.core.contacts import HOLIDAYS, NEW_YORK, RUSSIAN, WARSAW, at, attempt, campaign, contact

CHANGES = (
    at("2026-03-29 12:00", WARSAW),
    at("2026-10-25 12:00", WARSAW),
    at("2026-03-08 12:00", NEW_YORK),
    at("2026-11-01 12:00", NEW_YORK),
    at("2026-04-06 12:00", WARSAW),
    at("2026-11-11 12:00", WARSAW),
)
"""Days on which clocks jump, and holidays."""

PLACES = (
    (WARSAW,),
    (NEW_YORK,),
    ("Europe/London", WARSAW),
    ("America/Los_Angeles", NEW_YORK),
    ("Asia/Kathmandu",),
    ("Africa/Cairo",),  # its day begins at one o'clock when summer begins
    RUSSIAN,
)

OURS = Calendar(WARSAW, ((Interval(7 * 60, 12 * 60), Interval(13 * 60, 23 * 60)),) * 7)
BY_OWN = {
    None: Calendars(None, lambda c: HOLIDAYS.get(c, ())),
    OURS: Calendars(OURS, lambda c: HOLIDAYS.get(c, ())),
}


def clock(zone: str, moment: Moment) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)).astimezone(ZoneInfo(zone))


def in_hours(card: CampaignCard, zone: str, moment: Moment) -> bool:
    """The regime's hours, read from the wall."""
    regime, local = REGIMES[card.regime], clock(zone, moment)
    if regime.holidays and local.date() in dict(HOLIDAYS.get(country_of(zone) or "", ())):
        return False
    hours = regime.hours[local.weekday()]
    return hours is not None and hours.opens <= local.hour * 60 + local.minute < hours.closes


def our_hours(own: Calendar | None, moment: Moment) -> bool:
    local = clock(WARSAW, moment)
    return own is None or 7 <= local.hour < 12 or 13 <= local.hour < 23


def lawful(
    card: CampaignCard, own: Calendar | None, number: Number, pasts: tuple[Past, ...], now: Moment
) -> bool:
    """All rules of time and number for a contact with one number, without any of permission's own means."""
    felt = [one for one in pasts if one.outcome not in NOT_FELT]
    counted = [one for one in pasts if one.outcome not in NOT_COUNTED and one.contact == 7]
    left = [one for one in pasts if one.outcome is Outcome.ABANDONED]
    for zone in number.zones:
        today = [one for one in counted if clock(zone, one.at).date() == clock(zone, now).date()]
        if not in_hours(card, zone, now) or len(today) >= card.per_day:
            return False
    return (
        our_hours(own, now)
        and len(counted) < min(card.per_contact, card.per_number)
        and all(now >= (one.ended or one.at) + card.gap for one in felt)
        and all(now >= (one.ended or one.at) + REGIMES[card.regime].lockout for one in left)
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Contact, CampaignCard, Calendar | None, History, Moment]:
    """A contact with one number, tried some times in the days before."""
    number = Number(1, "+48512345678", 0, draw(st.sampled_from(PLACES)), "mobile")
    card = campaign(
        regime=draw(st.sampled_from(sorted(REGIMES))),
        gap=draw(st.sampled_from((0, 10 * MINUTE, HOUR, 30 * HOUR))),
        per_day=draw(st.integers(1, 3)),
        per_contact=draw(st.integers(3, 9)),
    )
    now = draw(st.sampled_from(CHANGES)) + draw(st.integers(-3 * DAY, 2 * DAY))
    past = st.builds(
        lambda back, length, outcome, of: Past(
            of, number.e164, now - back, now - back + min(length, back), outcome
        ),
        st.integers(0, 4 * DAY),
        st.integers(0, HOUR),
        st.sampled_from(list(Outcome)),
        st.sampled_from((7, 7, 7, 99)),
    )
    pasts = sorted(draw(st.lists(past, max_size=8)), key=lambda one: one.at)
    own = draw(st.sampled_from((None, OURS)))
    return contact(number), card, own, History(tuple(pasts)), now


@settings(max_examples=400, deadline=None)
@given(case=cases(), probes=st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_the_first_lawful_moment(
    case: tuple[Contact, CampaignCard, Calendar | None, History, Moment], probes: list[float]
) -> None:
    """Yes exactly when the law as read out says so; else the first such moment, and no earlier one is lawful."""
    person, card, own, history, now = case
    number, calendars = person.numbers[0], BY_OWN[own]
    verdict = permit(person, number, card, history, now, calendars)
    assert (verdict == YES) is lawful(card, own, number, history.past, now)
    if isinstance(verdict, NotBefore):
        assert verdict.at > now
        assert permit(person, number, card, history, verdict.at, calendars) == YES
        assert lawful(card, own, number, history.past, verdict.at)
        earlier = [now + int(share * (verdict.at - now - 1)) for share in probes]
        for moment in (*earlier, verdict.at - 1):
            assert not lawful(card, own, number, history.past, moment)
            assert permit(person, number, card, history, moment, calendars) != YES


@settings(max_examples=300, deadline=None)
@given(case=cases(), seconds=st.lists(st.integers(0, 3 * 86400), min_size=1, max_size=12))
def test_asking_later_never_brings_a_moment_nearer(
    case: tuple[Contact, CampaignCard, Calendar | None, History, Moment], seconds: list[int]
) -> None:
    """Asked at any moment before the first lawful one, the answer is that very moment."""
    person, card, own, history, now = case
    first = permit(person, person.numbers[0], card, history, now, BY_OWN[own])
    assume(isinstance(first, NotBefore))
    assert isinstance(first, NotBefore)
    for second in seconds:
        then = min(now + second * 1000, first.at - 1)
        later = permit(person, person.numbers[0], card, history, then, BY_OWN[own])
        assert isinstance(later, NotBefore)
        assert later.at == first.at


OUTCOMES = st.sampled_from(list(Outcome))
SAID = st.sampled_from((None, "sale", "thinking", "stop", "wrong person"))


@st.composite
def lives(
    draw: st.DrawFn,
) -> tuple[Contact, CampaignCard, Moment, list[tuple[Outcome, str | None, int, int]]]:
    """A contact with up to three numbers, and what will become of each attempt."""
    where = draw(st.sampled_from(PLACES))
    numbers = tuple(
        Number(n, f"+4851234567{n}", n, where, "mobile") for n in range(1, draw(st.integers(2, 4)))
    )
    card = campaign(regime=draw(st.sampled_from(sorted(REGIMES))), gap=draw(st.sampled_from((MINUTE, HOUR))))
    start = draw(st.sampled_from(CHANGES)) + draw(st.integers(-2 * DAY, DAY))
    ends = st.tuples(OUTCOMES, SAID, st.integers(1000, HOUR), st.integers(0, 2 * HOUR))
    return contact(*numbers), card, start, draw(st.lists(ends, min_size=60, max_size=60))


@settings(max_examples=150, deadline=None)
@given(life=lives())
def test_a_whole_life_of_a_contact_is_lawful_and_ends(
    life: tuple[Contact, CampaignCard, Moment, list[tuple[Outcome, str | None, int, int]]],
) -> None:
    """Whatever becomes of its attempts: each call is lawful, within all limits, to no blocked or dead number; and it ends."""
    person, card, now, ends = life
    past: tuple[Past, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    calendars = BY_OWN[None]
    for outcome, said, length, pause in ends:
        found = whom(person, card, History(past, blocked), now, calendars)
        while not isinstance(found, Call):
            then = look_again(found, now)
            if then is None:
                return
            assert isinstance(found, NotBefore), found
            assert then > now
            now = then
            found = whom(person, card, History(past, blocked), now, calendars)
        _assert_lawful(person, card, past, blocked, found.number, now)
        disposition = said if outcome is Outcome.CONNECTED else None
        made = attempt(outcome, found.number, now, ended=now + length, disposition=disposition)
        step = after(person, made, History(past, blocked), card)
        past = (*past, Past(7, found.number.e164, now, now + length, outcome, disposition))
        if disposition == "stop":
            blocked = tuple(Blocked(one.e164, "everywhere", "agent", now) for one in person.numbers)
        if disposition == "wrong person" or outcome is Outcome.INVALID:
            person = replace(
                person,
                numbers=tuple(replace(one, dead=one.dead or one == found.number) for one in person.numbers),
            )
        if isinstance(step, Finished):
            person = replace(person, standing=Standing.FINISHED)
            assert isinstance(whom(person, card, History(past, blocked), now, calendars), Never)
            return
        person = replace(person, due=step.at)
        now += length + pause
    counts = [one for one in past if one.outcome is Outcome.NO_AGENT]
    assert len(past) < 60, f"{len(counts)} of {len(past)} without a dial"


def _assert_lawful(
    person: Contact,
    card: CampaignCard,
    past: tuple[Past, ...],
    blocked: tuple[Blocked, ...],
    number: Number,
    now: Moment,
) -> None:
    assert not number.dead
    assert number.e164 not in [one.number for one in blocked]
    assert now >= person.due
    wide = replace(card, per_number=card.per_contact)
    assert lawful(wide, None, number, past, now)
    to_it = [one for one in past if one.number == number.e164 and one.outcome not in NOT_COUNTED]
    assert len(to_it) < card.per_number


@pytest.mark.parametrize("regime", sorted(REGIMES))
def test_around_the_clock_changes_by_quarters_of_an_hour(regime: str) -> None:
    """Each quarter of an hour of three days around every clock change, in every place: as the wall says."""
    card = campaign(regime=regime)
    for where in PLACES:
        number = Number(1, "+48512345678", 0, where, "mobile")
        person = contact(number)
        for change in CHANGES:
            for quarter in range(-3 * 48, 3 * 48):
                now = change + quarter * 15 * MINUTE
                verdict = permit(person, number, card, History(), now, BY_OWN[None])
                assert (verdict == YES) is lawful(card, None, number, (), now), (where, clock(where[0], now))
