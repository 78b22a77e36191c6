"""What is wrong with a request, in our words: pydantic finds it, and its own sentences are for programmers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

SEE: Final = "see /api/v1/openapi.json"
ITEM_ID: Final = r"^[ct][1-9][0-9]{0,18}$"
COUNTRY: Final = "^[A-Za-z]{2}$"
NOT_BLANK: Final = r"\S"

Said = tuple[str, str]
"""What is wrong, and what to write instead."""

_PATTERNS: Final[Mapping[str, Said]] = {
    ITEM_ID: ("is no id of a chat or ticket", "write it as c17 or t18: `items list` shows them"),
    COUNTRY: ("is no country", "write it as PL"),
    NOT_BLANK: ("says nothing", "write something"),
}
_DATE: Final = ("is no date", "write it as 2026-11-22")
_MOMENT: Final = ("is no moment", "write it as 2026-11-24T08:00:00Z, or with an offset for the Z, as +01:00")
_WHOLE: Final = ("is no whole number", "write it in digits")
_NUMBER: Final = ("is no number", "write it in digits")
_YES_NO: Final = ("is neither true nor false", "take one of them")
_PLAIN: Final[Mapping[str, Said]] = {
    "missing": ("is missing", "send it"),
    "string_type": ("is no text", SEE),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "list_type": ("is no list", SEE),
    "dict_type": ("is no object", SEE),
    "model_attributes_type": ("is no object", SEE),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": ("says no time zone", _MOMENT[1]),
    "timezone_naive": ("has a time zone, and it is by his own clock", "write it as 2026-11-24T08:00:00"),
}
_WITH_VALUES: Final[Mapping[str, Callable[[Mapping[str, Any]], Said]]] = {
    "greater_than": lambda c: (f"is {c['gt']} or less", f"take more than {c['gt']}"),
    "greater_than_equal": lambda c: (f"is less than {c['ge']}", f"take {c['ge']} or more"),
    "less_than": lambda c: (f"is {c['lt']} or more", f"take less than {c['lt']}"),
    "less_than_equal": lambda c: (f"is more than {c['le']}", f"take {c['le']} at most"),
    "string_too_short": lambda c: (f"has fewer than {c['min_length']} characters", "write more"),
    "string_too_long": lambda c: (f"has more than {c['max_length']} characters", "shorten it"),
    "too_short": lambda c: (f"has fewer than {c['min_length']} parts", "send more"),
    "too_long": lambda c: (f"has more than {c['max_length']} parts", "send fewer"),
    "literal_error": lambda c: ("is none of those that are taken", f"take {c['expected']}"),
    "enum": lambda c: ("is none of those that are taken", f"take {c['expected']}"),
    "string_pattern_mismatch": lambda c: _PATTERNS.get(
        c["pattern"], ("has another form than it must have", f"it must fit {c['pattern']}")
    ),
}


@dataclass(frozen=True, slots=True)
class WrongBody:
    code: str
    why: str
    field: str | None
    remedy: str


def told(error: Mapping[str, Any]) -> WrongBody:
    """One of pydantic's. What was sent is not said again: it may be a secret."""
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "json_invalid":
        why = f"what was sent is no JSON: {context.get('error', error['msg'])}"
        return WrongBody("bad-json", why, None, "send one JSON object")
    where = [str(part) for part in error["loc"] if part not in ("body", "query", "path", "header")]
    field = ".".join(where) or "body"
    if kind == "extra_forbidden":
        return WrongBody("unknown-field", "there is no such field", field, SEE)
    return WrongBody("bad-field", *_said(kind, context, error["msg"], field))


def _said(kind: str, context: Mapping[str, Any], message: str, field: str) -> tuple[str, str, str]:
    if kind in _PLAIN:
        why, remedy = _PLAIN[kind]
    elif kind in _WITH_VALUES:
        why, remedy = _WITH_VALUES[kind](context)
    else:
        why, remedy = message.removeprefix("Value error, "), SEE
    return why, field, remedy
