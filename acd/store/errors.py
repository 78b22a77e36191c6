"""Errors of the store. Each message says what was wrong and what to do about it."""

from __future__ import annotations

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

from acd.core.calendar_fields import CalendarError


class StoreError(Exception):
    """Ours: something about the store that somebody must put right."""


class UrlError(StoreError):
    def __init__(self, url: str, why: str, remedy: str) -> None:
        super().__init__(f"database {url!r}: {why}; {remedy}")


class OpenError(StoreError):
    def __init__(self, url: str, why: str, remedy: str) -> None:
        super().__init__(f"cannot open database {url}: {why}; {remedy}")


class SpoolError(StoreError):
    def __init__(self, path: str, why: str, remedy: str) -> None:
        super().__init__(f"spool {path}: {why}; {remedy}")


class BadCard(StoreError):  # noqa: N818 - reads as what it is
    """A card that cannot be kept: the field, its value, what is wrong and what to do. Nothing was changed."""

    def __init__(self, field: str, value: object, why: str, remedy: str = "") -> None:
        super().__init__(f"{field} {value!r} {why}" + (f": {remedy}" if remedy else ""))
        self.field = field
        self.value = value
        self.why = why
        self.remedy = remedy


class BadCalendar(BadCard):
    """A calendar that cannot be kept: `why` says what was written there."""

    def __init__(self, bad: CalendarError) -> None:
        super().__init__(bad.field, None, bad.why, bad.remedy)
        self.args = (str(bad),)


FAILURES = (OSError, TimeoutError, DBAPIError, NoConnection)
"""What a database may answer a write with; anything else is a fault of ours and is not caught."""

REFUSALS = (IntegrityError, ProgrammingError, DataError)


def is_away(error: BaseException) -> bool:
    """Not there or not answering, so that waiting helps. A refusal of what we said is no absence."""
    return isinstance(error, FAILURES) and not isinstance(error, REFUSALS)


def reason(error: BaseException) -> str:
    """The database's own words, on one line, without SQL and parameters."""
    inner = getattr(error, "orig", None) or error
    text = str(inner).partition("\n")[0].strip() or type(inner).__name__
    return text.rpartition(">: ")[2] if text.startswith("<class ") else text


class Away(StoreError):  # noqa: N818 - reads as what it is
    """The database does not take it now: nothing was done."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(
            f"{what}: the database is away ({why}); nothing was changed, try again when it is back"
        )
        self.why = why
