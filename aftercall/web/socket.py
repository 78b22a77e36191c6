"""The Unix socket: opened for its owner alone, taken over from a dead daemon, never from a living one."""

from __future__ import annotations

import fcntl
import os
import socket
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LONGEST_PATH: Final = 107  # bytes; the kernel's limit


class SocketError(Exception):
    """The socket cannot be opened; the message says why and what to do."""

    def __init__(self, path: Path, why: str, remedy: str) -> None:
        super().__init__(f"socket {path}: {why}; {remedy}")


@dataclass
class Opened:
    """A bound socket and the lock beside it, which says that its daemon lives."""

    path: Path
    socket: socket.socket
    lock: int

    def close(self) -> None:
        """Takes the file away, then lets go of the lock."""
        self.path.unlink(missing_ok=True)
        self.socket.close()
        os.close(self.lock)


def open_socket(path: Path) -> Opened:
    """Bound, mode 0600, not yet listening. Raises SocketError."""
    path = path.absolute()
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise SocketError(
            path, f"the path is longer than {LONGEST_PATH} bytes", "set api.socket to a shorter one"
        )
    try:
        _check_folder(path)
        lock = _lock(path)
        try:
            _clear(path)
            return Opened(path, _bind(path), lock)
        except BaseException:
            os.close(lock)
            raise
    except OSError as error:
        remedy = "check the folder and its permissions, or set api.socket"
        raise SocketError(path, error.strerror or str(error), remedy) from error


def _check_folder(path: Path) -> None:
    """In a folder where strangers may rename files, the socket would be anybody's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = path.parent.stat()
    if folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX:
        raise SocketError(
            path, f"anybody may write to {path.parent}", f"chmod o-w {path.parent}, or set api.socket"
        )


def _lock(path: Path) -> int:
    """Held as long as the process lives, however it dies."""
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise _lives(path) from None
    return lock


def _clear(path: Path) -> None:
    """Take a dead daemon's socket away."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise SocketError(path, "there is a file that is no socket", "move it away, or set api.socket")
    if _answers(path):
        raise _lives(path)
    path.unlink()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)
        with suppress(ConnectionRefusedError, FileNotFoundError):
            probe.connect(str(path))
            return True
    return False


def _lives(path: Path) -> SocketError:
    return SocketError(
        path, "a daemon is already running here", "stop it first, or set api.socket to another path"
    )


def _bind(path: Path) -> socket.socket:
    """Nobody can connect before it listens, and then its mode is right."""
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(str(path))
        path.chmod(0o600)
    except BaseException:
        bound.close()
        raise
    return bound
