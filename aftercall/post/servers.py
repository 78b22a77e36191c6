"""How a mail server is reached, and the certificates that are believed."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

Tls = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """`tls`: from the first byte, after STARTTLS, or not at all. Without `user` nobody logs in."""

    host: str
    port: int
    tls: Tls = "tls"
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """As people are told of it."""
        return f"{self.host}:{self.port}"


def certificates(ca_file: Path | None = None) -> ssl.SSLContext:
    """The system's authorities, and that one."""
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def is_this_machine(host: str) -> bool:
    """Where what is not encrypted is heard by nobody else."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
