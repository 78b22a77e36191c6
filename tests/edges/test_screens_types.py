"""The screens' JavaScript against its types."""

from __future__ import annotations

import subprocess
from pathlib import Path

TOP = Path(__file__).parents[2]


def test_the_types_agree() -> None:
    """Every call, property and value of the screens' modules fits what it is said to be (TypeScript's checker, strict)."""
    command = [TOP / "node_modules/.bin/tsc", "-p", TOP / "aftercall/screens/tsconfig.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout or done.stderr
