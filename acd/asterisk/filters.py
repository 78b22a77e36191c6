"""Event filters of a manager user, as manager.conf has them: which events would Asterisk tell him? Pure.

`eventfilter(name(Hangup),header(Uniqueid),method(starts_with)) = d-`, or, of old, a regular expression over the whole event.
With filters that include, an event is told if one of them matches; none that matches one that excludes is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

Event = Mapping[str, str]
"""Header -> value, its name as `Event`."""

Lines = Iterable[tuple[str, str]]
"""(name, value) of a user's section."""

_FILTER: Final = re.compile(r"eventfilter(?:\((.*)\))?")
_CRITERION: Final = re.compile(r"(\w+)\(([^)]*)\)")


def tells(lines: Lines, event: Event) -> bool:
    filters = [(found[1], value.strip()) for name, value in lines if (found := _FILTER.fullmatch(name))]
    told = {True: list[bool](), False: list[bool]()}
    for criteria, value in filters:
        includes, matches = _advanced(criteria, value, event) if criteria else _legacy(value, event)
        told[includes].append(matches)
    return (any(told[True]) or not told[True]) and not any(told[False])


def _advanced(criteria: str, value: str, event: Event) -> tuple[bool, bool]:
    """Does it include, does it match?"""
    said = dict(_CRITERION.findall(criteria))
    name, header = said.get("name"), said.get("header")
    data = _payload(event) if header is None else event.get(header)
    fits = name in (None, event["Event"]) and data is not None
    return said.get("action") != "exclude", fits and METHODS[said.get("method", "none")](data or "", value)


def _legacy(value: str, event: Event) -> tuple[bool, bool]:
    return not value.startswith("!"), _found(_payload(event), value.removeprefix("!"))


def _payload(event: Event) -> str:
    return "".join(f"{header}: {value}\r\n" for header, value in event.items())


def _found(data: str, expression: str) -> bool:
    """Asterisk's expressions are POSIX; what Python cannot read is taken for one that does not match."""
    try:
        return re.search(expression, data, re.DOTALL) is not None
    except re.error:
        return False


METHODS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "none": lambda data, value: True,
    "regex": _found,
    "exact": lambda data, value: data == value,
    "starts_with": lambda data, value: data.startswith(value),
    "ends_with": lambda data, value: data.endswith(value),
    "contains": lambda data, value: value in data,
}
