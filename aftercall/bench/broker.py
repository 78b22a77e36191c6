"""A private Mosquitto on a free port of 127.0.0.1."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from aftercall.bench.errors import BenchError
from aftercall.bench.folders import Folder
from aftercall.bench.ports import free_port
from aftercall.bench.process import Process
from aftercall.bench.started import Server

_TRIES = 3
_REMEDY = "run `make setup`, or apt-get install mosquitto"


class Mosquitto(Server):
    """Open to all unless `users` (name -> password) are given; `acl` is the text of an ACL file.

    Nothing is kept on disk (`persistent=False`): after `restart` its retained messages are gone.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        users: Mapping[str, str] | None = None,
        acl: str | None = None,
        persistent: bool = False,
        certificate: tuple[Path, Path] | None = None,
    ) -> None:
        self._program = _find("mosquitto")
        self._folder = Folder("aftercall-mosquitto")
        self.folder = self._folder.path
        self.log = self.folder / "mosquitto.log"
        self.users = dict(users or {})
        self.acl = acl
        self.persistent = persistent
        self.certificate = certificate  # and its key: then it speaks TLS alone
        self.port = 0
        self._process = Process("Mosquitto", [self._program, "-c", self.folder / "mosquitto.conf"], self.log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.alive

    def start(self) -> None:
        """Start and wait until it takes connections; the port stays the same from the first success on."""
        if self.port:
            self._launch()
            return
        for left in reversed(range(_TRIES)):
            self.port = free_port()
            self._write_files()
            try:
                self._launch()
                return
            except BenchError:
                self.stop()
                if not left:
                    raise

    def stop(self) -> None:
        self._process.stop()

    def kill(self) -> None:
        self._process.kill()

    def _launch(self) -> None:
        self._process.start()
        self._process.wait_ready(self._answers, 10)

    def _answers(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), 1).close()
        except OSError:
            return False
        return True

    def _write_files(self) -> None:
        lines = [f"listener {self.port} {self.host}", "set_tcp_nodelay true", "log_dest stdout"]
        if os.geteuid() == 0:
            lines.append("user root")  # else it drops to a user that may not read this folder
        lines.append(f"allow_anonymous {'false' if self.users else 'true'}")
        if self.users:
            lines.append(f"password_file {self._write_passwords()}")
        if self.acl is not None:
            lines.append(f"acl_file {_write_private(self.folder / 'acl', self.acl)}")
        if self.certificate is not None:
            lines += [f"certfile {self.certificate[0]}", f"keyfile {self.certificate[1]}"]
        if self.persistent:
            lines += ["persistence true", f"persistence_location {self.folder}/"]
        (self.folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")

    def _write_passwords(self) -> Path:
        """mosquitto_passwd hashes a file of `name:password` lines in place."""
        path = _write_private(self.folder / "passwords", "".join(f"{n}:{p}\n" for n, p in self.users.items()))
        subprocess.run([_find("mosquitto_passwd"), "-U", str(path)], check=True, capture_output=True)
        return path


def _write_private(path: Path, text: str) -> Path:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
    return path


def _find(program: str) -> str:
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/bin")
    if found is None:
        raise BenchError(f"{program} is not installed: {_REMEDY}")
    return found
