"""Who comes in at the demo's desktop: a user for each role, with a password made for this run."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final

from aftercall.bench.ports import free_port
from aftercall.demo.cast import SPARE
from aftercall.simulator.commands import Api

PORT: Final = 8420
ROLES: Final = ("agent", "supervisor", "manager", "administrator", "tester")
A_LINE: Final = 3
"""Log-ins that stand side by side."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """The name is that of the role."""

    role: str
    password: str

    @property
    def user(self) -> dict[str, Any]:
        named = {"roles": [self.role], "shown": self.role.capitalize()}
        return named | {"agent": SPARE, "shown": "You"} if self.role == "agent" else named


def log_ins() -> list[LogIn]:
    return [LogIn(role, token_hex(5)) for role in ROLES]


async def let_in(api: Api, people: Sequence[LogIn]) -> None:
    """After the spare agent was made: one of them is he."""
    for one in people:
        await api.put("users", one.role, one.user)
        await api.put(f"users/{one.role}", "password", {"password": one.password})


def port(wanted: int = PORT) -> int:
    """That of a new daemon, or the one wanted; if somebody else has it any that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
    return wanted


def lines(address: str, shop: str, people: Sequence[LogIn]) -> list[str]:
    words = [f"{one.role} {one.password}" for one in people]
    rows = [", ".join(words[at : at + A_LINE]) for at in range(0, len(words), A_LINE)]
    return [
        f"the desktop: {address}   a shop's chat: {shop}",
        *(f"  log in as {row}" for row in rows),
    ]
