"""What stops a load: nobody can go on with this file, or with this wish. A row that is wrong stops nothing (`verdict.py`)."""

from __future__ import annotations


class LoadError(Exception):
    """`why` says what is wrong and where; `remedy` what to do; `field` which wish it is that cannot be meant."""

    def __init__(self, why: str, remedy: str = "", field: str = "") -> None:
        super().__init__(f"{why}; {remedy}" if remedy else why)
        self.why = why
        self.remedy = remedy
        self.field = field


class WrongWish(LoadError):  # noqa: N818 - reads as what it is
    """What was asked for cannot be meant: a column, an encoding, a mapping that is not there."""


class BadFile(LoadError):  # noqa: N818 - reads as what it is
    """The file cannot be read as a list."""
