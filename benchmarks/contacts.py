"""Contacts: how many rows a second `aftercall contacts load` brings from a file into the database, with what memory, and who waits.

A list of mixed rows is made, the same for the same size: numbers written in five ways, second numbers, a name and three own fields;
one row in twenty is wrong, one in thirty a duplicate, one in a hundred on a do-not-call list. In the same run:

* `numbers`: phonenumbers alone, on one core: parse, is it valid, write it as E.164; for the first number of each row
* `bulk`: the database alone: rows of the same size into the same tables with their indexes, its fastest way, asking nothing
  (SQLite: executemany, a transaction for each thousand; PostgreSQL: one COPY a table)
* `load`: the command, in a process of its own as always

Beside the load runs another process as the floor's: a loop that should wake every 10 ms, and a commit into the same database every
100 ms. How late they are is told for ten quiet seconds before, and for the time of the load.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

import asyncpg
import phonenumbers
import sqlalchemy as sa

from acd.store.database import PRAGMAS, database_url, open_database
from acd.store.encode import encode
from acd.store.migrate import migrate
from aftercall.bench import Postgres
from benchmarks.figures import machine, percentile, show
from dialer.core.cards import CampaignCard
from dialer.load.blocking import Entry, block
from dialer.load.known import Target
from dialer.load.put import contact_row, number_rows
from dialer.load.verdict import Draft, DraftNumber
from dialer.store.tables import campaigns

ROWS: Final = 100_000
SAMPLE: Final = 50_000
"""Rows that the bare costs are measured on, at most."""

QUIET: Final = 10.0
CODE: Final = "bench"
WAYS: Final = ("{0}", "+48 {1} {2} {3}", "0048{0}", "{1}-{2}-{3}", "{0}.0")


# --- the list ----------------------------------------------------------------------------------------------------


def lines(count: int) -> Iterator[tuple[str, ...]]:
    """name, phone, second phone, town, customer, note."""
    dice = random.Random(20261121)
    for index in range(count):
        yield f"Jan {index} Kowalski", *_phones(dice, index), "Łódź", f"K{index:08d}", "z polecenia"


def _phones(dice: random.Random, index: int) -> tuple[str, str]:
    chance = dice.random()
    if chance < 0.05:
        return dice.choice(("12345", "brak", "5.12345678E8", "112", "512345678&512345679")), ""
    if chance < 0.08:
        return written(dice, number(dice.randrange(index + 1))), ""
    if chance < 0.11:
        return f"+7916{index % 10_000_000:07d}", ""
    return written(dice, number(index)), (f"22{index % 10_000_000:07d}" if chance > 0.9 else "")


def number(index: int) -> str:
    return str(500_000_000 + index) if index < 50_000_000 else str(600_000_000 + index)


def written(dice: random.Random, digits: str) -> str:
    return dice.choice(WAYS).format(digits, digits[:3], digits[3:6], digits[6:])


def write_list(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("imię i nazwisko;telefon;telefon 2;miasto;klient;uwagi\n")
        file.writelines(";".join(line) + "\n" for line in lines(count))


# --- the bare costs ----------------------------------------------------------------------------------------------


def bare_numbers(count: int) -> float:
    """Rows a second of processor time."""
    cells = [line[1] for line in lines(count)]
    began = time.process_time()
    for cell in cells:
        try:
            read = phonenumbers.parse(cell, "PL")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(read):
            phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return count / (time.process_time() - began)


def drafts(count: int) -> list[Draft]:
    return [
        Draft(
            row=index + 2,
            numbers=(DraftNumber(f"+48{number(index)}", "mobile", ("Europe/Warsaw",)),),
            name=line[0],
            fields={"miasto": line[3], "klient": line[4], "uwagi": line[5]},
        )
        for index, line in enumerate(lines(count))
    ]


Rows = list[dict[str, Any]]


def bulk_rows(count: int) -> tuple[Rows, Rows]:
    target = Target(CODE, 1, 1)
    made = drafts(count)
    people = [contact_row(target, id_, draft) for id_, draft in enumerate(made, 1)]
    for row in people:
        row["fields"] = json.dumps(row["fields"])
    return people, [row for id_, draft in enumerate(made, 1) for row in number_rows(id_, draft)]


async def prepare(url: str, blocked: int) -> None:
    """Tables, the campaign, its first list and load, and a do-not-call list."""
    await migrate(url)
    database = open_database(url)
    async with database.write() as connection:
        card = CampaignCard(CODE, language="pl")
        row = {"code": CODE, "state": card.state.value, "card": encode(card)}
        await connection.execute(sa.insert(campaigns).values(row))
    entries = [Entry(f"+48{number(index * 100)}", "bench", 0) for index in range(blocked)]
    for start in range(0, len(entries), 1000):
        await block(database, "everywhere", entries[start : start + 1000], "bench")
    await database.close()


PARENTS: Final = (
    "INSERT INTO lists (campaign, name, active, made) VALUES ('bench', 'bulk', true, 0)",
    "INSERT INTO loads (list, file, digest, state, settings, row, loaded, rejected, duplicates, blocked, tally, by, began) "
    "VALUES (1, '', '', 'done', '{}', 0, 0, 0, 0, 0, '{}', '', 0)",
)


def bulk_sqlite(url: str, count: int) -> float:
    """Rows a second."""
    people, numbers = bulk_rows(count)
    with sqlite3.connect(str(database_url(url).database), isolation_level=None) as connection:
        for statement in (*PRAGMAS, *PARENTS):
            connection.execute(statement)
        began = time.perf_counter()
        for start in range(0, count, 1000):
            connection.execute("BEGIN IMMEDIATE")
            _insert(connection, "contacts", people[start : start + 1000])
            _insert(connection, "contact_numbers", numbers[start : start + 1000])
            connection.execute("COMMIT")
        return count / (time.perf_counter() - began)


def _insert(connection: sqlite3.Connection, table: str, rows: Rows) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows]
    )


async def bulk_postgres(url: str, count: int) -> float:
    """Rows a second."""
    people, numbers = bulk_rows(count)
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
    for statement in PARENTS:
        await connection.execute(statement)
    began = time.perf_counter()
    for table, rows in (("contacts", people), ("contact_numbers", numbers)):
        await connection.copy_records_to_table(
            table, records=[tuple(row.values()) for row in rows], columns=list(rows[0])
        )
    spent = time.perf_counter() - began
    await connection.close()
    return count / spent


# --- who waits meanwhile -----------------------------------------------------------------------------------------

TICK: Final = 0.010
COMMIT: Final = 0.100


async def probe(url: str) -> None:
    """In a process of its own, until its input ends: prints how late its loop woke and how long its commits took, in ms."""
    database = open_database(url)
    late: list[float] = []
    took: list[float] = []
    until = asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    tasks = [asyncio.create_task(_ticks(late)), asyncio.create_task(_commits(database, took))]
    await until
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await database.close()
    print(json.dumps({"loop_ms": told(late), "commit_ms": told(took)}))


async def _ticks(late: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append(1000 * (time.perf_counter() - began - TICK))


async def _commits(database: Any, took: list[float]) -> None:
    changed = sa.text("UPDATE campaigns SET state = state")
    while True:
        began = time.perf_counter()
        async with database.write() as connection:
            await connection.execute(changed)
        took.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(COMMIT)


def told(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(percentile(values, 0.5), 2),
        "p99": round(percentile(values, 0.99), 2),
        "longest": round(max(values), 2),
    }


@contextmanager
def probing(url: str) -> Iterator[Callable[[], dict[str, Any]]]:
    words = [sys.executable, "-m", "benchmarks.contacts", "--probe", url]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def end() -> dict[str, Any]:
            out, _ = process.communicate()
            found: dict[str, Any] = json.loads(out)
            return found

        try:
            yield end
        finally:
            process.kill()


# --- the load ----------------------------------------------------------------------------------------------------


def load(url: str, path: Path, workers: int | None) -> dict[str, Any]:
    """The command's own figures, and what it took of memory and processor time, with its helpers."""
    words = [
        sys.executable,
        "-m",
        "aftercall",
        "contacts",
        "load",
        str(path),
        "--campaign",
        CODE,
        "--yes",
        "--json",
    ]
    words += [] if workers is None else ["--workers", str(workers)]
    environment = {**os.environ, "AFTERCALL_DATABASE__URL": url}
    peak = 0
    with subprocess.Popen(words, env=environment, cwd=path.parent, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.25)
        told: dict[str, Any] = json.loads(process.stdout.read()) if process.stdout else {}
    return told | {"peak_mb": round(peak / 1024)}


def resident(pid: int) -> int:
    """kB of a process and all below it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    mine = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return mine + sum(map(resident, map(int, below)))


def measure(rows: int = ROWS, kind: str = "sqlite", workers: int | None = None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="aftercall-bench-") as folder, _server(kind) as server:
        place = Path(folder)
        urls = [
            server.create_database(name) if server else f"sqlite:///{place}/{name}.db"
            for name in ("bulk", "load")
        ]
        path = place / "list.csv"
        write_list(path, rows)
        sample = min(rows, SAMPLE)
        numbers = bare_numbers(sample)
        asyncio.run(prepare(urls[0], 0))
        bulk = asyncio.run(bulk_postgres(urls[0], sample)) if server else bulk_sqlite(urls[0], sample)
        asyncio.run(prepare(urls[1], rows // 100))
        with probing(urls[1]) as end:
            time.sleep(QUIET)
            quiet = end()
        before = os.times()
        with probing(urls[1]) as end:
            done = load(urls[1], path, workers)
            after = os.times()
            meanwhile = end()
        return {
            "benchmark": "contacts",
            "machine": machine(),
            "database": kind,
            "rows": rows,
            "file_mb": round(path.stat().st_size / 1e6, 1),
            "numbers_per_second": round(numbers),
            "bulk_per_second": round(bulk),
            "load_per_second": round(rows / done["seconds"]),
            "seconds": done["seconds"],
            "processor_seconds": round(
                after.children_user + after.children_system - before.children_user - before.children_system, 1
            ),
            "peak_mb": done["peak_mb"],
            "verdicts": {name: done[name] for name in ("loaded", "duplicates", "do_not_call", "rejected")},
            "quiet": quiet,
            "meanwhile": meanwhile,
        }


def _server(kind: str) -> Any:
    return Postgres(fsync=True) if kind == "postgres" else nullcontext(None)


def table(result: dict[str, Any]) -> None:
    rows = [
        ["phonenumbers alone, one core", f"{result['numbers_per_second']:,}"],
        ["the database alone, bulk", f"{result['bulk_per_second']:,}"],
        ["the load", f"{result['load_per_second']:,}"],
    ]
    lag = "; ".join(
        f"{what}: median {result['quiet'][key]['median']} -> {result['meanwhile'][key]['median']} ms, "
        f"p99 {result['quiet'][key]['p99']} -> {result['meanwhile'][key]['p99']} ms, "
        f"longest {result['quiet'][key]['longest']} -> {result['meanwhile'][key]['longest']} ms"
        for key, what in (("loop_ms", "another process' loop"), ("commit_ms", "its commits"))
    )
    title = f"contacts: {result['rows']:,} rows ({result['file_mb']} MB) into {result['database']}"
    spent = f"{result['seconds']:.0f} s, {result['processor_seconds']} s of processor, peak {result['peak_mb']} MB in all processes"
    verdict = f"{spent}; {lag}"
    show(title, ["", "rows/s"], rows, verdict)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.contacts", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument(
        "--workers", type=int, help="processes that read numbers, instead of what the command chooses"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.add_argument("--probe", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.probe:
        asyncio.run(probe(wish.probe))
        return
    result = measure(wish.rows, wish.database, wish.workers)
    print(json.dumps(result)) if wish.json else table(result)


if __name__ == "__main__":
    main()
