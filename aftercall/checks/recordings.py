"""The folder of recordings, where the daemon is to look and to clean up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from aftercall.checks.finding import Finding, failed, ok
from aftercall.settings import Settings

PART: Final = "recordings"
REMEDY: Final = (
    "see docs/how-to/recording.md: let this user read it and delete in it, now and in folders to come"
)


def look(settings: Settings) -> list[Finding]:
    """Nothing to look at where none is set."""
    directory = settings.recording.directory
    return [] if directory is None else [_directory(directory)]


def _directory(directory: Path) -> Finding:
    try:
        folders = [directory, *(one for one in directory.iterdir() if one.is_dir())]
    except OSError as error:
        return failed(PART, "directory", f"{directory}: {error.strerror or error}", REMEDY)
    barred = [str(one) for one in folders if not os.access(one, os.R_OK | os.W_OK | os.X_OK)]
    if barred:
        return failed(PART, "directory", f"no right to delete in {', '.join(barred[:5])}", REMEDY)
    return ok(PART, "directory", str(directory))
