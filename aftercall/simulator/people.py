"""Whom a simulated campaign may call, and whom not: contacts with every reason not to be dialled among them."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from aftercall.bench import BenchError
from aftercall.simulator.carrier import PROFILES, number, numbers

OPENS, CLOSES = 8, 21
"""The US regime's hours by the clock of the called party (47 CFR 64.1200(c)(1)). Told here once more: the dialer is not
its own judge."""
ZONES: Final = (
    "Europe/Warsaw",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Atlantic/Azores",
    "Asia/Dubai",
    "Pacific/Honolulu",
    "Australia/Perth",
)
REASONS: Final = 40  # contacts of each kind that is never dialled, at most


@dataclass(frozen=True, slots=True)
class Person:
    """`why` empty: he may be called. Else `asleep` (outside his hours) or `do not call`."""

    name: str
    number: str
    zone: str
    why: str = ""


def people(
    count: int, profile: str, seed: int, at: datetime, lasts: timedelta, hour: int | None = None
) -> list[Person]:
    """`count` in all; one in ten is asleep, one in ten on a do-not-call list. `hour`: of day, whose habits they have; None: as it is
    where they are. Raises BenchError where the earth has no such hour."""
    awake, asleep = zone_where(at, lasts, awake=True), zone_where(at, lasts, awake=False)
    dice = random.Random(seed)
    some = min(REASONS, count // 10)
    there = at.astimezone(ZoneInfo(awake)).hour if hour is None else hour
    callable_ = numbers(PROFILES[profile], seed, there)
    found = [Person(f"Person {i}", next(callable_), awake) for i in range(count - 2 * some)]
    found += [_answering(80_000 + i, asleep, "asleep") for i in range(some)]
    found += [_answering(90_000 + i, awake, "do not call") for i in range(some)]
    dice.shuffle(found)
    return found


def _answering(index: int, zone: str, why: str) -> Person:
    """Would answer if he were called."""
    return Person(f"Person {index}", number(index, "01"), zone, why)


def zone_where(at: datetime, lasts: timedelta, *, awake: bool) -> str:
    """A zone in which it is lawful to call from `at` on for `lasts`, or not lawful for as long."""
    for zone in ZONES:
        inside = {lawful(zone, at + lasts * part / 8) for part in range(9)}
        if inside == {awake}:
            return zone
    raise BenchError(f"nowhere on earth are people {'awake' if awake else 'asleep'} from {at} on")


def lawful(zone: str, at: datetime) -> bool:
    return OPENS <= at.astimezone(ZoneInfo(zone)).hour < CLOSES


def write(found: Sequence[Person], path: Path) -> None:
    """As a campaign manager would bring them; two rows more that are no contacts."""
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "phone", "time zone"])
        rows.writerows([one.name, one.number, one.zone] for one in found)
        rows.writerows(_rubbish(found))


def _rubbish(found: Sequence[Person]) -> Iterator[list[str]]:
    yield ["Nobody", "${EXTEN}&Local/x", found[0].zone]
    yield ["Twice", found[0].number, found[0].zone]
