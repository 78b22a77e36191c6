"""Running SIPp: one process, its data file, its counters, its rate and its end.

A process lives at most as long as the program that started it. Everything it writes lies in a folder of its own, which goes with it.
"""

from __future__ import annotations

import csv
import math
import shutil
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from aftercall.bench.errors import BenchError
from aftercall.bench.folders import Folder
from aftercall.bench.ports import free_port, give_back, port_range
from aftercall.bench.process import Process
from aftercall.bench.started import Started
from aftercall.simulator.farewell import ask_to_leave

SCENARIOS = Path(str(files("aftercall.simulator") / "scenarios"))
HOST = "127.0.0.1"
_GOODBYE = (
    10.0  # seconds for the BYEs of those who are asked to hang up; then the process is ended all the same
)
_ASK_AGAIN = 0.5
_STALE = 3.0  # seconds by which SIPp's own count of its calls may lag behind


class SipServer(Protocol):
    """Where the calls go: an Asterisk of the bench, or a running site."""

    @property
    def host(self) -> str: ...
    @property
    def sip_port(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Counts:
    """SIPp's own totals so far. Calls that Asterisk makes to the phones are not among them (SIPp does not count those)."""

    created: int
    current: int
    successful: int
    failed: int


class Sipp(Started):
    """One SIPp process running `scenario` against `server`.

    `rows` is its data file, one row for each call, again from the top when they are used up. `rate` calls a second
    are begun, `limit` at once, `total` in all (None: no end). `answers` is the scenario for what comes in unasked.
    `voice`: send the other side's voice back, for talks longer than Asterisk's rtp_timeout; else nothing is sent.
    `media_ports`: for scenarios that send voice of their own, two for each call at once. `more`: more words of SIPp's.
    `polite`: the scenario hangs up when a text message asks for it; without that, `stop` leaves its calls without a BYE.
    """

    def __init__(
        self,
        name: str,
        server: SipServer,
        scenario: str,
        rows: Sequence[Sequence[str]],
        *,
        rate: float = 10,
        limit: int,
        total: int | None = None,
        answers: str | None = None,
        voice: bool = False,
        polite: bool = False,
        media_ports: int = 4,
        more: Sequence[str] = (),
    ) -> None:
        self.name = name
        self._rate = rate
        self._polite = polite
        self._folder = Folder(f"aftercall-sipp-{name}")
        self.folder = self._folder.path
        self.port = free_port()
        self._control = free_port()
        self._media: range | None = port_range(media_ports)
        _write_rows(self.folder / "rows.csv", rows)
        command: list[str | Path] = [
            _program(), f"{server.host}:{server.sip_port}", "-sf", SCENARIOS / scenario, "-inf", self.folder / "rows.csv",
            "-i", HOST, "-mi", HOST, "-p", str(self.port), "-mp", str(self._media.start),
            "-ci", HOST, "-cp", str(self._control),
            "-r", f"{rate:g}", "-l", str(limit), "-nostdin", "-f", "60", "-aa", "-deadcall_wait", "500",
            "-trace_stat", "-fd", "1", "-stf", self.folder / "counts.csv", *more,
        ]  # fmt: skip
        if total is not None:
            command += ["-m", str(total)]
        if answers is not None:
            command += ["-oocsf", SCENARIOS / answers]
        if voice:
            command.append("-rtp_echo")
        self._process = Process(f"SIPp {name}", command, self.folder / "out.log")

    @property
    def alive(self) -> bool:
        return self._process.alive

    def start(self) -> None:
        """Start; a scenario that SIPp refuses raises with SIPp's own words."""
        self._process.start()
        self._process.wait_ready(self._listens, 30)

    def counts(self) -> Counts:
        """The totals as of the last second; all nought before the first line is written."""
        path = self.folder / "counts.csv"
        lines = path.read_text().splitlines() if path.exists() else []
        rows = list(csv.DictReader(lines[:1] + lines[-1:], delimiter=";")) if len(lines) > 1 else []
        if not rows:
            return Counts(0, 0, 0, 0)
        names = ("TotalCallCreated", "CurrentCall", "SuccessfulCall(C)", "FailedCall(C)")
        return Counts(*(int(rows[0][name] or 0) for name in names))

    def set_rate(self, rate: float) -> None:
        self._rate = max(self._rate, rate)
        self._tell(f"cset rate {rate:g}\n")

    def set_limit(self, limit: int) -> None:
        self._tell(f"cset limit {limit}\n")

    def finish(self) -> None:
        """Begin no more calls; those that are up go on."""
        self._tell("q")

    def stop(self) -> None:
        """Begin no more calls; those that are up hang up, if they are `polite`."""
        if self._polite:
            self._say_goodbye()
        self._process.kill()

    def _say_goodbye(self) -> None:
        """It ends by itself when it begins no more calls and the last one is over."""
        deadline, ask = time.monotonic() + _GOODBYE, 0.0
        while self.alive and (now := time.monotonic()) < deadline:
            if now > ask:
                ask = now + _ASK_AGAIN
                self.finish()
                begun = self.counts().created + math.ceil(self._rate * _STALE)
                ask_to_leave(HOST, self.port, self._process.pid, begun)
            time.sleep(0.01)

    def kill(self) -> None:
        """Vanish without a word, as phones do that lose power."""
        self._process.kill()

    def close(self) -> None:
        """Others may have its media ports then; not its SIP port, to which a server may talk for a while yet."""
        super().close()
        if self._media is not None:
            give_back(self._media)
            self._media = None

    def _listens(self) -> bool:
        """It is done already; or somebody has its SIP port: it is SIPp, for nobody else is given that port.

        Read from the kernel's list: who tried the port himself might have it in the very moment in which SIPp wants it.
        """
        if self._process.succeeded:
            return True
        sockets = Path("/proc/net/udp").read_text().splitlines()[1:]
        return any(line.split()[1].endswith(f":{self.port:04X}") for line in sockets)

    def _tell(self, words: str) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
            control.sendto(words.encode(), (HOST, self._control))


def _write_rows(path: Path, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        if any(";" in field or "\n" in field or "\r" in field for field in row):
            raise BenchError(f"SIPp's data file cannot hold a ; or a line break: {row}")
    path.write_text("".join(f"{line}\n" for line in ["SEQUENTIAL", *(";".join(row) for row in rows)]))


def _program() -> str:
    found = shutil.which("sipp")
    if found is None:
        raise BenchError("sipp is not installed: run `make setup`, or apt-get install sip-tester")
    return found
