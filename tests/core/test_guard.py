"""How the cap's credit says which risk a line may take."""

from __future__ import annotations

from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from dialer.core.crew import PaceRules, Tally
from dialer.core.guard import OPENING, REPAID, STEADY, WHOLE, credit, guard

LIVE = 100_000
"""Old enough a window: what it began with is repaid."""


def rules(cap: int) -> PaceRules:
    return PaceRules(cap=cap, patience=2000, ring=25_000)


def with_credit(calls: float, cap: int) -> Tally:
    return Tally(LIVE, round(LIVE * cap / WHOLE - calls))


@given(st.integers(1, 500), st.floats(0.01, 0.9), st.integers(-5, 60), st.sampled_from([10, 50, 100, 300]))
def test_more_credit_is_no_less_risk(agents: int, rate: float, calls: int, cap: int) -> None:
    """With another call of credit a line may take as much risk or more, and none without any."""
    less, more = (guard(with_credit(n, cap), rules(cap), agents, rate) for n in (calls, calls + 1))
    assert 0 <= less.risk <= more.risk < 1
    assert less.passed == (credit(with_credit(calls, cap), rules(cap)) <= 0)


@given(st.integers(2, 500), st.sampled_from([100, 300]))
def test_a_clump_of_abandoned_calls_does_not_stop_it(agents: int, cap: int) -> None:
    """From where the credit hovers, as many abandoned as come together leave more than progressive dialling."""
    clump = 1 + sqrt(agents) / 5
    hovers = max(1.6 * clump, sqrt(STEADY * agents * cap / WHOLE))
    assert not guard(with_credit(hovers - clump, cap), rules(cap), agents, 0.1).passed


def test_what_a_window_begins_with_is_repaid() -> None:
    """A hundred answers' worth at first; after six hundred the cap alone counts."""
    three = rules(300)
    assert credit(Tally(), three) == OPENING * 0.03
    assert credit(Tally(OPENING * REPAID, 18), three) == 0
