"""The refusals of configuration, for the API's description."""

from __future__ import annotations

from typing import Any, Final

from aftercall.web.answers import ErrorBody

Responses = dict[int | str, dict[str, Any]]


def _wrong(description: str) -> dict[str, Any]:
    return {"model": ErrorBody, "description": description}


NOT_KNOWN: Final[Responses] = {404: _wrong("It is not known.")}
NOT_TAKEN: Final[Responses] = {
    404: _wrong("It is not known."),
    422: _wrong("A field is wrong: which one, why, and what to do. Nothing was changed."),
    502: _wrong("Asterisk refused it. Nothing was changed."),
    503: _wrong("The database is away. Nothing was changed."),
}
THERE: Final[Responses] = {**NOT_TAKEN, 409: _wrong("Some are there already: which. Nothing was changed.")}
IN_USE: Final[Responses] = {
    404: _wrong("It is not known."),
    409: _wrong("It is in use: by whom, and what to do first."),
    503: _wrong("The database is away. Nothing was changed."),
}
