"""What a campaign learns from its own calls comes near what is true, soon, and changes when that changes."""

from __future__ import annotations

from random import Random

from dialer.core.answering import Answering
from dialer.core.crew import Crew, Lines
from dialer.core.hazard import Hazard, ended_by
from dialer.core.learned import (
    AftercallEnded,
    CrewSeen,
    Learned,
    LineAnsweredAfter,
    LineFailedAfter,
    LineWithdrawnAfter,
    TalkEnded,
    learn,
)
from dialer.core.rings import Rings

START = 1_700_000_000_000
FLAT = tuple(min(1.0, second / 20) for second in range(141))


def dialled(answering: Answering, random: Random, seconds: range, rate: float, each: int = 3) -> Answering:
    """So many lines every second; answered after 0 to 20 s, else they ring out after 25: told in the order of their ends."""
    ends = []
    for second in seconds:
        for _ in range(each):
            answered = random.random() < rate
            age = random.randrange(20_000) if answered else 25_000
            ends.append((START + second * 1000 + age, age, answered))
    for at, age, answered in sorted(ends):
        if at <= START + seconds.stop * 1000:
            answering = answering.ended(at, age, answered)
    return answering


def ringing(random: Random, now: int, rate: float, each: int = 3) -> list[int]:
    """What of the last 25 seconds would still ring."""
    moments = []
    for second in range(25):
        for _ in range(each):
            answered = random.random() < rate
            if not answered or random.randrange(20) > second:
                moments.append(now - second * 1000)
    return moments


def test_failures_that_come_first_do_not_lower_the_answer_rate() -> None:
    """Half the lines fail within two seconds, answers take ten: the rate is right from the first half minute on."""
    random, answering = Random(1), Answering()
    law = tuple(1.0 if second >= 10 else 0.0 for second in range(141))
    ends = []
    for second in range(40):
        for _ in range(5):
            answered = random.random() < 0.5
            ends.append((START + second * 1000 + (10_000 if answered else 2_000), answered))
    for at, answered in sorted(ends):
        if at <= START + 40_000:
            answering = answering.ended(at, 10_000 if answered else 2_000, answered)
    still = [START + second * 1000 for second in range(31, 40) for _ in range(2)]
    share = answering.share(still, law, START + 40_000)
    assert 0.4 < share.rate < 0.6


def test_the_answer_rate_is_exact_where_it_stays() -> None:
    """After half an hour at 30 % the rate is known within two points, and says so itself."""
    random = Random(2)
    answering = dialled(Answering(), random, range(1800), 0.3)
    now = START + 1800 * 1000
    share = answering.share(ringing(random, now, 0.3), FLAT, now)
    assert abs(share.rate - 0.3) < 0.03
    assert share.error < 0.02


def test_more_answers_are_noticed_within_a_minute() -> None:
    """From 10 % to 30 %: after 50 seconds the old rate is no longer believed."""
    random = Random(3)
    answering = dialled(Answering(), random, range(1800), 0.1)
    answering = dialled(answering, random, range(1800, 1850), 0.3)
    now = START + 1850 * 1000
    assert answering.share(ringing(random, now, 0.3), FLAT, now).rate > 0.2


def test_fewer_answers_are_believed_in_a_few_minutes() -> None:
    """From 60 % to 30 %: after three minutes the rate is under 42 %."""
    random = Random(4)
    answering = dialled(Answering(), random, range(1800), 0.6)
    answering = dialled(answering, random, range(1800, 1980), 0.3)
    now = START + 1980 * 1000
    assert answering.share(ringing(random, now, 0.3), FLAT, now).rate < 0.42


def test_a_silent_half_minute_is_no_dead_list() -> None:
    """Twenty lines without an answer, after an hour at 30 %: chance, so the rate stays."""
    answering = dialled(Answering(), Random(5), range(3600), 0.3)
    now = START + 3600 * 1000
    still = [now - 20_000] * 20
    assert answering.share(still, FLAT, now + 60_000).rate > 0.2


def test_ring_laws_of_answers_and_failures() -> None:
    """Answers at 4 to 14 s, failures at 25: each law is that of its own kind, though they hide each other."""
    random, rings = Random(6), Rings()
    for _ in range(1000):
        rings = (
            rings.with_answer(random.randrange(4_000, 14_000))
            if random.random() < 0.4
            else rings.with_failure(25_000)
        )
    answered, failed = rings.laws()
    assert abs(answered[9] - 0.5) < 0.06
    assert answered[16] > 0.97
    assert failed[24] < 0.02
    assert failed[26] > 0.97


def test_lines_taken_back_do_not_make_rings_short() -> None:
    """All lines are taken back at 10 s, answers come at 5 to 15: the law still knows that half of them come after 10 s."""
    random, cut = Random(7), Rings()
    for _ in range(3000):
        age = random.randrange(5_000, 15_000)
        cut = cut.with_answer(age) if age < 10_000 or random.random() < 0.2 else cut.with_withdrawal(10_000)
    assert 0.4 < cut.laws()[0][10] < 0.6


def test_lines_that_ring_yet_do_not_make_rings_short() -> None:
    """A hundred lines dialled at once, the first ten answered after 5 s: most answers are still to come."""
    rings = Rings()
    for _ in range(10):
        rings = rings.with_answer(5_000)
    alone = rings.laws()[0][6]
    assert rings.while_ringing((6_000,) * 90).laws()[0][6] < alone


def test_talks_that_go_on_count() -> None:
    """Ten minutes after the start only short talks have ended; the mean is right all the same."""
    random, hazard = Random(8), Hazard(mean=100.0)
    talks = [(start, start + round(random.expovariate(1 / 300) * 1000)) for start in (0,) * 200]
    for now in range(3000, 600_000, 3000):
        hazard = hazard.watched(tuple(now - start for start, end in talks if end > now), 3000)
        for start, end in talks:
            if now - 3000 < end <= now:
                hazard = hazard.ended(end - start)
    law = ended_by(hazard.rates(), 300)
    assert abs(law[300] - 0.632) < 0.1


def test_a_learned_horizon_is_near_the_truth() -> None:
    """Exponential talk of 100 s and aftercall of 20 s: who talks now is free in 30 s with the chance that these laws give."""
    random, learned, at = Random(9), Learned(), START
    ages = [0] * 50
    for _ in range(4000):
        at += 3000
        learned = learn(learned, CrewSeen(at, Crew(0, tuple(ages), ())))
        for i, age in enumerate(ages):
            if random.random() < 0.03:
                learned = learn(learned, TalkEnded(at, age))
                ages[i] = 0
            else:
                ages[i] = age + 3000
        if at > START + 1_200_000:
            break
    for _ in range(300):
        learned = learn(learned, AftercallEnded(at, 20_000))
    soon = learned.horizon.talk[10][60]
    assert 0.2 < soon < 0.6


def test_learning_stays_small() -> None:
    """After 20,000 calls what was learned is as large as after 500."""

    def size(learned: Learned) -> int:
        return len(repr((learned.answering.old, learned.talk.ends, learned.rings.answered)).split(","))

    random, learned, at, sizes = Random(10), Learned(), START, []
    for number in range(20_000):
        at += 500
        learned = learn(learned, (LineAnsweredAfter if random.random() < 0.3 else LineFailedAfter)(at, 9_000))
        learned = learn(learned, LineWithdrawnAfter(at, 15_000)) if number % 50 == 0 else learned
        if number in (500, 19_999):
            sizes.append(size(learned))
            assert len(learned.answering.young) < 60
    assert sizes[0] == sizes[1]


def test_a_gap_adds_no_talk() -> None:
    """Where nothing was told for two minutes, no time is counted as talked."""
    crew = Crew(0, (10_000,) * 5, ())
    learned = learn(Learned(), CrewSeen(START, crew, Lines()))
    learned = learn(learned, CrewSeen(START + 120_000, crew, Lines()))
    assert sum(learned.talk.exposure) == 0
