"""The fields of an event, as what they should be. Raises `Misheard` where they are not."""

from __future__ import annotations

from acd.asterisk.wire import Message


class Misheard(ValueError):  # noqa: N818 - reads as what it is
    """A message of a known kind that lacks a field or has a bad number."""


def need(message: Message, header: str) -> str:
    value = message.get(header)
    if not value:
        raise Misheard(f"no {header}")
    return value


def needed(message: Message, *headers: str) -> list[str]:
    """Several, none of them empty; cheapest in Asterisk's order."""
    values = message.several(*headers)
    if "" in values:
        raise Misheard(f"no {headers[values.index('')]}")
    return values


def number(message: Message, header: str) -> int:
    return _integer(header, message.get(header))


def numbers(message: Message, *headers: str) -> list[int]:
    return list(map(_integer, headers, message.several(*headers)))


def _integer(header: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise Misheard(f"{header} is no number: {value[:40]!r}") from None


def known(value: str) -> str:
    """Asterisk writes `<unknown>` where it knows nothing."""
    return "" if value == "<unknown>" else value
