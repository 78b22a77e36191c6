"""A hook, as people configure it. Pure: is it fit to be kept?"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from acd.store.check import check_code, there_are
from acd.store.errors import BadCard
from aftercall.hooks.address import Rules

LONGEST_URL: Final = 2000
KINDS: Final = ("calls", "states", "dispositions", "items", "promises")
_SECRET: Final = re.compile(r"[!-~]{16,200}")
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9a-fA-F:.]{2,45}")


@dataclass(frozen=True, slots=True)
class HookCard:
    """`kinds`: of `KINDS`. `queues`: only what is about these queues and campaigns, and about their agents; none: everything.
    `numbers`: it is told callers' numbers and names. `secret` signs what is sent."""

    code: str
    url: str
    secret: str = field(repr=False)
    kinds: tuple[str, ...] = KINDS
    queues: tuple[str, ...] = ()
    numbers: bool = True
    active: bool = True


def check_hook(card: HookCard, others: Collection[str], queues: Collection[str], rules: Rules) -> None:
    """`queues`: all codes of queues and campaigns. Raises BadCard."""
    check_code("code", card.code, others)
    check_url(card.url, rules)
    if _SECRET.fullmatch(card.secret) is None:  # the secret itself is in no message
        raise BadCard("secret", "…", "is no secret", "take 16 to 200 letters, digits and signs, no spaces")
    if not card.kinds:
        raise BadCard("kinds", [], "names nothing", f"name some of {', '.join(KINDS)}")
    for kind in card.kinds:
        if kind not in KINDS:
            raise BadCard("kinds", kind, "is not known", f"there are {', '.join(KINDS)}")
    for queue in card.queues:
        if queue not in queues:
            raise BadCard("queues", queue, "is no queue or campaign", there_are(queues))


def check_url(url: str, rules: Rules) -> None:
    parts = _parts(url)
    host = parts.hostname or ""
    if parts.scheme not in ("https", "http"):
        raise BadCard("url", url, "is no web address", "write it as https://host/path")
    if not _HOST.fullmatch(host):
        raise BadCard("url", url, "names no host", "write it as https://host/path")
    if parts.username is not None or parts.password is not None:
        raise BadCard("url", "…", "holds a user or password", "check the signature in the receiver instead")
    if parts.fragment:
        raise BadCard("url", url, "has a part behind #, which is never sent", "leave it away")
    if parts.scheme == "http" and not (rules.http or _is_loopback(host)):
        raise BadCard("url", url, "is not encrypted", "use https, or allow it with the setting hooks.http")
    if (address := _literal(host)) and (why := rules.refusal(address, parts.scheme)):
        raise BadCard("url", url, f"may not be reached: {why}", "see the settings hooks.private, hooks.http")


def _parts(url: str) -> SplitResult:
    plain = url.isascii() and url.isprintable() and " " not in url
    if not plain or len(url) > LONGEST_URL:
        raise BadCard("url", url[:100], "is no web address", f"take up to {LONGEST_URL} plain characters")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadCard("url", url, f"is no web address ({error})", "write it as https://host/path") from error
    return parts


def _is_loopback(host: str) -> bool:
    address = _literal(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
