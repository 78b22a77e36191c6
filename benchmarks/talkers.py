"""Callers who talk: they send voice for as long as their call lasts, and stay until the agent hangs up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from aftercall.bench.folders import Folder
from aftercall.simulator.sipp import Sipp, SipServer

SCENARIO = Path(__file__).with_name("talking_callers.xml")
ROWS = 2000
SECOND = 8000  # bytes of G.711


class Talkers(Sipp):
    """A steady stream of them, `rate` a second, dialling `numbers` in turn; never more than `most` at once."""

    def __init__(self, server: SipServer, numbers: Sequence[str], *, rate: float, most: int) -> None:
        self._files = Folder("aftercall-talkers")
        voice = self._files.path / "voice.ulaw"
        voice.write_bytes(bytes(range(256)) * (10 * SECOND // 256))
        scenario = self._files.path / SCENARIO.name
        scenario.write_text(SCENARIO.read_text().replace("VOICE,", f"{voice},"))
        rows = [(f"5{index:07d}00", dialled) for index, dialled in enumerate(islice(cycle(numbers), ROWS))]
        super().__init__("talkers", server, str(scenario), rows, rate=rate, limit=most)

    def close(self) -> None:
        super().close()
        self._files.close()
