"""A private PostgreSQL on a free port of 127.0.0.1."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe

from aftercall.bench.errors import BenchError
from aftercall.bench.folders import Folder
from aftercall.bench.ports import free_port
from aftercall.bench.process import Process, wait_gone
from aftercall.bench.started import Server

USER = "aftercall"
DATABASE = "aftercall"
_TRIES = 3
_REMEDY = "run `make setup`, or apt-get install postgresql"


class Postgres(Server):
    """A fresh cluster with the empty database `aftercall`; `fsync=False` is faster and survives no power cut.

    PostgreSQL refuses to be root, so root runs it as the user `postgres`.
    """

    host = "127.0.0.1"

    def __init__(self, *, fsync: bool = False) -> None:
        self._bin = _programs()
        self._user = _server_user()
        self._folder = Folder("aftercall-postgres")
        self.folder = self._folder.path
        self.log = self.folder / "log"
        self.fsync = fsync
        self.port = 0
        self.password = token_urlsafe(18)
        self._process: Process | None = None

    def url(self, database: str = DATABASE) -> str:
        """For SQLAlchemy with asyncpg."""
        return f"postgresql+asyncpg://{USER}:{self.password}@{self.host}:{self.port}/{database}"

    @property
    def pid(self) -> int:
        return self._server.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.alive

    def start(self) -> None:
        """Start and wait until it takes connections; port and data stay from the first success on."""
        if self._process is not None:
            self._launch()
            return
        self._make_cluster()
        for left in reversed(range(_TRIES)):
            self.port = free_port()
            self._process = Process(
                "PostgreSQL", self._command(), self.log, user=self._user, polite=signal.SIGINT
            )
            try:
                self._launch()
                break
            except BenchError:
                self.stop()
                if not left:
                    raise
        self.create_database(DATABASE)

    def stop(self) -> None:
        """The fast shutdown: connections are cut, everything committed is on disk."""
        if self._process is not None:
            self._process.stop()

    def kill(self) -> None:
        """SIGKILL to the server, as a crash; its workers follow by themselves."""
        workers = self._server.children()
        self._server.kill()
        wait_gone(workers)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stopped inside the `with`, started again after it."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def create_database(self, name: str) -> str:
        """Make an empty database; returns its url."""
        self._ask("postgres", f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self._ask("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @property
    def _server(self) -> Process:
        if self._process is None:
            raise BenchError("PostgreSQL was not started")
        return self._process

    def _launch(self) -> None:
        self._server.start()
        self._server.wait_ready(self._answers, 30)

    def _answers(self) -> bool:
        """The file says `ready` only when recovery is over as well."""
        pid_file = self.folder / "data/postmaster.pid"
        lines = pid_file.read_text().splitlines() if pid_file.exists() else []
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _command(self) -> list[str | Path]:
        safe = "on" if self.fsync else "off"
        options = [
            f"port={self.port}",
            f"listen_addresses={self.host}",
            f"unix_socket_directories={self.folder}",
        ]
        options += [f"fsync={safe}", f"full_page_writes={safe}", "dynamic_shared_memory_type=mmap"]
        return [self._bin / "postgres", "-D", self.folder / "data", *(f"--{option}" for option in options)]

    def _make_cluster(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self._user is not None:
            for path in (self.folder, secret):
                shutil.chown(path, self._user)
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", USER, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync", "--no-instructions")  # fmt: skip
        secret.unlink()

    def _ask(self, database: str, sql: str) -> None:
        self._run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.host, "-p", self.port, "-U", USER,
                  "-d", database, "-c", sql)  # fmt: skip

    def _run(self, program: str, *words: str | int | Path) -> None:
        as_user = ["runuser", "-u", self._user, "--"] if self._user else []
        done = subprocess.run(
            [*as_user, str(self._bin / program), *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={**os.environ, "PGPASSWORD": self.password},
        )
        if done.returncode != 0:
            raise BenchError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")


def _programs() -> Path:
    """The folder of the newest PostgreSQL server here."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    found = versions[-1] if versions else Path(shutil.which("postgres") or "")
    if not found.name:
        raise BenchError(f"PostgreSQL is not installed: {_REMEDY}")
    return found.resolve().parent


def _server_user() -> str | None:
    return "postgres" if os.geteuid() == 0 else None
