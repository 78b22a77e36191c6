"""A campaign's options as fields of its card: spans, per cents, retries, and files for what is too long to type."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from aftercall.cli.cards import SPANS
from aftercall.cli.faults import Usage
from aftercall.cli.fields import NONE, NULL
from aftercall.cli.spans import parse

OF_CAMPAIGNS: Final = SPANS | {"gap", "countdown", "agent_ring"}
"""Fields that are milliseconds."""
OF_A_RULE: Final = frozenset({"after"})
"""And in what they hold: `step` is a word there."""


def cap(text: str | None) -> Any:
    """`1.5`, `1.5%`: per cent, in hundredths; `regime`: the regime's."""
    if text is None:
        return None
    return (
        NULL
        if text in ("regime", NONE)
        else _hundredths("--cap", text.removesuffix("%"), "per cent, as 1.5, or regime")
    )


def ratio(text: str | None) -> int | None:
    """`1.5` lines for each free agent, in hundredths."""
    return None if text is None else _hundredths("--ratio", text, "lines, as 1.5")


def _hundredths(option: str, text: str, unit: str) -> int:
    try:
        return round(float(text) * 100)
    except ValueError:
        raise Usage(f"{option} {text!r} is no number", f"write {unit}") from None


def codes(texts: list[str] | None) -> list[str] | None:
    """`--trunk a --trunk b`; `none` alone: none at all."""
    return [] if texts == [NONE] else texts or None


def retries(texts: list[str] | None, before: Mapping[str, Any]) -> dict[str, Any] | None:
    """`busy=15m:5:same` on top of what is there; `busy=none`: as usual again."""
    if not texts:
        return None
    found = dict(before)
    for text in texts:
        outcome, equals, rule = text.partition("=")
        if not equals:
            raise Usage(f"--retry {text!r} names no rule", "write it as busy=15m:5:same, or busy=none")
        if rule == NONE:
            found.pop(outcome, None)
        else:
            found[outcome] = _retry(text, rule)
    return found


def _retry(text: str, rule: str) -> dict[str, Any]:
    after, times, step = (*rule.split(":"), "next")[:3] if ":" in rule else (rule, "", "")
    if not times.isdecimal() or step not in ("same", "next"):
        raise Usage(
            f"--retry {text!r} is no rule", "write AFTER:TIMES or AFTER:TIMES:same, as busy=15m:5:same"
        )
    return {"after": parse(after, f"--retry {text!r}:"), "times": int(times), "step": step}


def text_of(path: str | None, option: str) -> Any:
    """The file's text; `none` empties the field."""
    if path is None or path == NONE:
        return NULL if path else None
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(
            f"{option} {path}: {getattr(error, 'strerror', None) or error}", "name a text file"
        ) from None


def card_file(path: str | None) -> dict[str, Any]:
    """Any fields of a campaign from a TOML file, by their names in the API; spans may be written as people do (`15m`)."""
    if path is None:
        return {}
    try:
        with Path(path).open("rb") as file:
            return {name: spelt(name, value, OF_CAMPAIGNS) for name, value in tomllib.load(file).items()}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Usage(f"--file {path}: {getattr(error, 'strerror', None) or error}", "write TOML") from None


def spelt(name: str, value: Any, spans: Collection[str] = OF_A_RULE) -> Any:
    """With every span in milliseconds, however deep it stands."""
    if isinstance(value, dict):
        return {inner: spelt(inner, one) for inner, one in value.items()}
    if isinstance(value, list):
        return [spelt(name, one) for one in value]
    return parse(value, f"--file: {name}") if name in spans and isinstance(value, str) else value
