"""A calendar's next days as they stand in Asterisk's database, read as the dialplan reads them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.asterisk.conf import BadConf, NumberConf, QueueConf, wanted
from acd.asterisk.hours import DAYS, entries, known_until
from acd.core.calendar import Calendar, Interval
from acd.core.hours import is_open
from acd.core.moment import DAY, SECOND, Moment
from tests.core.calendars import calendars


def ms(text: str) -> Moment:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def read(found: dict[str, str], code: str, at: Moment) -> bool:
    """As `acd-open` of the dialplan does."""
    now = f"{datetime.fromtimestamp(at // SECOND, UTC):%Y%m%d%H%M%S}"
    day = found.get(f"acd-hours-{code}/{now[:8]}")
    if day is None:
        return found[f"acd-hours-{code}/last"].startswith("yes,")
    first, *times = day.split(",")
    passed = sum(int(time) <= int(now[8:]) for time in times)
    return (first == "yes") != (passed % 2 == 1)


OFFICE = Calendar("Europe/Warsaw", ((Interval(9 * 60, 17 * 60),),) * 5 + ((), ()))


def test_office_hours() -> None:
    """Nine to five in Warsaw is eight to four in UTC in winter, seven to three in summer."""
    found = entries({"office": OFFICE}, ms("2026-03-27T12:00"))
    assert found["acd-hours-office/20260327"] == "no,080000,160000"
    assert found["acd-hours-office/20260328"] == "no"
    assert found["acd-hours-office/20260330"] == "no,070000,150000"
    assert found["acd-hours-office/last"] == "no,20260411"
    assert len(found) == DAYS + 1


@given(calendars, st.integers(ms("2026-01-01T00:00"), ms("2028-01-01T00:00")), st.data())
def test_the_switch_says_what_the_calendar_says(calendar: Calendar, at: Moment, data: st.DataObject) -> None:
    """At any whole second of the known days the entries say what the calendar says; beyond them, what it said last."""
    found = entries({"x": calendar}, at)
    begin = at // DAY * DAY
    then = data.draw(st.integers(begin // SECOND, (begin + DAYS * DAY) // SECOND - 1)) * SECOND
    assert read(found, "x", then) == is_open(calendar, then)
    end = begin + DAYS * DAY
    later = data.draw(st.integers(end, end + 40 * DAY))
    assert read(found, "x", later) == is_open(calendar, end - 1)


def test_known_until() -> None:
    """Asterisk's entries say until when they hold; those of anything else say nothing."""
    found = entries({"office": OFFICE, "shop": OFFICE}, ms("2026-11-22T23:59"))
    until = known_until([*found.items(), ("acd-queue-sales/open", "yes")])
    assert until == dict.fromkeys(("office", "shop"), ms("2026-12-07T00:00"))


def test_too_many_changes_a_day() -> None:
    """What AMI would cut off is refused, with the calendar and the day."""
    minutes = tuple(Interval(start, start + 1) for start in range(0, 1440, 2))
    with pytest.raises(BadConf, match=r"calendar x: 1439 changes on 20261122"):
        entries({"x": Calendar("UTC", (minutes,) * 7)}, ms("2026-11-22T12:00"))


def test_queues_and_numbers_name_their_calendar() -> None:
    """A queue has its calendar's code, a number its calendar and where it leads meanwhile; without one nothing more."""
    made = wanted(
        [QueueConf("sales", calendar="office"), QueueConf("other")],
        numbers=[
            NumberConf("100", "queue", "sales", "office", "playback,closed"),
            NumberConf("101", "queue", "sales", "office"),
            NumberConf("102", "queue", "sales"),
        ],
    ).entries
    assert made["acd-queue-sales/calendar"] == "office"
    assert "acd-queue-other/calendar" not in made
    assert made["acd-number/100"] == "queue,sales,office,playback,closed"
    assert made["acd-number/101"] == "queue,sales,office,,"
    assert made["acd-number/102"] == "queue,sales"


def test_no_foreign_words() -> None:
    """A calendar's code is a code, wherever it comes from."""
    with pytest.raises(BadConf, match="calendar"):
        entries({"a,b": OFFICE}, 0)
    with pytest.raises(BadConf, match="calendar"):
        wanted([QueueConf("sales", calendar="x/y")])
