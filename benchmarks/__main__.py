"""`python -m benchmarks [NAME ...]`: all of them, or those named, one after the other. A table each, or JSON lines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from benchmarks import cpu, handoff, ingest

Measure = Callable[[], dict[str, Any]]

BENCHMARKS: Final[Mapping[str, tuple[Measure, Callable[[dict[str, Any]], None]]]] = {
    "ingest": (ingest.measure, ingest.table),
    "handoff": (handoff.measure, handoff.table),
    "cpu": (cpu.measure, cpu.table),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="one line of JSON a benchmark")
    wish = parser.parse_args()
    if unknown := set(wish.names) - set(BENCHMARKS):
        parser.error(
            f"no benchmark is called {', '.join(sorted(unknown))}: there are {', '.join(BENCHMARKS)}"
        )
    for name in wish.names or BENCHMARKS:
        measure, table = BENCHMARKS[name]
        result = measure()
        if wish.json:
            print(json.dumps(result), flush=True)
        else:
            table(result)


if __name__ == "__main__":
    main()
