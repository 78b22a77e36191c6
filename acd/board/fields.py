"""Two kinds of field of what is told: text that every listener can read, and moments.

A moment is whole milliseconds inside the program (`acd.core.moment`) and ISO 8601 in UTC with milliseconds in JSON:
`2026-11-21T19:43:12.345Z`. A span is whole milliseconds in both; its name ends in `_ms`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from acd.core.moment import SECOND, Moment

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def iso(moment: Moment) -> str:
    second, rest = divmod(moment, SECOND)
    return f"{_iso_second(second)}.{rest:03d}Z"


@lru_cache(maxsize=1024)
def _iso_second(second: int) -> str:
    """Remembered: a board has many moments, and most of them were told before."""
    return (_EPOCH + timedelta(seconds=second)).isoformat(timespec="seconds").removesuffix("+00:00")


def moment(value: object) -> object:
    """The moment that an ISO text names; anything else is left to pydantic."""
    if not isinstance(value, str):
        return value
    return (datetime.fromisoformat(value) - _EPOCH) // _MILLISECOND


def readable(value: object) -> object:
    """Text as UTF-8 can carry it: half characters (from bytes that were no UTF-8) become question marks."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode()


Text = Annotated[str, BeforeValidator(readable)]
Instant = Annotated[
    int,
    BeforeValidator(moment),
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T19:43:12.345Z"]}),
]
