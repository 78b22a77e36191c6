"""Where a bench keeps things: a cache that stays, and a folder for each running server."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

import aftercall

KEEP = "AFTERCALL_KEEP_BENCH"
_LOCK = "in-use"


def cache() -> Path:
    """${AFTERCALL_CACHE}, else ${XDG_CACHE_HOME}/aftercall, else ~/.cache/aftercall; as in `scripts/`."""
    if chosen := os.environ.get("AFTERCALL_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aftercall"


def asterisk_conf() -> Path:
    """The Asterisk configuration of this checkout, or of the installed package."""
    package = Path(aftercall.__file__).parent
    checkout = package.parent / "asterisk_conf"
    return checkout if checkout.is_dir() else package / "_asterisk_conf"


class Folder:
    """A fresh folder under `parent`, locked while in use; `close` removes it, unless
    AFTERCALL_KEEP_BENCH is set.

    Folders whose user crashed are unlocked, and are swept away by the next one made there.
    """

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent, prefix)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=parent))
            self._lock = (self.path / _LOCK).open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            if (self.path / _LOCK).exists():
                return
            self._lock.close()  # somebody swept it away in the moment before it was locked

    def close(self) -> None:
        if not os.environ.get(KEEP):
            shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def _sweep(parent: Path, prefix: str) -> None:
    if os.environ.get(KEEP):
        return
    for old in parent.glob(f"{prefix}-*"):
        try:
            lock = (old / _LOCK).open()
        except OSError:
            continue  # just being made, or another user's
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            shutil.rmtree(old, ignore_errors=True)
