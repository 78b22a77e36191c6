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

_leases: dict[int, int] = {}  # first port of a block -> the file descriptor that holds it
_spare: dict[int, list[range]] = {}  # by width: pieces of leased blocks that nobody has
_lock = threading.Lock()
_owner = 0


def free_port() -> int:
    """One port, free for TCP and for UDP, that no other bench gives out while this process lives."""
    with _lock:
        _forget_after_fork()
        while True:
            port = _take(1).start
            if _is_free(port):
                return port


def port_range(width: int) -> range:
    """At least `width` neighbouring ports, the first one even, for RTP."""
    with _lock:
        _forget_after_fork()
        return _take(width + width % 2)


def give_back(ports: range) -> None:
    """What `port_range` gave, or `range(port, port + 1)` of `free_port`, may be given to others."""
    with _lock:
        if len(ports) < BLOCK:
            _spare.setdefault(len(ports), []).append(ports)
            return
        for start in ports[::BLOCK]:
            if (held := _leases.pop(start, None)) is not None:  # a fork's parent keeps its own
                os.close(held)


def _take(width: int) -> range:
    """Wide ranges are whole blocks; narrow ones are cut from a block that serves many of that width."""
    if width >= BLOCK:
        return _lease(width)
    pieces = _spare.setdefault(width, [])
    if not pieces:
        block = _lease(BLOCK)
        pieces += [block[cut : cut + width] for cut in range(0, BLOCK - width + 1, width)]
    return pieces.pop(0)


def _lease(width: int) -> range:
    """Lease enough neighbouring blocks; begin anywhere, so that two runs rarely try the same."""
    count = -(-width // BLOCK)
    starts = list(range(BLOCKS - count + 1))
    random.shuffle(starts)
    for start in starts:
        held = [_hold(start + offset) for offset in range(count)]
        if all(held):
            ports = range(FIRST + start * BLOCK, FIRST + (start + count) * BLOCK)
            _leases.update(
                (first, one.detach()) for first, one in zip(ports[::BLOCK], held, strict=True) if one
            )
            return ports
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
