"""A private Asterisk on free ports of 127.0.0.1, with our configuration; several may run at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

from aftercall.bench.asterisk_clock import Clock
from aftercall.bench.asterisk_home import find
from aftercall.bench.asterisk_site import Site, lay_out, new_site, write_site
from aftercall.bench.errors import BenchError
from aftercall.bench.folders import Folder
from aftercall.bench.ports import give_back
from aftercall.bench.process import Process
from aftercall.bench.started import Server

START_TIMEOUT = 60.0
_TRIES = 3
_TAKEN = "Address already in use"


class Asterisk(Server):
    """Start with `start()` or `with`. Ports, secrets, files and astdb stay as they are over `restart`.

    `rtp_ports`: two for each leg of a call. `faketime`: run under libfaketime, so that `step_clock` can move
    its wall clock. `verbose`: how much of the dialplan's doings goes to `full_log` (3 shows each step).
    `sip_host`: where phones may come from; 0.0.0.0 lets a softphone of the neighbourhood join. AMI stays private.
    """

    def __init__(
        self, *, rtp_ports: int = 400, faketime: bool = False, verbose: int = 0, sip_host: str = "127.0.0.1"
    ) -> None:
        self.home = find(faketime=faketime)
        chrooted = self.home.root != Path("/")
        self._folder = Folder("aftercall-asterisk", self.home.root / "srv" if chrooted else None)
        self.folder = self._folder.path
        self.etc = self.folder / "etc"
        self.astdb = self.folder / "lib/astdb.sqlite3"
        self.full_log = self.folder / "log/full"
        self.console_log = self.folder / "log/console"
        self.clock = Clock(self.home, self.folder) if faketime else None
        self._closed = False
        self._rtp_ports = rtp_ports
        self._sip_host = sip_host
        try:
            lay_out(self.home, self.folder, verbose)
            self.site: Site = self._new_site()
        except BaseException:
            self._folder.close()
            raise
        self._process = Process("Asterisk", self._server_command(), self.console_log)

    host = "127.0.0.1"

    @property
    def ami_port(self) -> int:
        return self.site.ami_port

    @property
    def sip_port(self) -> int:
        return self.site.sip_port

    @property
    def secrets(self) -> dict[str, str]:
        """AMI user -> secret, for `aftercall` and `aftercall-provision`."""
        return self.site.secrets

    @property
    def version(self) -> str:
        return self.home.version

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.alive

    def start(self) -> None:
        """Start, and return when it is fully booted.

        The first start moves to other ports if somebody took one meanwhile; later ones keep them.
        """
        first = not self.full_log.exists()
        for left in reversed(range(_TRIES if first else 1)):
            self._process.start()
            self._process.wait_ready(self._booted, START_TIMEOUT)
            if _TAKEN not in self._said():
                return
            self.stop()
            if left:
                give_back(self.site.rtp)  # the two lost ports are not given back: somebody has them
                self.site = self._new_site()
                self._forget_logs()
        raise BenchError(
            f"the ports of Asterisk in {self.folder} are taken: stop what listens there; see `ss -lntup`"
        )

    def stop(self) -> None:
        """The graceful stop: calls are hung up, persistent members and astdb are saved."""
        self._process.stop()

    def kill(self) -> None:
        """SIGKILL: nothing is said, and what was written to astdb in the last second is lost."""
        self._process.kill()

    def cli(self, command: str, timeout: float = 10.0) -> str:
        """What `asterisk -rx COMMAND` prints."""
        done = self._run_cli(command, timeout)
        if done.returncode != 0:
            raise BenchError(f"asterisk -rx {command!r} failed: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def step_clock(self, seconds: float) -> None:
        """Move its wall clock by so many seconds (negative: back); its monotonic clock goes on as before."""
        if self.clock is None:
            raise BenchError("this Asterisk was not made with faketime=True")
        self.clock.step(seconds)

    def close(self) -> None:
        """Kill it, for nothing is to be saved, and remove its folder (kept if AFTERCALL_KEEP_BENCH is set)."""
        self.kill()
        if not self._closed:
            self._closed = True
            self.site.give_back()
            self._folder.close()

    def _new_site(self) -> Site:
        site = new_site(self._rtp_ports, self._sip_host)
        write_site(self.home, self.folder, site)
        return site

    def _server_command(self) -> list[str]:
        env = [f"{name}={value}" for name, value in self.clock.env.items()] if self.clock else []
        return [*self.home.enter, "env", *env, *self._words("-f", "-n")]

    def _words(self, *words: str) -> list[str]:
        return [self.home.binary, "-C", self.home.inside(self.etc / "asterisk.conf"), *words]

    def _run_cli(self, command: str, timeout: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.home.enter, *self._words("-rx", command)],
            capture_output=True,
            text=True,
            errors="replace",  # it may cut a letter in two
            timeout=timeout,
            check=False,
        )

    def _booted(self) -> bool:
        if not (self.folder / "run/asterisk.ctl").exists():
            return False
        done = self._run_cli("core waitfullybooted", START_TIMEOUT)
        return done.returncode == 0 and "fully booted" in done.stdout

    def _said(self) -> str:
        logs = (self.console_log, self.full_log)
        return "\n".join(log.read_text(errors="replace") for log in logs if log.exists())

    def _forget_logs(self) -> None:
        for log in (self.console_log, self.full_log):
            log.unlink(missing_ok=True)
