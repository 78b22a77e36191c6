"""Two kinds of field of what is told: text that every listener can read, and moments.

A moment is whole milliseconds inside the program (`acd.core.moment`) and ISO 8601 in UTC with milliseconds in JSON:
`2026-11-21T19:43:12.345Z`. A span is whole milliseconds in both; its name ends in `_ms`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from acd.core.moment import Moment

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def iso(moment: Moment) -> str:
    text = (_EPOCH + moment * _MILLISECOND).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def moment(value: object) -> object:
    """The moment that an ISO text names; anything else is left to pydantic."""
    if not isinstance(value, str):
        return value
    return (datetime.fromisoformat(value) - _EPOCH) // _MILLISECOND


def readable(value: object) -> object:
    """Text as UTF-8 can carry it: half characters (from bytes that were no UTF-8) become question marks."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(readable)]
Instant = Annotated[
    int,
    BeforeValidator(moment),
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T19:43:12.345Z"]}),
]
