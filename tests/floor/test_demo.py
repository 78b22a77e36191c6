"""The demo: a living floor that keeps its promises, and that is gone when it is over."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

pytestmark = pytest.mark.full


@contextmanager
def demo(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command with a mark in its environment, which everything that it starts inherits."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-m", "aftercall", "demo", "--seconds", "30", *words],
        env={**os.environ, "AFTERCALL_TEST_MARK": mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, mark
    finally:
        process.kill()
        process.communicate()


def marked(mark: str) -> list[str]:
    """Command lines of the processes that still run with this mark."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in environ.read_bytes():
                found.append(environ.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it ended while we looked
    return found


def test_the_short_run() -> None:
    """Half a minute on real parts: calls are answered, breaks taken, every promise is kept, and nothing is left running."""
    with demo("--json") as (process, mark):
        out, err = process.communicate(timeout=170)
        assert process.returncode == 0, err
        assert marked(mark) == []
    told = json.loads(out)
    counted = {promise["name"]: promise["counted"] for promise in told["promises"]}
    assert told["held"]
    assert counted["no call in aftercall"] >= 5
    assert counted["no offer on a break"] >= 1
    for promise in ("nobody has what another has", "the most urgent first", "no item lost"):
        assert counted[promise] >= 3
    assert told["day"]["right"]
    assert "SIP 127.0.0.1:" in err
    assert err.index("the desktop: http://127.0.0.1:") < err.index("SIP 127.0.0.1:")


def test_the_desktop_is_open() -> None:
    """The addresses and the log-ins that it shows are true: each role comes in by its own, and a visitor of the shop may write."""
    with demo() as (process, _):
        address, shop, people = ways_in(process)
        assert set(people) == {"agent", "supervisor", "manager", "administrator", "tester"}
        assert "<!doctype html>" in httpx2.get(f"{address}/login").text
        page = httpx2.get(shop).text
        assert f'src="{address}/widget/shop.js"' in page
        assert httpx2.get(f"{address}/widget/v1/shop/look", headers={"Origin": shop}).json()["open"]
        for role, password in people.items():
            answer = httpx2.post(f"{address}/api/v1/login", json={"name": role, "password": password})
            assert answer.json()["roles"] == [role], answer.text
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def ways_in(process: subprocess.Popen[str]) -> tuple[str, str, dict[str, str]]:
    """As it says them: the addresses of desktop and shop, and each role's password."""
    assert process.stdout is not None
    address, shop, people = "", "", dict[str, str]()
    for line in process.stdout:
        if found := re.match(r"the desktop: (\S+) +a shop's chat: (\S+)", line):
            address, shop = found.groups()
        elif line.startswith("  log in as "):
            people |= dict(re.findall(r"(\w+) ([0-9a-f]{10})", line))
        elif line.startswith("softphone"):
            break
    return address, shop, people


def test_stopped_by_hand() -> None:
    """Ctrl-C in the middle of it: exit code 130, one line, and nothing is left running."""
    with demo("--seconds", "600") as (process, mark):
        assert process.stdout is not None
        for line in process.stdout:
            if "answered" in line:
                break
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert err.splitlines()[-1].startswith("aftercall: stopped")
        assert "Traceback" not in err
        assert marked(mark) == []
