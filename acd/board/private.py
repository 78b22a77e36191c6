"""Callers' numbers and names in what is told: left out, or shortened, for those who need not know them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from acd.board.events import PRIVATE
from acd.board.telling import Form, Telling, Values

Rule = Callable[[str, str], str | None]
"""(`number` or `name`, what it is) -> what may be told of it."""
LAST: Final = 3
DOTS: Final = "…"


def left_out(field: str, value: str) -> None:
    """Nobody is to know who calls."""


def shortened(field: str, value: str) -> str | None:
    """The last digits of a number, so that two people can agree which call they mean; no name."""
    return mask(value) if field == "number" else None


def mask(number: str) -> str:
    """`+48501502503` -> `…503`; a number of three digits and less, and what is no number, is hidden whole."""
    if not number:
        return ""
    tail = number[-LAST:]
    return DOTS + tail if len(number) > LAST and tail.isdigit() else DOTS


def under(rule: Rule, told: Telling[Form]) -> Telling[Form]:
    """A board or an event by this rule; the same one where there is nothing to hide."""
    values = {**told.values, **_changed(rule, told.values)}
    return told if values == told.values else Telling(told.model, values)


def _changed(rule: Rule, values: Values) -> Values:
    """Who calls stands in an agent's `call`, in a queue's `callers`, and in an event's `data`; who writes in an item's `customer`."""
    found: Values = {
        place: _ruled(rule, values[place])
        for place in ("call", "customer", "data")
        if isinstance(values.get(place), dict)
    }
    if "callers" in values:
        found["callers"] = [_ruled(rule, one) for one in values["callers"]]
    return found


def _ruled(rule: Rule, values: Values) -> Values:
    hidden = {name: rule(name, values[name]) for name in PRIVATE if values.get(name)}
    return {**values, **hidden} if hidden else values
