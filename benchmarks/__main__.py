"""`python -m benchmarks [NAME ...]`: all of them, or those named, one after the other. A table each, or JSON lines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks import beside, contacts, cpu, handoff, hours, ingest, reports, screens

Result = dict[str, Any]

TABLES: Final[Mapping[str, Callable[[Result], None]]] = {
    "ingest": ingest.table,
    "handoff": handoff.table,
    "cpu": cpu.table,
    "hours": hours.table,
    "contacts": contacts.table,
    "beside": beside.table,
    "screens": screens.table,
    "reports": reports.table,
}


def measure(name: str, recording: Path, seconds: float) -> Result:
    match name:
        case "ingest":
            return ingest.measure(recording)
        case "handoff":
            return handoff.measure()
        case "hours":
            return hours.measure()
        case "contacts":
            return contacts.measure()
        case "beside":
            return beside.measure()
        case "screens":
            return screens.measure()
        case "reports":
            return reports.measure()
        case _:
            return cpu.measure(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TABLES))
    parser.add_argument("--json", action="store_true", help="one line of JSON a benchmark")
    parser.add_argument(
        "--recording", type=Path, default=ingest.RECORDING, help="for ingest: made by benchmarks.record"
    )
    parser.add_argument(
        "--seconds", type=float, default=cpu.SECONDS, help="for cpu: how long each load is measured"
    )
    wish = parser.parse_args()
    if unknown := set(wish.names) - set(TABLES):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}: there are {', '.join(TABLES)}")
    for name in wish.names or TABLES:
        result = measure(name, wish.recording, wish.seconds)
        if wish.json:
            print(json.dumps(result), flush=True)
        else:
            TABLES[name](result)


if __name__ == "__main__":
    main()
