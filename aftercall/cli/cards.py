"""What all nouns share: make, change, show and remove what is configured."""

from __future__ import annotations

from typing import Any, Final

from aftercall.cli.daemon import Refused, ask, get, path
from aftercall.cli.faults import Fault, Usage
from aftercall.cli.moments import localised
from aftercall.cli.say import as_json, line, note
from aftercall.cli.spans import short

SPANS: Final = frozenset(
    ("aftercall", "step", "longest", "level", "ring", "max_wait", "say_every", "length", "warn", "limit")
)
"""Fields of cards that are milliseconds."""


def one(noun: str) -> str:
    """`agents` -> `agent`."""
    return noun.removesuffix("es" if noun.endswith("xes") else "s")


def add_new(noun: str, code: str, body: dict[str, Any], json: bool = False, quiet: bool = False) -> Any:
    """Make it, unless it is there."""
    if is_known(noun, code):
        raise Fault(f"{one(noun)} {code} is there already", f"change it with `aftercall {noun} set {code}`")
    return put(noun, code, body, json, "made", quiet)


def change(noun: str, code: str, body: dict[str, Any], json: bool) -> Any:
    """Change it, if it is there."""
    if not body:
        raise Usage("nothing to change", f"see `aftercall {noun} set --help`")
    if not is_known(noun, code):
        raise Fault(f"{one(noun)} {code!r} is not known", f"`aftercall {noun} list` shows what is")
    return put(noun, code, body, json, "changed")


def is_known(noun: str, code: str) -> bool:
    try:
        get(path(noun, code))
    except Refused as refused:
        if refused.status == 404:
            return False
        raise
    return True


def put(noun: str, code: str, body: dict[str, Any], json: bool, done: str, quiet: bool = False) -> Any:
    answer = ask("PUT", path(noun, code), body)
    if json:
        as_json(answer)
    elif not quiet:
        line(f"{one(noun)} {code} {done}")
    warn(answer)
    return answer


def warn(answer: Any) -> None:
    """What is stored, but not yet in Asterisk."""
    if isinstance(answer, dict) and answer.get("warning"):
        note(f"aftercall: {answer['warning']}")


def remove_known(noun: str, code: str, json: bool) -> None:
    answer = ask("DELETE", path(noun, code))
    if json:
        as_json(answer)
    else:
        line(f"{one(noun)} {code} removed")
    warn(answer)


def show_card(card: dict[str, Any], json: bool) -> None:
    if json:
        as_json(card)
        return
    width = max(len(name) for name in card)
    for name, value in card.items():
        line(f"{name:{width}}  {_shown(name, value)}")


def _shown(name: str, value: Any) -> str:
    """A queue's `level` is a span, a customer's and an item's is a word."""
    return short(value) if name in SPANS and not isinstance(value, str) else _plain(value)


def _plain(value: Any) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_plain, value)) or "-"
        case dict():
            return ", ".join(f"{name}={_plain(part)}" for name, part in value.items()) or "-"
    return localised(value) if isinstance(value, str) else str(value)
