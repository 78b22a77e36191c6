"""A level's options as fields of its card, and back as they are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from acd.core.level import LONGEST, MOST_CREDIT, Target
from acd.core.moment import DAY, Span
from aftercall.cli import spans
from aftercall.cli.faults import Usage
from aftercall.cli.fields import NONE, whole

NAMES: Final = ("queue", "tag", "customer", "priority")
_CREDIT: Final = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?")


def targets(texts: Sequence[str] | None) -> dict[str, int] | None:
    """`call answered=20s` each; `none` alone: nothing is promised."""
    if not texts:
        return None
    return {} if list(texts) == [NONE] else dict(map(_target, texts))


def _target(text: str) -> tuple[str, int]:
    word, equals, span = text.partition("=")
    known = [target.word for target in Target]
    if not equals or word.strip() not in known:
        raise Usage(f"--target {text!r} is not known", f"write it as 'call answered=20s': {', '.join(known)}")
    return word.strip(), _promised(text, spans.parse(span, f"--target {word.strip()}:"))


def _promised(text: str, span: Span) -> Span:
    """The daemon refuses the same, in milliseconds."""
    if span <= 0:
        raise Usage(f"--target {text!r} is no time to keep a promise in", "give more than nothing, as 20s")
    if span > LONGEST:
        raise Usage(f"--target {text!r} is too long", f"promise {LONGEST // DAY} days of open time at most")
    return span


def whens(texts: Sequence[str] | None) -> list[dict[str, Any]] | None:
    """`queue=support,priority=5` each; `none` alone: for all."""
    if not texts:
        return None
    return [] if list(texts) == [NONE] else [_when(text) for text in texts]


def _when(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in text.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals or name not in NAMES or name in found:
            remedy = "write it as queue=support,tag=outage,customer=gold,priority=5"
            raise Usage(f"--when {text!r}: {part.strip()!r} says nothing", remedy)
        found[name] = whole(value) if name == "priority" else value
    return found


def credit(text: str | None) -> int | None:
    """`2.5` or `2.5%` in hundredths of a per cent."""
    if text is None:
        return None
    found = _CREDIT.fullmatch(text.removesuffix("%").strip())
    if found is None:
        raise Usage(f"--credit {text!r} is no per cent", "write it as 2.5, with two places at most")
    hundredths = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if hundredths > MOST_CREDIT:
        raise Usage(f"--credit {text!r} is more than all of it", "take 0 to 100 per cent")
    return hundredths


def credit_told(hundredths: int) -> str:
    return f"{hundredths / 100:g} %" if hundredths else "-"


def targets_told(found: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {spans.short(span)}" for word, span in found.items()) or "nothing"


def whens_told(found: Sequence[Mapping[str, Any]]) -> str:
    """`sales and priority 5, or gold`."""
    told = [
        " and ".join(f"{name} {value}" for name, value in one.items() if value is not None) for one in found
    ]
    return ", or ".join(told) or "all"
