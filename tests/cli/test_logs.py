"""What the daemon says of itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

FAILS = """
import structlog
from aftercall.logs import set_up

def log_in(secret):
    raise RuntimeError("not today")

set_up({style!r})
try:
    log_in("hunter2")
except RuntimeError:
    structlog.get_logger().exception("not prepared", agent="1001")
"""


@pytest.mark.parametrize("style", ["console", "json"])
def test_an_error_is_told_without_what_variables_hold(style: str) -> None:
    """An unexpected error is logged with its traceback and where it struck; a secret that was at hand there is not."""
    code = FAILS.format(style=style)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for words in ("not prepared", "1001", "in log_in", "RuntimeError: not today"):
        assert words in done.stderr
    assert "hunter2" not in done.stderr
