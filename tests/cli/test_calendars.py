"""`aftercall calendars`: as files they go in and come out again; queues and numbers are open by them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Type

OFFICE = """\
zone = "Europe/Warsaw"
name = "Biuro „Łódź”"

[week]
monday-friday = ["09:00-12:00", "13:00-17:00"]
saturday = ["22:00-02:00 next day"]

[holidays]
country = "PL"

[[days]]
date = "12-24"
name = "Wigilia"
hours = ["09:00-12:00"]

[[days]]
from = 2026-08-03
to = 2026-08-14
"""


async def test_in_and_out(typed: Type, tmp_path: Path) -> None:
    """What `show` prints is a file that says the same again; `set` replaces the whole calendar."""
    (tmp_path / "office.toml").write_text(OFFICE)
    made = await typed("calendars", "add", "office", str(tmp_path / "office.toml"))
    assert (made.code, made.out) == (0, "calendar office made\n")
    shown = await typed("calendars", "show", "office")
    (tmp_path / "again.toml").write_text(shown.out)
    same = await typed("calendars", "set", "office", str(tmp_path / "again.toml"), "--json")
    assert same.json["done"] == "same"
    (tmp_path / "small.toml").write_text('\ufeffzone = "UTC"\n[week]\nmonday = ["00:00-24:00"]\n')
    assert (await typed("calendars", "set", "office", str(tmp_path / "small.toml"))).code == 0
    card = (await typed("calendars", "show", "office", "--json")).json
    assert (card["zone"], card["name"], card["holidays"], card["days"]) == ("UTC", "", [], [])


async def test_questions(typed: Type, tmp_path: Path) -> None:
    """Open now, open time between, due: of a calendar of the site's as of a file."""
    (tmp_path / "office.toml").write_text(OFFICE)
    await typed("calendars", "add", "office", str(tmp_path / "office.toml"))
    now = await typed("calendars", "now", "office", "--at", "2026-11-20T12:30")
    assert now.out == "closed until 2026-11-20T13:00:00+01:00\n"
    between = await typed("calendars", "between", "office", "2026-11-20T11:00", "2026-11-20T14:00")
    assert between.out == "2 h open\n"
    due = await typed(
        "calendars", "due", "office", "--received", "2026-11-20T16:00", "--target", "1h", "--json"
    )
    assert (due.json["reached"], due.json["due"]) == ("2026-11-20T16:00:00.000Z", "2026-11-21T21:00:00.000Z")
    changes = await typed(
        "calendars", "changes", "office", "--from", "2026-11-20T16:00", "--days", "1", "--json"
    )
    assert [(one["local"], one["open"]) for one in changes.json] == [
        ("2026-11-20T16:00:00+01:00", True),
        ("2026-11-20T17:00:00+01:00", False),
    ]


async def test_open_by_it(typed: Type, tmp_path: Path) -> None:
    """Queues and numbers take it and let go of it; meanwhile it is not removed, and the line says who needs it."""
    (tmp_path / "office.toml").write_text(OFFICE)
    await typed("calendars", "add", "office", str(tmp_path / "office.toml"))
    assert (await typed("queues", "set", "sales", "--calendar", "office")).code == 0
    words = ("numbers", "add", "100", "queue:sales", "--calendar", "office", "--closed", "queue:help")
    assert (await typed(*words)).code == 0
    listed = (await typed("numbers", "list")).out.splitlines()[-1].split()
    assert listed == ["100", "queue:sales", "office", "queue:help"]
    assert (await typed("calendars", "list")).out.splitlines()[-1].endswith("queue sales, number 100")
    refused = await typed("calendars", "remove", "office")
    assert (refused.code, "queue sales, number 100" in refused.err) == (1, True)
    await typed("queues", "set", "sales", "--calendar", "none")
    await typed("numbers", "remove", "100")
    assert (await typed("calendars", "remove", "office")).code == 0


async def test_faults(typed: Type, tmp_path: Path) -> None:
    """A file that is none, an unknown country, a calendar that never opens: each with what to do."""
    file = tmp_path / "office.toml"
    file.write_text("zone = Europe/Warsaw")
    assert (await typed("calendars", "add", "office", str(file))).code == 2
    file.write_text('zone = "UTC"\n[week]\n[[holidays]]\ncountry = "Poland"\n')
    wrong = await typed("calendars", "add", "office", str(file))
    assert (wrong.code, "ISO 3166" in wrong.err) == (1, True)
    file.write_text('zone = "UTC"\n[week]\n')
    assert (await typed("calendars", "add", "never", str(file))).code == 0
    assert "it never opens" in (await typed("calendars", "list")).out
    due = await typed("calendars", "due", "never", "--received", "2026-11-20T16:00", "--target", "1h")
    assert (due.code, "never open" in due.err) == (1, True)
