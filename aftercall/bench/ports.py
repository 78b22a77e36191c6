"""Ports of 127.0.0.1 for private servers, so that runs beside each other never meet.

Ports come in blocks, below the kernel's own range for outgoing connections. A block is leased by binding
an abstract Unix socket with its number in the name: the kernel keeps such names per network (the scope of a
port), shows them to every process whatever its root folder, and drops them with the process, so a crash
leaves no lease. Whoever does not lease may still sit on a port: each is tried before it is given out, and
servers that lose the last race are started again on other ports (see `Asterisk.start`).
"""

from __future__ import annotations

import os
import random
import socket
import threading

from aftercall.bench.errors import BenchError

FIRST = 10_000
BLOCK = 100
BLOCKS = 220  # up to 31,999; Linux takes outgoing ports from 32,768 on

_leases: list[int] = []  # file descriptors, open till the end
_spare: list[int] = []
_lock = threading.Lock()
_owner = 0


def free_port() -> int:
    """One port, free for TCP and for UDP, that no other bench gives out while this process lives."""
    with _lock:
        _forget_after_fork()
        while True:
            if not _spare:
                _spare.extend(_lease(BLOCK))
            port = _spare.pop(0)
            if _is_free(port):
                return port


def port_range(width: int) -> range:
    """Neighbouring ports beginning with an even one, for RTP: `width` of them, rounded up to whole blocks."""
    with _lock:
        _forget_after_fork()
        return _lease(width)


def _lease(width: int) -> range:
    """Lease enough neighbouring blocks; begin anywhere, so that two runs rarely try the same."""
    count = -(-width // BLOCK)
    starts = list(range(BLOCKS - count + 1))
    random.shuffle(starts)
    for start in starts:
        held = [_hold(start + offset) for offset in range(count)]
        if all(held):
            _leases.extend(one.detach() for one in held if one)
            first = FIRST + start * BLOCK
            return range(first, first + count * BLOCK)
        for one in held:
            if one:
                one.close()
    raise BenchError(
        f"no {width} neighbouring ports left on 127.0.0.1; stop other runs on this machine and try again"
    )


def _hold(block: int) -> socket.socket | None:
    lease = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        lease.bind(f"\0aftercall-ports-{block}")
    except OSError:
        lease.close()
        return None
    return lease


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind is socket.SOCK_STREAM:  # a port in TIME_WAIT is free for a server, which sets the same
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def _forget_after_fork() -> None:
    """A forked child shares its parent's leases but must give out ports of its own."""
    global _owner
    if _owner != os.getpid():
        _owner = os.getpid()
        _leases.clear()
        _spare.clear()
