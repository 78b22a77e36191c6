"""Which Asterisk we work with. Pure."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

OLDEST: Final = (22, 10, 1)
NEWEST_TRIED: Final = 22


class Verdict(Enum):
    FIT = "fit"
    WARNED = "warned"
    REFUSED = "refused"


def judge(version: str) -> tuple[Verdict, str]:
    """`22.10.1+dfsg` -> fit. A version that nobody can read (a development build) is warned of, not refused."""
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", version)
    if found is None:
        return Verdict.WARNED, f"the version {version!r} cannot be read"
    numbers = tuple(int(part) for part in found.groups())
    if numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return (
            Verdict.REFUSED,
            f"Asterisk {version} is too old: {oldest} or later is needed; install it and start again",
        )
    if numbers[0] > NEWEST_TRIED:
        return Verdict.WARNED, f"tried with Asterisk {NEWEST_TRIED}"
    return Verdict.FIT, ""
