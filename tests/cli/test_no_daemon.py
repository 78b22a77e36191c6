"""Nobody at the socket: exit code 3 and one line with the remedy, for every command that needs the daemon."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import run

NEEDS = [
    ("agents", "list"),
    ("agents", "login", "1001"),
    ("agents", "day", "1001"),
    ("queues", "list"),
    ("types", "list"),
    ("phones", "list"),
    ("numbers", "add", "800", "hangup"),
    ("listen",),
]


@pytest.mark.parametrize("words", NEEDS, ids=" ".join)
def test_never_started(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket: the line names it and says how to start the daemon."""
    monkeypatch.setenv("AFTERCALL_API__SOCKET", str(tmp_path / "a.sock"))
    done = run(*words)
    assert done.code == 3
    assert done.err == (
        f"aftercall: no daemon at {tmp_path}/a.sock; start it with `aftercall run`, or name its socket with --socket\n"
    )


def test_died(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket that a dead daemon left behind is told apart."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "a.sock"))
    monkeypatch.setenv("AFTERCALL_API__SOCKET", str(tmp_path / "a.sock"))
    done = run("agents", "list")
    assert done.code == 3
    assert "nobody listens at" in done.err


def test_the_socket_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--socket` goes before the settings."""
    monkeypatch.setenv("AFTERCALL_API__SOCKET", "/elsewhere")
    assert f"{tmp_path}/b.sock" in run("--socket", str(tmp_path / "b.sock"), "agents", "list").err


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that cannot be meant is exit code 2 and one line that names it."""
    monkeypatch.setenv("AFTERCALL_AMI__PORT", "many")
    done = run("agents", "list")
    assert done.code == 2
    assert "ami.port" in done.err


def test_help_has_no_line_over_80() -> None:
    """Help fits a terminal of 80 columns."""
    for words in (["--help"], ["agents", "--help"], ["queues", "set", "--help"], ["types", "add", "--help"]):
        assert max(map(len, run(*words).out.splitlines())) <= 80
