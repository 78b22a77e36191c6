"""The door to the database: its shape, its errors, and that two who write do not lose each other's work."""

from __future__ import annotations

import asyncio
import shutil
import stat
import sys
from asyncio.subprocess import create_subprocess_exec
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from acd.store import item_tables, promise_tables  # noqa: F401 - the metadata is whole with them alone
from acd.store.database import Database, open_database
from acd.store.errors import OpenError, StoreError, UrlError
from acd.store.migrate import configuration, folder, migrate
from acd.store.tables import agent_queues, agents, metadata, queues
from aftercall.bench import Postgres
from aftercall.hooks import tables as hook_tables  # noqa: F401 - the metadata is whole with them alone
from aftercall.people import tables as people_tables  # noqa: F401 - the metadata is whole with them alone
from aftercall.post import tables as mail_tables  # noqa: F401 - the metadata is whole with them alone
from aftercall.reporting import tables as report_tables  # noqa: F401 - the same
from aftercall.widget import tables as widget_tables  # noqa: F401 - the metadata is whole with them alone
from dialer.store import tables as dialer_tables  # noqa: F401 - the metadata is whole with them alone

ANNA = {"code": "anna", "name": "Anna", "team": "", "language": "en", "active": True}


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


async def test_migrations_make_the_tables(database: Database) -> None:
    """The migrations and `tables.py` yield the same database."""
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_alembic_finds_nothing_to_do(database: Database, database_url: str) -> None:
    """`alembic check` with the product's own environment finds no change that was forgotten."""
    await asyncio.to_thread(command.check, configuration(database_url))


async def test_names_of_constraints(database: Database) -> None:
    """Constraints carry the names of the convention, so that later migrations can find them on both
    databases."""
    async with database.read() as connection:
        keys = await connection.run_sync(lambda c: sa.inspect(c).get_foreign_keys("agent_queues"))
        unique = await connection.run_sync(lambda c: sa.inspect(c).get_unique_constraints("agents"))
    assert {key["name"] for key in keys} == {"fk_agent_queues_agent_agents", "fk_agent_queues_queue_queues"}
    assert [one["name"] for one in unique] == ["uq_agents_phone"]


async def test_migrating_twice_and_at_once(database_url: str) -> None:
    """Three processes that migrate one empty database at once all succeed, and once more changes nothing."""
    script = "import asyncio, sys; from acd.store.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"
    started = [await create_subprocess_exec(sys.executable, "-c", script, database_url) for _ in range(3)]
    assert [await process.wait() for process in started] == [0, 0, 0]
    await asyncio.gather(migrate(database_url), migrate(database_url))
    database = open_database(database_url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_downgrade_leaves_nothing(database: Database, database_url: str) -> None:
    """The first migration can be taken back: no table of ours is left."""
    await asyncio.to_thread(command.downgrade, configuration(database_url), "base")
    async with database.read() as connection:
        left = await connection.run_sync(lambda c: sa.inspect(c).get_table_names())
    assert left == ["alembic_version"]


async def test_a_newer_database_is_refused(database: Database, database_url: str) -> None:
    """A database of a later version is not touched; the error says what to do."""
    async with database.write() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer version.*update aftercall"):
        await migrate(database_url)


async def test_writers_do_not_lose_updates(database: Database) -> None:
    """Four tasks that each read, add one and write 25 times make 100, with no error."""
    async with database.write() as connection:
        await connection.execute(sa.insert(agents), [ANNA | {"team": "0"}])

    async def count() -> None:
        for _ in range(25):
            async with database.write() as connection:
                wanted = sa.select(agents.c.team).where(agents.c.code == "anna").with_for_update()
                team = (await connection.execute(wanted)).scalar_one()
                await connection.execute(sa.update(agents).values(team=str(int(team) + 1)))

    await asyncio.gather(*(count() for _ in range(4)))
    async with database.read() as connection:
        assert await connection.scalar(sa.select(agents.c.team)) == "100"


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    """All of a transaction or nothing."""
    with pytest.raises(RuntimeError, match="stop"):
        await write_and_fail(database)
    async with database.read() as connection:
        assert (await connection.execute(sa.select(agents))).all() == []


async def write_and_fail(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(sa.insert(agents), [ANNA])
        raise RuntimeError("stop")


async def test_sqlite_is_set_up_for_a_journal(tmp_path: Path) -> None:
    """SQLite: WAL, every commit flushed, foreign keys kept, and the file is its owner's alone, new folders
    made."""
    url = f"sqlite:///{tmp_path}/new/floor.db"
    await migrate(url)
    database = open_database(url)
    async with database.read() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        got = [(await connection.execute(sa.text(f"PRAGMA {name}"))).scalar() for name in names]
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    await database.close()
    assert got == ["wal", 2, 1, 5000]
    assert set(modes.values()) == {0o600}
    assert "floor.db" in modes


async def test_a_reader_waits_for_no_writer(tmp_path: Path) -> None:
    """SQLite: while one writes, another reads what was committed before."""
    url = f"sqlite:///{tmp_path}/floor.db"
    await migrate(url)
    database = open_database(url)
    async with database.write() as writing:
        await writing.execute(sa.insert(agents), [ANNA])
        async with asyncio.timeout(10), database.read() as reading:
            assert (await reading.execute(sa.select(agents))).all() == []
    await database.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is no URL.*write sqlite:///FILE or postgresql://"),
        ("mysql://root@host/x", "mysql is not known.*write sqlite"),
        ("sqlite://", "names no file.*sqlite:///FILE"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_wrong_urls(url: str, says: str) -> None:
    """A wrong setting is refused with what is wrong and what to write."""
    with pytest.raises(UrlError, match=says):
        open_database(url)


async def test_a_file_that_cannot_be(tmp_path: Path) -> None:
    """A database below a file, or a folder in its place: one clear line with the remedy."""
    (tmp_path / "file").write_text("x")
    for url in (f"sqlite:///{tmp_path}/file/floor.db", f"sqlite:///{tmp_path}"):
        with pytest.raises(OpenError, match=r"cannot open database .*check that the folder exists"):
            await migrate(url)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """Another file in the place of the database is named as such and not touched."""
    other = tmp_path / "floor.db"
    other.write_text("a letter to my aunt, long enough to be looked at " * 50)
    with pytest.raises(OpenError, match="file is not a database"):
        await migrate(f"sqlite:///{other}")
    assert other.read_text().startswith("a letter to my aunt")


async def test_no_server(postgres: Postgres) -> None:
    """PostgreSQL stopped: the error says where it should run, and not the password."""
    with postgres.away():
        database = open_database(postgres.url())
        with pytest.raises(
            OpenError, match=f"check that PostgreSQL runs at 127.0.0.1:{postgres.port}"
        ) as caught:
            await database.check()
        await database.close()
    assert postgres.password not in str(caught.value)


async def test_wrong_password(postgres: Postgres) -> None:
    """A wrong password: one line that says so, without the password tried."""
    url = postgres.url().replace(postgres.password, "secretword")
    with pytest.raises(OpenError, match="password authentication failed") as caught:
        await migrate(url)
    assert "secretword" not in str(caught.value)
    assert "\n" not in str(caught.value)


LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "later", "{head}", None, None


def upgrade():
    with op.batch_alter_table("agents", recreate="auto") as table:
        table.add_column(sa.Column("seat", sa.Integer(), nullable=True))
        table.alter_column("team", type_=sa.String(100))
        table.create_check_constraint("ck_agents_seat", "seat > 0")
"""


async def test_a_later_migration_keeps_children(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """A migration that makes a table anew does not take along what refers to it."""
    card = {"name": "", "weight": 0, "early": True} | dict.fromkeys(
        ("aftercall", "step", "longest", "level"), 0
    )
    line = {"strategy": "x", "music": "x"} | dict.fromkeys(("ring", "say_every", "max_length", "misses"), 0)
    flags = dict.fromkeys(("disposition", "recording", "say_position", "say_wait", "open"), False)
    async with database.write() as connection:
        await connection.execute(sa.insert(agents), [ANNA])
        await connection.execute(sa.insert(queues), [{"code": "sales"} | card | line | flags])
        place = {"agent": "anna", "queue": "sales", "penalty": 0, "place": 0}
        await connection.execute(sa.insert(agent_queues), [place])
    versions = tmp_path / "migrations"
    shutil.copytree(folder(), versions)
    config = configuration(database_url)
    config.set_main_option("script_location", str(versions))
    head = ScriptDirectory.from_config(config).get_current_head()
    (versions / "versions" / "later.py").write_text(LATER.format(head=head))
    await asyncio.to_thread(command.upgrade, config, "head")
    async with database.read() as connection:
        assert (await connection.execute(sa.select(agent_queues.c.agent))).scalars().all() == ["anna"]
        assert (await connection.execute(sa.text("SELECT seat FROM agents"))).all() == [(None,)]
