"""Which country a zone lies in, for its public holidays: the IANA database's own table, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


def country_of(zone: str) -> str | None:
    """ISO 3166, as PL. None: of no country (UTC), or unknown. A zone that several countries share has an own name in each."""
    return _countries().get(zone)


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """`zone.tab`, and the older names that `tzdata.zi` links to a zone in it (Asia/Calcutta)."""
    data = files("tzdata") / "zoneinfo"
    rows = (line.split("\t") for line in (data / "zone.tab").read_text("utf-8").splitlines())
    found = {row[2]: row[0] for row in rows if not row[0].startswith("#")}
    links = (
        line.split() for line in (data / "tzdata.zi").read_text("utf-8").splitlines() if line[:2] == "L "
    )
    older = {old: found[zone] for _, zone, old in links if zone in found}
    return older | found
