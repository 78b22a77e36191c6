"""The race and a named scenario, small: real Asterisks, the real daemon, the observer's word."""

from __future__ import annotations

import pytest

from aftercall.bench import BenchError
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.named import SCENARIOS
from aftercall.simulator.phones import Does
from aftercall.simulator.play import At, Elsewhere, ScenarioOptions, play
from aftercall.simulator.race import RaceOptions, race
from aftercall.simulator.site import Site

SMALL = RaceOptions(agents=2, queues=3, callers=8, calls=12)


@pytest.mark.full
async def test_the_race_runs_all_three_mechanisms_under_one_observer() -> None:
    """Ours offers nothing in aftercall; Asterisk's whole-second wrapuptime does, so the observer can see it."""
    result = await race(SMALL)
    assert {name: one["calls"] >= 12 for name, one in result.items()} == {
        "aftercall": True,
        "wrapuptime": True,
        "pause_on_complete": True,
    }
    ours = result["aftercall"]
    assert (ours["offers_in_aftercall"], ours["offers_on_break"]) == (0, 0)
    assert [one["name"] for one in ours["promises"] if not one["held"]] == []
    assert result["wrapuptime"]["offers_in_aftercall"] > 0
    assert result["pause_on_complete"]["aftercall_seconds"]["least"] == pytest.approx(2, abs=0.1)


async def test_a_mechanism_that_is_not_known_is_refused() -> None:
    """Before anything is started."""
    with pytest.raises(ValueError, match="no mechanism is called 'luck'"):
        await race(RaceOptions(mechanisms=("luck",)))


@pytest.mark.full
async def test_a_scenario_ends_in_a_report_of_the_promises() -> None:
    """A short rush: callers were there, and every promise was looked at and held."""
    report = await play("rush", ScenarioOptions(seconds=12))
    assert report.figures["calls"] > 0
    assert [promise for promise in report.promises if not promise.held] == []
    assert len(report.promises) == 6


async def test_a_scenario_that_is_not_known_names_those_that_are() -> None:
    """One line, for a person."""
    with pytest.raises(BenchError, match="calm, mixed, rush, flapping, rude"):
        await play("quiet", ScenarioOptions())


def test_every_scenarios_phones_differ_in_code_and_pace() -> None:
    """Codes are unique, and agents of one manner are not all alike."""
    for scenario in SCENARIOS.values():
        phones = scenario.phones()
        assert len({phone.code for phone in phones}) == len(phones)
        answering = [phone for phone in phones if phone.does is Does.ANSWER]
        assert len(answering) < 3 or len({phone.talk_ms for phone in answering}) > 1


@pytest.mark.full
async def test_on_a_running_floor_it_takes_its_own_things_away_again() -> None:
    """Queues, numbers, phones and agents are made, used, and gone; what is not its own it refuses to touch."""
    async with Site() as site:
        daemon = Daemon(site.asterisk)
        try:
            await daemon.start()
            await daemon.wait_up()
            where = Elsewhere(
                At(site.asterisk.host, site.asterisk.sip_port), site.observer.login, daemon.socket
            )
            report = await play("rush", ScenarioOptions(seconds=8, elsewhere=where))
            assert report.figures["calls"] > 0
            assert [promise for promise in report.promises if not promise.held] == []
            assert [
                await daemon.api.get(f"/{noun}") for noun in ("agents", "phones", "queues", "numbers")
            ] == [[]] * 4
            await daemon.api.put("phones", "sim01", {"secret": "somebody-elses"})
            with pytest.raises(BenchError, match="phones sim01 is there already"):
                await play("rush", ScenarioOptions(seconds=1, elsewhere=where))
        finally:
            await daemon.close()
