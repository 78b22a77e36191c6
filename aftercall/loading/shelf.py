"""Where uploads lie: a folder each, with the file as it came, what is known of it (`upload.json`), and what came of it.

A folder without an `upload.json` was cut off while it came, and goes when the daemon starts.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

from acd.store.encode import DecodeError, decode, encode
from aftercall.loading.upload import Upload

log = structlog.get_logger(__name__)
KNOWN: Final = "upload.json"
LONGEST: Final = 100
"""Characters of a file's name that are kept."""

_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\x7f/\\]")


def plain_name(given: str) -> str:
    """The last part of what a browser calls the file, fit to be one here."""
    last = re.split(r"[/\\]", given.strip())[-1]
    name = _NOT_IN_NAMES.sub("_", last.encode("utf-8", "replace").decode()).lstrip(".")[-LONGEST:]
    return name or "list"


class UploadShelf:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def open(self) -> list[Upload]:
        """All that lie here, the oldest first; what cannot be read is said and left alone."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        return sorted(self._found(), key=lambda one: (one.at, one.id))

    def _found(self) -> Iterator[Upload]:
        for folder in self.directory.iterdir():
            if not (folder / KNOWN).exists():
                shutil.rmtree(folder, ignore_errors=True)
                continue
            try:
                upload: Upload = decode(Upload, json.loads((folder / KNOWN).read_text(encoding="utf-8")))
            except (OSError, ValueError, DecodeError) as error:
                log.error("an upload cannot be read", folder=str(folder), why=str(error))
                continue
            yield upload

    def new(self) -> str:
        name = f"u-{secrets.token_hex(8)}"
        (self.directory / name / "content").mkdir(parents=True, mode=0o700)
        return name

    def keep(self, upload: Upload) -> None:
        """Whole or not at all."""
        path = self.directory / upload.id / KNOWN
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(encode(upload)), encoding="utf-8")
        os.replace(fresh, path)

    def remove(self, name: str) -> None:
        """What is known of it first: half a folder is then one that was cut off."""
        with suppress(FileNotFoundError):
            (self.directory / name / KNOWN).unlink()
        shutil.rmtree(self.directory / name, ignore_errors=True)

    def content(self, name: str, file: str) -> Path:
        return self.directory / name / "content" / file

    def drop_content(self, name: str) -> None:
        """Whom it named is in the database now."""
        shutil.rmtree(self.directory / name / "content", ignore_errors=True)

    def rejected(self, name: str) -> Path:
        """Rows that a load did not take."""
        return self.directory / name / "rejected.csv"

    def would_be_rejected(self, name: str) -> Path:
        """Rows that a trial found not fit."""
        return self.directory / name / "would-be-rejected.csv"

    def verdicts(self, name: str) -> Path:
        return self.directory / name / "verdicts.db"
