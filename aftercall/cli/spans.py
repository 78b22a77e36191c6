"""Spans and moments as people write and read them. Inside the program both are whole milliseconds."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from acd.core.moment import DAY, HOUR, MINUTE, SECOND, Moment, Span
from aftercall.cli.faults import Usage

_UNITS: Final = {"ms": 1, "s": SECOND, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY}
_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
_PARTS: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|s|min|m|h|d)?")


def clock(span: Span) -> str:
    """`mm:ss`, from an hour on `h:mm:ss`; a second counts when it is over."""
    minutes, seconds = divmod(abs(span) // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
    return f"-{shown}" if span <= -SECOND else shown


def left(span: Span) -> str:
    """A countdown: the last second is shown as 00:01, so that 00:00 means over."""
    return clock(max(0, span) + SECOND - 1)


def parse(text: str, option: str) -> Span:
    """`90`, `90s`, `1m30s`, `1:30` and `0:01:30` are all a minute and a half. `option`: for what it was typed. Raises Usage."""
    word = "".join(text.split()).lower()
    if found := _CLOCK.fullmatch(word):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * HOUR + minutes * MINUTE + seconds * SECOND
    parts = _PARTS.findall(word)
    if not word or "".join(number + unit for number, unit in parts) != word:
        raise Usage(f"{option} {text!r} is no span of time", "write it as 90, 90s, 2m, 1m30s, 1:30, 8h or 3d")
    return sum(round(float(number) * _UNITS[unit or "s"]) for number, unit in parts)


def short(span: Span | None) -> str:
    """For configuration: `30 s`, `5 min`, `8 h`, `3 d`, `2 min 30 s`; `-` for none."""
    if span is None:
        return "-"
    if span < SECOND and span:
        return f"{span} ms"
    if span < 2 * MINUTE:
        return f"{span / SECOND:g} s"
    return _parted(span, ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")))


def open_time(span: Span) -> str:
    """`52 h 30 min`, `-5 min`, `0 s`: never in days, for a day of open time may have eight hours."""
    return f"{'-' if span < 0 else ''}{_parted(abs(span), ((HOUR, 'h'), (MINUTE, 'min')))}"


def _parted(span: Span, units: tuple[tuple[Span, str], ...]) -> str:
    """What is left below the smallest unit is seconds."""
    parts: list[str] = []
    for length, unit in units:
        count, span = divmod(span, length)
        parts += [f"{count} {unit}"] if count else []
    return " ".join([*parts, *([f"{span / SECOND:g} s"] if span or not parts else [])])


def moment(text: str) -> Moment:
    """The moment that the daemon wrote as `2026-11-21T19:43:12.345Z`."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)
