"""How many lines a campaign dials now: what holds for every crew, all lines, every tally."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialer.core.crew import Crew, Lines, PaceRules, Tally, Wrapping
from dialer.core.learned import (
    AftercallEnded,
    CrewSeen,
    Learned,
    LineAnsweredAfter,
    LineFailedAfter,
    TalkEnded,
    learn,
)
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
    """While as many were abandoned as the cap allows, no more lines than free agents are out; under it, no fewer."""
    count = pace(crew, lines, Learned(), tally, rules, NOW).count
    out = len(lines.ringing) + len(lines.waiting)
    assert count >= 0
    opening = max(0.0, 100 - tally.live / 6)
    if tally.abandoned >= rules.cap / 10_000 * (tally.live + opening):
        assert count <= max(0, crew.free - out)
    elif rules.lines is None and crew.size:
        assert count >= crew.free - out


@given(CREWS, LINES, TALLIES, RULES)
def test_lines_at_once(crew: Crew, lines: Lines, tally: Tally, rules: PaceRules) -> None:
    """A limit of lines is kept."""
    count = pace(crew, lines, Learned(), tally, rules, NOW).count
    if rules.lines is not None and count:
        assert count + len(lines.ringing) + len(lines.waiting) <= rules.lines


@given(CREWS, LINES, TALLIES)
def test_power_is_a_ratio_under_the_cap(crew: Crew, lines: Lines, tally: Tally) -> None:
    """Power: two lines for each free agent, and one where no further abandoned call fits under the cap."""
    rules = PaceRules(cap=300, patience=2000, ring=25_000, ratio=200)
    count = pace(crew, lines, Learned(), tally, rules, NOW).count
    out = len(lines.ringing) + len(lines.waiting)
    fits = 0.03 * (tally.live + max(0, 100 - tally.live / 6)) - tally.abandoned >= 1
    assert count == (max(0, (2 if fits else 1) * crew.free - out) if crew.size else 0)


@given(CREWS, LINES, TALLIES, RULES)
def test_it_says_why_in_one_line(crew: Crew, lines: Lines, tally: Tally, rules: PaceRules) -> None:
    """Each decision has one line for the campaign's manager, which begins with its number."""
    paced = pace(crew, lines, Learned(), tally, rules, NOW)
    assert "\n" not in paced.why
    assert paced.why.startswith(str(paced.count) if paced.count else "no")


def known(share: float = 0.3) -> Learned:
    """An hour of calls: `share` answered after 8 s, the others failed after 25; talks of 100 s, aftercall of 20."""
    learned, at = Learned(), NOW - 3_600_000
    for number in range(1800):
        at += 2000
        answered = number % 10 < share * 10
        learned = learn(
            learned, (LineAnsweredAfter if answered else LineFailedAfter)(at, 8000 if answered else 25_000)
        )
        if answered:
            learned = learn(learn(learned, TalkEnded(at, 100_000)), AftercallEnded(at, 20_000))
        if number % 2:
            learned = learn(
                learned, CrewSeen(at, Crew(0, tuple(range(0, 100_000, 6000)), (Wrapping(9000, 10**9),) * 3))
            )
    return learned


KNOWN = known()
PREDICTIVE = PaceRules(cap=300, patience=2000, ring=25_000)
GOOD = Tally(5000, 100)


@given(CREWS, LINES)
def test_never_under_progressive(crew: Crew, lines: Lines) -> None:
    """At least a line for each free agent, whatever was learned."""
    count = pace(crew, lines, KNOWN, GOOD, PREDICTIVE, NOW).count
    assert count >= (crew.free - len(lines.ringing) - len(lines.waiting) if crew.size else 0)


@given(CREWS, LINES)
def test_one_more_free_agent_is_no_reason_to_dial_less(crew: Crew, lines: Lines) -> None:
    """With another agent free it dials as many or more."""
    more = Crew(crew.free + 1, crew.talking, crew.wrapping)
    fewer = pace(crew, lines, KNOWN, GOOD, PREDICTIVE, NOW).count
    assert pace(more, lines, KNOWN, GOOD, PREDICTIVE, NOW).count >= fewer


@given(CREWS, LINES)
def test_somebody_waiting_is_no_reason_to_dial_more(crew: Crew, lines: Lines) -> None:
    """With another person waiting it dials as many or fewer."""
    more = Lines(lines.ringing, (*lines.waiting, 100))
    most = pace(crew, lines, KNOWN, GOOD, PREDICTIVE, NOW).count
    assert pace(crew, more, KNOWN, GOOD, PREDICTIVE, NOW).count <= most


@given(CREWS, LINES, st.integers(300, 5000))
def test_more_abandoned_is_no_reason_to_dial_more(crew: Crew, lines: Lines, live: int) -> None:
    """The worse the tally, the fewer lines."""
    counts = [
        pace(crew, lines, KNOWN, Tally(live, live * part // 1000), PREDICTIVE, NOW).count
        for part in (0, 10, 20, 28, 31)
    ]
    assert counts == sorted(counts, reverse=True)


def test_a_silent_half_minute_is_borne_by_the_credit() -> None:
    """120 lines in a row are not answered, at 30 %: were the list as it was, what is dialled now is abandoned within the credit."""
    learned = KNOWN
    for number in range(120):
        learned = learn(learned, LineFailedAfter(NOW + 50 * number, 25_000))
    now = NOW + 6000
    assert learned.answering.share((), learned.horizon.answered, now).rate < 0.1
    crew = Crew(30, tuple(range(0, 3500, 50)))  # 70 have just begun to talk

    def count(abandoned: int) -> int:
        return pace(crew, Lines(), learned, Tally(5000, abandoned), PREDICTIVE, now).count

    assert count(0) * 0.28 > 30 + 10
    assert count(148) > 30
    assert count(148) * 0.28 < 30 + 2  # agents, and the calls that the credit bears
    assert count(150) == 30


def test_a_team_under_the_least_is_progressive() -> None:
    """14 agents where the regime asks for 15: a line for each free agent, and it says so."""
    rules = PaceRules(cap=300, patience=2000, ring=25_000, team_least=15)
    paced = pace(Crew(4, (60_000,) * 10), Lines((3000,)), KNOWN, GOOD, rules, NOW)
    assert paced.count == 3
    assert "fewer than 15" in paced.why


def test_it_dials_for_who_is_about_to_be_free() -> None:
    """Nobody is free, but thirty talk far longer than most: lines go out before the first of them ends."""
    long = Crew(0, (95_000,) * 30)
    short = Crew(0, (2_000,) * 30)
    assert pace(long, Lines(), KNOWN, GOOD, PREDICTIVE, NOW).count > 0
    assert pace(short, Lines(), KNOWN, GOOD, PREDICTIVE, NOW).count == 0


def test_an_aftercall_that_ends_is_known() -> None:
    """Twelve agents whose aftercall ends in three seconds at the latest count as free; extended by minutes they do not."""
    soon = Crew(0, (2_000,) * 3, (Wrapping(1_000, 3_000),) * 12)
    late = Crew(0, (2_000,) * 3, (Wrapping(1_000, 300_000),) * 12)
    counts = [pace(crew, Lines(), KNOWN, GOOD, PREDICTIVE, NOW).count for crew in (soon, late)]
    assert counts[0] > counts[1]
