"""Time cut into pieces as the clock on the site's wall cuts it, in Python and in the database alike."""

from __future__ import annotations

import datetime as dt
import sqlite3
from bisect import bisect
from functools import cache
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from acd.core.moment import DAY, HOUR, MINUTE
from acd.store.day import bounds
from aftercall.reporting.definitions import CALLS, TIME, together
from aftercall.reporting.question import NoSuchReport, WrongQuestion, check
from aftercall.reporting.when import Clock, Step, chunks, day_of

ZONES = (
    "Europe/Warsaw",
    "Europe/Tallinn",
    "UTC",
    "Asia/Kolkata",
    "America/Havana",
    "America/Asuncion",
    "Australia/Lord_Howe",
)
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def clock(zone: str, first: dt.date, last: dt.date) -> Clock:
    return Clock(zone, bounds(first, zone)[0], bounds(last, zone)[1])


def asked(expression: sa.ColumnElement[int], moments: list[int]) -> list[int]:
    """What SQLite counts for each of these moments."""
    text = str(sa.select(expression).compile(dialect=sqlite.dialect()))
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (at INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?)", [(at,) for at in moments])
        return [row[0] for row in connection.execute(text + " FROM t ORDER BY rowid")]


@cache
def pieces_of(wall: Clock, step: Step) -> list[tuple[int, int, int]]:
    return list(wall.pieces(step))


AT = sa.literal_column("at", sa.BigInteger())


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=20, deadline=None)
@given(days=st.lists(st.integers(0, 365 * DAY - 1), min_size=1, max_size=30))
def test_sql_counts_as_python_does(zone: str, days: list[int]) -> None:
    """Each moment of a year lies in the same piece for the database as for us, and the piece ends when it says so."""
    wall = clock(zone, *YEAR)
    moments = [wall.begin + at for at in days]
    for step in (Step.QUARTER, Step.HOUR, Step.DAY, Step.WEEK):
        pieces = asked(wall.sql_piece(AT, step), moments)
        assert pieces == [wall.piece(at, step) for at in moments]
        if step in (Step.DAY, Step.WEEK):
            spans = [wall.span(piece, step) for piece in pieces]
            assert all(begin <= at < end for at, (begin, end) in zip(moments, spans, strict=True))
            ends = asked(wall.sql_end(AT, step), moments)
            assert [min(end, wall.end) for end in ends] == [end for _, end in spans]


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=20, deadline=None)
@given(days=st.lists(st.integers(0, 365 * DAY - 1), min_size=1, max_size=30))
def test_pieces_lie_edge_to_edge(zone: str, days: list[int]) -> None:
    """All pieces of a year follow each other without a hole, and each moment lies in the one whose number it has."""
    wall = clock(zone, *YEAR)
    for step in (Step.HOUR, Step.DAY, Step.WEEK, Step.ALL):
        parts = pieces_of(wall, step)
        assert (parts[0][1], parts[-1][2]) == (wall.begin, wall.end)
        assert all(one[2] == other[1] for one, other in pairwise(parts))
        begins = [begin for _, begin, _ in parts]
        for at in [wall.begin + day for day in days]:
            number, begin, end = parts[bisect(begins, at) - 1]
            assert begin <= at < end
            assert number == wall.piece(at, step)


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Europe/Tallinn", "America/Havana"])
def test_days_are_those_of_the_wall(zone: str) -> None:
    """Every day of a year has its own hours, 23 or 25 where the clocks change, and the days lie edge to edge."""
    wall, lengths = clock(zone, *YEAR), []
    for number in range(day_of(YEAR[0]), day_of(YEAR[1]) + 1):
        begin, end = wall.span(number, Step.DAY)
        assert (begin, end) == bounds(dt.date(1970, 1, 1) + dt.timedelta(days=number), zone)
        assert wall.piece(begin, Step.DAY) == wall.piece(end - 1, Step.DAY) == number
        lengths.append((end - begin) // HOUR)
    assert sorted(set(lengths)) == [23, 24, 25]
    assert lengths.count(23) == lengths.count(25) == 1


def test_the_doubled_hour_is_two() -> None:
    """In the autumn night of Warsaw 02:15 comes twice, an hour apart, and each is a piece of its own."""
    wall = clock("Europe/Warsaw", dt.date(2026, 10, 25), dt.date(2026, 10, 25))
    quarters = [wall.piece(at, Step.QUARTER) for at in range(wall.begin, wall.end, 15 * MINUTE)]
    assert len(set(quarters)) == 100
    labels = [wall.label(piece, Step.QUARTER) for piece in quarters]
    assert labels.count("2026-10-25 02:15+02:00") == labels.count("2026-10-25 02:15+01:00") == 1


def test_weeks_begin_on_monday() -> None:
    """A week has its number of ISO 8601, also across the year's end; at the edges only its days within count."""
    wall = clock("Europe/Tallinn", dt.date(2026, 12, 30), dt.date(2027, 1, 5))
    first, last = wall.piece(wall.begin, Step.WEEK), wall.piece(wall.end - 1, Step.WEEK)
    assert (wall.label(first, Step.WEEK), wall.label(last, Step.WEEK)) == ("2026-W53", "2027-W01")
    assert wall.span(first, Step.WEEK) == (wall.begin, bounds(dt.date(2027, 1, 4), "Europe/Tallinn")[0])


@pytest.mark.parametrize("step", [Step.QUARTER, Step.DAY, Step.WEEK, Step.ALL])
def test_parts_lie_edge_to_edge(step: Step) -> None:
    """Ten years are counted in parts of a month, without a hole; none is cut within a piece of time."""
    first, last = dt.date(2017, 3, 1), dt.date(2027, 2, 28)
    parts = list(chunks("Europe/Warsaw", first, last, step))
    assert parts[0][0] == bounds(first, "Europe/Warsaw")[0]
    assert parts[-1][1] == bounds(last, "Europe/Warsaw")[1]
    assert all(one[1] == other[0] for one, other in pairwise(parts))
    whole = Clock("Europe/Warsaw", parts[0][0], parts[-1][1])
    if step is not Step.ALL:
        pieces = [(whole.piece(a, step), whole.piece(b - 1, step)) for a, b in parts]
        assert all(one[1] < other[0] for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("report", "first", "last", "step", "field", "says"),
    [
        ("calls", "2026-02-02", "2026-02-01", None, "to", "lies before"),
        ("calls", "2010-01-01", "2026-02-01", "day", "to", "more than 3660"),
        ("calls", "2016-01-01", "2025-12-31", "15m", "step", "take a longer step"),
        ("agents", "2026-01-01", "2026-01-02", "15m", "step", "take one of day, week, all"),
        ("calls", "1910-01-01", "1910-01-02", None, "from", "no time of this floor"),
    ],
)
def test_wrong_questions(report: str, first: str, last: str, step: str | None, field: str, says: str) -> None:
    """What cannot be counted is refused with the field and what to do."""
    with pytest.raises(WrongQuestion, match=says) as refused:
        check(report, dt.date.fromisoformat(first), dt.date.fromisoformat(last), step)
    assert refused.value.field == field


def test_ten_years_may_be_asked() -> None:
    """Ten years by day or week are counted; a report that nobody knows is none."""
    ten = (dt.date(2016, 12, 1), dt.date(2026, 11, 30))
    assert check("calls", *ten, None) is Step.DAY
    assert check("agents", *ten, "week") is Step.WEEK
    with pytest.raises(NoSuchReport):
        check("weather", *ten, None)


def test_a_total_is_the_formula_of_the_sums() -> None:
    """Service level, ASA and AHT of two queues together are of all their calls, not means of means."""
    level, asa, longest = (
        next(f for f in CALLS if f.code == code) for code in ("service_level", "asa", "longest")
    )
    one = {"answered": 1, "in_level": 1, "waited": 1000, "longest": 1000}
    other = {"answered": 8, "in_level": 3, "abandoned": 2, "short": 1, "waited": 80_000, "longest": 30_000}
    both: dict[str, int] = {}
    together(both, one)
    together(both, other)
    assert (level.of(one), level.of(other), level.of(both)) == (100, 33.33, 40)
    assert (asa.of(both), longest.of(both)) == (9000, 30_000)
    assert level.of({}) is None


def test_occupancy_is_that_of_the_wallboard() -> None:
    """Who rings, talks, has somebody on hold or is in his aftercall is busy; free is the rest of what could have been."""
    occupancy = next(f for f in TIME if f.code == "occupancy")
    sums = {"ringing": 10, "talk": 50, "hold": 10, "aftercall": 10, "free": 20, "breaks": 100, "missed": 100}
    assert occupancy.of(sums) == 80
