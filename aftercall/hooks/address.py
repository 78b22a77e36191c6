"""Where a hook may lead: to the world, not into the house (server-side request forgery), unless a setting says so.

A name is looked up by us, each of its addresses is judged, and the connection goes to the very address that was judged: a name that
answers otherwise the next moment leads nowhere else.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address
NAT64: Final = IPv6Network("64:ff9b::/96")
_LOOKING: Final = ThreadPoolExecutor(8, "hook names")
"""Of their own: a name server that is silent for minutes must not hold the threads that others need."""


class NoWay(Exception):  # noqa: N818 - reads as what it is
    """There is no address to connect to; the message says why."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`private`: networks of one's own that hooks may reach. `http`: also without encryption, and not to this machine alone."""

    private: tuple[IPv4Network | IPv6Network, ...] = ()
    http: bool = False

    def refusal(self, address: Address, scheme: str) -> str:
        """Why it may not be reached; empty: it may."""
        real = plain(address)
        if scheme == "http" and not self.http and not real.is_loopback:
            return f"{real} without encryption (hooks.http)"
        if real.is_multicast or real.is_unspecified:
            return f"{real} is nobody's address"
        if real.is_global or any(real in network for network in self.private):
            return ""
        return f"{real} is a private address (hooks.private)"


def plain(address: Address) -> Address:
    """An IPv4 address that hides in an IPv6 one, as what it is."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


async def addresses_of(host: str, port: int, scheme: str, rules: Rules) -> tuple[Address, ...]:
    """The addresses to connect to, the best first, at least one. Raises NoWay; all addresses of a name must be allowed."""
    loop = asyncio.get_running_loop()
    look = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await loop.run_in_executor(_LOOKING, look)
    except (OSError, UnicodeError) as error:
        raise NoWay(f"{host} is not found: {getattr(error, 'strerror', None) or error}") from error
    addresses = tuple(dict.fromkeys(ip_address(str(info[4][0]).partition("%")[0]) for info in found))
    for address in addresses:
        if why := rules.refusal(address, scheme):
            raise NoWay(f"{host} may not be reached: {why}")
    if not addresses:
        raise NoWay(f"{host} has no address")
    return addresses
