"""Finding an Asterisk: an installed one that is new enough, else the Debian root folder of `make setup`.

The root folder lies in the cache and is entered by chroot. All that a server reads or writes lies inside,
so nothing need be mounted.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path

from aftercall.bench.errors import BenchError
from aftercall.bench.folders import cache

OLDEST = (22, 10, 1)
NEWEST_KNOWN = 22
_REMEDY = "run `make setup`, which gets one (no installed Asterisk is touched)"


@dataclass(frozen=True, slots=True)
class Home:
    """An Asterisk program; `root` is the folder that it sees as `/`, from which its paths are meant."""

    root: Path
    binary: str
    version: str
    modules: str
    data: str

    @property
    def enter(self) -> list[str]:
        """The words in front of a command that is to run there."""
        return [] if self.root == Path("/") else ["chroot", str(self.root)]

    def inside(self, path: Path) -> str:
        """How Asterisk itself calls this path."""
        return "/" + str(path.relative_to(self.root))

    def outside(self, inside: str) -> Path:
        return self.root / inside.lstrip("/")

    @property
    def faketime(self) -> str | None:
        """libfaketime's library for programs with threads, as seen from inside, or None."""
        found = sorted(self.root.glob("usr/lib/*/faketime/libfaketimeMT.so.1"))
        return self.inside(found[0]) if found else None


def root_folder() -> Path:
    """Where `scripts/get-asterisk` puts the Debian root folder."""
    return Path(os.environ.get("AFTERCALL_ASTERISK_ROOT") or cache() / "asterisk-root")


def find(*, faketime: bool = False) -> Home:
    """The Asterisk to run; with `faketime`, one that has libfaketime beside it."""
    refused: list[str] = []
    for look in (_installed, _in_root_folder):
        try:
            home = look()
        except BenchError as problem:
            refused.append(str(problem))
            continue
        if home and faketime and home.faketime is None:
            refused.append(f"the Asterisk at {home.root} has no libfaketime beside it")
        elif home:
            return home
    raise BenchError("; ".join([*refused, f"no Asterisk to run: {_REMEDY}"]))


def judge(version: str) -> None:
    """Refuse an Asterisk that is too old, warn of one that is newer than what was tried."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if numbers < OLDEST:
        raise BenchError(f"Asterisk {version} is too old: {'.'.join(map(str, OLDEST))} or later is needed")
    if numbers[0] > NEWEST_KNOWN:
        warnings.warn(f"Asterisk {version} is newer than what was tried ({NEWEST_KNOWN})", stacklevel=2)


def _installed() -> Home | None:
    binary = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    return _home(Path("/"), binary) if binary else None


def _in_root_folder() -> Home | None:
    root = root_folder()
    if not (root / "usr/sbin/asterisk").exists():
        return None
    if os.geteuid() != 0:
        raise BenchError(f"the Asterisk in {root} is run by chroot, which needs root")
    _name_this_machine(root)
    return _home(root, "/usr/sbin/asterisk")


def _home(root: Path, binary: str) -> Home:
    enter = [] if root == Path("/") else ["chroot", str(root)]
    said = subprocess.run([*enter, binary, "-V"], capture_output=True, text=True, check=False)
    found = re.search(r"Asterisk (?:certified/)?(\d+\.\d+\.\d+)", said.stdout)
    if found is None:
        raise BenchError(
            f"{binary} in {root} does not say its version: {(said.stderr or said.stdout).strip()}"
        )
    judge(found[1])
    return Home(root, binary, found[1], _directory(root, "astmoddir"), _directory(root, "astdatadir"))


def _directory(root: Path, name: str) -> str:
    """A directory that the package was built with; its own asterisk.conf names it."""
    conf = root / "etc/asterisk/asterisk.conf"
    text = conf.read_text() if conf.exists() else ""
    if found := re.search(rf"^\s*{name}\s*=>?\s*([^\s;]+)", text, re.MULTILINE):
        return found[1]
    for usual in {"astmoddir": ("usr/lib/asterisk/modules",), "astdatadir": ("var/lib/asterisk",)}[name]:
        if (root / usual).is_dir():
            return f"/{usual}"
    raise BenchError(f"{conf} does not say {name}")


def _name_this_machine(root: Path) -> None:
    """Asterisk looks its own host name up at every call.

    Without this line each call waits seconds for a name server.
    """
    hosts = root / "etc/hosts"
    line = f"127.0.0.1 localhost {socket.gethostname()}\n"
    if not hosts.exists() or hosts.read_text() != line:
        fresh = hosts.with_name(f"hosts.{os.getpid()}")
        fresh.write_text(line)
        fresh.replace(hosts)
