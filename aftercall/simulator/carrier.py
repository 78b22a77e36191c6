"""A simulated carrier: whoever is dialled over it answers as the last two digits of his number say (scenarios/carrier.xml).

Numbers are +48 51N NNN NEE: valid Polish mobile numbers, `EE` the ending. It counts the INVITEs by number, so that what
was dialled can be held against the attempts on record.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from aftercall.bench.errors import BenchError
from aftercall.bench.folders import Folder
from aftercall.simulator.sipp import SCENARIOS, Sipp, SipServer

ENDPOINT = """
[{name}](acd-trunk)
aors = {name}
rtp_timeout = 0   ; simulated people send no voice
[{name}](acd-trunk-aor)
contact = sip:127.0.0.1:{port}
qualify_frequency = 0
"""

PERSON: Final = tuple(f"0{seconds}" for seconds in range(1, 10))
ANSWERS: Final = {"person": PERSON, "curt": tuple(f"1{n}" for n in range(1, 10)), "machine": ("40", "41")}
REFUSES: Final = {
    "busy": ("30", "31"),
    "declines": ("32",),
    "rings": ("33",),
    "unknown": ("34",),
    "congested": ("35",),
    "away": ("36",),
}
ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    **ANSWERS,
    **REFUSES,
    "silent": ("60",),
    "gone": ("61", "62"),
}

Profile = Mapping[str, float | tuple[float, ...]]
"""How often, of all numbers, who is behind it: names of `ENDINGS` and their weights; 24 of them where it depends on the hour."""

NOON: Final = 12
AT_HOME: Final = (
    *(2, 1, 1, 1, 1, 2, 5, 9),  # 0 to 7 o'clock
    *(12, 11, 10, 11, 16, 15, 11, 12),  # 8 to 15
    *(16, 24, 30, 32, 28, 20, 10, 4),  # 16 to 23
)
"""Who picks up, of a hundred: a few in the morning, some at lunch, most in the evening. Invented: a shape to test with."""

PROFILES: Final[Mapping[str, Profile]] = {
    "everybody": {"person": 1},
    "mixed": {
        "person": 30,
        "rings": 40,
        "busy": 12,
        "declines": 6,
        "unknown": 4,
        "away": 4,
        "gone": 2,
        "curt": 2,
    },
    "scarce": {"person": 10, "rings": 65, "busy": 10, "declines": 5, "unknown": 5, "away": 5},
    "machines": {"person": 25, "machine": 25, "rings": 40, "busy": 10},
    "day": {
        "person": AT_HOME,
        "rings": tuple(80 - home for home in AT_HOME),
        "busy": 10,
        "declines": 5,
        "unknown": 5,
    },
}


def weights_at(profile: Profile, hour: int) -> dict[str, float]:
    """What holds at this hour of the day, 0 to 23, by the clock of whoever is called."""
    return {name: one[hour] if isinstance(one, tuple) else one for name, one in profile.items()}


def numbers(profile: Profile, seed: int = 0, hour: int = NOON) -> Iterator[str]:
    """E.164, no two alike, 100,000 of them, of people as they are at this hour; the same seed and hour give the same ones."""
    dice = random.Random(seed)
    at = weights_at(profile, hour)
    names, weights = list(at), list(at.values())
    for index in range(100_000):
        yield number(index, dice.choice(ENDINGS[dice.choices(names, weights)[0]]))


def number(index: int, ending: str) -> str:
    return f"+4851{index:05d}{ending}"


class Carrier(Sipp):
    """One process for all who are dialled. Give its `endpoint()` to Asterisk before it starts.

    `voice`: people send the other side's voice back, for talks longer than a trunk's rtp_timeout.
    """

    def __init__(self, server: SipServer, *, voice: bool = False) -> None:
        self._voices = Folder("aftercall-voices")
        try:
            scenario = _scenario(self._voices.path)
            super().__init__(
                "carrier", server, str(scenario), [("carrier",)], limit=10_000, voice=voice, media_ports=400,
                more=("-trace_logs", "-log_file", str(self._voices.path / "invites.log")),
            )  # fmt: skip
        except BaseException:
            self._voices.close()
            raise

    def endpoint(self, name: str = "carrier") -> str:
        """For acd_trunks.conf."""
        return ENDPOINT.format(name=name, port=self.port)

    def invites(self) -> Counter[str]:
        """Number as dialled -> calls so far; repetitions of one call count once."""
        calls = dict(_INVITE.findall(self._log()))
        return Counter(calls.values())

    def callers(self) -> dict[str, str]:
        """Number as dialled -> the caller id that was shown last."""
        return dict(_CALLER.findall(self._log()))

    def close(self) -> None:
        super().close()
        self._voices.close()

    def _log(self) -> str:
        path = self._voices.path / "invites.log"
        return path.read_text(errors="replace") if path.exists() else ""


_INVITE: Final = re.compile(r"^INVITE (\S+) (\S+) from", re.MULTILINE)
_CALLER: Final = re.compile(r"^INVITE \S+ (\S+) from .*?<sips?:([^@>;]+)@", re.MULTILINE)

# --- voices ------------------------------------------------------------------------------------------------------

GREETING: Final = (
    "You have reached the voice mail of Anna Nowak. I am not able to take your call at the moment. "
    "Please leave your name, your number and a short message after the tone, and I will call you back as soon as I can."
)
SPOKEN: Final = {
    "greeting": GREETING,
    "short": "This is the voice mail of Anna Nowak. Please leave a message.",
    "hello": "Hello?",
    "name": "Hello, Anna speaking.",
}


def _scenario(folder: Path) -> Path:
    """The scenario with files for its voices: A-law, as RTP carries it."""
    text = (SCENARIOS / "carrier.xml").read_text()
    for name, words in SPOKEN.items():
        target = folder / f"{name}.alaw"
        _speak(words, target, tone=name in ("greeting", "short"))
        text = text.replace(f"@{name}@", str(target))
    path = folder / "carrier.xml"
    path.write_text(text)
    return path


def _speak(words: str, target: Path, *, tone: bool) -> None:
    """With a breath before it and, of a machine, the tone behind; then a minute of silence, so that voice goes on."""
    spoken = target.with_suffix(".wav")
    _run("espeak-ng", "-v", "en", "-s", "150", "-w", str(spoken), words)
    raw = ["-t", "raw", "-r", "8000", "-c", "1", "-e", "a-law"]
    trim = ["silence", "1", "0.02", "0.5%", "reverse"] * 2
    clean = target.with_suffix(".clean.wav")
    _run("sox", str(spoken), "-r", "8000", "-c", "1", str(clean), *trim, "norm", "-6", "pad", "0.3", "0.3")
    parts = [str(clean)]
    if tone:
        beep = target.with_suffix(".beep.wav")
        _run("sox", "-n", "-r", "8000", "-c", "1", str(beep), "synth", "0.5", "sine", "1000", "norm", "-9")
        parts.append(str(beep))
    _run("sox", *parts, *raw, str(target), "pad", "0", "60")


def _run(*words: str) -> None:
    if shutil.which(words[0]) is None:
        raise BenchError(
            f"{words[0]} is not installed, and the carrier's people cannot speak: run `make setup`"
        )
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"{words[0]} failed: {done.stderr.strip()}")
