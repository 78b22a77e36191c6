"""What a look found out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Result(Enum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"  # not looked at; the text says why


@dataclass(frozen=True, slots=True)
class Finding:
    """`part`: asterisk, database, broker, recordings, mail, daemon, sounds. `what` was looked at; `text` is what was seen."""

    part: str
    what: str
    result: Result
    text: str = ""
    remedy: str = ""


def ok(part: str, what: str, text: str = "") -> Finding:
    return Finding(part, what, Result.OK, text)


def warning(part: str, what: str, text: str, remedy: str = "") -> Finding:
    return Finding(part, what, Result.WARNING, text, remedy)


def failed(part: str, what: str, text: str, remedy: str) -> Finding:
    return Finding(part, what, Result.FAILED, text, remedy)


def skipped(part: str, what: str, why: str) -> Finding:
    return Finding(part, what, Result.SKIPPED, why)
