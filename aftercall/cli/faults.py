"""Failures that a person can do something about: one line that says what and how to put it right, and an exit code."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    REFUSED = 1  # refused, or a promise that does not hold
    USAGE = 2
    UNREACHABLE = 3  # the daemon, or a part that it needs
    UNKNOWN = 4  # nobody knows whether it was done


class Fault(Exception):  # noqa: N818 - reads as what it is
    """`why` in the words of whoever noticed; `remedy` what to do, empty where `why` says it."""

    def __init__(self, why: str, remedy: str = "", code: ExitCode = ExitCode.REFUSED) -> None:
        super().__init__(f"{why}; {remedy}" if remedy else why)
        self.why = why
        self.remedy = remedy
        self.code = code


class Usage(Fault):
    """What was typed cannot be meant."""

    def __init__(self, why: str, remedy: str = "") -> None:
        super().__init__(why, remedy, ExitCode.USAGE)
