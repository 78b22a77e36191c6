"""The spool by itself: order, torn lines, a full disk."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.store.errors import SpoolError
from acd.store.spool import Spool

MANY = 1 << 30
calm = settings(deadline=None, max_examples=60)  # a busy machine is no fault


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "main.jsonl")
    opened.open()
    yield opened
    opened.close()


def reopened(spool: Spool) -> int:
    """As after a crash: returns the bytes that were cut off."""
    spool.close()
    return spool.open()


def test_lines_come_back_in_order(spool: Spool) -> None:
    """What was appended comes back in order, a few at a time, also after a crash."""
    spool.append([b"1\n", b"2\n"])
    spool.append([b"3\n"])
    assert spool.peek(4) == [b"1\n", b"2\n"]
    assert reopened(spool) == 0
    assert spool.peek(MANY) == [b"1\n", b"2\n", b"3\n"]


def test_dropped_lines_do_not_come_back(spool: Spool) -> None:
    """Lines that were dropped are not seen again; the file is empty once nothing waits."""
    spool.append([b"1\n", b"2\n"])
    spool.drop(spool.peek(0))
    spool.append([b"3\n"])
    assert spool.peek(MANY) == [b"2\n", b"3\n"]
    spool.drop(spool.peek(MANY))
    assert spool.empty
    assert spool.path.read_bytes() == b""
    spool.append([b"4\n"])
    assert spool.peek(MANY) == [b"4\n"]


@calm
@given(st.lists(st.integers(0, 2000), min_size=1, max_size=20), st.integers(0, 4000))
def test_a_torn_line_is_cut(tmp_path_factory: pytest.TempPathFactory, sizes: list[int], tear: int) -> None:
    """Wherever a crash tore the file, whole lines stay and the rest is cut off, as it was never called
    written."""
    spool = Spool(tmp_path_factory.mktemp("spool") / "main.jsonl")
    spool.open()
    lines = [b"x" * size + b"\n" for size in sizes]
    spool.append(lines)
    whole = b"".join(lines)
    left = whole[: max(0, len(whole) - tear)]
    os.truncate(spool.path, len(left))
    cut = reopened(spool)
    kept = left[: left.rfind(b"\n") + 1]
    assert cut == len(left) - len(kept)
    assert b"".join(spool.peek(MANY)) == kept == spool.path.read_bytes()
    spool.append([b"next\n"])
    assert spool.path.read_bytes() == kept + b"next\n"
    spool.close()


def test_long_lines(spool: Spool) -> None:
    """A line longer than a read is whole, and a torn end longer than a read is found."""
    long = b"y" * 3_000_000 + b"\n"
    spool.append([b"1\n", long])
    assert spool.peek(MANY) == [b"1\n", long]
    with spool.path.open("ab") as file:
        file.write(b"z" * 3_000_000)
    assert reopened(spool) == 3_000_000
    assert spool.peek(MANY) == [b"1\n", long]


def test_a_full_disk_leaves_whole_lines(spool: Spool) -> None:
    """When the disk takes only a part of a line, the error is told and the part is taken back."""
    spool.append([b"1\n"])
    with largest_file(1000), pytest.raises(OSError, match="File too large"):
        spool.append([b"2" * 5000 + b"\n"])
    assert spool.path.read_bytes() == b"1\n"
    spool.append([b"3\n"])
    assert spool.peek(MANY) == [b"1\n", b"3\n"]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A disk that is nearly full, as far as this process can tell."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_one_process_at_a_time(spool: Spool) -> None:
    """The file belongs to one; when he has gone, the next may have it."""
    other = Spool(spool.path)
    with pytest.raises(SpoolError, match="another daemon uses it; stop that one first"):
        other.open()
    spool.close()
    other.open()
    other.close()


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """A spool that cannot be made is one clear line with the remedy."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolError, match="make its folder writable"):
        Spool(tmp_path / "file" / "main.jsonl").open()
