"""May we call now: each rule of permission, its moment and its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from acd.core.calendar import Calendar, Day, Interval
from acd.core.moment import DAY, HOUR, MINUTE, SECOND
from dialer.core.cards import State
from dialer.core.contact import Blocked, Callback, History, Number, Standing
from dialer.core.lawful import Calendars
from dialer.core.outcome import Outcome
from dialer.core.permit import permit
from dialer.core.reasons import GAP, OUTSIDE_HOURS, THEN
from dialer.core.rules import UnknownRegimeError
from dialer.core.verdict import YES, Never, NotBefore, Rule, Verdict
from tests.core.contacts import (
    CALENDARS,
    HOME,
    MOBILE,
    NEW_YORK,
    NOON,
    RUSSIAN,
    WARSAW,
    at,
    attempt,
    campaign,
    contact,
    history,
    past,
)

NINE_TO_FIVE = Calendar(WARSAW, ((Interval(9 * 60, 17 * 60),),) * 5 + ((), ()))


def never(verdict: Verdict) -> Rule:
    assert isinstance(verdict, Never), verdict
    assert verdict.reason
    return verdict.rule


def not_before(verdict: Verdict) -> tuple[int, Rule]:
    assert isinstance(verdict, NotBefore), verdict
    assert verdict.reason
    return verdict.at, verdict.rule


def test_yes_at_noon_of_a_working_day() -> None:
    """Nothing speaks against it: yes."""
    assert permit(contact(), MOBILE, campaign(), History(), NOON, CALENDARS) == YES


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        (replace(MOBILE, dead=True), Rule.DEAD),
        (replace(MOBILE, e164="+112", kind="emergency"), Rule.KIND),
        (replace(MOBILE, kind="emergency"), Rule.KIND),
        (replace(MOBILE, kind="premium"), Rule.KIND),
        (replace(MOBILE, kind="shared cost"), Rule.KIND),
        (replace(MOBILE, e164="+48512345678&PJSIP/9"), Rule.KIND),
        (replace(MOBILE, e164="${EXTEN}"), Rule.KIND),
        (replace(MOBILE, e164="+48512345678\n"), Rule.KIND),
        (replace(MOBILE, e164="+٤٨٥١٢٣٤٥٦٧٨"), Rule.KIND),
        (replace(MOBILE, e164="48512345678"), Rule.KIND),
        (replace(MOBILE, zones=()), Rule.ZONE),
        (replace(MOBILE, zones=("Etc/Unknown",)), Rule.ZONE),
    ],
)
def test_numbers_that_are_never_dialled(number: Number, rule: Rule) -> None:
    """Dead, of a kind that is not dialled, no number at all, or nobody knows where: never."""
    assert never(permit(contact(number), number, campaign(), History(), NOON, CALENDARS)) is rule


def test_premium_numbers_only_where_the_campaign_says_so_emergency_nowhere() -> None:
    """`premium` opens premium and shared cost; an emergency number is not dialled even so."""
    card = campaign(premium=True)
    for kind, expected in (("premium", YES), ("shared cost", YES)):
        number = replace(MOBILE, kind=kind)
        assert permit(contact(number), number, card, History(), NOON, CALENDARS) == expected
    number = replace(MOBILE, kind="emergency")
    assert never(permit(contact(number), number, card, History(), NOON, CALENDARS)) is Rule.KIND


def test_own_zone_makes_up_for_an_unknown_one() -> None:
    """Who said where he lives may be called though his number says nothing."""
    number = replace(MOBILE, zones=())
    assert permit(contact(number, zone=WARSAW), number, campaign(), History(), NOON, CALENDARS) == YES


@pytest.mark.parametrize(
    ("where", "number", "blocked"),
    [
        ("everywhere", MOBILE, True),
        ("sale", MOBILE, True),
        ("other", MOBILE, False),
        ("everywhere", HOME, False),
    ],
)
def test_do_not_call(where: str, number: Number, blocked: bool) -> None:
    """An entry for everywhere or for this campaign forbids its number, no other campaign's and no other number."""
    entry = Blocked(number.e164, where, "web form", 0)
    verdict = permit(contact(), MOBILE, campaign(), History((), (entry,)), NOON, CALENDARS)
    assert (verdict == YES) is not blocked
    if blocked:
        assert never(verdict) is Rule.BLOCKED


@pytest.mark.parametrize(
    ("standing", "rule"),
    [
        (Standing.FINISHED, Rule.FINISHED),
        (Standing.REMOVED, Rule.REMOVED),
        (Standing.OUT, Rule.TAKEN),
    ],
)
def test_where_the_contact_stands(standing: Standing, rule: Rule) -> None:
    """Finished, removed or taken: not called."""
    verdict = permit(contact(standing=standing), MOBILE, campaign(), History(), NOON, CALENDARS)
    assert never(verdict) is rule


@pytest.mark.parametrize("state", [State.PAUSED, State.STOPPED])
def test_campaign_that_does_not_run(state: State) -> None:
    """Paused or stopped, nobody is called, and no contact is finished by it."""
    verdict = permit(contact(), MOBILE, campaign(state=state), History(), NOON, CALENDARS)
    assert never(verdict) is Rule.STATE
    assert isinstance(verdict, Never)
    assert not verdict.ends_contact
    assert not verdict.ends_number


def test_list_that_is_not_active() -> None:
    """A list that was switched off is not called."""
    verdict = permit(contact(listed=False), MOBILE, campaign(), History(), NOON, CALENDARS)
    assert never(verdict) is Rule.LIST


def test_asked_again_for_its_own_attempt() -> None:
    """At the moment of dialing the contact is out for this very attempt, which does not stand in its own way."""
    mine = attempt(None)
    person = contact(standing=Standing.OUT)
    known = history(past(NOON, None))
    assert permit(person, MOBILE, campaign(), known, NOON, CALENDARS, mine=mine) == YES
    other = replace(mine, began=NOON - 1)
    assert never(permit(person, MOBILE, campaign(), known, NOON, CALENDARS, mine=other)) is Rule.UNDER_WAY


@pytest.mark.parametrize("of", [7, 8])
def test_attempt_under_way_of_any_campaign(of: int) -> None:
    """A number that rings already, for whomever, is not called; it may be when that attempt is over."""
    verdict = permit(
        contact(), MOBILE, campaign(), history(past(NOON - MINUTE, None, of=of)), NOON, CALENDARS
    )
    assert never(verdict) is Rule.UNDER_WAY
    other = history(past(NOON - MINUTE, None, HOME, of=8))
    assert permit(contact(), MOBILE, campaign(), other, NOON, CALENDARS) == YES


def test_attempts_in_all() -> None:
    """As many as the campaign allows to a contact and to a number, and not one more."""
    tries = [past(NOON - n * 2 * DAY, Outcome.BUSY) for n in range(1, 5)]
    person, known = contact(), history(*tries)
    assert permit(person, MOBILE, campaign(per_contact=5), known, NOON, CALENDARS) == YES
    assert never(permit(person, MOBILE, campaign(per_contact=4), known, NOON, CALENDARS)) is Rule.PER_CONTACT
    assert never(permit(person, MOBILE, campaign(per_number=4), known, NOON, CALENDARS)) is Rule.PER_NUMBER
    assert permit(person, HOME, campaign(per_number=4), known, NOON, CALENDARS) == YES


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NO_AGENT, Outcome.SKIPPED])
def test_what_is_not_held_against_the_contact(outcome: Outcome) -> None:
    """Congestion of our network, an agent's own phone, a preview passed over: no attempt of his."""
    known = history(*(past(NOON - n * HOUR, outcome) for n in range(1, 20)))
    card = campaign(per_contact=1, per_number=1, per_day=1, gap=0)
    assert permit(contact(), MOBILE, card, known, NOON, CALENDARS) == YES


def test_an_unknown_end_counts() -> None:
    """A crash between dial and end: he may have been rung, so it counts and the gap holds."""
    known = history(past(NOON - 10 * MINUTE, Outcome.UNKNOWN))
    assert never(permit(contact(), MOBILE, campaign(per_number=1), known, NOON, CALENDARS)) is Rule.PER_NUMBER
    assert not_before(permit(contact(), MOBILE, campaign(), known, NOON, CALENDARS))[1] is Rule.GAP


@pytest.mark.parametrize(
    ("outcome", "waits"),
    [
        (Outcome.BUSY, True),
        (Outcome.FAILED, True),
        (Outcome.CANCELLED, True),
        (Outcome.CONNECTED, True),
        (Outcome.INVALID, False),
        (Outcome.NO_AGENT, False),
        (Outcome.SKIPPED, False),
    ],
)
def test_the_gap(outcome: Outcome, waits: bool) -> None:
    """From the end of an attempt that somebody may have felt, to the contact and to the number; to the millisecond."""
    began = NOON - 30 * MINUTE
    verdict = permit(contact(), MOBILE, campaign(), history(past(began, outcome)), NOON, CALENDARS)
    if not waits:
        assert verdict == YES
        return
    assert not_before(verdict) == (began + 20 * SECOND + HOUR, Rule.GAP)
    assert permit(contact(), HOME, campaign(), history(past(began, outcome)), NOON, CALENDARS) == verdict


def test_the_gap_to_a_number_is_kept_for_other_campaigns() -> None:
    """Another campaign's attempt to the number: the gap holds for the number, not for the contact's others."""
    known = history(past(NOON - 30 * MINUTE, Outcome.NO_ANSWER, of=99))
    people = contact(MOBILE, HOME)
    when = not_before(permit(people, MOBILE, campaign(), known, NOON, CALENDARS))
    assert when == (NOON + 30 * MINUTE + 20 * SECOND, Rule.GAP)
    assert permit(people, HOME, campaign(), known, NOON, CALENDARS) == YES


def test_not_due() -> None:
    """Before its retry is due it is not called."""
    verdict = permit(contact(due=NOON + HOUR), MOBILE, campaign(), History(), NOON, CALENDARS)
    assert not_before(verdict) == (NOON + HOUR, Rule.DUE)


def test_lockout_after_an_abandoned_call() -> None:
    """United Kingdom: 72 h, of whatever campaign it was; with an agent booked for it, no lockout."""
    number = replace(MOBILE, e164="+447911123456", zones=("Europe/London",))
    person, card = contact(number), campaign(regime="uk")
    noon = at("2026-11-18 12:00", "Europe/London")
    began = noon - 20 * HOUR
    known = history(past(began, Outcome.ABANDONED, number, of=99))
    free = permit(person, number, card, known, noon, CALENDARS)
    end = began + 20 * SECOND + 72 * HOUR
    assert not_before(free) == (end, Rule.LOCKOUT)
    assert permit(person, number, card, known, noon, CALENDARS, agent="1001") == YES
    assert permit(person, number, campaign(regime="us"), known, noon, CALENDARS) == YES


def test_attempts_in_a_day_end_with_the_contacts_own_day() -> None:
    """Three today by his clocks; the next one when his next day's hours begin."""
    hours = ("09:00", "11:00", "13:00")
    known = history(*(past(at(f"2026-11-18 {hour}"), Outcome.NO_ANSWER) for hour in hours))
    now = at("2026-11-18 16:00")
    assert not_before(permit(contact(), MOBILE, campaign(), known, now, CALENDARS)) == (
        at("2026-11-19 09:00"),
        Rule.PER_DAY,
    )
    assert permit(contact(), MOBILE, campaign(per_day=4), known, now, CALENDARS) == YES


def test_in_several_zones_the_day_is_the_strictest() -> None:
    """Where a number may be in two zones, an attempt counts for the day of each."""
    number = replace(MOBILE, e164="+12025550123", zones=("America/Los_Angeles", NEW_YORK))
    tried = at("2026-11-17 20:30", "America/Los_Angeles")  # the 17th there, 23:30 in New York
    early = at("2026-11-18 08:30", "America/Los_Angeles")
    card = campaign(regime="us", per_day=1)
    assert permit(contact(number), number, card, history(past(tried, Outcome.BUSY)), early, CALENDARS) == YES
    late = at("2026-11-17 22:30", "America/Los_Angeles")  # the 18th in New York
    known = history(past(late, Outcome.BUSY, number))
    assert not_before(permit(contact(number), number, card, known, early, CALENDARS)) == (
        at("2026-11-19 08:00", "America/Los_Angeles"),
        Rule.PER_DAY,
    )


def test_an_attempt_at_midnight_is_the_new_days() -> None:
    """A day begins with its first millisecond and ends before the next one's."""
    card, now = campaign(per_day=1, gap=0), at("2026-11-18 10:00")
    midnight = at("2026-11-18 00:00")
    assert permit(contact(), MOBILE, card, history(past(midnight, Outcome.BUSY)), now, CALENDARS) != YES
    assert permit(contact(), MOBILE, card, history(past(midnight - 1, Outcome.BUSY)), now, CALENDARS) == YES


def test_no_attempt_in_a_day_is_no_campaign() -> None:
    """A campaign that allows none says so instead of looking for a day for ever."""
    assert never(permit(contact(), MOBILE, campaign(per_day=0), History(), NOON, CALENDARS)) is Rule.PER_DAY


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-18 08:59:59.999", "2026-11-18 09:00"),
        ("2026-11-18 20:00", "2026-11-19 09:00"),
        ("2026-11-20 20:00", "2026-11-23 09:00"),  # no week-end
        ("2026-11-11 10:00", "2026-11-12 09:00"),  # a public holiday
    ],
)
def test_calling_hours_in_the_contacts_zone(now: str, opens: str) -> None:
    """The regime's hours by the contact's clocks, closed on his public holidays."""
    verdict = permit(contact(), MOBILE, campaign(), History(), at(now), CALENDARS)
    assert not_before(verdict) == (at(opens), Rule.HOURS)


def test_a_holiday_is_named() -> None:
    """The manager reads which holiday it is."""
    verdict = permit(contact(), MOBILE, campaign(), History(), at("2026-11-11 10:00"), CALENDARS)
    assert isinstance(verdict, NotBefore)
    assert verdict.reason == "public holiday in Europe/Warsaw: Święto Niepodległości"


def test_where_the_regime_does_not_close_on_holidays() -> None:
    """The United States preset calls on them."""
    noon = at("2026-11-26 12:00", NEW_YORK)
    number = replace(MOBILE, e164="+12125550123", zones=(NEW_YORK,))
    assert permit(contact(number), number, campaign(regime="us"), History(), noon, CALENDARS) == YES
    assert permit(contact(number), number, campaign(regime="eu"), History(), noon, CALENDARS) != YES


def test_numbers_that_may_be_in_many_zones() -> None:
    """A Russian mobile: only the hour that is lawful from Bucharest to Kamchatka."""
    number = replace(MOBILE, e164="+79161234567", zones=RUSSIAN)
    noon = at("2026-11-18 12:00", "Europe/Bucharest")
    verdict = permit(contact(number), number, campaign(), History(), noon, CALENDARS)
    opens = at("2026-11-19 09:00", "Europe/Bucharest")
    assert not_before(verdict) == (opens, Rule.HOURS)
    assert permit(contact(number), number, campaign(), History(), opens + HOUR - 1, CALENDARS) == YES
    assert permit(contact(number), number, campaign(), History(), opens + HOUR, CALENDARS) != YES
    own = contact(number, zone="Europe/Moscow")
    assert permit(own, number, campaign(), History(), noon, CALENDARS) == YES


def test_no_hour_in_common() -> None:
    """Zones without a lawful hour in common: never, and it says why."""
    number = replace(MOBILE, zones=("Pacific/Auckland", "Europe/London", "America/Los_Angeles"))
    verdict = permit(contact(number), number, campaign(), History(), NOON, CALENDARS)
    assert never(verdict) is Rule.HOURS
    assert isinstance(verdict, Never)
    assert "Pacific/Auckland and Europe/London and America/Los_Angeles" in verdict.reason


def test_the_campaigns_own_hours() -> None:
    """Both its own hours and the contact's: from noon in New York on, nobody in Warsaw is there."""
    number = replace(MOBILE, e164="+12125550123", zones=(NEW_YORK,))
    calendars = Calendars(NINE_TO_FIVE)
    card = campaign(regime="us")
    early = at("2026-11-18 09:30", NEW_YORK)
    assert permit(contact(number), number, card, History(), early, calendars) == YES
    late = at("2026-11-18 12:00", NEW_YORK)
    verdict = permit(contact(number), number, card, History(), late, calendars)
    assert not_before(verdict) == (at("2026-11-19 08:00", NEW_YORK), Rule.CALENDAR)


def test_a_calendar_that_ends_finishes_nobody() -> None:
    """After the last day of a campaign's calendar nobody is called, and contacts stay open for a new one."""
    closed = Calendar(WARSAW, ((),) * 7, dates=((date(2026, 11, 17), Day((Interval(0, 1440),))),))
    verdict = permit(contact(), MOBILE, campaign(), History(), NOON, Calendars(closed))
    assert never(verdict) is Rule.CALENDAR
    assert isinstance(verdict, Never)
    assert not verdict.ends_number


def test_all_that_makes_it_late_is_told() -> None:
    """What forbids it now comes first, then what makes it as late as that."""
    now = at("2026-11-18 19:50")
    known = history(past(now - 30 * MINUTE, Outcome.BUSY))
    verdict = permit(contact(), MOBILE, campaign(), known, now, CALENDARS)
    assert verdict == NotBefore(
        at("2026-11-19 09:00"),
        (GAP(span="1 h"), THEN(), OUTSIDE_HOURS(zones="Europe/Warsaw")),
        Rule.GAP,
    )


@pytest.mark.parametrize(
    ("agent", "moves", "expected"),
    [
        ("1001", None, YES),
        ("1002", None, Rule.PROMISED),
        (None, None, Rule.PROMISED),
        (None, 10 * MINUTE, Rule.PROMISED),
        (None, 5 * MINUTE, YES),
    ],
)
def test_promised_by_an_agent(agent: str | None, moves: int | None, expected: object) -> None:
    """His own for as long as it was agreed; then anyone's."""
    promise = Callback(NOON - 5 * MINUTE, agent="1001", moves=moves)
    verdict = permit(contact(callback=promise), MOBILE, campaign(), History(), NOON, CALENDARS, agent=agent)
    assert verdict == expected or getattr(verdict, "rule", None) is expected
    assert not getattr(verdict, "ends_contact", False)


def test_promised_for_later() -> None:
    """Not before the moment that was promised."""
    promise = Callback(NOON + HOUR)
    verdict = permit(contact(callback=promise), MOBILE, campaign(), History(), NOON, CALENDARS)
    assert not_before(verdict) == (NOON + HOUR, Rule.PROMISED)


def test_a_promise_is_kept_within_the_gap_and_beyond_the_limits() -> None:
    """Who asked for it is called, however often he was before; but never outside lawful hours."""
    spoke = past(NOON - 10 * MINUTE, Outcome.CONNECTED, lasted=5 * MINUTE)
    known = history(*(past(NOON - n * HOUR, Outcome.BUSY) for n in (1, 2, 3)), spoke)
    card = campaign(per_day=2, per_contact=4, per_number=4)
    asked = contact(callback=Callback(NOON))
    assert permit(asked, MOBILE, card, known, NOON, CALENDARS) == YES
    again = replace(known, past=(*known.past, past(NOON, Outcome.BUSY)))
    verdict = permit(asked, MOBILE, card, again, NOON + MINUTE, CALENDARS)
    assert not_before(verdict)[1] is Rule.GAP
    night = contact(callback=Callback(at("2026-11-18 22:00")))
    assert not_before(permit(night, MOBILE, card, known, NOON, CALENDARS))[0] == at("2026-11-19 09:00")


def test_a_regime_that_does_not_exist_is_named() -> None:
    """The error names campaign, regime and those there are."""
    with pytest.raises(UnknownRegimeError, match=r"campaign sale: regime 'mars' .* eu, uk, us"):
        permit(contact(), MOBILE, campaign(regime="mars"), History(), NOON, CALENDARS)
