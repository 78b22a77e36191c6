"""When a report is mailed, by the clock on the site's wall, and which days it tells of."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from acd.core.moment import DAY, HOUR, MINUTE
from acd.store.errors import BadCard
from aftercall.reporting.schedule import MailCard, check_card, days_of, due_after, missed

WARSAW = "Europe/Warsaw"
DAILY = MailCard("night", "calls", ("a@b.example",), at="02:30")
WEEKLY = MailCard("week", "agents", ("a@b.example",), every="week", weekday=0, at="07:00")


def at(text: str) -> int:
    return round(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(WARSAW)).timestamp() * 1000)


def test_each_day_once() -> None:
    """Half past two is skipped in the spring night and comes twice in the autumn one; the mail is due once in both."""
    for first, year_days in (("2026-03-27 12:00", 4), ("2026-10-23 12:00", 4)):
        due = missed(DAILY, at(first), at(first) + year_days * DAY, WARSAW)
        dates = [dt.datetime.fromtimestamp(one / 1000, ZoneInfo(WARSAW)).date() for one in due]
        assert len(dates) == len(set(dates)) == 4
    assert due_after(DAILY, at("2026-03-28 12:00"), WARSAW) == at("2026-03-29 03:00")
    assert due_after(DAILY, at("2026-10-24 12:00"), WARSAW) == at("2026-10-25 02:30")
    assert due_after(DAILY, at("2026-10-25 02:30") + HOUR, WARSAW) == at("2026-10-26 02:30")


def test_each_week() -> None:
    """On its weekday, of the seven days before."""
    due = due_after(WEEKLY, at("2026-11-17 08:00"), WARSAW)
    assert due == at("2026-11-23 07:00")
    assert days_of(WEEKLY, due, WARSAW) == (dt.date(2026, 11, 16), dt.date(2026, 11, 22))
    assert days_of(DAILY, due, WARSAW) == (dt.date(2026, 11, 22), dt.date(2026, 11, 22))
    assert due_after(WEEKLY, due, WARSAW) == at("2026-11-30 07:00")


def test_what_was_missed() -> None:
    """Nothing before it was made; after a long absence the newest seven."""
    made = at("2026-11-01 02:30")
    assert missed(DAILY, made, made + DAY - MINUTE, WARSAW) == []
    late = missed(DAILY, made, made + 20 * DAY, WARSAW)
    assert late == [made + day * DAY for day in range(14, 21)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("report", "weather"), ("to", ()), ("to", ("nobody",)), ("to", ("a@b>\n",)), ("at", "25:00"), ("weekday", 7),
     ("step", "15m"), ("queue", "sales"), ("code", "A b")],
)  # fmt: skip
def test_wrong_cards(field: str, value: object) -> None:
    """What cannot be mailed is refused, with its field."""
    card = MailCard(**({"code": "a", "report": "agents", "to": ("a@b.example",)} | {field: value}))  # type: ignore[arg-type]
    with pytest.raises(BadCard) as refused:
        check_card(card)
    assert refused.value.field == field
