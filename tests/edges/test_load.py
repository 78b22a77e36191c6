"""Contact lists into the database: duplicates, do-not-call, loads that are cut, and loads that are taken back."""

from __future__ import annotations

import asyncio
import csv
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from acd.store.database import Database
from dialer.core.contact import Standing
from dialer.load import views
from dialer.load.blocking import Entry, block, entries_of, newest, unblock
from dialer.load.blocklist import Blocks, Listed, run_blocklist
from dialer.load.errors import LoadError, WrongWish
from dialer.load.how import Scope
from dialer.load.judge import judge_all
from dialer.load.loading import begin, found_before, load_chunk
from dialer.load.progress import Counts
from dialer.load.returned import Returned
from dialer.load.rows import rows
from dialer.load.run import run_trial
from dialer.load.templates import forget, keep, templates
from dialer.load.trial import Trial
from dialer.load.undo import Undone, undo
from dialer.store.tables import attempts, contact_numbers, contacts, loads
from tests.edges.load_kit import NOW, campaign, dial, loaded, looked, number, people, standing_numbers

HEADER = "name;phone;mobile;zone;language;priority;town;consent source;consent date;lawful basis\n"


async def rows_of(database: Database, table: sa.Table) -> list[dict[str, Any]]:
    async with database.read() as connection:
        return [
            dict(row) for row in (await connection.execute(sa.select(table).order_by(table.c.id))).mappings()
        ]


async def test_all_of_a_contact(database: Database, tmp_path: Path) -> None:
    """Everything that a row says is in the tables: numbers in order with zones and kinds, own fields, consent."""
    await campaign(database)
    path = tmp_path / "a.csv"
    path.write_text(
        HEADER
        + "Żaneta;512345678;+79161234567;Asia/Omsk;pl;7;Łódź;form;2024-03-31;consent\nX;612345678;;;;;;;;\n"
    )
    done = await loaded(database, path)
    assert (done.counts.loaded, done.row) == (2, 3)
    first, second = await rows_of(database, contacts)
    assert {
        key: first[key]
        for key in ("campaign", "row", "name", "zone", "language", "priority", "fields", "standing", "due")
    } == {
        "campaign": "sale",
        "row": 2,
        "name": "Żaneta",
        "zone": "Asia/Omsk",
        "language": "pl",
        "priority": 7,
        "fields": {"town": "Łódź"},
        "standing": "open",
        "due": 0,
    }
    assert (first["consent_source"], first["consent_at"], first["consent_basis"]) == (
        "form",
        1711843200000,
        "consent",
    )
    assert (second["zone"], second["consent_source"], second["consent_at"], second["fields"]) == (
        None,
        None,
        None,
        {},
    )
    polish, russian, _ = await rows_of(database, contact_numbers)
    assert (
        polish["contact"],
        polish["e164"],
        polish["place"],
        polish["zones"],
        polish["kind"],
        polish["dead"],
    ) == (
        first["id"],
        "+48512345678",
        0,
        "Europe/Warsaw",
        "mobile",
        False,
    )
    assert (russian["place"], len(russian["zones"].split(","))) == (1, 16)


# --- duplicates --------------------------------------------------------------------------------------------------


STATISTICS = {
    "sqlite": "SELECT DISTINCT tbl FROM sqlite_stat1 ORDER BY tbl",
    "postgresql": "SELECT relname FROM pg_class WHERE reltuples = 60 AND relname LIKE 'contact%' ORDER BY relname",
}


@pytest.mark.parametrize("people_", [40, 60])
async def test_the_database_counts_a_great_load(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people_: int
) -> None:
    """After a great load the database knows how much is in the tables; after a small one it is not asked to count."""
    monkeypatch.setattr("dialer.load.run.MANY", 50)
    await campaign(database)
    await loaded(database, people(tmp_path / "a.csv", range(people_)))
    async with database.read() as connection:
        kept = connection.dialect.name == "postgresql" or await connection.scalar(
            sa.text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        )
        found = await connection.scalars(sa.text(STATISTICS[connection.dialect.name])) if kept else ()
        assert list(found) == (["contact_numbers", "contacts"] if people_ == 60 else [])


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.FILE, [10, 11, 12, 13]),  # twice in the file only
        (Scope.LIST, [11, 12, 13]),  # 10 is in the list
        (Scope.CAMPAIGN, [12, 13]),  # 11 is in another list of the campaign
        (Scope.EVERYWHERE, [13]),  # 12 is in another campaign
    ],
)
async def test_duplicates_by_scope(
    database: Database, tmp_path: Path, scope: Scope, expected: list[int]
) -> None:
    """A number is loaded unless it stands in the scope already; whoever was removed does not count."""
    await campaign(database)
    await campaign(database, "other")
    await loaded(database, people(tmp_path / "a.csv", [10]), name="mine")
    await loaded(database, people(tmp_path / "b.csv", [11]), name="second")
    await loaded(database, people(tmp_path / "c.csv", [12]), code="other")
    gone = await loaded(database, people(tmp_path / "d.csv", [13]), name="mine")
    await dial(database, number(13))
    await undo(database, gone.load, NOW)
    before = len(await standing_numbers(database))
    done = await loaded(
        database, people(tmp_path / "e.csv", [10, 11, 12, 13, 13, 10]), name="mine", scope=scope
    )
    assert (await standing_numbers(database))[before:] == [number(i) for i in expected]
    assert (done.counts.loaded, done.counts.duplicates) == (len(expected), 6 - len(expected))


async def test_duplicates_say_of_what(database: Database, tmp_path: Path) -> None:
    """The reason names the row of the file, or the list, that has the number."""
    await campaign(database)
    await loaded(database, people(tmp_path / "a.csv", [1]), name="old")
    await loaded(database, people(tmp_path / "b.csv", [1, 2, 2]), name="new")
    with (tmp_path / "b.rejected.csv").open(encoding="utf-8-sig") as file:
        reasons = [line["aftercall reason"] for line in csv.DictReader(file)]
    assert reasons == [
        "'+48500000001: list 'old' of campaign sale has it",
        "'+48500000002: row 3 of this file has it",
    ]


async def test_duplicates_across_chunks(database: Database, tmp_path: Path) -> None:
    """A number far up in the same file is found as well."""
    await campaign(database)
    done = await loaded(database, people(tmp_path / "a.csv", [*range(1500), 3]), scope=Scope.FILE)
    assert (done.counts.loaded, done.counts.duplicates) == (1500, 1)


async def test_two_loads_at_once(database: Database, tmp_path: Path) -> None:
    """Two files with the same numbers, loaded at the same time: each number stands once."""
    await campaign(database)
    first, second = people(tmp_path / "a.csv", range(3000)), people(tmp_path / "b.csv", reversed(range(3000)))
    one, two = await asyncio.gather(loaded(database, first, name="a"), loaded(database, second, name="b"))
    assert one.counts.loaded + two.counts.loaded == 3000
    assert sorted(await standing_numbers(database)) == [number(i) for i in range(3000)]


# --- do not call -------------------------------------------------------------------------------------------------


async def test_do_not_call(database: Database, tmp_path: Path) -> None:
    """Blocked everywhere or in this campaign: not loaded, with source and date; of another campaign it does not count. A contact with
    another number keeps that one."""
    await campaign(database)
    await block(database, "everywhere", [Entry(number(1), "register", 1711843200000)], "me")
    await block(database, "sale", [Entry(number(2), "letter", NOW)], "me")
    await block(database, "other", [Entry(number(3), "letter", NOW)], "me")
    path = tmp_path / "a.csv"
    path.write_text(f"phone;mobile\n{number(1)};\n{number(2)};\n{number(3)};\n{number(1)};{number(4)}\n")
    done = await loaded(database, path)
    assert await standing_numbers(database) == [number(3), number(4)]
    assert (done.counts.blocked, done.counts.tally["warning: number left out: do not call"]) == (2, 1)
    assert "do not call everywhere, register, since 2024-03-31" in (tmp_path / "a.rejected.csv").read_text()


async def test_do_not_call_entries(database: Database) -> None:
    """Added once, whichever comes first; asked for, listed, removed by place."""
    entry = Entry(number(1), "letter", NOW)
    assert await block(database, "everywhere", [entry, entry, Entry(number(2), "letter", NOW)], "me") == 2
    assert (
        await block(
            database,
            "everywhere",
            [Entry(number(1), "later", NOW + 1), Entry(number(3), "later", NOW)],
            "you",
        )
        == 1
    )
    assert await block(database, "sale", [entry], "me") == 1
    assert await block(database, "sale", [], "me") == 0
    found = await entries_of(database, number(1))
    assert [(one["where"], one["source"], one["by"]) for one in found] == [
        ("everywhere", "letter", "me"),
        ("sale", "letter", "me"),
    ]
    assert (await newest(database, None, 2))[0] == 4
    assert len((await newest(database, "sale", 50))[1]) == 1
    assert await unblock(database, "everywhere", number(1))
    assert not await unblock(database, "everywhere", number(1))
    assert len(await entries_of(database, number(1))) == 1


async def test_a_do_not_call_file(database: Database, tmp_path: Path) -> None:
    """Loaded twice it changes nothing; numbers that nobody may call or place are taken too; what is none comes back."""
    path = tmp_path / "a.csv"
    path.write_text("512345678\n+80012345678\n700123456,512345679\n512345678\nnobody\n")
    look = await looked(database, path)
    listed = Listed("everywhere", "register", NOW, "me")

    async def run(trial: bool = False) -> Blocks:
        back = Returned(tmp_path / "back.csv", look.how.reading.columns)
        return await run_blocklist(database, look, listed, back, lambda so_far: None, trial)

    assert await run(trial=True) == Blocks(rows=5, new=4, known=1, rejected=1)
    assert (await newest(database, None, 9))[0] == 0
    assert await run() == Blocks(rows=5, new=4, known=1, rejected=1)
    assert await run() == Blocks(rows=5, new=0, known=5, rejected=1)
    assert await run(trial=True) == Blocks(rows=5, new=0, known=5, rejected=1)
    assert "nobody" in (tmp_path / "back.csv").read_text()


# --- cut and gone on ---------------------------------------------------------------------------------------------

ROWS = 12_000


async def start_load(url: str, path: Path, *options: str) -> Process:
    """The command itself, in a process of its own."""
    words = (
        "contacts",
        "load",
        str(path),
        "--campaign",
        "sale",
        "--list",
        "first",
        "--yes",
        "--json",
        *options,
    )
    environment = {**os.environ, "AFTERCALL_DATABASE__URL": url}
    return await create_subprocess_exec(
        sys.executable,
        "-m",
        "aftercall",
        *words,
        env=environment,
        cwd=path.parent,
        stdout=PIPE,
        stderr=PIPE,
    )


async def until_row(database: Database, least: int) -> int:
    async with asyncio.timeout(120):
        while True:
            found = await rows_of(database, loads)
            if found and found[-1]["row"] >= least:
                return int(found[-1]["row"])
            await asyncio.sleep(0.02)


async def until_gone(pids: list[int]) -> None:
    async with asyncio.timeout(20):
        while True:
            if not any(map(alive, pids)):
                return
            await asyncio.sleep(0.05)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it may go between the look and the reading
        return False


@pytest.mark.parametrize("workers", ["0", pytest.param("1", marks=pytest.mark.full)])
async def test_killed_in_the_middle(
    database: Database, database_url: str, tmp_path: Path, workers: str
) -> None:
    """kill -9 twice, then to the end: each row is a contact once, each rejected one in the file once, no process is left."""
    await campaign(database)
    path = tmp_path / "a.csv"
    bad = {row for row in range(ROWS) if row % 100 == 7}
    lines = ["nobody" if row in bad else number(row) for row in range(ROWS)]
    path.write_text("phone\n" + "\n".join(lines) + "\n")
    for least in (1_000, 4_000):
        process = await start_load(database_url, path, "--workers", workers)
        reached = await until_row(database, least)
        left = children(process.pid)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        assert reached < ROWS
        await until_gone(left)
    process = await start_load(database_url, path, "--workers", workers)
    told, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, told
    assert b'"resumed": true' in told
    assert await standing_numbers(database) == [number(row) for row in range(ROWS) if row not in bad]
    (load,) = await rows_of(database, loads)
    assert (load["state"], load["loaded"], load["rejected"], load["row"]) == (
        "done",
        ROWS - len(bad),
        len(bad),
        ROWS + 1,
    )
    with (tmp_path / "a.rejected.csv").open(encoding="utf-8-sig") as file:
        assert [int(line["aftercall row"]) for line in csv.DictReader(file)] == [
            row + 2 for row in sorted(bad)
        ]


async def test_cut_by_hand(database: Database, database_url: str, tmp_path: Path) -> None:
    """Ctrl-C: one line that says how to go on, no traceback, no process left; what was loaded stays."""
    await campaign(database)
    path = people(tmp_path / "a.csv", range(ROWS))
    process = await start_load(database_url, path, "--workers", "1")
    await until_row(database, 500)
    left = children(process.pid)
    for pid in (process.pid, *left):  # a terminal tells all of them
        os.kill(pid, signal.SIGINT)
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, said.decode()) == (
        1,
        "aftercall: cut by Ctrl-C; what was loaded stays; the same command goes on there\n",
    )
    await until_gone(left)
    (load,) = await rows_of(database, loads)
    assert load["state"] == "running"
    assert len(await standing_numbers(database)) == load["loaded"] == load["row"] - 1 < ROWS


async def test_cut_and_read_in_another_way(database: Database, tmp_path: Path) -> None:
    """A cut load goes on only as it began; another way to read the file is refused with what changed."""
    await campaign(database)
    path = people(tmp_path / "a.csv", [1, 2])
    look = await looked(database, path)
    first = await begin(database, "sale", "first", path.name, look.scan.digest, look.how, "me", NOW)
    again = await begin(database, "sale", "first", path.name, look.scan.digest, look.how, "me", NOW)
    assert (again.load, again.resumed) == (first.load, True)
    other = await looked(database, path, Scope.FILE)
    with pytest.raises(
        WrongWish, match=rf"load {first.load} of this file was cut at row 0.*\(scope\).*undo {first.load}"
    ):
        await begin(database, "sale", "first", path.name, look.scan.digest, other.how, "me", NOW)


async def test_two_go_on_with_one_load(database: Database, tmp_path: Path) -> None:
    """Whoever comes second finds that it does not stand where he left it, and stops; nothing of his is written."""
    await campaign(database)
    path = people(tmp_path / "a.csv", [1, 2])
    look = await looked(database, path)
    mine = await begin(database, "sale", "first", path.name, look.scan.digest, look.how, "me", NOW)
    judged = judge_all(look.how, NOW, rows(path, look.how.reading))
    await load_chunk(database, mine, look.how, judged, lambda settled: None)
    with pytest.raises(LoadError, match="does not stand at row 0 any more"):
        await load_chunk(database, mine, look.how, judged, lambda settled: None)
    assert len(await standing_numbers(database)) == 2


async def test_the_same_file_again(database: Database, tmp_path: Path) -> None:
    """That a list has a file already is known until the load is undone."""
    await campaign(database)
    path = people(tmp_path / "a.csv", [1])
    done = await loaded(database, path)
    digest = (await looked(database, path)).scan.digest
    assert await found_before(database, "sale", "first", digest) == done.load
    assert await found_before(database, "sale", "second", digest) is None
    await undo(database, done.load, NOW)
    assert await found_before(database, "sale", "first", digest) is None


# --- the trial ---------------------------------------------------------------------------------------------------


async def test_a_trial_tells_what_a_load_does(database: Database, tmp_path: Path) -> None:
    """The same verdicts, and nothing is written."""
    await campaign(database)
    await loaded(database, people(tmp_path / "a.csv", [1]))
    await block(database, "everywhere", [Entry(number(2), "letter", NOW)], "me")
    path = people(tmp_path / "b.csv", [1, 2, *range(3, 1200), 3])
    path.write_text(path.read_text() + "x;nobody\n")
    look = await looked(database, path)
    before = await rows_of(database, contacts), await rows_of(database, loads)
    with Trial(database, "sale", 1, look.how) as trial:
        counts = await run_trial(look, trial, NOW, lambda raw, judged, so_far: None)
    assert (await rows_of(database, contacts), await rows_of(database, loads)) == before
    assert counts == (await loaded(database, path)).counts
    assert (counts.loaded, counts.duplicates, counts.blocked, counts.rejected) == (1197, 2, 1, 1)
    assert counts == Counts(1197, 1, 2, 1, counts.tally)


# --- taken back --------------------------------------------------------------------------------------------------


async def test_undo(database: Database, tmp_path: Path) -> None:
    """Who was not dialled is gone with his numbers; who was is marked removed and his attempts stay; other loads are untouched."""
    await campaign(database)
    first = await loaded(database, people(tmp_path / "a.csv", range(1500)))
    await loaded(database, people(tmp_path / "b.csv", [2000]))
    called = await dial(database, number(700))
    assert await undo(database, first.load, NOW) == Undone(gone=1499, kept=1)
    kept = {one["id"]: one for one in await rows_of(database, contacts)}
    assert (kept[called]["standing"], kept[called]["why"]) == (Standing.REMOVED.value, "load undone")
    assert await standing_numbers(database) == [number(2000)]
    assert [one["contact"] for one in await rows_of(database, contact_numbers)] == sorted(kept)
    assert len(await rows_of(database, attempts)) == 1
    assert (await views.all_loads(database))[-1]["state"] == "undone"


async def test_undo_twice_and_unknown(database: Database, tmp_path: Path) -> None:
    """A second time there is nothing left to do; a load that is not there is named."""
    await campaign(database)
    done = await loaded(database, people(tmp_path / "a.csv", [1]))
    await undo(database, done.load, NOW)
    assert await undo(database, done.load, NOW) == Undone()
    with pytest.raises(WrongWish, match="load 99 is not known"):
        await undo(database, 99, NOW)


async def test_undone_while_it_runs(database: Database, tmp_path: Path) -> None:
    """A load that is taken back under way stops at its next chunk."""
    await campaign(database)
    path = people(tmp_path / "a.csv", [1, 2])
    look = await looked(database, path)
    mine = await begin(database, "sale", "first", path.name, look.scan.digest, look.how, "me", NOW)
    await undo(database, mine.load, NOW)
    judged = judge_all(look.how, NOW, rows(path, look.how.reading))
    with pytest.raises(LoadError, match="or undid it"):
        await load_chunk(database, mine, look.how, judged, lambda settled: None)
    assert await standing_numbers(database) == []


# --- what is there -----------------------------------------------------------------------------------------------


async def test_views(database: Database, tmp_path: Path) -> None:
    """Lists with their contacts by standing; contacts by id and number, with what was tried."""
    await campaign(database)
    await loaded(database, people(tmp_path / "a.csv", [1, 2]))
    contact = await dial(database, number(1))
    (one,) = await views.all_lists(database)
    assert (one["name"], one["open"], one["finished"]) == ("first", 2, 0)
    assert await views.all_lists(database, "other") == []
    (found,) = await views.contacts_with(database, number(1))
    assert (found["id"], len(found["attempts"]), found["numbers"][0]["e164"]) == (contact, 1, number(1))
    assert await views.contact(database, contact) == [found]
    assert await views.contact(database, 999) == []


async def test_kept_mappings(database: Database, tmp_path: Path) -> None:
    """Kept under a name, replaced, forgotten; taken by itself for a file with the same columns."""
    await keep(database, "mine", {"name": "own", "phone": "phone"})
    await keep(database, "mine", {"name": "ignore", "phone": "phone"})
    look = await looked(database, people(tmp_path / "a.csv", [1]))
    assert (look.how.targets, look.mapped) == (("ignore", "phone"), "kept as mine")
    await forget(database, "mine")
    assert await templates(database) == {}
    with pytest.raises(WrongWish, match="mapping 'mine' is not known"):
        await forget(database, "mine")
