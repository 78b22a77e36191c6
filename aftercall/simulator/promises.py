"""What Aftercall promises, checked against what was seen from outside. Pure: sums in, verdicts out.

Two witnesses: the observer (its tally, and how the members stand in Asterisk at the end), and the agents' days as the daemon tells
them, whose intervals are added up here anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from aftercall.simulator.observer import Place
from aftercall.simulator.tally import Aftercall, Offence, Tally

TOO_SHORT = 0.1  # seconds: AMI stamps an event when it is written, on a busy machine up to 0.04 s late (seen)
TOO_LONG = 2.0
BY_ITSELF = ("", "call", "aftercall")  # a pause for these ends by itself; what is left at the end is stuck
SHOWN = 5  # offences that a detail lists


@dataclass(frozen=True, slots=True)
class Promise:
    """`counted` is how many cases were looked at, `broken` how many broke it; `detail` says which, or the figures."""

    name: str
    counted: int
    broken: int
    detail: str = ""

    @property
    def held(self) -> bool:
        return self.broken == 0


def judged(name: str, counted: int, broken: Sequence[str]) -> Promise:
    """`broken`: in words, one a case; the first of them are shown."""
    more = f" and {len(broken) - SHOWN} more" if len(broken) > SHOWN else ""
    return Promise(name, counted, len(broken), "; ".join(broken[:SHOWN]) + more)


@dataclass(frozen=True, slots=True)
class Report:
    """`figures` is what happened, for the reader; only the promises are judged."""

    promises: tuple[Promise, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        return all(promise.held for promise in self.promises)

    def as_json(self) -> dict[str, Any]:
        return {
            "held": self.held,
            "promises": [{**asdict(one), "held": one.held} for one in self.promises],
            "figures": dict(self.figures),
        }


def no_call_in_aftercall(tally: Tally) -> Promise:
    offences = tally.in_aftercall
    return Promise("no call in aftercall", tally.calls, len(offences), _offences(offences))


def no_offer_on_a_break(tally: Tally, breaks: int) -> Promise:
    return Promise("no offer on a break", breaks, len(tally.on_break), _offences(tally.on_break))


def aftercall_lengths(aftercalls: Sequence[Aftercall], seconds: Mapping[str, float]) -> Promise:
    """`seconds` by queue. For runs in which nobody extends or ends one early."""
    wrong = [one for one in aftercalls if too_short(one, seconds) or too_long(one, seconds)]
    lengths = sorted(one.length for one in aftercalls)
    figures = f"{lengths[0]:.3f} to {lengths[-1]:.3f} s" if lengths else "none ended"
    which = "; ".join(f"agent {one.agent}, queue {one.queue}: {one.length:.3f} s" for one in wrong[:SHOWN])
    return Promise("aftercall as long as the queue says", len(aftercalls), len(wrong), which or figures)


def too_short(one: Aftercall, seconds: Mapping[str, float]) -> bool:
    return one.length < seconds[one.queue] - TOO_SHORT


def too_long(one: Aftercall, seconds: Mapping[str, float]) -> bool:
    return one.length > seconds[one.queue] + TOO_LONG


def nobody_stuck(places: Iterable[Place], boards: Iterable[Mapping[str, Any]]) -> Promise:
    """Some seconds after the last call: nobody is paused in Asterisk without a reason that the daemon knows too, and
    whoever is free on the board stands unpaused in each of his queues.

    `boards` are the agents as the daemon's API tells them.
    """
    by_agent: dict[str, list[Place]] = {}
    for place in places:
        by_agent.setdefault(place.agent, []).append(place)
    known = {board["code"]: board for board in boards}
    stuck = [why for agent, board in known.items() for why in _stuck(board, by_agent.get(agent, []))]
    stuck += [
        f"agent {agent} is in queues, but nobody knows him" for agent in sorted(by_agent.keys() - known)
    ]
    return Promise("nobody stuck in a pause", len(known), len(stuck), "; ".join(stuck[:SHOWN]))


def _stuck(board: Mapping[str, Any], places: Sequence[Place]) -> list[str]:
    agent, state = board["code"], board["state"]
    paused = [place for place in places if place.paused]
    if state == "free":
        missing = sorted(set(board["queues"]) - {place.queue for place in places})
        why = [f"agent {agent} is free, but paused in {one.queue} for {one.reason!r}" for one in paused]
        return why + [f"agent {agent} is free, but not in {queue}" for queue in missing]
    if state in ("talking", "on hold", "ringing", "aftercall"):
        return [f"agent {agent} is {state} though no call is up"]
    return [
        f"agent {agent} is {state}, but paused for {one.reason!r}"
        for one in paused
        if one.reason in BY_ITSELF
    ]


def intervals_without_a_hole(days: Iterable[Mapping[str, Any]]) -> Promise:
    """`days` as the API tells them. Edges must meet, lengths must add up, and the daemon's own check must find nothing."""
    faults: list[str] = []
    counted = 0
    for day in days:
        counted += len(day["intervals"])
        faults += [f"agent {day['agent']}: {fault['text']}" for fault in day["faults"]]
        faults += [f"agent {day['agent']}: {text}" for text in _holes(day["intervals"])]
    return Promise("time without a hole", counted, len(faults), "; ".join(faults[:SHOWN]))


def _holes(intervals: Sequence[Mapping[str, Any]]) -> list[str]:
    texts = [
        f"{left['state']} ends {left['end']}, {right['state']} begins {right['begin']}"
        for left, right in pairwise(intervals)
        if left["end"] != right["begin"]
    ]
    return texts + [
        f"{one['state']} from {one['begin']} to {one['end']} is said to be {one['length_ms']} ms"
        for one in intervals
        if milliseconds(one["end"]) - milliseconds(one["begin"]) != one["length_ms"]
    ]


def callers_accounted_for(tally: Tally, today: Mapping[str, int]) -> Promise:
    """When the last caller is gone: who came was answered or left, and the board's sums of the run say the same.

    `today` is what the queues' boards gained by since the run began: `offered`, `answered`, and by how they left.
    """
    lost = sum(today[name] for name in ("abandoned", "timeout", "other"))
    pairs = {
        "came": (tally.joined, tally.answered + tally.abandoned),
        "offered on the board": (tally.joined, today["offered"]),
        "answered on the board": (tally.answered, today["answered"]),
        "lost on the board": (tally.abandoned, lost),
    }
    wrong = [f"{name}: {told}, seen {saw}" for name, (saw, told) in pairs.items() if saw != told]
    return Promise("every caller accounted for", tally.joined, len(wrong), "; ".join(wrong))


def milliseconds(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)


def _offences(offences: Sequence[Offence]) -> str:
    shown = (f"agent {one.agent} from queue {one.queue} after {one.since:.3f} s" for one in offences[:SHOWN])
    return "; ".join(shown)
