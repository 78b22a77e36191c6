"""The pages show what stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_state_diagrams_are_drawn_from_the_tables() -> None:
    """docs/architecture.md shows PRESENCE and WORK as they are."""
    done = subprocess.run(
        [sys.executable, "scripts/draw_states.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
