"""Hours: open-time arithmetic a second, on one core.

The same questions, in the same run, to each: how much open time lies between two moments of 2026, up to 30 days apart (whole minutes),
Monday to Friday 9-17 in Warsaw.

* `ours`: `open_between`, once everything is warm
* `minutes`: a count minute by minute by the clock on the wall, which needs no library and is what others are checked against
* `businesstimedelta`: the library for it; it takes zones of pytz only

All must give the same answers, or there is no figure. Beside them: the other questions, and the first one that is asked of a calendar.
The time is this process's on the processor, so that a neighbour costs little.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from datetime import time as clock_time
from typing import Any, Final
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz

from acd.core.calendar import Calendar, Interval
from acd.core.hours import after_open, is_open, open_between
from acd.core.moment import DAY, HOUR, MINUTE, Moment, Span
from acd.core.stretch import LENGTH, stretch
from acd.core.wall import opening
from benchmarks.figures import machine, show

ZONE: Final = "Europe/Warsaw"
OFFICE: Final = Calendar(ZONE, ((Interval(9 * 60, 17 * 60),),) * 5 + ((), ()))
YEAR: Final = 365 * DAY
GOAL: Final = 50_000  # times a second: is it open?
ROUNDS: Final = 200
FEW: Final = 100  # questions to the slow ones

Pair = tuple[Moment, Moment]


def questions(number: int, seed: int = 1) -> list[Pair]:
    chance, begin = random.Random(seed), opening(ZONE, datetime(2026, 1, 1))
    starts = [begin + chance.randrange((YEAR - 30 * DAY) // MINUTE) * MINUTE for _ in range(number)]
    return [(start, start + chance.randrange(30 * DAY // MINUTE) * MINUTE) for start in starts]


# --- the contestants ---------------------------------------------------------------------------------------------


def ours(pair: Pair) -> Span:
    return open_between(OFFICE, *pair)


def minutes(pair: Pair) -> Span:
    zone, count = ZoneInfo(ZONE), 0
    for at in range(pair[0], pair[1], MINUTE):
        wall = datetime.fromtimestamp(at // 1000, zone)
        count += wall.weekday() < 5 and 9 <= wall.hour < 17
    return count * MINUTE


def library() -> Callable[[Pair], Span]:
    zone = pytz.timezone(ZONE)
    day = businesstimedelta.WorkDayRule(clock_time(9), clock_time(17), working_days=[0, 1, 2, 3, 4], tz=zone)
    rules = businesstimedelta.Rules([day])

    def ask(pair: Pair) -> Span:
        start, end = (datetime.fromtimestamp(at // 1000, zone) for at in pair)
        delta = rules.difference(start, end)
        return int(delta.hours) * HOUR + int(delta.seconds) * 1000

    return ask


# --- the measuring -----------------------------------------------------------------------------------------------


def rate(ask: Callable[[Any], Any], asked: Sequence[Any], rounds: int = 1) -> tuple[float, list[Any]]:
    """Questions a second, and the answers of the last round."""
    began, answers = time.process_time(), []
    for _ in range(rounds):
        answers = [ask(one) for one in asked]
    return rounds * len(asked) / (time.process_time() - began), answers


def measure() -> dict[str, Any]:
    before, asked = machine(), questions(1000)
    first = _first_ms()
    warm, answers = rate(ours, asked, ROUNDS)
    slow, counted = rate(minutes, asked[:FEW])
    peer, told = rate(library(), asked[:FEW])
    if not answers[:FEW] == counted == told:
        raise SystemExit("hours: the answers differ, so no figure says anything")
    asks, _ = rate(lambda pair: is_open(OFFICE, pair[0]), asked, ROUNDS)
    years, _ = rate(lambda pair: open_between(OFFICE, pair[0], pair[0] + YEAR), asked, ROUNDS)
    dues, _ = rate(lambda pair: after_open(OFFICE, pair[0], 8 * HOUR), asked, ROUNDS)
    return {
        "benchmark": "hours",
        "machine": before,
        "questions": len(asked),
        "between_per_second": {
            "ours": round(warm),
            "minutes": round(slow),
            "businesstimedelta": round(peer),
        },
        "ours_to_minutes": round(warm / slow),
        "ours_to_businesstimedelta": round(warm / peer),
        "is_open_per_second": round(asks),
        "year_between_us": round(1e6 / years, 1),
        "after_open_us": round(1e6 / dues, 1),
        "first_ms": first,
        "goal": GOAL,
        "reached": asks >= GOAL,
    }


def _first_ms() -> float:
    """Of a year's six stretches, with nothing kept from before: how long one takes."""
    stretch.cache_clear()
    begin = opening(ZONE, datetime(2026, 1, 1))
    per_second, _ = rate(lambda number: stretch(OFFICE, begin // LENGTH + number), range(6))
    return round(1000 / per_second, 2)


def table(result: dict[str, Any]) -> None:
    rows = [
        [name, f"{value:,}", f"{result['between_per_second']['ours'] / value:,.0f}"]
        for name, value in result["between_per_second"].items()
    ]
    verdict = (
        f"is it open: {result['is_open_per_second']:,} a second (goal {result['goal']:,}: "
        f"{'reached' if result['reached'] else 'missed'}); open time of a year {result['year_between_us']} us, due in 8 open hours "
        f"{result['after_open_us']} us, 64 days for the first time {result['first_ms']} ms"
    )
    title = f"hours: open time between two moments up to 30 days apart, {result['questions']} pairs"
    show(title, ["", "answers/s", "ours is so many times as fast"], rows, verdict)
