"""Whole campaigns against the simulated carrier: every promise of the dialer, kept on real SIP."""

from __future__ import annotations

from typing import Any

import pytest

from aftercall.simulator.campaign import CampaignOptions, run_campaign


def kept(options: CampaignOptions) -> dict[str, Any]:
    """Lives it; what broke is in the failure. Its figures."""
    report = run_campaign(options)
    assert [f"{one.name}: {one.detail}" for one in report.promises if not one.held] == []
    return dict(report.figures)


@pytest.mark.timeout(400)
def test_a_small_campaign() -> None:
    """Three agents, twenty people who all answer, four who may not be called: each of the twenty is called once and gets an agent or,
    where everybody leaves at once, the message."""
    options = CampaignOptions(24, 3, profile="everybody", talk=(1, 2), seconds=200)
    figures = kept(options)
    assert figures["attempts"] >= 20
    assert figures["connected"] >= 15


@pytest.mark.full
@pytest.mark.timeout(2400)
def test_a_daemon_that_dies_again_and_again() -> None:
    """All promises hold while the daemon is killed at random and started again, with lines ringing and people talking."""
    figures = kept(CampaignOptions(150, 6, talk=(2, 8), kill_daemon=True, seconds=1500))
    assert figures["daemon_killed"] > 0


@pytest.mark.full
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("mode", ["preview", "progressive", "power"])
def test_each_mode(mode: str) -> None:
    """All promises hold, and people are talked to, in the modes that are not predictive."""
    figures = kept(CampaignOptions(60, 5, mode=mode, talk=(2, 6), seconds=1500))
    assert figures["connected"] > 0
