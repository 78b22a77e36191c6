"""`aftercall pacing`, typed as somebody would; it needs no daemon."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aftercall.cli.app import app

DAY = "agents = 4\nanswer_rate = 0.5\nhours = 0.5\n"


def test_simulate_tells_days_and_their_sum(tmp_path: Path) -> None:
    """JSON has a summary for each policy with its days, CSV a line a day."""
    scenario, days = tmp_path / "day.toml", tmp_path / "days.csv"
    scenario.write_text(DAY)
    words = [
        "pacing",
        "simulate",
        "--scenario",
        str(scenario),
        "--policy",
        "progressive",
        "--policy",
        "constant:2",
    ]
    done = CliRunner().invoke(app, [*words, "--seeds", "2", "--csv", str(days), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [one["policy"] for one in found] == ["progressive", "constant:2"]
    assert found[0]["abandoned"] == 0 < found[1]["abandoned"]
    assert len(found[0]["each"]) == 2
    assert len(list(csv.DictReader(days.read_text().splitlines()))) == 4


def test_what_cannot_be_is_one_line(tmp_path: Path) -> None:
    """A policy that does not exist and a scenario that cannot be end with usage, and name what was wrong."""
    scenario = tmp_path / "day.toml"
    scenario.write_text(DAY)
    done = CliRunner().invoke(app, ["pacing", "simulate", "--scenario", str(scenario), "--policy", "nobody"])
    assert (done.exit_code, "nobody" in done.output) == (2, True)
    scenario.write_text("agents = 4\n")
    done = CliRunner().invoke(app, ["pacing", "simulate", "--scenario", str(scenario)])
    assert (done.exit_code, "answer_rate" in done.output) == (2, True)


@pytest.mark.parametrize("where", ["new/days.csv", "/proc/days.csv", "day.toml/days.csv"])
def test_where_nothing_can_be_written_no_day_is_run(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that names the file, before the first day; no directory is made."""
    monkeypatch.setattr("aftercall.pacing.days.run_days", lambda *_, **__: pytest.fail("a day was run"))
    (tmp_path / "day.toml").write_text(DAY)
    words = ["pacing", "simulate", "--scenario", str(tmp_path / "day.toml"), "--csv", str(tmp_path / where)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2, done.output
    assert where in done.output
    assert len(done.output.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["day.toml"]


def test_one_day_has_no_interval(tmp_path: Path) -> None:
    """A table of one day says `-` where that of two has a figure."""
    (tmp_path / "day.toml").write_text(DAY)
    words = ["pacing", "simulate", "--scenario", str(tmp_path / "day.toml"), "--policy", "progressive"]
    one, two = (CliRunner().invoke(app, [*words, "--seeds", days]).output for days in "12")
    assert "±" not in one
    assert " - %" in one
    assert "±" in two
