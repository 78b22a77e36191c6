"""The judge of simulated campaigns finds each way in which a dialer can break its word."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aftercall.simulator import campaign_promises as promised
from aftercall.simulator.campaign import CampaignOptions, phones
from aftercall.simulator.campaign_promises import Absence, Attempted
from aftercall.simulator.carrier import PERSON
from aftercall.simulator.people import Person, lawful, people, zone_where

NOON = int(datetime(2026, 11, 18, 11, tzinfo=UTC).timestamp() * 1000)  # 12:00 in Warsaw, 6:00 in New York
ANNA = Person("Anna", "+48510000001", "Europe/Warsaw")
BOB = Person("Bob", "+48510000002", "America/New_York", "asleep")
EVE = Person("Eve", "+48510000003", "Europe/Warsaw", "do not call")


def tried(person: Person, outcome: str | None = "busy", at: int = NOON) -> Attempted:
    return Attempted(person.number, at, outcome)


def test_everybody_is_accounted_for() -> None:
    """Who may be called and was not, or is taken for ever, breaks it; who may not be called does not."""
    standing = {ANNA.number: ("open", "not due"), BOB.number: ("open", "outside hours")}
    assert promised.everybody_accounted_for([ANNA, BOB, EVE], [tried(ANNA)], standing).held
    assert not promised.everybody_accounted_for([ANNA, BOB], [], standing).held
    assert not promised.everybody_accounted_for([ANNA], [tried(ANNA)], {ANNA.number: ("out", "")}).held


def test_invites_against_the_record() -> None:
    """A call without a record and a record without a call are both found; after a kill, an unknown end may have had none."""
    one = Counter({ANNA.number: 1})
    assert promised.invites_are_attempts(one, [tried(ANNA)], False).held
    assert not promised.invites_are_attempts(one, [], False).held
    assert not promised.invites_are_attempts(Counter(), [tried(ANNA)], False).held
    assert not promised.invites_are_attempts(Counter({ANNA.number: 2}), [tried(ANNA)], False).held
    assert promised.invites_are_attempts(Counter(), [tried(ANNA, "no agent")], False).held
    assert promised.invites_are_attempts(Counter(), [tried(ANNA, "unknown")], True).held
    assert not promised.invites_are_attempts(Counter(), [tried(ANNA, "unknown")], False).held


def test_a_campaign_among_others() -> None:
    """Another campaign's attempts and INVITEs, and who was not loaded at the beginning, break nothing; its own still can."""
    more = Person("Ida", "+48510000004", "Europe/Warsaw")
    mine = Attempted(ANNA.number, NOON, "busy", campaign="spring")
    late = Attempted(more.number, NOON, "busy", campaign="spring")
    other = [Attempted(one, NOON, None, campaign="own") for one in (BOB.number, "+48510000009")]
    invites = Counter({ANNA.number: 1, BOB.number: 2, more.number: 1, "+48510000009": 1})
    record, own = promised.of_campaign("spring", [ANNA, BOB], [mine, late, *other], invites)
    assert record == [mine]
    assert own == {ANNA.number: 1}
    assert promised.within_hours([ANNA, BOB], record).held
    assert promised.invites_are_attempts(own, record, killed=False).held
    record, own = promised.of_campaign("spring", [ANNA, BOB], other, invites)
    assert not promised.invites_are_attempts(own, record, killed=False).held


def test_hours_by_the_clock_of_the_called() -> None:
    """Noon in Warsaw is six in the morning in New York."""
    assert promised.within_hours([ANNA], [tried(ANNA)]).held
    assert not promised.within_hours([BOB], [tried(BOB)]).held
    assert promised.within_hours([BOB], [tried(BOB, "no agent")]).held


def test_who_said_no() -> None:
    """One INVITE to somebody on the list breaks it."""
    assert promised.nobody_who_said_no([ANNA, EVE], Counter({ANNA.number: 1})).held
    assert not promised.nobody_who_said_no([EVE], Counter({EVE.number: 1})).held


def test_nobody_there() -> None:
    """An attempt that began while nobody was there breaks it, one before does not."""
    absence = Absence(NOON + 1000, NOON + 5000)
    assert promised.none_without_agents([absence], [tried(ANNA)]).held
    assert not promised.none_without_agents([absence], [tried(ANNA, at=NOON + 2000)]).held


def test_the_cap() -> None:
    """Three of a hundred are 3 %; four, or one who waited too long, are more. Who met nobody at all is told apart."""
    served = [Attempted(str(i), NOON, "connected", NOON, NOON + 100) for i in range(97)]
    left = [Attempted(f"a{i}", NOON, "abandoned", NOON) for i in range(4)]
    assert promised.under_the_cap(served + left[:3], 300, 2000).held
    assert not promised.under_the_cap(served + left, 300, 2000).held
    late = Attempted("late", NOON, "connected", NOON, NOON + 2500)
    assert not promised.under_the_cap([*served, *left[:3], late], 300, 2000).held
    gone = Absence(NOON - 10, NOON + 5000, NOON - 10)
    told = promised.under_the_cap([*left[:1]], 300, 2000, [gone])
    assert told.held
    assert "1 when everybody had gone" in told.detail


def test_people_of_all_kinds() -> None:
    """At any hour somebody on earth is awake and somebody asleep; the same seed gives the same people, no two alike."""
    for hour in range(24):
        at = datetime(2026, 7, 1, hour, tzinfo=UTC)
        assert lawful(zone_where(at, timedelta(hours=1), awake=True), at)
        assert not lawful(zone_where(at, timedelta(hours=1), awake=False), at)
    found = people(100, "mixed", 1, datetime(2026, 7, 1, 12, tzinfo=UTC), timedelta(hours=1))
    assert found == people(100, "mixed", 1, datetime(2026, 7, 1, 12, tzinfo=UTC), timedelta(hours=1))
    assert len({person.number for person in found}) == 100
    at, hour = datetime(2026, 7, 1, 12, tzinfo=UTC), timedelta(hours=1)
    there = at.astimezone(ZoneInfo(zone_where(at, hour, awake=True))).hour
    assert people(100, "day", 1, at, hour) == people(100, "day", 1, at, hour, there)
    assert people(100, "day", 1, at, hour, 10) != people(100, "day", 1, at, hour, 19)
    assert Counter(person.why for person in found) == {"": 80, "asleep": 10, "do not call": 10}


def test_agents_of_previews_wait_for_the_contact() -> None:
    """Their phones are in the call while the contact's rings: nobody hangs up before the slowest has answered and talked."""
    talk = (2, 6)
    previews = phones(CampaignOptions(60, 5, mode="preview", talk=talk))
    others = phones(CampaignOptions(60, 5, mode="progressive", talk=talk))
    slowest = max(int(ending) for ending in PERSON)
    assert [one.talk_ms for one in others] == [2000, 3000, 4000, 5000, 6000]
    assert [one.talk_ms for one in previews] == [1000 * slowest + one.talk_ms for one in others]
