"""The folder in which Asterisk leaves recordings: which are there, and which are too old. Blocking: call it in a thread.

Nothing is deleted but plain `.wav` files that lie directly in the folder of a queue; links are neither followed nor deleted. Each
step goes through the open folder, so nobody can lead it elsewhere by renaming things meanwhile.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from acd.core.moment import DAY, Moment

ENDING: Final = ".wav"
_QUEUE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_FILE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}/[^/\0]+\.wav")
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was done in the folder of one queue. `trouble`: what could not be done, and why; empty: nothing."""

    queue: str
    deleted: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A recording that was opened: `file` is for whoever asked to close. `written`: when last, in nanoseconds."""

    file: int
    size: int
    written: int


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes on the disk of the recordings."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """`directory` holds a folder for each queue: Asterisk's `spool/monitor/acd`, as this machine sees it."""

    directory: Path

    def there(self, files: Iterable[str]) -> frozenset[str]:
        """Which of these (`QUEUE/CALL.wav`) are there."""
        return frozenset(
            file for file in files if _FILE.fullmatch(file) and (self.directory / file).is_file()
        )

    def open(self, file: str) -> Found | None:
        """To be read; None: it is not there, or no plain file of a queue's folder."""
        if not _FILE.fullmatch(file):
            return None
        queue, _, name = file.partition("/")
        try:
            with _opened(self.directory) as root, _opened(queue, root) as folder:
                opened = os.open(
                    name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder
                )
        except OSError:
            return None
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode):
            os.close(opened)
            return None
        return Found(opened, found.st_size, found.st_mtime_ns)

    def room(self) -> Room | None:
        """None: the directory is not there."""
        try:
            found = os.statvfs(self.directory)
        except OSError:
            return None
        return Room(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)

    def clean(self, days: Mapping[str, int], now: Moment) -> list[Cleaned]:
        """Delete what was last written longer ago than its queue's days. Raises OSError: the directory is not there."""
        with _opened(self.directory) as root:
            return [
                cleaned
                for queue, kept in sorted(days.items())
                if (cleaned := _clean(root, queue, now - kept * DAY)) is not None
            ]


def _clean(root: int, queue: str, before: Moment) -> Cleaned | None:
    """None: this queue never recorded."""
    if not _QUEUE.fullmatch(queue):
        return Cleaned(queue, 0, "its code is no name of a folder")
    try:
        with _opened(queue, root) as folder:
            return _delete(folder, queue, before)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Cleaned(queue, 0, _words(queue, error))


def _delete(folder: int, queue: str, before: Moment) -> Cleaned:
    deleted, trouble = 0, ""
    for name in list(_old(folder, before)):
        try:
            os.unlink(name, dir_fd=folder)
            deleted += 1
        except FileNotFoundError:
            continue  # somebody else was faster
        except OSError as error:
            trouble = _words(f"{queue}/{name}", error)
    return Cleaned(queue, deleted, trouble)


def _old(folder: int, before: Moment) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(ENDING):
                is_now = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(is_now.st_mode) and is_now.st_mtime * 1000 < before:
                    yield entry.name


@contextmanager
def _opened(folder: str | Path, inside: int | None = None) -> Iterator[int]:
    """`inside`: a folder that was opened; then `folder` may not be a link."""
    flags = _FOLDER if inside is None else _FOLDER | os.O_NOFOLLOW
    opened = os.open(folder, flags, dir_fd=inside)
    try:
        yield opened
    finally:
        os.close(opened)


def _words(what: str, error: OSError) -> str:
    return f"{what}: {error.strerror or error}"
