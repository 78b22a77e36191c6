"""One child process: started, waited for, stopped by its pid; dead at the latest when its parent is.

`setpriv --pdeathsig KILL` (util-linux, on every Debian) makes the kernel kill the child when the *thread*
that started it ends, so all children are started from one thread that lives as long as the program.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from aftercall.bench.errors import BenchError

_starter = ThreadPoolExecutor(1, "bench-starter")
_POLL = 0.05


class Process:
    """A server in the foreground; its output goes to the file `log`, added to what is there.

    `user` is whom it runs as (only root can choose). `polite` is the signal that asks it to stop.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
        polite: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.env = {**os.environ, **(env or {})}
        self.user = user
        self.polite = polite
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._child is None:
            raise BenchError(f"{self.name} was not started")
        return self._child.pid

    @property
    def succeeded(self) -> bool:
        """It ran and ended by itself, with nothing to complain of."""
        return self._child is not None and self._child.poll() == 0

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        if self.alive:
            raise BenchError(f"{self.name} already runs as pid {self.pid}")
        self._child = _starter.submit(self._spawn).result()

    def _spawn(self) -> subprocess.Popen[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*self._guard(), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                start_new_session=True,  # Ctrl-C reaches the parent alone, which stops its servers in order
            )

    def _guard(self) -> list[str]:
        """Become `user`, then ask to die with the parent: a change of user would clear that wish, so there is none after it, not by
        a program that is set-user-ID either."""
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise BenchError("setpriv is missing: apt-get install util-linux")
        guard = [setpriv, "--pdeathsig", "KILL", "--"]
        if self.user is None:
            return guard
        return [
            setpriv,
            "--reuid",
            self.user,
            "--regid",
            self.user,
            "--init-groups",
            "--no-new-privs",
            "--",
            *guard,
        ]

    def wait_ready(self, ready: Callable[[], bool], timeout: float) -> None:
        """Return when `ready()` is true; raise with the log's end when the process dies or time runs out."""
        deadline = time.monotonic() + timeout
        while not ready():
            if not self.alive:
                raise BenchError(f"{self.name} ended while starting; its last words:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise BenchError(
                    f"{self.name} was not ready after {timeout:g} s; its last words:\n{self.tail()}"
                )
            time.sleep(_POLL)

    def stop(self, timeout: float = 10.0) -> None:
        """Ask politely, wait, then kill what is left of its process group. Stopping twice is no error."""
        if self._child is None:
            return
        if self.alive:
            self._child.send_signal(self.polite)
            with suppress(subprocess.TimeoutExpired):  # the kill below is the answer to that
                self._child.wait(timeout)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to the process and to its children, and wait until it is gone."""
        if self._child is None:
            return
        with suppress(ProcessLookupError):  # nobody of its group is left
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def children(self) -> list[int]:
        """Pids of its direct children."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def tail(self, lines: int = 15) -> str:
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def wait_gone(pids: Sequence[int], timeout: float = 5.0) -> None:
    """Wait until none of these processes runs any more; for those that are not our children."""
    deadline = time.monotonic() + timeout
    while any(map(_runs, pids)):
        if time.monotonic() > deadline:
            raise BenchError(f"processes {[pid for pid in pids if _runs(pid)]} did not end in {timeout:g} s")
        time.sleep(_POLL)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
