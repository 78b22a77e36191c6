"""What the benchmarks count, on a few things seen by hand."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from aftercall.simulator import seen
from benchmarks import reports
from benchmarks.contacts import lines
from benchmarks.figures import percentile
from benchmarks.handoff import hand_offs

LINE = [seen.Joined(0.0, "q")] * 3


def test_from_the_release_to_the_ring() -> None:
    """One hand-off: from the first unpause after an aftercall, in whichever queue, to the agent's next ring."""
    things = [
        *LINE,
        seen.Paused(1.0, "a", "q", "aftercall"),
        seen.Unpaused(3.0, "a", "q"),
        seen.Unpaused(3.1, "a", "r"),
        seen.Called(3.25, "a", "q", "leg"),
    ]
    assert hand_offs(things, agents=1) == [0.25]


def test_a_release_in_a_call_is_none() -> None:
    """A script that releases an agent who talks already hands nothing off: the next ring comes after that call."""
    things = [
        *LINE,
        seen.Paused(1.0, "a", "q", "aftercall"),
        seen.Connected(2.0, "a", "q", "leg"),
        seen.Unpaused(3.0, "a", "q"),
        seen.Ended(4.0, "leg"),
        seen.Called(9.0, "a", "q", "next"),
    ]
    assert hand_offs(things, agents=1) == []


def test_nobody_waits() -> None:
    """With no more callers than agents a ring waits for a caller, not for the hand-off."""
    things = [
        seen.Joined(0.0, "q"),
        seen.Paused(1.0, "a", "q", "aftercall"),
        seen.Unpaused(3.0, "a", "q"),
        seen.Called(9.0, "a", "q", "leg"),
    ]
    assert hand_offs(things, agents=1) == []


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_percentile(share: float, value: int) -> None:
    """The least value that so many do not exceed."""
    assert percentile(range(100, 0, -1), share) == value


def test_the_list_is_always_the_same() -> None:
    """A list of contacts depends on its size alone, so that two runs can be compared; a longer one begins with the shorter."""
    first = list(lines(500))
    assert first == list(lines(900))[:500]
    assert len({phone for _, phone, *_ in first}) < 500  # duplicates are in it
    assert sum(not phone.strip("+-.0123456789 ") for _, phone, *_ in first) < 500  # and what is no number


def test_a_small_report(tmp_path: Path) -> None:
    """The report and the count by hand say the same of a few thousand calls; else there is no figure."""
    result = asyncio.run(reports.contest(f"sqlite:///{tmp_path}/floor.db", 3000))
    assert result["quarter_lines"] > 100
