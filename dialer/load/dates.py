"""Dates as people write them in lists, as the first moment of that day (or the minute) UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from acd.core.moment import Moment

_DATE: Final = re.compile(
    r"(?:(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})|(?P<a>\d{1,2})(?P<mark>[-./])(?P<b>\d{1,2})[-./](?P<year>\d{4}))"
    r"(?:[T ]+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?P<utc>Z|\+00:00)?)?"
)
MONTH_FIRST: Final = frozenset({"US", "PH"})
"""Regions where 03/04/2026 is the fourth of March."""


def read_date(text: str, region: str) -> Moment | None:
    """`2026-03-04`, `04.03.2026`, `04/03/2026 12:30`; None: no date."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    if found["y"]:
        year, month, day = found["y"], found["m"], found["d"]
    elif found["mark"] == "/" and region in MONTH_FIRST:
        year, month, day = found["year"], found["a"], found["b"]
    else:
        year, month, day = found["year"], found["b"], found["a"]
    hour, minute, second = (int(found[part] or 0) for part in ("h", "min", "s"))
    try:
        moment = datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000)
