"""Moments as the command tells and takes them: by the clock of the site, wherever it runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from acd.core.moment import DAY, Moment
from aftercall.cli import items, mailboxes, moments
from aftercall.cli.faults import Usage

WARSAW = ZoneInfo("Europe/Warsaw")
NOON: Moment = round(datetime(2026, 11, 22, 12, 0, 5, tzinfo=WARSAW).timestamp() * 1000)


@pytest.fixture(autouse=True)
def _in_warsaw(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """At noon on 22 November, on a machine of any zone."""
    monkeypatch.setenv("AFTERCALL_FLOOR__ZONE", "Europe/Warsaw")
    monkeypatch.setattr(moments, "now_ms", lambda: NOON)
    moments.site_zone.cache_clear()
    yield
    moments.site_zone.cache_clear()


def test_today_is_a_time_and_any_other_day_has_its_date() -> None:
    """What is due in three days cannot be taken for due today; midnight is the site's."""
    assert moments.when(NOON) == "12:00:05"
    assert moments.when(NOON + 3 * DAY) == "2026-11-25 12:00"
    assert moments.when(NOON - DAY) == "2026-11-21 12:00"
    assert [moments.to_the_second(at) for at in (NOON, NOON - DAY)] == ["12:00:05", "2026-11-21 12:00:05"]
    assert moments.when(NOON + DAY // 2 - 6000) == "23:59:59"
    assert moments.when(NOON + DAY // 2) == "2026-11-23 00:00"


def test_every_list_tells_by_the_same_clock() -> None:
    """Tickets, letters and cards: the site's, never the machine's and never UTC."""
    ticket = {
        "id": "t1",
        "queue": "help",
        "stage": "waiting",
        "agent": None,
        "offered": None,
        "customer": {"name": "Jan"},
        "subject": "",
        "priority": 0,
        "came": "2026-11-22T10:59:00.000Z",
        "promises": [{"state": "running", "due": "2026-11-25T08:18:00.000Z"}],
    }
    assert items.row(ticket)[-2:] == ["11:59:00", "2026-11-25 09:18"]
    letter = {
        "at": "2026-11-21T08:00:00.000Z",
        "sender": "",
        "subject": "",
        "became": "",
        "item": "",
        "why": "",
    }
    assert mailboxes._letter(letter)[0] == "2026-11-21 09:00"
    assert moments.localised("2026-07-01T10:00:00.000Z") == "2026-07-01 12:00:00"
    assert moments.localised("c17 of 2026") == "c17 of 2026"
    assert moments.localised("opens at 2026-11-22T10:00:00.000Z") == "opens at 2026-11-22 11:00:00"


def test_what_is_typed_without_a_zone_is_meant_here() -> None:
    """As a calendar takes it; an offset is kept, and what is no moment is refused by the name of its option."""
    assert moments.typed("2026-11-22T10:00", "--until") == "2026-11-22T10:00:00+01:00"
    assert moments.typed("2026-07-22 10:00", "--until") == "2026-07-22T10:00:00+02:00"
    assert moments.typed("2026-11-22T10:00Z", "--until") == "2026-11-22T10:00:00+00:00"
    with pytest.raises(Usage, match=r"^--until '22\.11\.2026' is no moment; write it as 2026"):
        moments.typed("22.11.2026", "--until")


def test_a_calendar_tells_by_its_own_clock() -> None:
    """With its offset, so that nobody takes it for the site's."""
    assert moments.by_clock("2026-11-23T07:00:00.000Z", "Europe/Tallinn") == "2026-11-23T09:00:00+02:00"
