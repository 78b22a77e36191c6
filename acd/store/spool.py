"""The spool: a local file of lines, only ever added to, that holds what the database could not take.

Each line is on the disk before `append` returns. A line that was torn by a crash is cut off when the file is
opened; it was never called written. The file belongs to one process at a time.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Final

from acd.store.errors import SpoolError

CHUNK: Final = 1 << 20


class Spool:
    """Lines in order: `append` at the end, `peek` and `drop` at the front. Blocking: call it from a
    thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._file = -1
        self._begin = 0
        self._end = 0

    @property
    def empty(self) -> bool:
        return self._begin == self._end

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._end - self._begin

    def open(self) -> int:
        """Takes the file and cuts off a torn last line; returns how many bytes that were. Raises
        SpoolError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise SpoolError(str(self.path), "another daemon uses it", "stop that one first") from error
        except OSError as error:
            self.close()
            why = error.strerror or str(error)
            raise SpoolError(str(self.path), why, "make its folder writable for this user") from error
        return self._cut()

    def append(self, lines: Sequence[bytes]) -> None:
        """Returns when they are on the disk. On OSError (disk full) nothing of them stands in the file."""
        with self._lock:
            fresh = self._end == 0
            try:
                _write_all(self._file, b"".join(lines))
                os.fsync(self._file)
            except OSError:
                os.ftruncate(self._file, self._end)
                raise
            self._end += sum(map(len, lines))
        if fresh:
            _sync_folder(self.path.parent)

    def peek(self, size: int) -> list[bytes]:
        """The first lines that wait: one, and more as long as all have no more bytes than `size`."""
        with self._lock:
            lines: list[bytes] = []
            at = self._begin
            while at < self._end:
                line = self._line(at)
                if lines and at + len(line) > self._begin + size:
                    break
                lines.append(line)
                at += len(line)
            return lines

    def drop(self, lines: Sequence[bytes]) -> None:
        """These first lines need not be kept. The file is emptied when nothing waits any more."""
        with self._lock:
            self._begin += sum(map(len, lines))
            if self._begin == self._end:
                os.ftruncate(self._file, 0)
                os.fsync(self._file)
                self._begin = self._end = 0

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _line(self, at: int) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            part = os.pread(self._file, CHUNK, at + len(line))
            head, newline, _ = part.partition(b"\n")
            line += head + newline
            if not part:
                raise SpoolError(
                    str(self.path), f"is shorter than it was, at byte {at}", "look who changed it"
                )
        return line

    def _cut(self) -> int:
        size = os.fstat(self._file).st_size
        end = size
        while end > 0 and os.pread(self._file, 1, end - 1) != b"\n":
            begin = max(0, end - CHUNK)
            part = os.pread(self._file, end - begin, begin)
            end = begin + part.rfind(b"\n") + 1
        if end < size:
            os.ftruncate(self._file, end)
            os.fsync(self._file)
        self._begin, self._end = 0, end
        return size - end


def _write_all(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]


def _sync_folder(folder: Path) -> None:
    """So that a new file's name is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
