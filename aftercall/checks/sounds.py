"""The prompts of the star codes and the music, where Asterisk's data directory is on this machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from acd.asterisk.link import Link
from aftercall.checks.finding import Finding, ok, skipped, warning

PART: Final = "sounds"
PROMPTS: Final = (
    "done",
    "refused",
    "failed",
    "next",
    "login",
    "logout",
    "break",
    "work",
    "resume",
    "closed",
    "abandoned",
)
REMEDY: Final = "run scripts/make-sounds, copy what it made (sounds/, moh-acd/, moh-acd-silence/) there; until then a tone is heard"


async def look(link: Link, language: str) -> list[Finding]:
    told = (await link.ask({"Action": "Getvar", "Variable": "ASTDATADIR"})).get("Value")
    return await asyncio.to_thread(_look_in, Path(told), language)


def _look_in(data: Path, language: str) -> list[Finding]:
    if not data.is_absolute() or not data.is_dir():
        return [skipped(PART, "prompts", f"Asterisk's data directory {data} is not on this machine")]
    return [_prompts(data, language), _music(data), _silence(data)]


def _prompts(data: Path, language: str) -> Finding:
    folders = [data / "sounds/acd" / name for name in dict.fromkeys((language, "en"))]
    missing = [name for name in PROMPTS if not any(list(folder.glob(f"{name}.*")) for folder in folders)]
    if missing:
        return warning(PART, "prompts", f"no {', '.join(missing)} in {folders[0]}", REMEDY)
    return ok(PART, "prompts", str(folders[0]))


def _music(data: Path) -> Finding:
    if not any((data / "moh-acd").glob("*.*")):
        return warning(PART, "music", f"nothing in {data / 'moh-acd'}: callers wait in silence", REMEDY)
    return ok(PART, "music", str(data / "moh-acd"))


def _silence(data: Path) -> Finding:
    """For whom campaigns dialled."""
    folder = data / "moh-acd-silence"
    if not any(folder.glob("*.*")):
        return warning(
            PART, "silence", f"nothing in {folder}: freed agents get a campaign's people late", REMEDY
        )
    return ok(PART, "silence", str(folder))
