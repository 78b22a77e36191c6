"""A recording of what passed over the wire: whole messages with the moment of their arrival, secrets blanked.

A file of blocks, each `< MS LENGTH` (heard) or `> MS LENGTH` (said), a line end, that many bytes, a line end. Readable in any
editor, exact to the byte but for the secrets, and what a bug report needs. Blocks `= MS LENGTH` are the daemon's own notes
(`aftercall.replay`): what the floor learnt otherwise than over the wire.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

from acd.asterisk.wire import END, Message, Wire
from acd.core.moment import Moment

BLANK: Final = b"***"
NOTED: Final = "="
_SECRETS: Final = re.compile(rb"(?im)^((?:Secret|Pin|Password): |Line-\d+-\d+: (?:password|secret)=)[^\r\n]+")
_LOGIN_KEY: Final = re.compile(rb"(?im)^(Key: )[^\r\n]*")
_UPDATE: Final = re.compile(rb"(?im)^(Value-\d+: )[^\r\n]*")


class Bad(ValueError):  # noqa: N818 - reads as what it is
    """Not a recording, or one that was cut off."""


def blank(raw: bytes) -> bytes:
    """The bytes without passwords and PINs. `Key` is a secret in a log-in alone: elsewhere it names an astdb entry."""
    raw = _SECRETS.sub(rb"\1" + BLANK, raw)
    if raw.startswith(b"Action: Login"):
        raw = _LOGIN_KEY.sub(rb"\1" + BLANK, raw)
    if raw.startswith(b"Action: UpdateConfig"):
        raw = _UPDATE.sub(rb"\1" + BLANK, raw)
    return raw


class Recorder:
    """Writes what the link taps. `clock` is asked once a block."""

    def __init__(self, file: BinaryIO, clock: Callable[[], Moment]) -> None:
        self._file = file
        self._clock = clock

    def heard(self, messages: Iterable[Message]) -> None:
        self._write(b"<", b"".join(blank(m.raw) + END for m in messages))

    def said(self, action: bytes) -> None:
        self._write(b">", blank(action))

    def noted(self, text: bytes) -> None:
        """What a replay needs beside the bytes."""
        self._write(NOTED.encode(), text)

    def _write(self, way: bytes, block: bytes) -> None:
        if block:
            self._file.write(b"%s %d %d\n%s\n" % (way, self._clock(), len(block), block))


def read(file: BinaryIO) -> Iterator[tuple[Moment, Message]]:
    """What was heard, message by message, each with its moment of arrival."""
    wire = Wire(greeted=True)
    for way, at, block in blocks(file):
        if way == "<":
            yield from ((at, message) for message in wire.feed(block))


def blocks(file: BinaryIO) -> Iterator[tuple[str, Moment, bytes]]:
    while line := file.readline():
        try:
            way, at, length = line.split()
            block = file.read(int(length))
            moment = int(at)
        except ValueError as error:
            raise Bad(f"not a block's head: {line[:60]!r}") from error
        if way not in (b"<", b">", b"=") or len(block) != int(length) or file.read(1) != b"\n":
            raise Bad(f"the block at {line[:60]!r} is not whole")
        yield way.decode(), moment, block
