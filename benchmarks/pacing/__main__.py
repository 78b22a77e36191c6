"""`python -m benchmarks.pacing [--days SHARE] [--only NAME] [--kept DIR]`: what is missing is run, then the table is written.

Days that were run are kept in DIR (build/pacing), so that it may be cut and goes on. They are of the code that ran them:
after a change to the pacing, empty DIR of `*.aftercall.jsonl`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from aftercall.pacing.days import Summary, interval, run_days, summary
from aftercall.pacing.report import write_csv
from aftercall.pacing.scenario import Scenario
from benchmarks.pacing.plan import RIVALS, TUNED, few, scenarios, seeds
from benchmarks.pacing.tuning import at_abandonment


def main() -> None:
    options = _options()
    found: list[Summary] = []
    for scenario in scenarios(options.only):
        found += cell(scenario, options)
        write_csv(options.kept / "all.csv", found)
    print(f"{options.kept / 'all.csv'}: {len(found)} rows")


def cell(scenario: Scenario, options: argparse.Namespace) -> list[Summary]:
    held_out = seeds(scenario, options.days)

    def run(name: str, days: range = held_out) -> Summary:
        one = summary(scenario, name, run_days(scenario, name, days, options.kept))
        _say(one)
        return one

    def first(name: str) -> Summary:
        return run(name, few(scenario, held_out))

    ours = run("aftercall")
    if options.ours:
        return [ours]
    rivals = [run(name) for name in RIVALS]
    wanted = first("aftercall").abandoned, ours.abandoned
    tuned = [at_abandonment(first, run, word, between, *wanted) for word, between in TUNED.items()]
    return [ours, *rivals, *tuned]


def _say(one: Summary) -> None:
    print(
        f"{one.scenario:22} {one.policy:32} {one.occupancy:6.2f} {interval(one.occupancy_error, one.days, 2)} %"
        f"  abandoned {one.abandoned:6.3f} {interval(one.abandoned_error, one.days, 3)} %"
        f"  over on {one.over}/{one.days}",
        flush=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pacing", description=__doc__)
    parser.add_argument("--days", type=float, default=1.0, help="this share of the 40 (12) days")
    parser.add_argument("--only", default="*", help="scenarios of this name, as n20-p*")
    parser.add_argument("--ours", action="store_true", help="only the production pacing")
    parser.add_argument("--kept", type=Path, default=Path("build/pacing"), help="where days are kept")
    options = parser.parse_args()
    if not 0 < options.days <= 1:
        sys.exit(f"--days is {options.days}: a share above 0 and up to 1")
    return options


if __name__ == "__main__":
    main()
