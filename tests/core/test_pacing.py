"""How many lines a campaign dials now: what holds for every crew, all lines, every tally."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialer.core.crew import Crew, Lines, PaceRules, Tally, Wrapping
from dialer.core.learned import Learned
from dialer.core.pacing import pace

NOW = 1_700_000_000_000
AGES = st.integers(0, 600_000)
CREWS = st.builds(
    Crew,
    free=st.integers(0, 40),
    talking=st.lists(AGES, max_size=40).map(tuple),
    wrapping=st.lists(st.builds(Wrapping, AGES, AGES), max_size=20).map(tuple),
)
LINES = st.builds(
    Lines,
    ringing=st.lists(st.integers(0, 60_000), max_size=60).map(tuple),
    waiting=st.lists(st.integers(0, 2_000), max_size=5).map(tuple),
)
TALLIES = st.builds(
    lambda live, part: Tally(live, live * part // 1000), st.integers(0, 5000), st.integers(0, 60)
)
RULES = st.builds(
    PaceRules,
    cap=st.sampled_from([10, 50, 100, 300]),
    patience=st.just(2000),
    ring=st.just(25_000),
    team_least=st.integers(1, 15),
    progressive=st.booleans(),
    ratio=st.one_of(st.none(), st.integers(100, 400)),
    lines=st.one_of(st.none(), st.integers(0, 100)),
)


@given(LINES, TALLIES, RULES)
def test_nobody_there_nobody_called(lines: Lines, tally: Tally, rules: PaceRules) -> None:
    """No agent, no dial: whatever else there is."""
    assert pace(Crew(), lines, Learned(), tally, rules, NOW).count == 0


@given(CREWS, LINES, TALLIES, RULES)
def test_past_its_bound_it_is_progressive(crew: Crew, lines: Lines, tally: Tally, rules: PaceRules) -> None:
    """Once another abandoned call would pass the cap, no more lines than free agents are out, and never less than none dialled."""
    count = pace(crew, lines, Learned(), tally, rules, NOW).count
    out = len(lines.ringing) + len(lines.waiting)
    assert count >= 0
    if tally.abandoned + 1 > rules.cap / 10_000 * tally.live:
        assert count <= max(0, crew.free - out)
    elif rules.lines is None and crew.size:
        assert count >= crew.free - out


@given(CREWS, LINES, TALLIES, RULES)
def test_lines_at_once(crew: Crew, lines: Lines, tally: Tally, rules: PaceRules) -> None:
    """A limit of lines is kept."""
    count = pace(crew, lines, Learned(), tally, rules, NOW).count
    if rules.lines is not None and count:
        assert count + len(lines.ringing) + len(lines.waiting) <= rules.lines
