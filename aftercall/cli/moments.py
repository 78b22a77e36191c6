"""Moments as people read and type them: by the clock of the site (`floor.zone`), wherever the command runs. In JSON they stay
ISO 8601 in UTC; what is asked of a calendar is told by that calendar's clock, with its offset.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from acd.core.moment import Moment
from aftercall.cli.faults import Usage
from aftercall.cli.inputs import now_ms
from aftercall.cli.spans import moment
from aftercall.settings import load_settings

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@cache
def site_zone() -> ZoneInfo:
    """Read once. Raises SettingsError."""
    return ZoneInfo(load_settings().floor.zone)


def time_of_day(at: Moment) -> str:
    """`19:43:12`, where the day is said elsewhere."""
    return _shown(at).strftime("%H:%M:%S")


def when(at: Moment) -> str:
    """`19:43:12` today; `2026-11-25 09:18` on any other day."""
    return time_of_day(at) if _is_today(at) else to_the_minute(at)


def to_the_second(at: Moment) -> str:
    """`19:43:12` today, with the date before it on any other day."""
    return time_of_day(at) if _is_today(at) else stamp(at)


def stamp(at: Moment) -> str:
    """`2026-11-21 19:43:12`, for lists over many days."""
    return _shown(at).strftime("%Y-%m-%d %H:%M:%S")


def to_the_minute(at: Moment) -> str:
    return _shown(at).strftime("%Y-%m-%d %H:%M")


def moment_or_dash(at: Moment | None) -> str:
    return "-" if at is None else to_the_minute(at)


def localised(text: str) -> str:
    """A text with each moment that the daemon wrote in it by the site's clock."""
    return _INSTANT.sub(lambda found: stamp(moment(found[0])), text)


def by_clock(iso: str, zone: str) -> str:
    """`2026-11-23T09:00:00+01:00`, by that clock, of a moment as the daemon writes it."""
    return datetime.fromisoformat(iso).astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def typed(text: str, option: str) -> str:
    """ISO 8601 with its offset, as the API takes it; without one it was meant by the site's clock. Raises Usage."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        remedy = "write it as 2026-11-24T08:00, or with a zone as 2026-11-24T08:00+01:00"
        raise Usage(f"{option} {text!r} is no moment", remedy) from error
    return (found if found.tzinfo else found.replace(tzinfo=site_zone())).isoformat()


def _is_today(at: Moment) -> bool:
    return _shown(at).date() == _shown(now_ms()).date()


def _shown(at: Moment) -> datetime:
    return datetime.fromtimestamp(at / 1000, site_zone())
