"""Where attachments lie: one file for the same bytes, however often they were sent, under the SHA-256 of them.

What is being received lies in `incoming` and goes when the daemon starts anew. A file is written whole, and on the disk, before its
name exists: who finds it finds all of it. Only then the row is written that names it: until that is there nobody takes the file away,
though no row names it (`taken_in`); what a crash left so is found by its age.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aftercall.loading.receive import TooLarge as TooLargeFile
from aftercall.loading.receive import receive

LARGEST: Final = 10 << 20
"""Bytes of one attachment."""
OURS: Final = 0o700
"""What customers sent is for the daemon alone; files within are 0600 (`receive`)."""
LONGEST_NAME: Final = 200
CLOCK: Final = 0.02
"""Seconds; by so much a file's time may be behind the clock: it is set by the kernel's tick."""
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
        self._in_hand: Counter[str] = Counter()

    def open(self) -> None:
        """One that stood open to others (made by an older version, or by hand) is closed to them, if it is ours."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=OURS)
        there = self.directory.stat()
        if there.st_mode & 0o077 and there.st_uid == os.geteuid():
            self.directory.chmod(OURS)
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.mkdir(mode=OURS)

    @property
    def _incoming(self) -> Path:
        return self.directory / "incoming"

    async def receive(self, parts: AsyncIterator[bytes], said: int | None = None) -> Kept:
        """As `taken_in`, for who has a day to write the row."""
        async with self.taken_in(parts, said) as kept:
            return kept

    @asynccontextmanager
    async def taken_in(self, parts: AsyncIterator[bytes], said: int | None = None) -> AsyncIterator[Kept]:
        """It is there, and nobody takes it away till the end of this block, in which its row is written. Raises TooLarge and DiskFull;
        nothing of it is kept then. `said`: how many bytes were announced."""
        if said is not None and said > self.largest:
            raise TooLarge(self.largest, said)
        self.directory.mkdir(parents=True, exist_ok=True, mode=OURS)
        self._incoming.mkdir(exist_ok=True, mode=OURS)
        fresh = self._incoming / secrets.token_hex(16)
        seen = hashlib.sha256()
        try:
            size = await self._received(parts, seen, fresh, said)
            async with self._held(seen.hexdigest()) as digest:
                await asyncio.to_thread(self._keep, fresh, digest)
                yield Kept(digest, size)
        finally:
            fresh.unlink(missing_ok=True)

    async def _received(
        self, parts: AsyncIterator[bytes], seen: hashlib._Hash, fresh: Path, said: int | None
    ) -> int:
        try:
            return await receive(_hashed(parts, seen), fresh, self.largest, said)
        except TooLargeFile as error:
            raise TooLarge(self.largest, said) from error

    @asynccontextmanager
    async def _held(self, digest: str) -> AsyncIterator[str]:
        self._in_hand[digest] += 1
        try:
            yield digest
        finally:
            self._in_hand[digest] -= 1
            if not self._in_hand[digest]:
                del self._in_hand[digest]

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

    def remove(self, digests: Collection[str], touched: float | None = None) -> int:
        """Of which no attachment is left that names them; how many are gone. Not what is being handed in, nor what was handed in
        again since `touched` (seconds since 1970), when the record was asked."""
        return sum(self._remove(digest, touched) for digest in digests if digest not in self._in_hand)

    def _remove(self, digest: str, touched: float | None) -> bool:
        place = self.path(digest)
        with suppress(FileNotFoundError):
            if touched is None or place.stat().st_mtime < touched - CLOCK:
                place.unlink()
                return True
        return False

    def untouched(self, since: float) -> Iterator[str]:
        """Digests of all that lies there and was not handed in since that moment (seconds since 1970)."""
        for place in self.directory.glob("??/*"):
            with suppress(FileNotFoundError):
                if _DIGEST.fullmatch(place.name) and place.stat().st_mtime < since:
                    yield place.name

    def _keep(self, fresh: Path, digest: str) -> None:
        place = self.path(digest)
        if place.exists():
            os.utime(place)  # as good as new, for who looks for old ones
            return
        place.parent.mkdir(exist_ok=True, mode=OURS)
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
