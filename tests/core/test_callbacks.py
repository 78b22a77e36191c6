"""Callbacks: who may make them when, and what a time of the contact's day means."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from acd.core.moment import HOUR, MINUTE
from dialer.core.callback import CallbackError, promised, who_may
from dialer.core.contact import Callback
from tests.core.contacts import MOBILE, NEW_YORK, NOON, RUSSIAN, at, contact


@pytest.mark.parametrize(
    ("agent", "moves", "by", "after", "may"),
    [
        (None, None, None, 0, True),
        (None, None, "1002", 0, True),
        (None, None, None, -1, False),
        ("1001", None, "1001", 0, True),
        ("1001", None, "1001", -1, False),
        ("1001", None, "1002", 48 * HOUR, False),
        ("1001", None, None, 48 * HOUR, False),
        ("1001", 10 * MINUTE, "1001", 0, True),
        ("1001", 10 * MINUTE, "1002", 10 * MINUTE - 1, False),
        ("1001", 10 * MINUTE, "1002", 10 * MINUTE, True),
        ("1001", 10 * MINUTE, None, 10 * MINUTE, True),
        ("1001", 0, None, 0, True),
    ],
)
def test_who_may(agent: str | None, moves: int | None, by: str | None, after: int, may: bool) -> None:
    """From its moment on: anyone, or its agent until it moves to all."""
    assert who_may(Callback(NOON, None, agent, moves), by, NOON + after) is may


def test_a_time_by_the_contacts_clock() -> None:
    """Three o'clock is three o'clock where he is, his own zone before his number's."""
    three = datetime(2026, 11, 18, 15)
    assert promised(contact(), MOBILE, three) == at("2026-11-18 15:00")
    assert promised(contact(zone=NEW_YORK), MOBILE, three) == at("2026-11-18 15:00", NEW_YORK)


def test_times_that_a_clock_change_skips_or_shows_twice() -> None:
    """Skipped: the moment of the jump; twice: the first."""
    assert promised(contact(), MOBILE, datetime(2026, 3, 29, 2, 30)) == at("2026-03-29 03:00")
    assert promised(contact(), MOBILE, datetime(2026, 10, 25, 2, 30)) == at("2026-10-25 02:30")


def test_several_zones_with_one_time_are_no_question() -> None:
    """Where all clocks show the same, it does not matter which it is; where they differ, the error asks for a zone."""
    same = replace(MOBILE, zones=("Europe/Warsaw", "Europe/Berlin"))
    assert promised(contact(same), same, datetime(2026, 11, 18, 15)) == at("2026-11-18 15:00")
    many = replace(MOBILE, zones=RUSSIAN)
    with pytest.raises(CallbackError, match=r"contact 7 may be in Asia/Almaty.*give the contact one"):
        promised(contact(many), many, datetime(2026, 11, 18, 15))
    nowhere = replace(MOBILE, zones=())
    with pytest.raises(CallbackError, match="contact 7: time zone unknown; give the contact one"):
        promised(contact(nowhere), nowhere, datetime(2026, 11, 18, 15))
