"""Who is at the other end of a Unix socket: the kernel says so, nobody can claim to be another."""

from __future__ import annotations

import pwd
import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

_UCRED: Final = struct.Struct("3i")  # pid, uid, gid; see unix(7), SO_PEERCRED


@dataclass(frozen=True, slots=True)
class Peer:
    """As it was when the connection was made."""

    pid: int
    uid: int
    gid: int

    @property
    def name(self) -> str:
        return user_name(self.uid)


@lru_cache(maxsize=64)
def user_name(uid: int) -> str:
    """The system user's name; one without a name is called by his number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def peer_of(connection: socket.socket) -> Peer:
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
    return Peer(*_UCRED.unpack(found))


class PeerProtocol(H11Protocol):
    """HTTP as uvicorn speaks it; each request's state also holds `peer`."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        peer = peer_of(transport.get_extra_info("socket"))
        self.app_state = {**self.app_state, "peer": peer}
