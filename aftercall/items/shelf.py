"""Where attachments lie: one file for the same bytes, however often they were sent, under the SHA-256 of them.

What is being received lies in `incoming` and goes when the daemon starts anew. A file is written whole, and on the disk, before its
name exists: who finds it finds all of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aftercall.loading.receive import TooLarge as TooLargeFile
from aftercall.loading.receive import receive

LARGEST: Final = 10 << 20
"""Bytes of one attachment."""
LONGEST_NAME: Final = 200
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f/\\"<>|:*?\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""Also the marks that turn a name around: `exe.gpj` must not read as `jpg.exe`."""


class TooLarge(TooLargeFile):
    def __init__(self, largest: int, said: int | None = None) -> None:
        super().__init__(largest, said)
        self.remedy = "send a link to it, or part it"


@dataclass(frozen=True, slots=True)
class Kept:
    digest: str
    size: int


class AttachmentShelf:
    def __init__(self, directory: Path, largest: int = LARGEST) -> None:
        self.directory = directory
        self.largest = largest

    def open(self) -> None:
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.mkdir(parents=True, mode=0o700)

    @property
    def _incoming(self) -> Path:
        return self.directory / "incoming"

    async def receive(self, parts: AsyncIterator[bytes], said: int | None = None) -> Kept:
        """Raises TooLarge and DiskFull; nothing of it is kept then. `said`: how many bytes were announced."""
        if said is not None and said > self.largest:
            raise TooLarge(self.largest, said)
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._incoming / secrets.token_hex(16)
        seen = hashlib.sha256()
        try:
            size = await receive(_hashed(parts, seen), fresh, self.largest, said)
            await asyncio.to_thread(self._keep, fresh, seen.hexdigest())
        except TooLargeFile as error:
            raise TooLarge(self.largest, said) from error
        finally:
            fresh.unlink(missing_ok=True)
        return Kept(seen.hexdigest(), size)

    async def keep(self, content: bytes) -> Kept:
        """What is in memory already: a part of a mail."""

        async def whole() -> AsyncIterator[bytes]:
            yield content

        return await self.receive(whole(), len(content))

    def path(self, digest: str) -> Path:
        """Where it would lie. Raises ValueError for what is no digest: it becomes a path."""
        if _DIGEST.fullmatch(digest) is None:
            raise ValueError(f"{digest!r} is no SHA-256")
        return self.directory / digest[:2] / digest

    def remove(self, digests: Collection[str]) -> None:
        """Of which no attachment is left that names them."""
        for digest in digests:
            with suppress(FileNotFoundError):
                self.path(digest).unlink()

    def _keep(self, fresh: Path, digest: str) -> None:
        place = self.path(digest)
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(fresh, place)


async def _hashed(parts: AsyncIterator[bytes], seen: hashlib._Hash) -> AsyncIterator[bytes]:
    async for part in parts:
        seen.update(part)
        yield part


def plain_name(given: str) -> str:
    """The last part of what its sender calls it, fit to be a file's name anywhere; its ending is kept."""
    last = re.split(r"[/\\]", given.strip())[-1]
    name = _NOT_IN_NAMES.sub("_", last.encode("utf-8", "replace").decode()).strip(". ")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: LONGEST_NAME - 21]}{dot}{ending[:20]}" if stem else name[:LONGEST_NAME]
    return name or "attachment"


_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")


def plain_type(given: str) -> str:
    """A media type without its parameters; what is none is `application/octet-stream`."""
    found = given.partition(";")[0].strip().lower()
    return found if _TYPE.fullmatch(found) else "application/octet-stream"
