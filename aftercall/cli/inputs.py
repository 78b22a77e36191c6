"""What is typed about contacts: mappings, delimiters, zones, days, numbers."""

from __future__ import annotations

import time
from zoneinfo import available_timezones

from acd.core.moment import Moment
from aftercall.cli.faults import Usage
from dialer.load.dates import read_date


def now_ms() -> Moment:
    return int(time.time() * 1000)


def read_mapping(texts: list[str]) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """`NAME`, `COLUMN=FIELD`; a column may hold `=` itself, a field never does."""
    names = [text for text in texts if "=" not in text]
    if len(names) > 1:
        raise Usage(f"--mapping names {' and '.join(names)}", "one kept mapping can be taken")
    columns = [
        (column, field) for text in texts if "=" in text for column, _, field in [text.rpartition("=")]
    ]
    return (names[0] if names else None), tuple(columns)


def read_delimiter(text: str | None) -> str | None:
    if text in ("tab", "\\t"):
        return "\t"
    if text is not None and (len(text) != 1 or text in '"\r\n'):
        raise Usage(f"--delimiter {text!r} is not one character", "write it as ';' or tab")
    return text


def read_zone(text: str | None) -> str | None:
    if text is not None and text not in available_timezones():
        raise Usage(f"--zone {text!r} is no time zone", "write it as Europe/Warsaw")
    return text


def read_region(text: str | None) -> str | None:
    from phonenumbers import SUPPORTED_REGIONS  # a fifth of a second

    if text and text.upper() not in SUPPORTED_REGIONS:
        raise Usage(f"--region {text!r} is no country with numbers", "write it as PL")
    return text.upper() if text else None


def read_day(text: str | None) -> Moment | None:
    if text is None:
        return None
    if (at := read_date(text, "")) is None or at > now_ms():
        raise Usage(f"{text!r} is no day that was", "write it as 2026-03-31")
    return at


def one_number(text: str, region: str | None) -> str:
    """E.164. Raises Usage."""
    from dialer.core.numbers import NoNumber, read_number  # a fifth of a second

    read = read_number(text, read_region(region))
    if isinstance(read, NoNumber):
        raise Usage(read.why)
    return read.e164
