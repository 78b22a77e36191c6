"""The hours of a number, the country of a zone, a campaign against its regime, its calendars."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from acd.core.moment import HOUR, MINUTE, SECOND
from acd.core.wall import zones
from dialer.almanac import calendars_of, holidays_of
from dialer.core.contact import History
from dialer.core.country import country_of
from dialer.core.days import day_of
from dialer.core.lawful import Window, hours_of
from dialer.core.permit import permit
from dialer.core.regime import REGIMES, RING_LONGEST
from dialer.core.rules import stricter
from dialer.core.verdict import YES, Rule
from tests.core.contacts import CALENDARS, MOBILE, NOON, RUSSIAN, at, campaign, contact


def test_the_hours_of_a_number_for_the_manager() -> None:
    """Seven days from Wednesday noon: what is left of today, the working days, no week-end."""
    hours = hours_of(contact(), MOBILE, campaign(), CALENDARS, NOON)
    assert hours.windows[0] == Window(NOON, at("2026-11-18 20:00"))
    assert hours.windows[1] == Window(at("2026-11-19 09:00"), at("2026-11-19 20:00"))
    assert [window.closes - window.opens for window in hours.windows[1:-1]] == [11 * HOUR] * 4
    assert hours.windows[-1] == Window(at("2026-11-25 09:00"), at("2026-11-25 12:00"))
    assert hours.a_day == (8 + 4 * 11 + 3) * HOUR // 7


def test_few_hours_show() -> None:
    """A Russian mobile has an hour a day, a number that may be anywhere none, one without a zone none."""
    russian = replace(MOBILE, zones=RUSSIAN)
    hours = hours_of(contact(russian), russian, campaign(), CALENDARS, NOON)
    assert {window.closes - window.opens for window in hours.windows} == {HOUR}
    assert len(hours.windows) == 5
    for where in (("Pacific/Auckland", "Europe/London"), (), ("Etc/Unknown",)):
        nowhere = replace(MOBILE, zones=where)
        assert hours_of(contact(nowhere), nowhere, campaign(), CALENDARS, NOON).windows == ()


def test_hours_and_permission_agree() -> None:
    """At the first moment of each window permission says yes, at its last too, and not after."""
    for window in hours_of(contact(), MOBILE, campaign(), CALENDARS, NOON, days=60).windows[:-1]:
        for moment, may in ((window.opens, True), (window.closes - 1, True), (window.closes, False)):
            assert (permit(contact(), MOBILE, campaign(), History(), moment, CALENDARS) == YES) is may


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Warsaw", "PL"),
        ("Poland", "PL"),
        ("America/New_York", "US"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Amsterdam", "NL"),
        ("UTC", None),
        ("Etc/Unknown", None),
    ],
)
def test_the_country_of_a_zone(zone: str, country: str | None) -> None:
    """Also of older names, as phonenumbers has them."""
    assert country_of(zone) == country


def test_nearly_every_zone_has_a_country() -> None:
    """All but those of no place."""
    without = {zone for zone in zones() if "/" in zone and country_of(zone) is None}
    assert all(zone.startswith("Etc/") for zone in without), without


@pytest.mark.parametrize(
    ("zone", "on", "hours"),
    [
        ("Europe/Warsaw", "2026-03-29", 23),
        ("Europe/Warsaw", "2026-10-25", 25),
        ("Africa/Cairo", "2026-04-24", 23),
    ],
)
def test_days_by_the_wall(zone: str, on: str, hours: int) -> None:
    """From midnight to midnight, 23 or 25 hours when the clock jumps; in Cairo it jumps at midnight."""
    begin, end = day_of(zone, at(f"{on} 12:00", zone))
    assert end - begin == hours * HOUR
    assert day_of(zone, begin) == (begin, end)
    assert day_of(zone, end - 1) == (begin, end)
    assert day_of(zone, end)[0] == end


@pytest.mark.parametrize("regime", sorted(REGIMES))
@pytest.mark.parametrize("cap", [None, 0, 1, 299, 10_000])
@pytest.mark.parametrize("ring", [0, SECOND, 25 * SECOND, 10 * MINUTE])
def test_never_laxer_than_the_regime(regime: str, cap: int | None, ring: int) -> None:
    """Cap and ringing time: the card's where it is the stricter one."""
    law, rules = REGIMES[regime], stricter(campaign(regime=regime, cap=cap, ring=ring))
    assert rules.cap == min(law.cap, law.cap if cap is None else cap)
    assert law.ring_least <= rules.ring <= RING_LONGEST
    assert rules.ring == ring or not law.ring_least <= ring <= RING_LONGEST
    assert (rules.lockout, rules.patience) == (law.lockout, law.patience)


def test_calendars_of_a_campaign() -> None:
    """Its own hours from its text, the holidays of its contacts' countries; the same text is the same calendar."""
    text = 'zone = "Europe/Warsaw"\n[week]\nmonday-friday = ["10:00-12:00"]\n'
    calendars = calendars_of(campaign(calendar=text))
    assert calendars is calendars_of(campaign(calendar=text, name="other"))
    assert permit(contact(), MOBILE, campaign(), History(), at("2026-11-18 11:00"), calendars) == YES
    assert permit(contact(), MOBILE, campaign(), History(), NOON, calendars) != YES
    plain = calendars_of(campaign())
    assert permit(contact(), MOBILE, campaign(), History(), at("2026-11-11 12:00"), plain) != YES
    assert holidays_of("XX") == ()


def test_the_page_on_permission_names_every_rule() -> None:
    """docs/reference/permission.md has each rule, in the order in which it is asked for."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "permission.md").read_text()
    table = page[page.index("| rule |") :]
    places = [table.index(f"`{rule.value}`") for rule in Rule]
    assert places == sorted(places)
