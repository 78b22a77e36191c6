"""Calendars as the days go by: each midnight the floor hears them anew and Asterisk gets one more day; what is away is tried again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from acd.core.calendar_card import SiteCalendar, read
from acd.core.heard import CalendarSet, Heard
from acd.core.moment import DAY, Moment
from acd.store.cards import AllCards
from aftercall.office import Office, SwitchAway
from aftercall.openings import AGAIN, Openings

POLAND = SiteCalendar("office", read('zone = "Europe/Warsaw"\n[week]\n[holidays]\ncountry = "PL"\n'))
NEW_YEAR: Moment = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()) * 1000


class FakeOffice:
    """One calendar; `away`: so often Asterisk is not there."""

    def __init__(self, away: int = 0) -> None:
        self.away, self.written = away, list[Moment]()

    async def all(self) -> AllCards:
        return AllCards(calendars=(POLAND,))

    async def provision(self) -> list[str]:
        if self.away > 0:
            self.away -= 1
            raise SwitchAway("not there")
        self.written.append(_now())
        return []


def _now() -> Moment:
    return NEW_YEAR - 3_600_000 + round(asyncio.get_running_loop().time() * 1000)


@pytest.mark.looptime
@pytest.mark.parametrize("away", [0, 3])
async def test_each_midnight(away: int) -> None:
    """At New Year the holidays of one more year are known; with Asterisk away it is tried every few minutes until it is there."""
    office, heard = FakeOffice(away), list[Heard]()
    openings = Openings(cast("Office", office), heard.append, _now, lambda: NEW_YEAR + 5 * DAY)
    running = asyncio.create_task(openings.run())
    await asyncio.sleep(1.5 * DAY / 1000)
    running.cancel()
    late = round(away * AGAIN * 1000)
    assert [
        abs(at - when) < 10_000
        for at, when in zip(office.written, (NEW_YEAR + late, NEW_YEAR + DAY), strict=True)
    ]
    assert len(heard) == 2 + away
    calendar: Any = cast("CalendarSet", heard[-1]).calendar
    assert max(on.year for on, _ in calendar.holidays) == 2037
