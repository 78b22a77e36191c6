"""`aftercall simulate`: names and options; what it does is tested with the simulator."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aftercall.simulator import play, race
from aftercall.simulator.promises import Promise, Report
from tests.cli.conftest import run

RESULT: dict[str, Any] = {
    "aftercall": {
        "calls": 1000,
        "offers_in_aftercall": 0,
        "offers_on_break": 0,
        "took_seconds": 65.5,
        "promises": [{"name": "no call in aftercall", "held": True, "detail": ""}],
    },
    "wrapuptime": {"calls": 1000, "offers_in_aftercall": 7, "took_seconds": 60.0},
}


def test_a_scenario_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """`simulate calm` is `simulate play calm`; the report is printed, and all is well."""
    asked: list[tuple[str, int | None]] = []

    def scenario(name: str, options: play.ScenarioOptions) -> Report:
        asked.append((name, options.seconds))
        return Report((Promise("no call in aftercall", 12, 0),), {"calls": 12})

    monkeypatch.setattr(play, "run_scenario", scenario)
    for words in (("simulate", "calm"), ("simulate", "play", "calm", "--seconds", "9")):
        done = run(*words)
        assert done.code == 0
        assert "no call in aftercall  yes      12       0" in done.out
    assert asked == [("calm", None), ("calm", 9)]


def test_a_broken_promise_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named with its detail, in the table and on the error stream; with --json too."""
    broken = Report((Promise("nobody stuck in a pause", 3, 1, "agent 1001 is free, but paused"),))
    monkeypatch.setattr(play, "run_scenario", lambda name, options: broken)
    done = run("simulate", "rush")
    assert done.code == 1
    assert "agent 1001 is free, but paused" in done.out
    assert done.err == "aftercall: broken: nobody stuck in a pause\n"
    assert run("simulate", "rush", "--json").json["held"] is False


def test_unknown_names_are_usage() -> None:
    """A scenario or mechanism that there is not is exit code 2, and the line says what there is."""
    for words in (
        ("simulate", "nope"),
        ("simulate", "race", "--only", "nope"),
        ("simulate", "calm", "--sip", "nowhere"),
    ):
        done = run(*words)
        assert done.code == 2, words
        assert done.err.startswith("aftercall: ")


def test_scenarios_are_listed() -> None:
    """Each with its length; the JSON has the same names."""
    names = [one["name"] for one in run("simulate", "scenarios", "--json").json]
    listed = run("simulate", "scenarios").out.splitlines()
    assert [line.split()[0] for line in listed[1:]] == names
    assert not any(line.endswith(" ") for line in listed)


def test_the_race(monkeypatch: pytest.MonkeyPatch) -> None:
    """Options reach the race, its result is printed as it is with --json and as a table without; others may break what we promise."""
    options: list[race.RaceOptions] = []

    def result(given: race.RaceOptions) -> dict[str, Any]:
        options.append(given)
        return RESULT

    monkeypatch.setattr(race, "run_race", result)
    words = (
        "simulate",
        "race",
        "--agents",
        "3",
        "--queues",
        "2",
        "--callers",
        "9",
        "--calls",
        "10",
        "--kill-daemon",
    )
    assert json.loads(run(*words, "--json").out) == RESULT
    one = options[0]
    assert (one.agents, one.queues, one.callers, one.calls, one.kill_daemon) == (3, 2, 9, 10, True)
    lines = run(*words).out.splitlines()
    assert lines[2].split() == ["Aftercall", "1000", "0", "0", "01:05"]
    assert lines[3].split()[-4:] == ["1000", "7", "-", "01:00"]


def test_a_race_that_we_lose(monkeypatch: pytest.MonkeyPatch) -> None:
    """A promise of ours that broke in the race is exit code 1."""
    ours = {
        **RESULT["aftercall"],
        "promises": [{"name": "no call in aftercall", "held": False, "detail": "1001"}],
    }
    monkeypatch.setattr(race, "run_race", lambda options: {"aftercall": ours})
    done = run("simulate", "race")
    assert done.code == 1
    assert "BROKEN: no call in aftercall: 1001" in done.out
