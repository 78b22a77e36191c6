"""Calls, chats and tickets at once, on a whole floor: two minutes always, an hour in `make test-full`."""

from __future__ import annotations

import pytest

from aftercall.simulator.play import ScenarioOptions, play

HOUR = 3600


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(120, id="two minutes", marks=pytest.mark.timeout(600)),
        pytest.param(HOUR, id="an hour", marks=[pytest.mark.full, pytest.mark.timeout(HOUR + 900)]),
    ],
)
async def test_calls_chats_and_tickets(seconds: int) -> None:
    """No item is offered to anybody on a break, held or full; none is lost, nor had by two; the most urgent goes first; the reports
    count what was seen, and the same twice."""
    report = await play("mixed", ScenarioOptions(seconds=seconds, seed=7))
    assert report.held, [one for one in report.promises if not one.held]
    counted = {one.name: one.counted for one in report.promises}
    assert counted["no item lost"] > seconds / 4
    assert counted["the most urgent first"] > seconds / 4
    assert report.figures["promises_kept"] > 0
    assert report.figures["promises_broken"] > 0
    assert report.figures["calls"] > seconds / 10
