"""A caller who can be heard: he sends one loud tone for as long as he is there; and what of it is in a recording."""

from __future__ import annotations

import wave
from array import array
from itertools import groupby
from pathlib import Path

from aftercall.simulator.sipp import SCENARIOS, Sipp, SipServer

TONE = (b"\x2a" * 8 + b"\xaa" * 8) * 1000  # A-law: 500 Hz, as loud as it gets; 2 s
SPEAK = '<nop><action><exec rtp_stream="{tone},-1,8"/></action></nop>\n  '
STAYS = '<pause variable="stays_ms"/>'
SLICE = 0.1  # seconds
LOUD = 3000


def speaker(server: SipServer, dials: str, folder: Path, stays_ms: int = 60_000) -> Sipp:
    """The caller of the simulator, with a voice. `folder` keeps his voice while he is there."""
    (folder / "tone.alaw").write_bytes(TONE)
    scenario = (SCENARIOS / "callers.xml").read_text()
    scenario = scenario.replace(STAYS, SPEAK.format(tone=folder / "tone.alaw") + STAYS, 1)
    scenario = scenario.replace("[media_port] RTP/AVP 0 8", "[rtpstream_audio_port] RTP/AVP 8", 1)
    (folder / "speaker.xml").write_text(scenario)
    row = ("48500100200", dials, str(stays_ms), "bye")
    return Sipp("speaker", server, str(folder / "speaker.xml"), [row], limit=1, total=1, polite=True)


def stretches(recording: Path) -> list[tuple[bool, float]]:
    """What a recording holds, as (is there sound?, seconds), in turn; slices that hold both belong to neither."""
    with wave.open(str(recording)) as file:
        step = int(file.getframerate() * SLICE)
        samples = array("h", file.readframes(file.getnframes()))
    slices = [samples[at : at + step] for at in range(0, len(samples) - step, step)]
    clear = [loud for loud in map(_loud, slices) if loud is not None]
    return [(loud, round(len(list(some)) * SLICE, 1)) for loud, some in groupby(clear)]


def _loud(part: array[int]) -> bool | None:
    """True: sound all through; False: every sample is nought; None: both."""
    if not any(part):
        return False
    return True if sum(abs(sample) > LOUD for sample in part) > 0.9 * len(part) else None
