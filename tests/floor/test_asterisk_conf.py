"""The configuration as it is shipped: starts clean, loads what it names, and its dialplan calls nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.asterisk import names
from aftercall.bench import Asterisk

CONF = Path(__file__).parents[2] / "asterisk_conf"
DIALPLAN = "\n".join(
    line.partition(" ;")[0]
    for file in ("acd_extensions.conf", "acd_dialer.conf", "acd_calls.conf")
    for line in (CONF / file).read_text().splitlines()
    if not line.startswith(";")
)
VARIABLES = {"GLOBAL", "LOCAL", "ARRAY", "SHARED"}


@pytest.fixture(scope="module")
def server() -> Iterator[Asterisk]:
    with Asterisk() as asterisk:
        yield asterisk


def test_starts_clean(server: Asterisk) -> None:
    """Not one warning or error at the start."""
    said = (server.folder / "log/messages.log").read_text()
    assert [line for line in said.splitlines() if re.search(r"\b(WARNING|ERROR)\b", line)] == []


def test_every_module_runs(server: Asterisk) -> None:
    """Each module that modules.conf names is loaded and running, and no other."""
    named = set(re.findall(r"^(?:pre)?load = (\S+)", (CONF / "modules.conf").read_text(), re.MULTILINE))
    running = set(re.findall(r"^(\S+\.so) .*\bRunning\b", server.cli("module show"), re.MULTILINE))
    assert running == named


def test_applications_exist(server: Asterisk) -> None:
    """Every application that the dialplan calls is registered: a missing one would end the channel that calls it."""
    called = set(re.findall(r"(?:=> n(?:\(\w+\))?|=> \S+,1),([A-Za-z]+)\(", DIALPLAN))
    called |= set(re.findall(r"ExecIf\(.*\?([A-Za-z]+)\(", DIALPLAN))
    there = {
        name.lower() for name in re.findall(r"^\s*(\w+):", server.cli("core show applications"), re.MULTILINE)
    }
    assert called
    assert {name for name in called if name.lower() not in there} == set()


def test_functions_exist(server: Asterisk) -> None:
    """Every function that the dialplan reads or writes is registered."""
    called = set(re.findall(r"\$\{([A-Z_]+)\(", DIALPLAN)) | set(re.findall(r"Set\(([A-Z_]+)\(", DIALPLAN))
    there = set(re.findall(r"^\s*([A-Z_0-9]+)\b", server.cli("core show functions"), re.MULTILINE))
    assert called > VARIABLES
    assert called - there == set()


def test_contexts_are_reached(server: Asterisk) -> None:
    """Every context and label that something jumps to is there: Asterisk finds no fault with the dialplan."""
    contexts = set(re.findall(r"^\[([\w-]+)\]", DIALPLAN, re.MULTILINE))
    wanted = set(re.findall(r"\b(acd-[a-z]+)(?:,s,1|,look,1|,\$|,idle|\^s\^1|/n)", DIALPLAN))
    assert wanted - contexts == set()
    for context in contexts:
        assert f"[ Context '{context}'" in server.cli(f"dialplan show {context}")


def test_names_are_those_of_the_daemon() -> None:
    """The families of astdb, the globals and the user events of the dialplan are those that the daemon knows."""
    families = set(re.findall(r"DB(?:_KEYS|_DELETE|_EXISTS)?\((acd-[a-z]+)[/)-]", DIALPLAN))
    ours = {names.HOLD, names.CALL, names.WRAP, names.FREE, names.LOG, names.NUMBER, names.ROOM}
    assert families == ours | {name.rstrip("-") for name in (names.QUEUE, names.CAMPAIGN, names.HOURS)}
    for name in (names.BOOTED, names.TICK, names.STAR_ANSWER):
        assert re.search(rf"\b{name}\b", DIALPLAN), name
    events = set(re.findall(r"UserEvent\((\w+)", DIALPLAN))
    told = (names.__doc__ or "").partition("User events of the dialplan")[2]
    assert events == set(re.findall(r"\bAcd\w+", told))
    reasons = set(re.findall(r"PauseQueueMember\(,PJSIP/[^,]+,,([a-z]+)\)", DIALPLAN))
    assert reasons == {names.REASON_CALL, names.REASON_AFTERCALL}
