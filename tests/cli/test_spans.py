"""Spans as people write and read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.moment import DAY, HOUR
from aftercall.cli.faults import Usage
from aftercall.cli.spans import clock, left, open_time, parse, short


@pytest.mark.parametrize("text", ["90", "90s", "1m30s", "1:30", "0:01:30", "1.5m", " 90 S "])
def test_a_minute_and_a_half(text: str) -> None:
    """Every usual way of writing it is understood."""
    assert parse(text, "--ring") == 90_000


@pytest.mark.parametrize("text", ["", "soon", "5x", "1:2:3:4", "-5", "1m soon", "m"])
def test_no_span(text: str) -> None:
    """What is none is refused, never guessed, and it is said where it stood."""
    with pytest.raises(Usage, match=r"^--ring '"):
        parse(text, "--ring")


@given(st.integers(0, 10**6))
def test_what_is_shown_can_be_typed(seconds: int) -> None:
    """A whole number of seconds survives being shown and typed again."""
    assert parse(clock(seconds * 1000), "--ring") == seconds * 1000


@pytest.mark.parametrize(
    ("span", "shown"),
    [(0, "00:00"), (999, "00:00"), (61_000, "01:01"), (3_600_000, "1:00:00"), (-5000, "-00:05")],
)
def test_clock(span: int, shown: str) -> None:
    """mm:ss, from an hour on h:mm:ss; a second counts when it is over."""
    assert clock(span) == shown


@pytest.mark.parametrize(
    ("span", "shown"), [(1, "00:01"), (1000, "00:01"), (1001, "00:02"), (0, "00:00"), (-7, "00:00")]
)
def test_countdown_ends_at_nought(span: int, shown: str) -> None:
    """00:00 means over: the last running second is 00:01."""
    assert left(span) == shown


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (None, "-"),
        (0, "0 s"),
        (500, "500 ms"),
        (30_000, "30 s"),
        (120_000, "2 min"),
        (150_000, "2 min 30 s"),
        (8 * HOUR, "8 h"),
        (3 * DAY, "3 d"),
        (28 * HOUR, "1 d 4 h"),
    ],
)
def test_short(span: int | None, shown: str) -> None:
    """Configured spans in the unit that people would use."""
    assert short(span) == shown


@given(st.integers(0, 10**6))
def test_what_is_configured_can_be_typed(seconds: int) -> None:
    """As it is listed it may be typed again: `1 d 4 h` as well as `02:30`."""
    assert parse(short(seconds * 1000), "--ring") == seconds * 1000


@pytest.mark.parametrize(
    ("span", "shown"),
    [(0, "0 s"), (1_800_000, "30 min"), (52 * HOUR, "52 h"), (-65_000, "-1 min 5 s"), (1_500, "1.5 s")],
)
def test_open_time(span: int, shown: str) -> None:
    """With its units, for 30:00 might be minutes or hours; late is negative; never in days."""
    assert open_time(span) == shown
