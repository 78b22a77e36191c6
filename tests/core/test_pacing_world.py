"""The simulated days: what must hold in them for every policy, and what the production pacing does in a short one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aftercall.pacing.ceiling import Memoryless, Table, ceiling
from aftercall.pacing.days import run_day, run_days, summary
from aftercall.pacing.laws import Erlang, Exponential, Fixed, Lognormal, Uniform
from aftercall.pacing.laws import Table as Quantiles
from aftercall.pacing.policies import POLICIES, PolicyError, policy
from aftercall.pacing.scenario import Change, Gap, Scenario, ScenarioError, Wave, load_scenario, scenario_from
from aftercall.pacing.stream import uniform
from aftercall.pacing.world import Deaf, World

SCENARIOS = Path(__file__).parents[2] / "benchmarks" / "pacing" / "scenarios"
SMALL = Scenario("small", agents=8, answer_rate=0.3, hours=1.0)
MEMORYLESS = Scenario(
    "memoryless",
    agents=5,
    answer_rate=0.3,
    hours=8.0,
    breaks=None,
    failed_early=0.0,
    answered=Exponential(12),
    late=Exponential(12),
    talk=Exponential(210),
    wrap=Fixed(0),
    patience=Exponential(2),
)


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_scenario_is_read(path: Path) -> None:
    """Each file of the bench says something that can be."""
    assert load_scenario(path).agents > 0


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ({"agents": 5}, "answer_rate"),
        ({"agents": 5, "answer_rate": 3}, "answer_rate"),
        ({"agents": 0, "answer_rate": 0.3}, "agents"),
        ({"agents": 2.5, "answer_rate": 0.3}, "agents"),
        ({"agents": 5, "answer_rate": "much"}, "answer_rate"),
        ({"agents": 5, "answer_rate": 0.3, "talks": 3}, "talks"),
        ({"agents": 5, "answer_rate": 0.3, "talk": 180}, "talk"),
        ({"agents": 5, "answer_rate": 0.3, "talk": {"law": "gauss"}}, "talk.law"),
        ({"agents": 5, "answer_rate": 0.3, "talk": {"law": "lognormal", "mean": 3}}, "cv"),
        ({"agents": 5, "answer_rate": 0.3, "changes": [{"hour": 1, "rate": 2}]}, "changes"),
        *(
            ({"agents": 5, "answer_rate": 0.3, **more}, named)
            for more, named in (
                ({"agents": float("inf")}, "agents is inf"),
                ({"name": 5}, "name is 5: text"),
                ({"ring": 0}, "ring is 0, it must lie between 1 and"),
                ({"ring": float("nan")}, "ring is nan"),
                ({"changes": {"hour": 1, "answer_rate": 0.2}}, r"written \[\[changes\]\]"),
                ({"changes": [{"hour": 1}]}, "changes.0 .* needs answer_rate"),
                ({"changes": [{"hour": -1, "answer_rate": 0.2}]}, "changes.0.hour is -1"),
                ({"changes": [{"hour": 9, "answer_rate": 0.2}]}, "changes.0.hour is 9, .* between 0 and 8"),
                ({"changes": [{"hour": "1", "answer_rate": 0.2}]}, "changes.0.hour is '1'"),
                ({"waves": [{"hour": 1, "share": 0.5, "minutes": -3}]}, "waves.0.minutes is -3"),
                ({"gaps": [{"hour": 1, "minutes": -1}]}, "gaps.0.minutes is -1"),
                ({"breaks": {"every": 0}}, "breaks.every is 0"),
                ({"breaks": {"least": 20, "most": 10}}, "breaks.least is 20 and breaks.most 10"),
                ({"breaks": False}, "breaks is False"),
                ({"talk": {"law": "fixed", "value": 3, "mean": 3}}, "talk: a law 'fixed' has no mean"),
                ({"talk": {"law": "fixed", "value": 1e308}}, r"talk.value is 1e\+308: .* up to 86400"),
                ({"talk": {"law": "uniform", "least": 6, "most": 2}}, "talk.least is 6 and .*talk.most 2"),
                ({"talk": {"law": "exponential", "mean": 0}}, "talk.mean is 0"),
                ({"talk": {"law": "lognormal", "mean": 9, "cv": 1e200}}, "talk.cv"),
                (
                    {"talk": {"law": "erlang", "stages": 2.5, "scale": 4}},
                    "talk.stages is 2.5: a whole number",
                ),
                ({"talk": {"law": "erlang", "stages": 0, "scale": 4}}, "talk.stages is 0"),
                (
                    {"talk": {"law": "erlang", "stages": 2, "scale": 4, "plus": 9, "most": 5}},
                    "talk.plus is 9",
                ),
            )
        ),
    ],
)
def test_what_cannot_be_is_named(written: dict[str, object], named: str) -> None:
    """A wrong scenario is refused by the name of its field."""
    with pytest.raises(ScenarioError, match=named):
        scenario_from(written, "day.toml", "day")


def test_no_breaks_and_a_law_of_one_value() -> None:
    """What looks empty and is meant: no breaks, no aftercall, a uniform law whose ends are one."""
    law = {"law": "uniform", "least": 5, "most": 5}
    written = {"agents": 5, "answer_rate": 0, "breaks": {}, "wrap": {"law": "fixed", "value": 0}, "talk": law}
    scenario = scenario_from(written, "day.toml", "day")
    assert scenario.breaks is None
    assert (scenario.talk.by(4.9), scenario.talk.by(5), scenario.talk.quantile(0.3)) == (0, 1, 5)


@pytest.mark.parametrize(
    "name",
    [
        "nobody",
        "constant",
        *(f"constant:{one}" for one in ("many", "nan", "inf", "1e9", "-2", "0", "")),
        *("progressive:3", "aftercall:3", "issabel:1", "look-ahead:1.5", "vicidial-average:0"),
    ],
)
def test_a_wrong_policy_is_named(name: str) -> None:
    """No such policy, no constant, one that cannot be, one that would not be heard."""
    with pytest.raises(PolicyError, match=name.partition(":")[0]):
        policy(name, SMALL)


def test_the_same_calls_for_everybody() -> None:
    """Call k is the same whoever dials it, other seeds have other calls, and the hash is even."""
    assert uniform(7, 12, 3) == uniform(7, 12, 3) != uniform(8, 12, 3)
    values = [uniform(1, number) for number in range(20_000)]
    assert abs(sum(values) / len(values) - 0.5) < 0.01
    assert abs(sum(value < 0.1 for value in values) / len(values) - 0.1) < 0.01


@pytest.mark.parametrize(
    "law",
    [
        Uniform(2, 6),
        Exponential(12),
        Lognormal(180, 0.9),
        Erlang(2, 4, 4, 25),
        Quantiles(Erlang(2, 4, 4, 25)),
    ],
)
def test_quantiles_and_distributions_agree(
    law: Uniform | Exponential | Lognormal | Erlang | Quantiles,
) -> None:
    """`by(quantile(u))` is u."""
    for share in (0.05, 0.3, 0.5, 0.9):
        assert law.by(law.quantile(share)) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_day_adds_up(name: str) -> None:
    """Every live answer is connected, abandoned, or still waits; agents' time is talk, aftercall and idle, no more than there is."""
    full = name + {
        "constant": ":2",
        "look-ahead": ":0.03",
        "vicidial-ratio": ":1.2",
        "vicidial-ratio-available": ":2",
    }.get(name, "")
    world = World(SMALL, 3)
    day = world.run(policy(full, SMALL))
    assert day.live == day.connected + day.abandoned + len(world.waiting)
    assert day.live <= day.dialled
    assert 0 < day.talk + day.wrap + day.idle <= SMALL.agents * SMALL.hours * 3_600_000


@pytest.mark.parametrize("rate", [0.1, 0.6])
def test_progressive_abandons_nobody(rate: float) -> None:
    """A line for each free agent: exactly nobody is abandoned, breaks and all."""
    for seed in range(4):
        assert run_day(replace(SMALL, answer_rate=rate, hours=3.0), "progressive", seed).abandoned == 0


class Watched(Deaf):
    """Looks at each decision of the production pacing."""

    def __init__(self, scenario: Scenario) -> None:
        self.inner = policy("aftercall", scenario)
        self.every, self.eager = self.inner.every, True
        self.answered, self.failed = self.inner.answered, self.inner.failed  # type: ignore[method-assign]
        self.talked, self.wrapped = self.inner.talked, self.inner.wrapped  # type: ignore[method-assign]
        self.alone = self.past = 0

    def wanted(self, world: World) -> int:
        count = self.inner.wanted(world)
        there = len(world.idle) + sum(
            agent not in world.leaving for agent in (*world.talking, *world.wrapping)
        )
        self.alone += count > 0 and not there
        free = max(0, len(world.idle) - len(world.ringing) - len(world.waiting))
        day, cap = world.day, world.scenario.cap / 100
        self.past += count > free and day.abandoned > cap * (day.live + max(0.0, 100 - day.live / 6))
        return count


@pytest.mark.full
def test_never_past_the_cap_and_never_alone() -> None:
    """In days with a wave of breaks, a gap of events and a change of the answer rate: no line with no agent there, and beyond
    progressive none while more were abandoned than the cap allows."""
    scenario = replace(
        SMALL,
        hours=2.0,
        changes=(Change(0.7, 0.6),),
        waves=(Wave(1.0, 1.0, 5.0),),
        gaps=(Gap(1.5, 2.0),),
    )
    for seed in range(4):
        watched = Watched(scenario)
        World(scenario, seed).run(watched)
        assert (watched.alone, watched.past) == (0, 0)


def test_the_optimum_and_the_simulator_agree() -> None:
    """The optimum of the memoryless world, lived in the simulator, is as busy as it was calculated; and so is its abandonment."""
    world = Memoryless(5, 0.3)
    best = ceiling(world, 0.03)
    assert best.occupancy == pytest.approx(0.873, abs=0.002)
    days = [World(MEMORYLESS, seed).run(Table(world, best.table)) for seed in range(10)]
    assert sum(day.occupancy for day in days) / 10 == pytest.approx(best.occupancy, abs=0.012)
    assert sum(day.abandoned for day in days) / sum(day.live for day in days) < 0.035


@pytest.mark.full
def test_nobody_passes_the_optimum() -> None:
    """In the memoryless world the production pacing stays under the optimum at its own abandonment, and over progressive."""
    days = run_days(MEMORYLESS, "aftercall", range(4))
    ours = summary(MEMORYLESS, "aftercall", days)
    progressive = summary(MEMORYLESS, "progressive", run_days(MEMORYLESS, "progressive", range(4)))
    best = ceiling(Memoryless(5, 0.3), max(ours.abandoned, 0.5) / 100)
    assert progressive.occupancy < ours.occupancy < 100 * best.occupancy + ours.occupancy_error + 0.5


@pytest.mark.full
@pytest.mark.parametrize("rate", [0.1, 0.3, 0.6])
def test_the_cap_holds_on_days(rate: float) -> None:
    """20 agents, 8 hours from a cold start: over all days the cap is kept, and on at least nine of ten by the day itself."""
    scenario = Scenario("days", 20, rate)
    total = summary(scenario, "aftercall", run_days(scenario, "aftercall", range(2001, 2011)))
    assert total.abandoned <= scenario.cap
    assert total.over <= 1


def test_a_day_keeps_its_cap() -> None:
    """20 agents, two hours from a cold start: the cap is kept over three days, and agents are busier than progressively."""
    scenario = Scenario("short", 20, 0.3, hours=2.0)
    ours = summary(scenario, "aftercall", run_days(scenario, "aftercall", range(3)))
    alone = summary(scenario, "progressive", run_days(scenario, "progressive", range(3)))
    assert ours.abandoned <= scenario.cap
    assert ours.occupancy > alone.occupancy + 4


def test_what_was_run_is_found_again(tmp_path: Path) -> None:
    """A bench that was cut goes on: kept days are not run again, and a torn last line is."""
    first = run_days(SMALL, "progressive", range(2), tmp_path)
    file = tmp_path / "small.progressive.jsonl"
    lines = file.read_text().splitlines()
    file.write_text(lines[0] + "\n" + lines[1][:20] + "\n")
    assert run_days(SMALL, "progressive", range(2), tmp_path) == first
    assert len(file.read_text().splitlines()) == 3
