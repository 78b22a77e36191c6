"""A calendar's file: what may be written, what it means, and what is said of the rest."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from acd.almanac import calendar_of, years_around
from acd.core.calendar import ALWAYS, Day, Interval, day_on
from acd.core.calendar_card import Holidays, card_of, read, table_of
from acd.core.calendar_fields import CalendarError
from acd.core.hours import Passed, after_open, is_open
from acd.core.moment import HOUR
from tests.core.calendars import NINE_TO_FIVE, OFFICE, at

WEEK = 'zone = "Europe/Warsaw"\n[week]\nmonday-friday = ["09:00-17:00"]\n'
EMPTY = 'zone = "Europe/Warsaw"\n[week]\n'


def test_the_office() -> None:
    """Zone and week are enough, and are the calendar one thinks of."""
    assert calendar_of(read(WEEK)) == OFFICE


def test_the_calendar_of_the_docs() -> None:
    """What docs/reference/calendars.md shows first is read, and is open when it says."""
    page = (Path(__file__).parents[2] / "docs/reference/calendars.md").read_text(encoding="utf-8")
    calendar = calendar_of(read(page.split("```toml\n")[1].split("```")[0]))
    assert is_open(calendar, at("2026-12-31 11:59"))
    assert not is_open(calendar, at("2026-12-31 14:00"))
    assert is_open(calendar, at("2026-11-21 05:00"))
    assert not is_open(calendar, at("2026-12-24 12:00"))


def test_weekdays() -> None:
    """Short or long, alone or as a range, which may go over Sunday; who is not named is closed."""
    card = read(EMPTY + 'wednesday = ["08:00-12:00", "13:00-24:00"]\nsat-monday = ["00:00-24:00"]')
    assert card.week[2] == (Interval(480, 720), Interval(780, 1440))
    assert card.week[5:] + card.week[:1] == (ALWAYS,) * 3
    assert card.week[1] == card.week[3] == card.week[4] == ()


def test_past_midnight_is_said() -> None:
    """`22:00-06:00 next day`, on Sunday into Monday, up to where Monday's hours begin."""
    card = read(EMPTY + 'sunday = ["22:00-06:00 next day"]\nmonday = ["06:00-12:00"]')
    assert card.week[6] == (Interval(1320, 1800),)


def test_own_days() -> None:
    """Of each year, of one date (quoted or not), from one to another."""
    card = read(
        EMPTY
        + """
        [[days]]
        date = "02-29"
        name = "leap day"
        hours = ["10:00-11:00"]
        [[days]]
        date = 2026-05-02
        [[days]]
        from = "2026-07-20"
        to = "2026-07-22"
        name = "stocktaking"
        """
    )
    assert card.yearly == (((2, 29), Day((Interval(600, 660),), "leap day")),)
    assert card.dates[0] == (date(2026, 5, 2), Day((), "own day"))
    assert card.dates[1:] == tuple((date(2026, 7, day), Day((), "stocktaking")) for day in (20, 21, 22))


def test_christmas_eve_in_poland() -> None:
    """24 December is a holiday since 2025, and was none before; a promise of the 23rd waits for it."""
    calendar = calendar_of(read(WEEK + '[holidays]\ncountry = "PL"\nlanguage = "pl"'))
    assert is_open(calendar, at("2024-12-24 12:00"))
    assert not is_open(calendar, at("2025-12-24 12:00"))
    assert day_on(calendar, date(2025, 12, 24)).name == "Wigilia Bożego Narodzenia"
    passed = after_open(calendar, at("2026-12-23 16:00"), HOUR)
    assert passed == Passed(at("2026-12-23 17:00"), at("2026-12-28 09:00"))


def test_part_days_in_tallinn() -> None:
    """Estonia's half days by their kind, with hours of their own; a date is that of the first list that has it."""
    text = """
        zone = "Europe/Tallinn"
        [week]
        monday-sunday = ["09:00-17:00"]
        [[holidays]]
        country = "EE"
        [[holidays]]
        country = "EE"
        categories = ["half_day", "public"]
        hours = ["09:00-14:00"]
        """
    calendar = calendar_of(read(text))
    assert day_on(calendar, date(2026, 12, 23)).hours == (Interval(540, 840),)
    assert day_on(calendar, date(2026, 12, 24)).hours == ()
    assert day_on(calendar, date(2026, 12, 22)) == Day(NINE_TO_FIVE)


def test_holidays_of_a_region() -> None:
    """Catalonia has Sant Joan; Madrid has not."""
    name = date(2026, 6, 24)
    has = {
        region: name
        in dict(
            calendar_of(
                read(f'{EMPTY}[holidays]\ncountry = "ES"\nregion = "{region}"\nlanguage = "es"')
            ).holidays
        )
        for region in ("CT", "MD")
    }
    assert has == {"CT": True, "MD": False}


WHOLE = """
zone = "Europe/Tallinn"
name = "Öö"
[week]
monday-thursday = ["08:00-12:00", "13:00-17:00"]
friday = ["22:00-06:00 next day"]
[[holidays]]
country = "EE"
categories = ["public", "half_day"]
language = "et"
[[holidays]]
country = "ES"
region = "CT"
hours = ["10:00-12:00"]
[[days]]
date = "02-29"
name = "leap"
[[days]]
from = 2026-12-27
to = 2027-01-02
hours = ["00:00-24:00"]
[[days]]
date = 2027-01-03
"""


@pytest.mark.parametrize("text", [WEEK, EMPTY, WHOLE], ids=["office", "never", "whole"])
def test_as_plain_values_and_back(text: str) -> None:
    """A card as JSON is the same card again: as it is kept, told over the API, and sent back."""
    card = read(text)
    assert card_of(json.loads(json.dumps(table_of(card)))) == card


def test_days_in_a_row_are_told_as_one() -> None:
    """Seven days of the same hours are one span; the day after, which differs, is told alone."""
    days = table_of(read(WHOLE))["days"]
    assert [(day.get("date"), day.get("from"), day.get("to")) for day in days] == [
        ("02-29", None, None),
        (None, "2026-12-27", "2027-01-02"),
        ("2027-01-03", None, None),
    ]


def test_holidays_of_some_years() -> None:
    """The living floor knows those of two years back and ten ahead; a question about other years is for the whole calendar."""
    card, now = read(WEEK + '[holidays]\ncountry = "PL"'), at("2026-11-22 12:00", "Europe/Warsaw")
    living = calendar_of(card, years_around(now))
    assert {on.year for on, _ in living.holidays} == set(range(2024, 2037))
    assert set(living.holidays) < set(calendar_of(card).holidays)


def test_holidays_by_default() -> None:
    """Public ones of the whole country, closed all day, named as the country does."""
    assert read(EMPTY + '[holidays]\ncountry = "PL"').holidays == (
        Holidays("PL", None, ("public",), None, ()),
    )


BAD = [
    ("zone = ", "file", "is no TOML"),
    ("[week]", "zone", "is missing"),
    ('zone = "Europe/Warszawa"\n[week]', "zone", "is it Europe/Warsaw"),
    ('zone = "../etc/passwd"\n[week]', "zone", "is not known"),
    ("zone = 5\n[week]", "zone", "is no text"),
    ('zone = "UTC"', "week", "add [week]"),
    ('zone = "UTC"\nweek = []', "week", "is no table"),
    (EMPTY + "[hours]", "hours", "there are zone, name, week, holidays, days"),
    (EMPTY + "frday = []", "week.frday", "is no weekday"),
    (EMPTY + "mon-tue = []\ntuesday = []", "week.tuesday", "name each day once"),
    (EMPTY + 'friday = "09:00-17:00"', "week.friday", "is no list"),
    (EMPTY + 'friday = ["9-17"]', "week.friday", 'write it as "09:00-17:00"'),
    (EMPTY + 'friday = ["09:00-17:60"]', "week.friday", "17:60 is no time of day"),
    (EMPTY + 'friday = ["09:00-24:01"]', "week.friday", "24:01 is no time of day"),
    (EMPTY + 'friday = ["24:00-24:00"]', "week.friday", "opens at 24:00"),
    (EMPTY + 'friday = ["17:00-09:00"]', "week.friday", '"17:00-09:00 next day"'),
    (EMPTY + 'friday = ["18:00-00:00"]', "week.friday", "18:00-24:00"),
    (EMPTY + 'friday = ["09:00-09:00"]', "week.friday", "00:00-24:00 for the whole day"),
    (EMPTY + 'friday = ["09:00-10:00 next day"]', "week.friday", "longer than 24 hours"),
    (EMPTY + 'friday = ["11:00-13:00", "09:00-12:00"]', "week.friday", "09:00-12:00 and 11:00-13:00 overlap"),
    (EMPTY + 'sunday = ["22:00-06:00 next day"]\nmonday = ["05:00-07:00"]', "week.sunday", "monday's 05:00"),
    (
        EMPTY + 'tuesday = ["22:00-06:00 next day"]\nwed = ["05:00-07:00"]',
        "week.tuesday",
        "wednesday's 05:00",
    ),
    (EMPTY + "[[days]]", "days[1].date", "give either date, or from and to"),
    (EMPTY + '[[days]]\ndate = "2027-02-29"', "days[1].date", "is no date"),
    (EMPTY + '[[days]]\ndate = "02-30"', "days[1].date", 'for every year, "12-24"'),
    (EMPTY + '[[days]]\ndate = "2226-02-20"', "days[1].date", "1970 to 2100"),
    (EMPTY + "[[days]]\ndate = 2026-05-02T10:00:00", "days[1].date", "is no date"),
    (EMPTY + "[[days]]\nfrom = 2026-05-02", "days[1].to", "is missing"),
    (EMPTY + "[[days]]\nfrom = 2026-05-02\nto = 2026-05-01", "days[1].to", "swap them"),
    (EMPTY + '[[days]]\ndate = "12-24"\n[[days]]\ndate = "12-24"', "days[2].date", "12-24 is there already"),
    (EMPTY + '[[days]]\ndate = "12-24"\nhour = []', "days[1].hour", "is not known here"),
    (EMPTY + "[holidays]", "holidays.country", "is missing"),
    (EMPTY + '[holidays]\ncountry = "XX"', "holidays.country", "ISO 3166"),
    (EMPTY + '[holidays]\ncountry = "PL"\nregion = "33"', "holidays.region", "there are 02, 04"),
    (EMPTY + '[holidays]\ncountry = "PL"\ncategories = ["bank"]', "holidays.categories", "public, school"),
    (EMPTY + '[holidays]\ncountry = "PL"\nlanguage = "et"', "holidays.language", "en_US, pl, uk"),
    (EMPTY + '[[holidays]]\ncountry = "PL"\n[[holidays]]\ncountry = "Poland"', "holidays[2].country", "ISO"),
]


@pytest.mark.parametrize(("text", "field", "says"), BAD, ids=[f"{bad[1]}-{bad[2]}" for bad in BAD])
def test_what_cannot_be_meant(text: str, field: str, says: str) -> None:
    """Each is refused with the field, what is wrong, and what to write instead."""
    with pytest.raises(CalendarError) as refused:
        calendar_of(read(text))
    assert refused.value.field == field
    assert refused.value.remedy
    assert says in str(refused.value)
