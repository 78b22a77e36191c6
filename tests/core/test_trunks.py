"""Trunks: never over their channels or rate, preferred ones first, around those that are down."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.moment import SECOND, Moment
from dialer.core.cards import CampaignCard, TrunkCard
from dialer.core.facts import TrunkDown
from dialer.core.outcome import Outcome
from dialer.core.trunks import (
    FAILURES,
    LONGEST_REST,
    REST,
    Trunks,
    adopted,
    choose,
    failed_or_not,
    given_back,
    next_room,
    room,
)
from tests.core.contacts import MOBILE, NOON, attempt, campaign

CARD = campaign(trunks=("first", "second"))


def trunks(*cards: TrunkCard) -> Trunks:
    known = Trunks()
    for card in cards:
        known = known.with_card(card)
    return known


TWO = trunks(TrunkCard("first", "a", channels=4, rate=3), TrunkCard("second", "b", channels=30, rate=2))


def over(
    known: Trunks, outcome: Outcome, now: Moment, trunk: str = "first", began: Moment | None = None
) -> tuple[Trunks, TrunkDown | None]:
    one = attempt(outcome, MOBILE, now - SECOND if began is None else began, trunk=trunk, tech=503)
    return failed_or_not(known, one, now)


def fail(known: Trunks, now: Moment, times: int) -> tuple[Trunks, list[TrunkDown]]:
    """So many dials, one after the other, all refused."""
    told = []
    for step in range(times):
        known, _ = choose(known, replace(CARD, trunks=("first",)), 1, now + step * SECOND)
        known, down = over(known, Outcome.FAILED, now + step * SECOND + 1, began=now + step * SECOND)
        told += [down] if down else []
    return known, told


def test_the_preferred_first_then_the_next() -> None:
    """As many as the first has room for, the rest over the second, and no more than there is room."""
    assert choose(TWO, CARD, 2, NOON)[1] == ("first", "first")
    assert choose(TWO, CARD, 9, NOON)[1] == ("first", "first", "first", "second", "second")
    assert choose(TWO, CARD, 0, NOON)[1] == ()
    assert choose(TWO, CARD, -1, NOON)[1] == ()
    assert room(TWO, CARD, NOON) == 5


def test_channels_are_free_again_when_attempts_end() -> None:
    """Four lines are four lines, whatever the rate would allow; an end frees one."""
    known = trunks(TrunkCard("first", "a", channels=4, rate=0))
    known, chosen = choose(known, CARD, 9, NOON)
    assert len(chosen) == 4
    assert next_room(known, CARD, NOON) is None
    known, _ = over(known, Outcome.BUSY, NOON + SECOND)
    assert choose(known, CARD, 9, NOON + SECOND)[1] == ("first",)


def test_tokens_come_back_after_a_second() -> None:
    """Not a millisecond earlier."""
    known, _ = choose(TWO, CARD, 9, NOON)
    assert choose(known, CARD, 9, NOON + 999)[1] == ()
    assert next_room(known, CARD, NOON + 1) == NOON + SECOND
    assert choose(known, CARD, 9, NOON + SECOND)[1] == ("first", "second", "second")


def test_what_was_not_dialled_is_given_back() -> None:
    """The store found nobody to call: the lines are there again, the tokens a second after they were taken."""
    known = TWO
    for step in range(10):
        known, chosen = choose(known, CARD, 5, NOON + step * SECOND)
        assert len(chosen) == 5
        known = given_back(known, (*chosen, "nowhere"))
    assert room(known, CARD, NOON + 9 * SECOND) == 0


def test_lines_that_were_out_before_count() -> None:
    """After a restart lines that still are take their channels."""
    known = TWO
    for _ in range(4):
        known = adopted(known, "first")
    assert set(choose(known, CARD, 9, NOON)[1]) == {"second"}


def test_no_trunk_no_dial() -> None:
    """Unknown, switched off or taken away: nothing is chosen, and time alone changes nothing."""
    off = trunks(TrunkCard("first", "a", active=False))
    for known in (Trunks(), off, TWO.without("first").without("second")):
        assert choose(known, CARD, 9, NOON)[1] == ()
        assert next_room(known, CARD, NOON) is None


def test_a_trunk_that_refuses_rests() -> None:
    """After so many in a row, not one earlier; a called party that is busy is no failure of the trunk."""
    known, told = fail(TWO, NOON, FAILURES - 1)
    assert told == []
    known, _ = over(known, Outcome.BUSY, NOON)
    known, told = fail(known, NOON + 60 * SECOND, FAILURES)
    now = NOON + 60 * SECOND + (FAILURES - 1) * SECOND + 1
    assert [(down.trunk, down.again) for down in told] == [("first", now + REST)]
    assert told[0].why == "5 dials in a row were refused, the last with SIP 503"
    assert set(choose(known, CARD, 9, now + REST - 1)[1]) == {"second"}
    assert next_room(known, replace(CARD, trunks=("first",)), now) == now + REST


def test_after_its_rest_one_line_until_the_network_answers() -> None:
    """One at a time; refused again it rests twice as long, answered it is as before."""
    known, _ = fail(TWO, NOON, FAILURES)
    now = NOON + 60 * SECOND
    known, chosen = choose(known, CARD, 9, now)
    assert Counter(chosen)["first"] == 1
    assert "first" not in choose(known, CARD, 9, now + SECOND)[1]
    worse, down = over(known, Outcome.FAILED, now + SECOND, began=now)
    assert down is not None
    assert down.again == now + SECOND + 2 * REST
    assert "first" not in choose(worse, CARD, 9, now + 2 * REST)[1]
    better, down = over(known, Outcome.NO_ANSWER, now + SECOND, began=now)
    assert down is None
    assert Counter(choose(better, CARD, 9, now + 2 * SECOND)[1])["first"] == 3


def test_what_was_out_when_it_went_down_makes_it_no_worse() -> None:
    """Ten lines refused at once are one reason to rest, not six."""
    known, chosen = trunks(TrunkCard("first", "a", rate=0)), 10
    known, _ = choose(known, CARD, chosen, NOON)
    told = []
    for step in range(chosen):
        known, down = over(known, Outcome.FAILED, NOON + 100 + step, began=NOON)
        told += [down] if down else []
    assert [down.again for down in told] == [NOON + 100 + FAILURES - 1 + REST]


def test_rests_grow_up_to_a_limit() -> None:
    """A trunk that is down for a day is tried every five minutes."""
    known, _ = fail(TWO, NOON, FAILURES)
    now = NOON
    for _ in range(30):
        now += LONGEST_REST + SECOND
        known, chosen = choose(known, replace(CARD, trunks=("first",)), 1, now)
        assert chosen == ("first",)
        known, down = over(known, Outcome.FAILED, now + 1, began=now)
    assert down is not None
    assert down.again - now - 1 == LONGEST_REST


def test_what_says_nothing_of_the_trunk() -> None:
    """Cancelled, never dialled, unknown: neither a failure nor an answer of the network."""
    known, _ = fail(TWO, NOON, FAILURES - 1)
    for outcome in (Outcome.CANCELLED, Outcome.NO_AGENT, Outcome.SKIPPED, Outcome.UNKNOWN):
        known, down = over(known, outcome, NOON + 50 * SECOND)
        assert down is None
    assert len(fail(known, NOON + 60 * SECOND, 1)[1]) == 1


def test_the_end_of_a_talk_says_nothing_of_the_trunk() -> None:
    """Its answer did, when it came: a talk from before that ends while the trunk is down does not make it well."""
    known, _ = fail(TWO, NOON, FAILURES)
    talk = replace(attempt(Outcome.CONNECTED, MOBILE, NOON - SECOND, trunk="first"), answered=NOON)
    known, _ = failed_or_not(known, talk, NOON + 10 * SECOND)
    assert known.by_code["first"].rests == 1


def test_a_changed_card_keeps_lines_and_rest() -> None:
    """Tuned live: fewer channels hold at once, what is out stays out."""
    known, _ = choose(TWO, CARD, 3, NOON)
    known = known.with_card(TrunkCard("first", "a", channels=2, rate=3))
    assert "first" not in choose(known, CARD, 9, NOON + SECOND)[1]
    assert known.card("first") == TrunkCard("first", "a", channels=2, rate=3)
    assert known.card("third") is None


STEPS = st.lists(
    st.tuples(
        st.integers(0, 700),
        st.integers(0, 6),
        st.sampled_from((Outcome.FAILED, Outcome.BUSY, Outcome.CANCELLED)),
        st.integers(0, 4),
        st.booleans(),
    ),
    max_size=60,
)
CARDS = st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(1, 6), st.integers(1, 4))


@settings(max_examples=200, deadline=None)
@given(limits=CARDS, steps=STEPS)
def test_no_limit_is_ever_passed(
    limits: tuple[int, int, int, int], steps: list[tuple[int, int, Outcome, int, bool]]
) -> None:
    """Whatever is asked, ends and is given back (late, too): never over channels or the rate of any second, never in a rest."""
    cards = (
        TrunkCard("first", "a", channels=limits[0], rate=limits[1]),
        TrunkCard("second", "b", channels=limits[2], rate=limits[3]),
    )
    known, card = trunks(*cards), CampaignCard("sale", trunks=("first", "second"))
    out: list[tuple[str, Moment]] = []
    dialled: list[tuple[str, Moment]] = []
    rests: dict[str, Moment] = {}
    late: tuple[str, ...] = ()
    now = NOON
    for wait, count, outcome, ends, gives in steps:
        now += wait
        free = room(known, card, now)
        known, chosen = choose(known, card, count, now)
        assert len(chosen) == min(count, free)
        assert all(now >= rests.get(code, 0) for code in chosen)
        if gives:
            known, late = given_back(known, late), chosen
        else:
            out += [(code, now) for code in chosen]
            dialled += [(code, now) for code in chosen]
        for limit in cards:
            assert sum(code == limit.code for code, _ in out) <= limit.channels
            last = [at for code, at in dialled if code == limit.code and at > now - SECOND]
            assert len(last) <= limit.rate
        for code, began in out[:ends]:
            known, down = over(known, outcome, now, code, began)
            if down is not None:
                rests[code] = down.again
        out = out[ends:]
        then = next_room(known, card, now)
        assert then is None or room(known, card, then) > 0
        assert then is not None or room(known, card, now + 10 * LONGEST_REST) == 0
