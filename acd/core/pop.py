"""A screen pop: the address of the page that opens when a call comes, with what is known of it filled in. Pure.

    https://crm.example/search?phone={number}&by={agent}

Known are `number`, `name`, `call`, `agent`, `contact`, `queue`, and the contact's own fields by their names. Each value is written as
one part of an address, whatever it holds, so a caller's name never becomes an address, a parameter or a script of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

KNOWN: Final = ("number", "name", "call", "agent", "contact", "queue")
LONGEST: Final = 1000
_FIXED: Final = re.compile(r"https?://[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?(?=[/?#]|$)")
_PLACE: Final = re.compile(r"\{([^{}]{1,100})\}")
_PLAIN: Final = re.compile(r"[!-~]*")


def wrong(template: str) -> str:
    """Why it is no template; empty: it is one. Machine and scheme are fixed: only what follows may be filled in."""
    if len(template) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if _FIXED.match(template) is None:
        return "does not begin with https://host or http://host"
    rest = _PLACE.sub("", template)
    if "{" in rest or "}" in rest:
        return "has a brace that stands alone"
    if not _PLAIN.fullmatch(rest) or any(letter in rest for letter in '"<>\\^`|'):
        return "holds a character that an address does not take"
    return ""


def filled(template: str, values: Mapping[str, str]) -> str:
    """The address; what is not known stays empty. An empty template opens nothing."""
    return _PLACE.sub(lambda place: quote(_plain(values.get(place[1], "")), safe=""), template)


def _plain(value: str) -> str:
    """Half characters cannot be written in an address."""
    return value.encode("utf-8", "replace").decode("utf-8")
