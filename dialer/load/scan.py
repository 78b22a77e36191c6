"""One pass over the whole file, before it is read: its digest, its length, and whether it is text at all."""

from __future__ import annotations

import codecs
import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dialer.load.errors import BadFile

LARGEST: Final = 1 << 30
"""1 GiB of text."""

LARGEST_SHEET: Final = 200 << 20
"""A spreadsheet is read into memory whole: 200 MiB packed, and unpacked at most LARGEST."""

BLOCK: Final = 1 << 20
START: Final = 64 << 10

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHERS: Final = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
    (b"Rar!", "packed with RAR"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
OLE: Final = b"\xd0\xcf\x11\xe0"
ZIP: Final = b"PK\x03\x04"
SAVE_AS: Final = "save it as CSV or XLSX"


@dataclass(frozen=True, slots=True)
class Scan:
    """`kind`: csv or sheet. For csv: `bom` the encoding that the first bytes name; `utf8`: all of it is; `good` and `bad`: characters
    outside ASCII that are UTF-8, and bytes that cannot be; `lines` a little more than the rows."""

    kind: str
    digest: str
    size: int
    lines: int = 0
    bom: str = ""
    utf8: bool = True
    good: int = 0
    bad: int = 0


def scan(path: Path, encoding: str | None = None, largest: int = LARGEST) -> Scan:
    """`encoding`: chosen by hand. Raises BadFile for what is no list."""
    size, start = _start(path)
    _check_size(path, size, largest)
    kind = _kind(path, start, wide=(encoding or "").startswith(("utf-16", "utf-32")))
    if kind == "sheet":
        _check_size(path, size, min(largest, LARGEST_SHEET))
        if start.startswith(ZIP):
            _check_unpacked(path, largest)
        return Scan(kind, _digest(path), size)
    return _scan_text(path, size, start)


def _check_size(path: Path, size: int, most: int) -> None:
    if size > most:
        raise BadFile(
            f"{path.name} has {size:,} bytes, at most {most:,} are read", "part it into several files"
        )


def _start(path: Path) -> tuple[int, bytes]:
    try:
        with path.open("rb") as file:
            return path.stat().st_size, file.read(START)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}") from error


def _kind(path: Path, start: bytes, *, wide: bool) -> str:
    """By content: a name says nothing about what somebody saved."""
    if not start.strip():
        raise BadFile(f"{path.name} is empty")
    if start.startswith((ZIP, OLE)):
        return "sheet"
    for magic, what in OTHERS:
        if start.startswith(magic):
            raise BadFile(f"{path.name} is {what}, not a list", SAVE_AS)
    if b"\0" in start and not wide and not _bom(start):
        pairs = start[:2000]
        if 2 * pairs.count(0) > 0.8 * len(pairs):
            raise BadFile(
                f"{path.name} looks like UTF-16 without a mark",
                "name it: --encoding utf-16-le, or save it as UTF-8",
            )
        raise BadFile(f"{path.name} is binary (byte 0 at {start.index(0)}), not text", SAVE_AS)
    return "csv"


def _bom(start: bytes) -> str:
    return next((name for mark, name in BOMS if start.startswith(mark)), "")


# --- text --------------------------------------------------------------------------------------------------------


def _scan_text(path: Path, size: int, start: bytes) -> Scan:
    digest, lines, utf8 = hashlib.sha256(), 0, True
    decode = codecs.getincrementaldecoder("utf-8")().decode
    for block in _blocks(path):
        digest.update(block)
        lines += block.count(b"\n") or block.count(b"\r")
        if utf8:
            utf8 = _decodes(decode, block)
    utf8 = utf8 and _decodes(decode, b"", True)
    bom = _bom(start)
    good, bad = (0, 0) if utf8 or bom else _count(path)
    return Scan("csv", digest.hexdigest(), size, lines + 1, bom, utf8, good, bad)


def _decodes(decode: Callable[..., str], *block: bytes | bool) -> bool:
    try:
        decode(*block)
    except UnicodeDecodeError:
        return False
    return True


def _count(path: Path) -> tuple[int, int]:
    """Characters outside ASCII that are UTF-8, and bytes that are none."""
    decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
    good = bad = 0
    for block in _blocks(path):
        text = decode(block)
        others = len(text) - len(text.encode("ascii", "ignore"))
        proper = len(text.encode("utf-8", "ignore").decode("utf-8")) - (len(text) - others)
        good, bad = good + proper, bad + others - proper
    return good, bad


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


# --- spreadsheets ------------------------------------------------------------------------------------------------


def _check_unpacked(path: Path, most: int) -> None:
    """Unpacks it once, into nothing: what an archive says of its own size may be a lie, then its checksum does not hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > most:
                raise BadFile(
                    f"{path.name} would unpack to more than {most:,} bytes", "part it into several files"
                )
            if "[Content_Types].xml" not in archive.namelist() and "content.xml" not in archive.namelist():
                raise BadFile(f"{path.name} is a ZIP archive, not a spreadsheet", "unpack it")
            _unpack(archive, infos)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile(f"{path.name} is cut off or damaged ({error})", "save or send it again") from error


def _unpack(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    for info in infos:
        with archive.open(info) as part:
            while part.read(BLOCK):
                pass
