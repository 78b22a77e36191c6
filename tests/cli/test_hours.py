"""`aftercall hours` and `aftercall sla`, as typed, without a daemon."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import run

OFFICE = """
zone = "Europe/Warsaw"

[week]
monday-friday = ["09:00-17:00"]

[holidays]
country = "PL"
"""


@pytest.fixture
def office(tmp_path: Path) -> str:
    """The file of an office in Poland."""
    return written(tmp_path, OFFICE)


def written(folder: Path, text: str) -> str:
    file = folder / "calendar.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_due(office: str) -> None:
    """The Friday case: at Monday 9:00 the ticket is an hour old and due, not breached."""
    words = ("sla", "due", "--calendar", office, "--received", "2026-11-20T16:00", "--target", "1h")
    assert run(*words, "--json").json == {
        "received": "2026-11-20T16:00:00+01:00",
        "target_ms": 3_600_000,
        "reached": "2026-11-20T17:00:00+01:00",
        "due": "2026-11-23T09:00:00+01:00",
    }
    then = run(*words, "--at", "2026-11-23T09:00", "--json").json
    assert (then["age_ms"], then["left_ms"], then["breached"]) == (3_600_000, 0, False)
    later = run(*words, "--at", "2026-11-23T09:00:00.001", "--json").json
    assert (later["at"], later["left_ms"], later["breached"]) == ("2026-11-23T09:00:00.001+01:00", -1, True)
    assert "due      2026-11-23T09:00:00+01:00" in run(*words).out


def test_moments_with_a_zone(office: str) -> None:
    """What says its zone means that; all is told by the calendar's clock."""
    words = ("sla", "due", "--calendar", office, "--target", "60", "--json", "--received")
    assert run(*words, "2026-11-20T10:00:00Z").json["reached"] == "2026-11-20T11:01:00+01:00"


def test_never_open(tmp_path: Path) -> None:
    """No promise is ever due: said at once, with exit code 1."""
    never = written(tmp_path, 'zone = "UTC"\n[week]\n')
    done = run("sla", "due", "--calendar", never, "--received", "2026-11-20", "--target", "1h", "--json")
    assert done.code == 1
    assert (done.json["reached"], done.json["due"]) == (None, None)
    assert (
        done.err
        == f"aftercall: {never} is never open: no promise is ever due; give it hours in [week] or [[days]]\n"
    )


def test_no_target(office: str) -> None:
    """A promise of no time is none."""
    done = run("sla", "due", "--calendar", office, "--received", "2026-11-20", "--target", "0")
    assert done.code == 2
    assert "--target '0'" in done.err


def test_open(office: str) -> None:
    """Open or closed, and the holiday's name."""
    eve = run("hours", "open", "--calendar", office, "--at", "2025-12-24T12:00", "--json").json
    assert (eve["open"], eve["day"]) == (False, "Wigilia Bożego Narodzenia")
    assert run("hours", "open", "--calendar", office, "--at", "2024-12-24T12:00").out == "open\n"
    assert run("hours", "open", "--calendar", office).out.split()[0] in ("open", "closed")


def test_next(office: str) -> None:
    """The next opening and the next change; while it is open, the opening is the moment itself."""
    told = run("hours", "next", "--calendar", office, "--at", "2026-12-23T18:00", "--json").json
    assert told["next_opening"] == told["next_change"] == "2026-12-28T09:00:00+01:00"
    told = run("hours", "next", "--calendar", office, "--at", "2026-12-23T10:00", "--json").json
    assert told["next_opening"] == "2026-12-23T10:00:00+01:00"
    assert told["next_change"] == "2026-12-23T17:00:00+01:00"


def test_for_ever(tmp_path: Path) -> None:
    """Round the clock there is no change."""
    always = written(tmp_path, 'zone = "UTC"\n[week]\nmonday-sunday = ["00:00-24:00"]\n')
    assert run("hours", "next", "--calendar", always).out == "open for ever\n"


def test_between(tmp_path: Path) -> None:
    """Open time between two moments, in the night when the clock is put back."""
    night = written(tmp_path, 'zone = "Europe/Warsaw"\n[week]\nsunday = ["00:00-06:00"]\n')
    words = ("hours", "between", "--calendar", night, "2026-10-24", "2026-10-26")
    assert run(*words, "--json").json == {
        "start": "2026-10-24T00:00:00+02:00",
        "end": "2026-10-26T00:00:00+01:00",
        "open_ms": 7 * 3_600_000,
    }
    assert run(*words).out == "7 h open\n"


def test_a_doubled_time(office: str) -> None:
    """A time that the clock shows twice, or never, is taken by the rule, and said so."""
    twice = run("hours", "open", "--calendar", office, "--at", "2026-10-25T02:30", "--json")
    assert twice.json["at"] == "2026-10-25T02:30:00+02:00"
    assert "is shown twice" in twice.err
    never = run("hours", "open", "--calendar", office, "--at", "2026-03-29T02:30", "--json")
    assert never.json["at"] == "2026-03-29T03:00:00+02:00"
    assert "is never shown" in never.err


def test_changes(office: str) -> None:
    """What holds, then each change, for as many days as asked."""
    words = ("hours", "changes", "--calendar", office, "--from", "2026-12-23T12:00", "--days", "5")
    assert run(*words, "--json").json == [
        {"at": "2026-12-23T12:00:00+01:00", "open": True},
        {"at": "2026-12-23T17:00:00+01:00", "open": False},
        {"at": "2026-12-28T09:00:00+01:00", "open": True},
    ]
    assert run(*words).out.splitlines()[1].split() == ["2026-12-23T12:00:00+01:00", "open"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("open", "--at", "tomorrow"), "--at 'tomorrow' is no moment; write it as"),
        (("open", "--at", "2300-01-01"), "1970 to 2100"),
        (("between", "2026-11-21", "2026-11-20"), "swap them"),
        (("changes", "--from", "24:00"), "--from '24:00' is no moment"),
    ],
)
def test_moments_that_cannot_be_meant(words: tuple[str, ...], says: str, office: str) -> None:
    """Usage, with the option and how to write it."""
    done = run("hours", words[0], "--calendar", office, *words[1:])
    assert done.code == 2
    assert says in done.err


def test_a_bad_file(tmp_path: Path) -> None:
    """One line: the file, the field, what to do."""
    bad = written(tmp_path, 'zone = "Europe/Warsaw"\n[week]\nfriday = ["17:00-09:00"]\n')
    done = run("hours", "open", "--calendar", bad)
    assert done.code == 2
    expected = "'17:00-09:00' ends before it begins; past midnight is written \"17:00-09:00 next day\""
    assert done.err == f"aftercall: {bad}: week.friday: {expected}\n"
    (tmp_path / "calendar.toml").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in run("hours", "open", "--calendar", bad).err


WORK = 'zone = "{}"\n[week]\nmonday-friday = ["09:00-17:00"]\n'
EVE = WORK + '[holidays]\ncountry = "PL"\n[[days]]\ndate = "12-24"\nhours = ["09:00-12:00"]\n'


def test_past_the_years_whose_holidays_are_known(tmp_path: Path) -> None:
    """It is said that days are counted as if there were no holidays; an answer within those years says nothing."""
    office = 'zone = "Europe/Warsaw"\n[week]\nmonday-friday = ["09:00-17:00"]\n'
    file = written(tmp_path, office + '[holidays]\ncountry = "PL"\n')
    asked = ("sla", "due", "--calendar", file, "--target", "8h", "--received")
    assert run(*asked, "2100-12-29T09:00").err == ""
    late = run(*asked, "2100-12-31T12:00")
    assert (late.code, "holidays are known up to 2100" in late.err) == (0, True)
    bare = written(tmp_path, office)
    assert run("sla", "due", "--calendar", bare, "--target", "8h", "--received", "2100-12-31T12:00").err == ""


ALWAYS = 'zone = "{}"\n[week]\nmonday-sunday = ["00:00-24:00"]\n'
WARSAW, TALLINN = "Europe/Warsaw", "Europe/Tallinn"


@pytest.mark.parametrize(
    ("text", "zone", "received", "target", "reached", "due"),
    [
        (WORK, WARSAW, "2026-11-20T16:00", "1h", "2026-11-20T17:00:00+01:00", "2026-11-23T09:00:00+01:00"),
        (WORK, WARSAW, "2026-03-27T16:00", "1h", "2026-03-27T17:00:00+01:00", "2026-03-30T09:00:00+02:00"),
        (WORK, WARSAW, "2026-10-23T16:00", "1h", "2026-10-23T17:00:00+02:00", "2026-10-26T09:00:00+01:00"),
        (WORK, TALLINN, "2026-11-20T16:00", "1h", "2026-11-20T17:00:00+02:00", "2026-11-23T09:00:00+02:00"),
        (WORK, TALLINN, "2026-03-27T16:00", "1h", "2026-03-27T17:00:00+02:00", "2026-03-30T09:00:00+03:00"),
        (WORK, TALLINN, "2026-10-23T16:00", "1h", "2026-10-23T17:00:00+03:00", "2026-10-26T09:00:00+02:00"),
        (EVE, WARSAW, "2026-12-23T16:00", "1h", "2026-12-23T17:00:00+01:00", "2026-12-24T09:00:00+01:00"),
        (EVE, WARSAW, "2026-12-24T11:30", "1h", "2026-12-28T09:30:00+01:00", "2026-12-28T09:30:00+01:00"),
        (ALWAYS, WARSAW, "2026-03-28T23:00", "8h", "2026-03-29T08:00:00+02:00", "2026-03-29T08:00:00+02:00"),
        (ALWAYS, WARSAW, "2026-10-24T23:00", "8h", "2026-10-25T06:00:00+01:00", "2026-10-25T06:00:00+01:00"),
        (ALWAYS, TALLINN, "2026-03-28T23:00", "8h", "2026-03-29T08:00:00+03:00", "2026-03-29T08:00:00+03:00"),
        (ALWAYS, TALLINN, "2026-10-24T23:00", "8h", "2026-10-25T06:00:00+02:00", "2026-10-25T06:00:00+02:00"),
    ],
)
def test_a_table_of_cases(
    tmp_path: Path, text: str, zone: str, received: str, target: str, reached: str, due: str
) -> None:
    """Worked out by hand: Friday's hour, over Christmas Eve, around the clock, at both changes of the clock. At its due moment the age
    is no more than the target, a millisecond later it is broken; the open time between says the same."""
    file = written(tmp_path, text.format(zone))
    asked = ("sla", "due", "--calendar", file, "--received", received, "--target", target, "--json")
    told = run(*asked, "--at", due).json
    assert (told["reached"], told["due"], told["breached"], told["left_ms"]) == (reached, due, False, 0)
    late = run(*asked, "--at", due.replace(":00+", ":00.001+")).json
    assert (late["breached"], late["left_ms"]) == (True, -1)
    between = run("hours", "between", "--calendar", file, received, due, "--json").json
    assert between["open_ms"] == told["target_ms"] == told["age_ms"]
