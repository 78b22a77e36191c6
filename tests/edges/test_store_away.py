"""The database goes and comes back, or the daemon is killed: no fact is lost, none doubled, and the order
stays."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from acd.core.facts import Fact
from acd.store.batch import from_line, make_batch, to_line
from acd.store.database import PRAGMAS, Database, open_database
from acd.store.journal import PATIENCE, Journal
from acd.store.migrate import migrate, migrate_when_there
from acd.store.tables import facts
from aftercall.bench import Postgres
from tests.edges.store_tools import check_journal, fact, put_many, working
from tests.edges.test_store_spool import largest_file

IMPATIENT = ("PRAGMA busy_timeout=50", *PRAGMAS[1:])


async def till(seen: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits until `seen()` is true."""
    async with asyncio.timeout(seconds):
        while not seen():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(0.02)


@pytest.fixture
def server(postgres: Postgres) -> Iterator[Postgres]:
    """Running again afterwards, however the test ended."""
    yield postgres
    if not postgres.alive:
        postgres.start()


async def fresh(url: str) -> Database:
    await migrate(url)
    return open_database(url)


async def test_postgres_stopped_in_the_middle(server: Postgres, postgres_url: str, tmp_path: Path) -> None:
    """PostgreSQL stops while facts come and comes back: all are there once, in order, and told in order."""
    database = await fresh(postgres_url)
    told: list[Fact] = []
    with capture_logs() as said:
        async with working(database, tmp_path, told.extend) as journal:
            await put_many(journal, 50, 0.002)
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            await put_many(journal, 100, 0.005)
            await stopping
            await till(lambda: journal.away and journal.spooled)
            assert journal.last_seq == 150
            await asyncio.to_thread(server.start)
            await put_many(journal, 50, 0.005)
            await asyncio.wait_for(journal.drained(), 30)
            assert not journal.away
            assert journal.spooled == 0
    await check_journal(database, 200)
    await database.close()
    assert [one.at for one in told] == list(range(1, 201))
    lines = [line["event"] for line in said]
    assert lines.count("the database takes the journal again") == 1
    assert (
        1 <= sum("waits in the spool" in line for line in lines) <= 4
    )  # once, and again when its words change


async def test_postgres_killed_and_back_many_times(
    server: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    """PostgreSQL is killed three times in commits under way: what it knew and what it did not comes out
    once."""
    database = await fresh(postgres_url)
    async with working(database, tmp_path) as journal:
        putting = asyncio.create_task(put_many(journal, 900, 0.003))
        for _ in range(3):
            await asyncio.sleep(random.uniform(0.05, 0.4))
            await asyncio.to_thread(server.restart, kill=True)
        await putting
        await asyncio.wait_for(journal.drained(), 30)
    await check_journal(database, 900)
    await database.close()


@contextmanager
def stalled(server: Postgres) -> Iterator[None]:
    """The server takes what is sent and answers nothing, as behind a network that swallows packets."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    everybody = [server.pid, *map(int, children)]
    for pid in everybody:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in everybody:
            os.kill(pid, signal.SIGCONT)


async def test_postgres_stalls(server: Postgres, postgres_url: str, tmp_path: Path) -> None:
    """A server that hangs holds nobody: within seconds the facts are safe in the spool, later they are written."""
    database = await fresh(postgres_url)
    safe: list[Fact] = []
    async with working(database, tmp_path, safe=safe.extend) as journal:
        await put_many(journal, 10)
        await journal.drained()
        with stalled(server):
            before = time.monotonic()
            await put_many(journal, 20, 0.002)
            await till(lambda: len(safe) == 30)
            assert time.monotonic() - before < 2 * PATIENCE + 5
        await asyncio.wait_for(journal.drained(), 30)
    await check_journal(database, 30)
    await database.close()


async def test_a_start_without_a_database(server: Postgres, postgres_url: str, tmp_path: Path) -> None:
    """A start without a database waits, says so, touches nothing, and goes on when it comes."""
    database = await fresh(postgres_url)
    await asyncio.to_thread(server.stop)
    journal = Journal(database, tmp_path)
    with capture_logs() as said:
        migrating = asyncio.create_task(migrate_when_there(postgres_url, pause=0.2))
        opening = asyncio.create_task(journal.open())
        await till(lambda: len([line for line in said if "database" in line]) >= 2)
        assert not migrating.done()
        assert not opening.done()
    assert (tmp_path / "main.jsonl").read_bytes() == b""
    assert {line["event"] for line in said} == {"waiting for the database"}
    await asyncio.to_thread(server.start)
    await asyncio.wait_for(migrating, 30)
    assert (await asyncio.wait_for(opening, 30)).last_seq == 0
    journal.close()
    await database.close()


async def test_the_spool_outlives_the_daemon(server: Postgres, postgres_url: str, tmp_path: Path) -> None:
    """Spooled while the database was away, the daemon stopped: the next start brings it in before it goes
    on."""
    database = await fresh(postgres_url)
    async with working(database, tmp_path) as journal:
        await put_many(journal, 10)
        await journal.drained()
        await asyncio.to_thread(server.stop)
        await put_many(journal, 20, 0.002)
        await till(lambda: journal.spooled > 0)
    lines = (tmp_path / "main.jsonl").read_bytes().splitlines()
    batches = {
        batch.id: batch for batch in map(from_line, lines)
    }  # stopped in that moment, it may spool its last one twice
    assert [one.at for batch in batches.values() for one in batch.facts] == list(range(11, 31))
    await asyncio.to_thread(server.start)
    async with working(database, tmp_path) as journal:
        assert journal.last_seq == 30
        await check_journal(database, 30)
        await put_many(journal, 5)
        await journal.drained()
    await check_journal(database, 35)
    await database.close()


@pytest.mark.parametrize("pragmas", [IMPATIENT, PRAGMAS], ids=["refused", "out of patience"])
async def test_sqlite_locked_by_another(tmp_path: Path, pragmas: tuple[str, ...]) -> None:
    """SQLite, locked for longer than we wait: the journal goes to the spool, where it is safe but not yet written,
    and comes back by itself."""
    url = f"sqlite:///{tmp_path}/floor.db"
    await migrate(url)
    database = open_database(url, pragmas)
    written: list[Fact] = []
    safe: list[Fact] = []
    async with working(database, tmp_path, written.extend, safe.extend) as journal:
        other = sqlite3.connect(tmp_path / "floor.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await put_many(journal, 30, 0.01)
        await till(lambda: journal.away and len(safe) == 30)
        assert written == []
        other.execute("COMMIT")
        other.close()
        await asyncio.wait_for(journal.drained(), 30)
        assert [one.at for one in written] == [one.at for one in safe] == list(range(1, 31))
    await check_journal(database, 30)
    await database.close()


async def test_neither_database_nor_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Database locked and disk full at once: facts wait in memory, and nothing is lost when there is room
    again."""
    monkeypatch.setattr("acd.store.journal.LONGEST_PAUSE", 0.1)
    url = f"sqlite:///{tmp_path}/floor.db"
    await migrate(url)
    database = open_database(url, IMPATIENT)
    async with working(database, tmp_path) as journal:
        other = sqlite3.connect(tmp_path / "floor.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with capture_logs() as said, largest_file(2000):
            await put_many(journal, 60, 0.005)
            await till(lambda: any("the spool cannot be written" in line["event"] for line in said))
        other.execute("COMMIT")
        other.close()
        await asyncio.wait_for(journal.drained(), 30)
    await check_journal(database, 60)
    await database.close()


async def test_a_batch_that_was_spooled_twice(database: Database, tmp_path: Path) -> None:
    """Stopped while its last batch was on its way to the disk, the daemon spools it once more: it is written once."""
    one, two, three = (to_line(make_batch(n, [fact(n)], {})) for n in (1, 2, 3))
    (tmp_path / "main.jsonl").write_bytes(one + two + two + three + three)
    async with working(database, tmp_path) as journal:
        assert journal.last_seq == 3
    await check_journal(database, 3)


async def test_somebody_else_writes_the_journal(database: Database, tmp_path: Path) -> None:
    """A second writer with the same numbers is a fault that is said, as an error; what we had to write is
    kept."""
    with capture_logs() as said:
        async with working(database, tmp_path) as journal:
            async with database.write() as connection:
                foreign = {"site": "main", "seq": 1, "at": 1, "kind": "x", "payload": {}}
                await connection.execute(sa.insert(facts), [foreign])
            journal.put([fact(1)])
            await till(lambda: journal.spooled > 0)
    assert [line["log_level"] for line in said if "waits in the spool" in line["event"]] == ["error"]
    spooled = map(from_line, (tmp_path / "main.jsonl").read_bytes().splitlines())
    assert {batch.facts for batch in spooled} == {(fact(1),)}
    again = Journal(database, tmp_path)
    with pytest.raises(IntegrityError):
        await again.open()
    again.close()


class Writer:
    """`store_writer` as a process, and what it said."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.said: dict[str, int] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, url: str, spool_dir: Path) -> Writer:
        words = ("-m", "tests.edges.store_writer", url, str(spool_dir))
        return cls(await create_subprocess_exec(sys.executable, *words, stdout=PIPE))

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            word, _, number = line.decode().partition(" ")
            if number.strip().isdigit():
                self.said[word] = int(number)

    async def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()
        await self._reading


async def test_killed_while_writing(database: Database, database_url: str, tmp_path: Path) -> None:
    """kill -9 at random moments, three times over: what was called written is there, once, and numbers go
    on."""
    called_written = 0
    for _ in range(3):
        writer = await Writer.start(database_url, tmp_path)
        await till(lambda: writer.said.get("written", 0) > called_written)  # noqa: B023
        await asyncio.sleep(random.uniform(0.0, 0.15))
        await writer.kill()
        assert writer.said["open"] >= called_written
        called_written = writer.said["written"]
    async with working(database, tmp_path) as journal:
        assert journal.last_seq >= called_written
        await check_journal(database, journal.last_seq)


async def test_killed_while_the_database_is_away(server: Postgres, postgres_url: str, tmp_path: Path) -> None:
    """kill -9 with the database away, in the middle of spooling: the next start brings in every whole
    line."""
    database = await fresh(postgres_url)
    writer = await Writer.start(postgres_url, tmp_path)
    await till(lambda: writer.said.get("written", 0) > 0)
    await asyncio.to_thread(server.stop)
    before = time.monotonic()
    await till(lambda: (tmp_path / "main.jsonl").stat().st_size > 20_000)
    await writer.kill()
    assert time.monotonic() - before < 60
    whole = (tmp_path / "main.jsonl").read_bytes().rpartition(b"\n")[0].splitlines()
    last = from_line(whole[-1]).last
    with (tmp_path / "main.jsonl").open("ab") as file:
        file.write(b'{"id":"torn","first":')
    await asyncio.to_thread(server.start)
    with capture_logs() as said:
        async with working(database, tmp_path) as journal:
            assert journal.last_seq == last
    assert any("torn by a crash" in line["event"] for line in said)
    await check_journal(database, last)
    await database.close()
