"""`aftercall contacts` and `aftercall dnc`, on a database of their own and without a daemon."""

from __future__ import annotations

import asyncio
import csv
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from acd.store.database import Database, open_database
from acd.store.migrate import migrate
from tests.cli.conftest import run
from tests.edges.load_kit import campaign, dial

LIST = (
    "Imię;Telefon;Miasto\nJan;512345678;Łódź\nAla;512345678;\nX;112;=1+1\nOla;+79161234567;\nZ;501000000;\n"
)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Migrated, with the campaign `sale`; here we are in an empty folder."""
    url = f"sqlite:///{tmp_path}/floor.db"
    asyncio.run(_prepare(url))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("AFTERCALL_DATABASE__URL", url)
    Path("leads.csv").write_text(LIST)
    return url


async def _prepare(url: str) -> None:
    await migrate(url)
    opened = open_database(url)
    await campaign(opened)
    await opened.close()


def count(url: str, table: str) -> int:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def load(*words: str) -> Any:
    return run("contacts", "load", "leads.csv", "--campaign", "sale", "--yes", "--json", *words).json


# --- load --------------------------------------------------------------------------------------------------------


def test_dry_run(database: str) -> None:
    """How the file is read, a verdict for each row with its reason, how long a day is lawful; nothing is written."""
    run("dnc", "add", "+48501000000", "--source", "letter")
    done = run("contacts", "load", "leads.csv", "--campaign", "sale", "--dry-run")
    assert done.code == 0, done.err
    assert "encoding: utf-8 (all of it is)" in done.out
    assert "delimiter: ;; header: yes; mapping: guessed" in done.out
    words = [line.split() for line in done.out.splitlines()]
    assert ["Imię", "first", "name", "Jan", "|", "Ala", "|", "X"] in words
    verdicts = {line[0]: line[1] for line in words if line and line[0] in "23456"}
    assert verdicts == {"2": "loaded", "3": "duplicate", "4": "rejected", "5": "loaded", "6": "do"}
    assert "column 'Telefon': '112' is an emergency number" in done.out
    told = "1 rows may be in any of 16 zones (Asia/Almaty … Europe/Samara): "
    left = done.out.partition(told)[2].splitlines()[0]
    assert re.fullmatch(
        r"(\d+ (h|min)[ \dmins]* a day are|no hour of the coming week is) lawful in all of them", left
    ), left
    assert done.out.endswith("nothing was loaded\n")
    assert (count(database, "contacts"), count(database, "loads"), count(database, "lists")) == (0, 0, 0)
    assert not Path("leads.rejected.csv").exists()


def test_dry_run_for_programs() -> None:
    """The same as one JSON value, and as a file with a line for each row."""
    told = run(
        "contacts", "load", "leads.csv", "--campaign", "sale", "--dry-run", "--json", "--verdicts", "all.csv"
    ).json
    assert told["dry_run"] is True
    assert (told["rows"], told["loaded"], told["duplicates"], told["rejected"]) == (5, 3, 1, 1)
    assert told["mapping"] == {"Imię": "first name", "Telefon": "phone", "Miasto": "own"}
    assert told["verdicts"][0] == {"row": 2, "verdict": "loaded", "numbers": ["+48512345678"], "why": ""}
    assert told["ambiguous_zones"][0]["rows"] == 1
    assert 0 <= told["ambiguous_zones"][0]["left_ms"] < 3_600_000  # an hour on days when all of them work
    with Path("all.csv").open(encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    assert [line["verdict"] for line in lines] == ["loaded", "duplicate", "rejected", "loaded", "loaded"]


def test_load(database: str) -> None:
    """What was loaded, and what was not as a file: guarded against formulas, and loaded again once it is put right."""
    done = run("contacts", "load", "leads.csv", "--campaign", "sale", "--yes")
    assert done.code == 0, done.err
    assert "take it back with `aftercall contacts undo 1`" in done.out
    assert count(database, "contacts") == 3
    back = Path("leads.rejected.csv")
    text = back.read_text(encoding="utf-8-sig").splitlines()
    assert text[0] == "aftercall row,aftercall verdict,aftercall reason,Imię,Telefon,Miasto"
    assert text[2] == "4,rejected,column 'Telefon': '112' is an emergency number,X,112,'=1+1"
    back.rename("again.csv")
    Path("again.csv").write_text(
        Path("again.csv").read_text(encoding="utf-8-sig").replace(",112,", ",'+48612345678,")
    )
    told = run("contacts", "load", "again.csv", "--campaign", "sale", "--yes", "--json").json
    assert (told["loaded"], told["duplicates"]) == (1, 1)
    assert told["mapping"]["aftercall reason"] == "ignore"
    assert "+48612345678" in run("contacts", "show", "612345678", "--region", "pl").out


def test_nobody_to_ask(database: str) -> None:
    """Without --yes and without a terminal nothing is loaded."""
    done = run("contacts", "load", "leads.csv", "--campaign", "sale")
    assert (done.code, count(database, "contacts")) == (2, 0)
    assert "look with --dry-run, then load with --yes" in done.err


def test_the_same_file_twice() -> None:
    """It is said; all rows are duplicates."""
    load()
    done = run("contacts", "load", "leads.csv", "--campaign", "sale", "--yes", "--json")
    assert "list 'leads' has this file already, by load 1" in done.err
    assert (done.json["loaded"], done.json["duplicates"]) == (0, 4)
    assert load("--scope", "file", "--list", "more") != {}


def test_rejected_rows_are_never_written_over(database: str) -> None:
    """The next free name is taken and said, with the file put right as the input too; a load that was cut goes on in its own."""
    names = [load("--list", name)["rejected_file"] for name in ("one", "two")]
    assert names == ["leads.rejected.csv", "leads.rejected-2.csv"]
    first, second = (Path(name).read_bytes() for name in names)
    told = run("contacts", "load", names[0], "--campaign", "sale", "--yes", "--rejected", names[0])
    assert (told.code, "is the file that is read" in told.err) == (1, True)
    with sqlite3.connect(database.removeprefix("sqlite:///")) as opened:
        opened.execute("UPDATE loads SET state = 'running' WHERE id = 2")
    again = load("--list", "two")
    assert (again["resumed"], again["rejected_file"]) == (True, "leads.rejected-2.csv")
    assert [Path(name).read_bytes() for name in names] == [first, second]
    assert not Path("leads.rejected-3.csv").exists()


def test_nobody_was_taken() -> None:
    """A load that took no row of a file says so, and so does a dry run."""
    Path("leads.csv").write_text("phone\nnobody\n")
    words = ("contacts", "load", "leads.csv", "--campaign", "sale")
    assert "not a single row of this file would be loaded" in run(*words, "--dry-run").out
    assert "not a single row of this file was loaded" in run(*words, "--yes").out


def test_a_mapping_is_kept_by_a_dry_run() -> None:
    """As the guide has it; and it is said."""
    words = ("contacts", "load", "leads.csv", "--campaign", "sale", "--dry-run", "--keep", "mine")
    assert run(*words).out.endswith("nothing was loaded\nthe mapping is kept as 'mine'\n")
    assert list(run("contacts", "mappings", "--json").json) == ["mine"]


@pytest.mark.parametrize(
    "words", [("contacts", "lists"), ("contacts", "loads"), ("dnc", "list"), ("dnc", "ask", "+48512345678")]
)
def test_a_campaign_that_is_not_known(words: tuple[str, ...]) -> None:
    """Refused, not answered with nothing; one that is known and has nothing is not."""
    done = run(*words, "--campaign", "nosuch")
    assert (done.code, "campaign 'nosuch' is not known" in done.err) == (1, True)
    assert run(*words, "--campaign", "sale").code == 0
    assert run("dnc", "list", "--campaign", "everywhere").code == 0


def test_mappings_are_kept() -> None:
    """By name, over the guess; taken by itself next time; a column that is not there is named."""
    assert load("--mapping", "Imię=last name", "--mapping", "3=ignore", "--keep", "mine")
    assert run("contacts", "mappings", "--json").json == {
        "mine": {"Imię": "last name", "Telefon": "phone", "Miasto": "ignore"}
    }
    Path("next.csv").write_text(LIST.replace("512345678", "512345679"))
    assert (
        "mapping: kept as mine" in run("contacts", "load", "next.csv", "--campaign", "sale", "--dry-run").out
    )
    Path("bad.csv").write_text("phone\n512345678\n")
    done = run("contacts", "load", "bad.csv", "--campaign", "sale", "--dry-run", "--mapping", "mine")
    assert done.code == 2
    assert (
        "mapping 'mine' names columns that the file has not: 'Imię', 'Telefon', 'Miasto'; the file has 'phone'"
        in done.err
    )
    assert (
        run("contacts", "mappings", "--forget", "mine").out == "no mappings are kept: load with --keep NAME\n"
    )
    done = run("contacts", "load", "bad.csv", "--campaign", "sale", "--dry-run", "--mapping", "gone")
    assert (done.code, "mapping 'gone' is not known" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("--campaign", "nope"), 1, "campaign 'nope' is not known; `aftercall campaigns list` shows what is"),
        (("--campaign", "sale", "--zone", "Mars"), 2, "--zone 'Mars' is no time zone"),
        (("--campaign", "sale", "--delimiter", "ab"), 2, "--delimiter 'ab' is not one character"),
        (("--campaign", "sale", "--encoding", "klingon"), 2, "encoding 'klingon' is not known"),
        (("--campaign", "sale", "--mapping", "Telefon=own"), 2, "no column is known to hold phone numbers"),
        (("--campaign", "sale", "--consent-date", "soon"), 2, "'soon' is no day that was"),
        (
            ("--campaign", "sale", "--region", "ZZ"),
            2,
            "--region 'ZZ' is no country with numbers; write it as PL",
        ),
        (
            ("--campaign", "sale", "--list", "x" * 101),
            2,
            "--list: the list's name has 101 characters; name it",
        ),
        (
            ("--campaign", "sale", "--rejected", "leads.csv"),
            1,
            "leads.csv is the file that is read; name another",
        ),
        (("--campaign", "sale", "--rejected", "mine.csv"), 1, "mine.csv is there already; name another"),
        (
            ("--campaign", "sale", "--rejected", "no/x.csv"),
            1,
            "no/x.csv cannot be written: No such file or directory",
        ),
        (
            ("--campaign", "sale", "--dry-run", "--verdicts", "no/x.csv"),
            1,
            "no/x.csv cannot be written: No such",
        ),
        (
            ("--campaign", "sale", "--dry-run", "--verdicts", "leads.csv"),
            1,
            "leads.csv is the file that is read",
        ),
        (("--campaign", "sale", "--mapping", "a", "--mapping", "b"), 2, "one kept mapping can be taken"),
    ],
)
def test_wrong_wishes(words: tuple[str, ...], code: int, why: str, database: str) -> None:
    """One line that names what was wrong and what to do; nothing is written."""
    Path("mine.csv").write_text("mine\n")
    done = run("contacts", "load", "leads.csv", "--yes", *words)
    assert (done.code, done.err.count("\n")) == (code, 1), done.err
    assert why in done.err
    assert [count(database, table) for table in ("contacts", "lists", "loads", "mappings")] == [0, 0, 0, 0]
    assert (Path("leads.csv").read_text(), Path("mine.csv").read_text()) == (LIST, "mine\n")


def test_a_file_that_is_none() -> None:
    """Exit code 1 and what it is instead."""
    Path("leads.csv").write_bytes(b"%PDF-1.7")
    done = run("contacts", "load", "leads.csv", "--campaign", "sale", "--dry-run")
    assert (done.code, done.err) == (1, "aftercall: leads.csv is a PDF, not a list; save it as CSV or XLSX\n")


def test_a_database_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, and looking makes no file; one without tables is told apart."""
    monkeypatch.setenv("AFTERCALL_DATABASE__URL", f"sqlite:///{tmp_path}/none.db")
    done = run("contacts", "lists")
    assert done.code == 3
    assert "none.db is not there yet; `aftercall run` makes it" in done.err
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "none.db").touch()
    done = run("contacts", "lists")
    assert (done.code, "has no tables yet" in done.err) == (3, True)


# --- what is there, and taken back -------------------------------------------------------------------------------


async def _dial(url: str) -> None:
    database: Database = open_database(url)
    await dial(database, "+48512345678")
    await database.close()


def test_lists_loads_and_undo(database: str) -> None:
    """Tables for people, JSON for programs; an undo says how many are gone and how many were dialled before."""
    load()
    assert run("contacts", "lists").out.splitlines()[1].split() == [
        "1",
        "sale",
        "leads",
        "yes",
        "3",
        "0",
        "0",
        "0",
    ]
    assert run("contacts", "loads", "--json").json[0]["tally"]["rejected: emergency"] == 1
    asyncio.run(_dial(database))
    done = run("contacts", "undo", "1")
    assert done.out == "load 1 undone: 2 contacts gone, 1 that were dialled are marked removed\n"
    assert run("contacts", "undo", "1", "--json").json == {"load": 1, "gone": 0, "kept": 0}
    assert run("contacts", "loads").out.splitlines()[1].split()[1] == "undone"
    assert run("contacts", "undo", "7").code == 2


def test_show(database: str) -> None:
    """By id and by number, with consent, numbers, own fields and what was tried."""
    load("--consent-source", "fair", "--consent-date", "2024-03-31")
    asyncio.run(_dial(database))
    out = run("contacts", "show", "1").out
    for word in ("Jan", "fair, 2024-03-31 00:00", "+48512345678  mobile  Europe/Warsaw", "Łódź", "under way"):
        assert word in out
    assert run("contacts", "show", "+48512345678").out == out
    assert run("contacts", "show", "+79161234567", "--json").json[0]["name"] == "Ola"
    assert (run("contacts", "show", "999").code, run("contacts", "show", "+48999").code) == (1, 2)


# --- do not call -------------------------------------------------------------------------------------------------


def test_do_not_call() -> None:
    """Added with source and date, asked for, listed, removed; a national number needs its country."""
    added = run(
        "dnc",
        "add",
        "512345678",
        "+48512345679",
        "--region",
        "pl",
        "--source",
        "letter",
        "--date",
        "2024-03-31",
    )
    assert added.out == "+48512345678, +48512345679: not to be called everywhere\n"
    run("dnc", "add", "+48512345678", "--source", "call", "--campaign", "sale")
    again = run("dnc", "add", "+48512345678", "--source", "call")
    assert "1 of them known before" in again.out
    asked = run("dnc", "ask", "+48512345678", "--campaign", "sale", "--json").json
    assert asked["blocked"] is True
    assert [(one["where"], one["source"]) for one in asked["entries"]] == [
        ("everywhere", "letter"),
        ("sale", "call"),
    ]
    assert run("dnc", "ask", "+48512345670").out == "+48512345670 is on no do-not-call list\n"
    assert run("dnc", "list", "--json").json["count"] == 3
    assert run("dnc", "remove", "+48512345678", "--campaign", "sale").code == 0
    assert run("dnc", "remove", "+48512345678", "--campaign", "sale").code == 1
    assert (
        "2024-03-31" in run("dnc", "list", "--last", "1").out
        or "1 of 2" in run("dnc", "list", "--last", "1").out
    )
    assert (
        run("dnc", "add", "512345678", "--source", "x").code,
        run("dnc", "add", "112", "--source", "x", "--region", "pl").code,
    ) == (2, 2)
    assert run("dnc", "add", "+48512345678", "--source", "x", "--campaign", "nope").code == 1


def test_do_not_call_file() -> None:
    """Counted first with nothing written, then loaded; what is no number comes back."""
    Path("no.csv").write_text("512345678\nnobody\n512345678\n")
    words = ("dnc", "load", "no.csv", "--source", "register", "--region", "pl", "--json")
    tried = run(*words, "--dry-run").json
    assert [tried[name] for name in ("rows", "new", "known", "rejected", "rejected_file")] == [
        3,
        1,
        1,
        1,
        None,
    ]
    assert not Path("no.rejected.csv").exists()
    assert "1 numbers would be new, 1 known before or twice in this file" in run(*words[:-1], "--dry-run").out
    assert run("dnc", "list", "--json").json["count"] == 0
    told = run(*words).json
    assert (told["where"], told["new"], told["rejected"], told["rejected_file"]) == (
        "everywhere",
        1,
        1,
        "no.rejected.csv",
    )
    assert "1 of 3 rows rejected" in run(*words[:-1], "--campaign", "sale").out
    assert (
        run("contacts", "load", "leads.csv", "--campaign", "sale", "--dry-run", "--json").json["do_not_call"]
        == 2
    )


def test_do_not_call_without_a_region() -> None:
    """National numbers need one: it is said where no column is found for want of it, and where no row is read."""
    Path("no.csv").write_text("512345678,Jan\n512345679,Ala\n")
    words = ("dnc", "load", "no.csv", "--source", "register")
    done = run(*words)
    assert (done.code, "say the region, as --region PL" in done.err) == (2, True)
    assert "2 numbers new" in run(*words, "--region", "PL").out
    assert run(*words, "--region", "ZZ").code == 2
    Path("no.csv").write_text("512345678\n")
    assert "no number could be read: not a single row of this file counts" in run(*words, "--dry-run").out
