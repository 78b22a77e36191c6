"""A file comes in: straight to the disk, never more than is allowed, and gone again if its end does not come."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from aftercall.office.errors import OfficeError

AT_ONCE: Final = 1 << 20
"""Bytes written in one piece."""

LEFT_FREE: Final = 256 << 20
"""Bytes of the disk that no upload takes: the database and the journal need room."""


class TooLarge(OfficeError):  # noqa: N818 - reads as what it is
    code = "too-large"

    def __init__(self, largest: int, said: int | None = None) -> None:
        size = f"the file has {said:,} bytes" if said is not None else "the file is larger than that"
        super().__init__(f"{size}, at most {largest:,} are taken", "part it into several files")


class DiskFull(OfficeError):  # noqa: N818
    code = "disk-full"

    def __init__(self, directory: Path) -> None:
        super().__init__(
            f"the disk under {directory} has no room for this file", "free some, or take uploads away"
        )


def check_size(said: int | None, largest: int) -> None:
    """What the header says, before a byte is read."""
    if said is not None and said > largest:
        raise TooLarge(largest, said)


async def receive(parts: AsyncIterator[bytes], path: Path, largest: int, said: int | None = None) -> int:
    """How many bytes came. Raises TooLarge and DiskFull; whatever is raised, the file is then not whole."""
    check_size(said, largest)
    room = await asyncio.to_thread(shutil.disk_usage, path.parent)
    size, allowed = 0, room.free - LEFT_FREE
    if (said or 0) > allowed:
        raise DiskFull(path.parent)
    with os.fdopen(_ours(path), "wb", buffering=0) as file:
        waiting = bytearray()
        async for part in parts:
            size += len(part)
            if size > largest:
                raise TooLarge(largest)
            if size > allowed:
                raise DiskFull(path.parent)
            waiting += part
            if len(waiting) >= AT_ONCE:
                await _write(file.write, waiting, path)
                waiting = bytearray()
        await _write(file.write, waiting, path)
    return size


def _ours(path: Path) -> int:
    """For the daemon's eyes alone, wherever it lies."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)


async def _write(write: object, part: bytearray, path: Path) -> None:
    try:
        await asyncio.to_thread(write, bytes(part))  # type: ignore[arg-type]
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(path.parent) from error
        raise
