"""What the dialer promises, checked against the carrier's own count and the record. Pure: what was seen in, verdicts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aftercall.simulator.people import Person, lawful
from aftercall.simulator.promises import Promise, judged

NOT_DIALLED = ("no agent", "skipped")
UNSURE = ("unknown",)
LIVE = ("connected", "abandoned")


@dataclass(frozen=True, slots=True)
class Attempted:
    """One row of the record; moments in ms."""

    number: str
    began: int
    outcome: str | None
    answered: int | None = None
    connected: int | None = None
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Nobody was there for the campaign between these moments, as the floor's answers said; `leaving`: since when they went."""

    since: int
    until: int
    leaving: int = 0


def of_campaign(
    campaign: str, people: Iterable[Person], attempts: Sequence[Attempted], invites: Counter[str]
) -> tuple[list[Attempted], Counter[str]]:
    """The attempts and INVITEs by which a campaign is judged on a floor where there may be more of them: to the people it was loaded
    with. Whose INVITE it was is not to be seen at the carrier: numbers that another campaign tried, too, are left out of both.
    """
    others = {one.number for one in attempts if one.campaign != campaign}
    judged = {person.number for person in people} - others
    own = [one for one in attempts if one.number in judged]
    return own, Counter({number: count for number, count in invites.items() if number in judged})


def everybody_accounted_for(
    people: Iterable[Person], attempts: Sequence[Attempted], standing: Mapping[str, tuple[str, str]]
) -> Promise:
    """Each was called, or the record says why not; `standing`: number -> (standing, why)."""
    tried = {one.number for one in attempts}
    found, broken = list(people), []
    for person in found:
        where, why = standing.get(person.number, ("", ""))
        if where == "out":
            broken.append(f"{person.number} is taken for ever")
        elif not person.why and person.number not in tried:
            broken.append(f"{person.number} was not called: {where or 'not loaded'} {why}".strip())
    return judged("every contact accounted for", len(found), broken)


def invites_are_attempts(invites: Counter[str], attempts: Sequence[Attempted], killed: bool) -> Promise:
    """The carrier's own count against the record. An attempt of unknown end may not have reached it, if a daemon was killed."""
    sure: Counter[str] = Counter()
    maybe: Counter[str] = Counter()
    for one in attempts:
        if one.outcome in UNSURE and killed:
            maybe[one.number] += 1
        elif one.outcome not in NOT_DIALLED:
            sure[one.number] += 1
        elif killed:
            maybe[one.number] += 1
    broken = [
        f"{number}: {invites[number]} INVITEs, {sure[number]} attempts"
        for number in sorted(invites.keys() | sure.keys())
        if not sure[number] <= invites[number] <= sure[number] + maybe[number]
    ]
    return judged("INVITEs at the carrier equal attempts on record", sum(invites.values()), broken)


def nobody_twice(invites: Counter[str]) -> Promise:
    """All runs are shorter than the least time between two attempts."""
    broken = [f"{number} called {count} times" for number, count in invites.items() if count > 1]
    return judged("nobody called twice", len(invites), broken)


def within_hours(people: Iterable[Person], attempts: Sequence[Attempted]) -> Promise:
    zones = {person.number: person.zone for person in people}
    broken = []
    for one in attempts:
        began = datetime.fromtimestamp(one.began / 1000, UTC)
        if one.outcome not in NOT_DIALLED and not lawful(zones[one.number], began):
            broken.append(f"{one.number} at {began:%H:%M:%S} UTC in {zones[one.number]}")
    return judged("no call outside its window", len(attempts), broken)


def nobody_who_said_no(people: Iterable[Person], invites: Counter[str]) -> Promise:
    blocked = [person.number for person in people if person.why == "do not call"]
    return judged("none to do-not-call", len(blocked), [n for n in blocked if invites[n]])


def none_without_agents(absences: Sequence[Absence], attempts: Sequence[Attempted]) -> Promise:
    broken = [
        f"{one.number} {one.began - absence.since} ms after the last agent went"
        for absence in absences
        for one in attempts
        if absence.since < one.began < absence.until and one.outcome not in NOT_DIALLED
    ]
    return judged("none when no agent is there", len(absences), broken)


def under_the_cap(
    attempts: Sequence[Attempted], cap: int, patience: int, absences: Sequence[Absence] = ()
) -> Promise:
    """`cap` in hundredths of a per cent. Who got his agent after more than `patience` ms was abandoned, too.

    Who answered just when everybody had gone is told apart: no pacing can know that, and in a run of minutes one such person is
    more than any cap.
    """
    live = [one for one in attempts if one.outcome in LIVE and not _met_nobody(one, absences)]
    left = [one for one in live if one.outcome == "abandoned" or late(one, patience)]
    apart = sum(one.outcome == "abandoned" and _met_nobody(one, absences) for one in attempts)
    rate = 100 * len(left) / len(live) if live else 0.0
    detail = f"{len(left)} of {len(live)} abandoned, {rate:.2f} % of at most {cap / 100:g} %"
    detail += f", and {apart} when everybody had gone" if apart else ""
    return Promise("abandonment under the cap", len(live), int(10_000 * len(left) > cap * len(live)), detail)


def _met_nobody(one: Attempted, absences: Sequence[Absence]) -> bool:
    return any(one.answered is not None and a.leaving <= one.answered <= a.until for a in absences)


def late(one: Attempted, patience: int) -> bool:
    return one.connected is not None and one.answered is not None and one.connected - one.answered > patience


def figures(attempts: Sequence[Attempted]) -> dict[str, Any]:
    waits = sorted(
        one.connected - one.answered
        for one in attempts
        if one.connected is not None and one.answered is not None
    )
    ended = Counter(one.outcome or "under way" for one in attempts)
    middle = {"connected_within_ms_median": waits[len(waits) // 2]} if waits else {}
    late_ = {"connected_within_ms_p95": waits[int(len(waits) * 0.95)]} if waits else {}
    return {"attempts": len(attempts), **dict(ended.most_common()), **middle, **late_}
