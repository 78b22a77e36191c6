"""Attachments on the disk: whole or not at all, once for the same bytes, never larger than allowed, never outside their folder."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aftercall.items.shelf import LONGEST_NAME, AttachmentShelf, TooLarge, plain_name, plain_type


@pytest.fixture
def shelf(tmp_path: Path) -> AttachmentShelf:
    made = AttachmentShelf(tmp_path / "attachments", largest=1000)
    made.open()
    return made


async def parts(size: int, broken: bool = False) -> AsyncIterator[bytes]:
    for at in range(0, size, 300):
        yield b"x" * min(300, size - at)
    if broken:
        raise ConnectionError("cut")


def files(shelf: AttachmentShelf) -> list[str]:
    return sorted(path.name for path in shelf.directory.rglob("*") if path.is_file())


async def test_the_same_bytes_lie_there_once(shelf: AttachmentShelf) -> None:
    """Under their digest, readable by nobody else."""
    one, other = await shelf.receive(parts(1000)), await shelf.keep(b"x" * 1000)
    assert one == other
    assert (one.size, one.digest) == (1000, hashlib.sha256(b"x" * 1000).hexdigest())
    assert files(shelf) == [one.digest]
    assert shelf.path(one.digest).read_bytes() == b"x" * 1000
    assert {path.stat().st_mode & 0o777 for path in shelf.directory.rglob("*") if path.is_file()} == {0o600}
    folders = [shelf.directory, *(path for path in shelf.directory.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    shelf.remove([one.digest, one.digest])
    assert files(shelf) == []


def test_a_folder_that_stood_open_is_closed(tmp_path: Path) -> None:
    """At the next start, with what lies there."""
    folder = tmp_path / "attachments"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "ab").mkdir(mode=0o700)
    AttachmentShelf(folder).open()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "ab").is_dir()


@pytest.mark.parametrize("said", [1001, None])
async def test_one_byte_more_is_refused(shelf: AttachmentShelf, said: int | None) -> None:
    """Whether its length was said before or not; nothing of it stays."""
    with pytest.raises(TooLarge, match="at most 1,000"):
        await shelf.receive(parts(1001), said)
    assert files(shelf) == []


async def test_what_is_cut_leaves_nothing(shelf: AttachmentShelf) -> None:
    """A sender who goes in the middle leaves no file; what a daemon left that died is gone at the next start."""
    with pytest.raises(ConnectionError):
        await shelf.receive(parts(600, broken=True))
    assert files(shelf) == []
    (shelf.directory / "incoming" / "half").write_bytes(b"x")
    shelf.open()
    assert files(shelf) == []


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 63 + "/"])
def test_only_digests_are_paths(shelf: AttachmentShelf, digest: str) -> None:
    """Nothing else ever names a file."""
    with pytest.raises(ValueError, match="SHA-256"):
        shelf.path(digest)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("C:\\temp\\invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..", "attachment"),
        ("", "attachment"),
        ("faktura żółć.pdf", "faktura żółć.pdf"),
        ('a"b\r\nSet-Cookie: x.txt', "a_b__Set-Cookie_ x.txt"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("x" * 500 + ".pdf", "x" * (LONGEST_NAME - 21) + ".pdf"),
    ],
)
def test_names_are_made_plain(given: str, name: str) -> None:
    """No folder, no line break, no mark that turns the ending around."""
    assert plain_name(given) == name


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("image/PNG", "image/png"),
        ("text/html; charset=utf-8", "text/html"),
        ("", "application/octet-stream"),
        ("text/html\r\nX: y", "application/octet-stream"),
    ],
)
def test_types_are_made_plain(given: str, kind: str) -> None:
    """What is no media type is bytes."""
    assert plain_type(given) == kind
