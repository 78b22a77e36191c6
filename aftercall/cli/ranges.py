"""Several at once: `1001-1150` is a range of codes."""

from __future__ import annotations

import re
from typing import Final

from aftercall.cli.faults import Usage

MOST: Final = 1000
_RANGE: Final = re.compile(r"([0-9]+)-([0-9]+)")


def codes_of(text: str) -> list[str] | None:
    """The codes of a range, as long as its ends are written; None: it is one code. Raises Usage."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    first, last = found.groups()
    if len(first) != len(last) or int(first) > int(last):
        raise Usage(
            f"{text} is no range", "write both ends with as many digits, the smaller first: 1001-1150"
        )
    if int(last) - int(first) >= MOST:
        raise Usage(f"{text} are more than {MOST}", "make them in several steps")
    return [f"{number:0{len(first)}d}" for number in range(int(first), int(last) + 1)]
