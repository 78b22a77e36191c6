"""The folder of recordings: what is found there, what is deleted, and that nothing else ever is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from acd.core.heard import Heard, RecordingsGone
from acd.core.lines import QueueLine
from acd.core.moment import DAY, Moment
from acd.store.cards import AllCards
from aftercall.checks import recordings
from aftercall.checks.finding import Result
from aftercall.office.errors import DatabaseAway
from aftercall.retention import Retention
from aftercall.settings import RecordingSettings, Settings
from aftercall.shelf import Cleaned, Shelf

NOW: Moment = 1_800_000_000_000


def put(path: Path, days_old: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF")
    when = (NOW - days_old * DAY) / 1000
    os.utime(path, (when, when))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acd").mkdir()
    return tmp_path / "acd"


def test_older_than_its_queues_days(folder: Path) -> None:
    """Each queue has its own time; a queue without one, and what is younger, is kept."""
    old = put(folder / "sales" / "1.wav", 31)
    kept = [
        put(folder / "sales" / "2.wav", 29),
        put(folder / "help" / "3.wav", 31),
        put(folder / "x" / "4.wav", 99),
    ]
    assert Shelf(folder).clean({"sales": 30, "help": 90}, NOW) == [Cleaned("help", 0), Cleaned("sales", 1)]
    assert not old.exists()
    assert all(path.exists() for path in kept)


def test_only_recordings(folder: Path) -> None:
    """Other files, folders called like a recording and what lies in them stay."""
    kept = [put(folder / "sales" / "notes.txt", 99), put(folder / "sales" / "a.wav" / "deep.wav", 99)]
    assert Shelf(folder).clean({"sales": 1}, NOW) == [Cleaned("sales", 0)]
    assert all(path.exists() for path in kept)


def test_never_outside(folder: Path, tmp_path: Path) -> None:
    """A queue's folder that is a link, a link in it, a hostile code: nothing outside is touched, links stay links."""
    outside = put(tmp_path / "elsewhere" / "1.wav", 99)
    (folder / "linked").symlink_to(outside.parent)
    (folder / "sales").mkdir()
    link = folder / "sales" / "2.wav"
    link.symlink_to(outside)
    os.utime(link, (0, 0), follow_symlinks=False)
    days = dict.fromkeys(("linked", "sales", "../elsewhere", "..", "", ".", str(outside.parent)), 1)
    cleaned = {one.queue: one for one in Shelf(folder).clean(days, NOW)}
    assert sum(one.deleted for one in cleaned.values()) == 0
    assert cleaned["linked"].trouble
    assert cleaned["../elsewhere"].trouble
    assert outside.exists()
    assert link.is_symlink()


def test_a_queue_that_never_recorded(folder: Path) -> None:
    """Has no folder, and that is no trouble."""
    assert Shelf(folder).clean({"sales": 1}, NOW) == []


def test_the_directory_is_not_there(tmp_path: Path) -> None:
    """A mount that is away is an error, not an empty shelf."""
    with pytest.raises(FileNotFoundError):
        Shelf(tmp_path / "away").clean({"sales": 1}, NOW)


def test_there(folder: Path, tmp_path: Path) -> None:
    """A recording that lies there is found; one that is gone, and every name that leads elsewhere, is not."""
    put(folder / "sales" / "1.5.wav", 0)
    put(tmp_path / "secret.wav", 0)
    asked = ["sales/1.5.wav", "sales/2.wav", "../secret.wav", "sales/../../secret.wav", "sales/1.5.wav/"]
    assert Shelf(folder).there(asked) == {"sales/1.5.wav"}


class Home:
    """Cards that may be away, and what was heard."""

    def __init__(self, *lines: QueueLine) -> None:
        self.lines: tuple[QueueLine, ...] = lines
        self.away = False
        self.heard: list[Heard] = []

    async def cards(self) -> AllCards:
        if self.away:
            raise DatabaseAway("the database is away")
        return AllCards(lines=self.lines)

    def retention(self, folder: Path) -> Retention:
        return Retention(Shelf(folder), self.cards, self.heard.append, lambda: NOW)


async def test_retention_tells_how_many(folder: Path) -> None:
    """One word a queue that lost any; none for the others."""
    for number in range(3):
        put(folder / "sales" / f"{number}.wav", 31)
    put(folder / "help" / "1.wav", 31)
    home = Home(QueueLine("sales", retention=30), QueueLine("help"))
    assert await home.retention(folder).clean()
    assert home.heard == [RecordingsGone(NOW, "sales", 3)]
    assert await home.retention(folder).clean()
    assert len(home.heard) == 1


async def test_retention_waits_for_what_is_away(folder: Path, tmp_path: Path) -> None:
    """Without the database or the directory nothing is deleted, and it is tried again soon."""
    recording = put(folder / "sales" / "1.wav", 31)
    home = Home(QueueLine("sales", retention=30))
    home.away = True
    assert not await home.retention(folder).clean()
    home.away = False
    assert not await home.retention(tmp_path / "away").clean()
    assert recording.exists()


def test_check_looks_at_the_directory(folder: Path, tmp_path: Path) -> None:
    """`aftercall check`: nothing where none is set, ok where it is there, failed with a remedy where it is not."""
    assert recordings.look(Settings()) == []
    for directory, result in ((folder, Result.OK), (tmp_path / "away", Result.FAILED)):
        (found,) = recordings.look(Settings(recording=RecordingSettings(directory=directory)))
        assert found.result is result
