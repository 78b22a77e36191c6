"""What a number that may be in several zones costs: it is called only while it is lawful in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from acd.core.moment import MINUTE, Moment, Span
from dialer.core.regime import Regime


def left_a_day(zones: Sequence[str], regime: Regime, at: Moment) -> Span:
    """On the regime's longest day, with the clocks as they are at `at`; the campaign's own hours may leave less."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    offsets = [ZoneInfo(zone).utcoffset(moment) for zone in zones]
    known = [offset.total_seconds() / 60 for offset in offsets if offset is not None]
    longest = max((day.closes - day.opens for day in regime.hours if day is not None), default=0)
    return max(0, round(longest - (max(known) - min(known)))) * MINUTE
