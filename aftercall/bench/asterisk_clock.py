"""A wall clock that tests can step, by libfaketime; the monotonic clock, on which timers run, stays."""

from __future__ import annotations

from pathlib import Path

from aftercall.bench.asterisk_home import Home
from aftercall.bench.errors import BenchError


class Clock:
    """`offset` seconds stand between the machine's clock and the one that the server sees."""

    def __init__(self, home: Home, folder: Path) -> None:
        library = home.faketime
        if library is None:
            raise BenchError(
                f"no libfaketime in {home.root}: run `make setup`, or apt-get install libfaketime there"
            )
        self.offset = 0.0
        self._file = folder / "faketime"
        self._write()
        self.env = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": home.inside(self._file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }

    def step(self, seconds: float) -> None:
        self.offset += seconds
        self._write()

    def _write(self) -> None:
        """Replaced whole, for the server reads it at any moment."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self.offset:+.3f}\n")
        fresh.replace(self._file)
