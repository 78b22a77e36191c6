"""Options as fields of a card: what was not given is left out, so the daemon keeps what it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from aftercall.cli import spans
from aftercall.cli.faults import Usage

NONE: Final = "none"


class _Null:
    """A field that is to be emptied, as against one that is to be kept."""


NULL: Final = _Null()


def given(**fields: Any) -> dict[str, Any]:
    """Only what was typed; NULL becomes null."""
    return {name: None if value is NULL else value for name, value in fields.items() if value is not None}


def none(text: str | None, read: Callable[[str], Any] = str) -> Any:
    """`none` empties the field; anything else is read."""
    if text is None:
        return None
    return NULL if text == NONE else read(text)


def span(text: str | None, option: str) -> Any:
    """A span in milliseconds. `option`: which one it was typed for."""
    return none(text, lambda typed: spans.parse(typed, option))


def whole(text: str) -> int:
    if not text.isdecimal():
        raise Usage(f"{text!r} is no whole number", "write it in digits, or none")
    return int(text)


def places(texts: list[str] | None) -> list[list[Any]] | None:
    """`support` and `sales:2` (penalty 2) as (queue, penalty); `none` alone: no queue at all."""
    if not texts:
        return None
    return [] if texts == [NONE] else [_place(text) for text in texts]


def _place(text: str) -> list[Any]:
    queue, colon, penalty = text.partition(":")
    if colon and not penalty.isdecimal():
        raise Usage(f"--queue {text!r}: the penalty is no number", "write it as sales or sales:2")
    return [queue, int(penalty or 0)]


def names(texts: list[str] | None) -> dict[str, str] | None:
    """`Lunch` (English), `pl=Obiad` as names by language."""
    if not texts:
        return None
    return dict(_name(text) for text in texts)


def _name(text: str) -> tuple[str, str]:
    language, equals, name = text.partition("=")
    return (language, name) if equals else ("en", text)


def target(text: str) -> dict[str, str]:
    """`queue:sales`, `phone:1001`, `sound:closed`, `dialplan:100@office` or `hangup`."""
    kind, _, value = text.partition(":")
    return {"kind": kind, "value": value}


def target_text(value: Any) -> str:
    """The same, read back; `-` for none."""
    if not value:
        return "-"
    return f"{value['kind']}:{value['value']}" if value.get("value") else str(value["kind"])
