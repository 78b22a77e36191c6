"""A record of some days to be reported on, made at random, and the same figures counted by hand, one fact after the other."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from acd.core import facts as f
from acd.core.facts import Fact
from acd.core.moment import DAY, HOUR, MINUTE, SECOND, Moment
from acd.store.day import bounds, make_day
from acd.store.interval import Correction, Move
from aftercall.reporting.question import Question
from aftercall.reporting.when import Step

ZONE = "Europe/Warsaw"
FIRST, LAST = dt.date(2026, 10, 23), dt.date(2026, 10, 27)  # the clocks go back on the 25th
BEGIN, END = bounds(FIRST, ZONE)[0], bounds(LAST, ZONE)[1]
STATES = ("free", "ringing", "talking", "on hold", "aftercall", "break", "missed", "supervisor", "working")
TYPES = {"break": "lunch"}
LEVEL = 20 * SECOND


def question(report: str, step: Step, **more: Any) -> Question:
    given = {"now": END, "zone": ZONE, "site": "main"} | more
    return Question(report, given.pop("first", FIRST), given.pop("last", LAST), step, **given)


def life(agent: str, chance: random.Random) -> list[f.AgentMoved]:
    """Log-ins and all that happens in them, from a day before to a day after."""
    at, before, session, told = BEGIN - DAY, "off", 0, []
    while at < END + DAY:
        state = "off" if before != "off" and chance.random() < 0.1 else chance.choice(STATES)
        if state != before:
            session = at if before == "off" else session
            kind = None if state == "off" else TYPES.get(state, "phone")
            told.append(
                f.AgentMoved(
                    at, agent, state, kind, None if state == "off" else session, before, queue="sales"
                )
            )
            before = state
        at += chance.randrange(1, 8 * HOUR)
    return told


def call(number: int, chance: random.Random) -> list[Fact]:
    """One caller: answered, or lost somehow."""
    at, queue = chance.randrange(BEGIN - HOUR, END), chance.choice(("sales", "help"))
    name, agent, waited = f"c{number}", chance.choice(("anna", "bob")), chance.randrange(60 * SECOND)
    told: list[Fact] = [f.CallQueued(at, queue, name, "+48500", "Jan", 1)]
    how = chance.choice(("answered", "answered", "abandoned", "timeout", "full", "open"))
    if how == "answered":
        talked, wrap = chance.randrange(5 * MINUTE), chance.randrange(MINUTE)
        answered, over = at + waited, at + waited + talked
        told += [
            f.CallAnswered(answered, queue, name, agent, waited),
            f.CallEnded(over, queue, name, agent, f"t{number}", talked),
            f.AftercallBegan(over, agent, queue, name, f"t{number}", over + MINUTE),
            f.AftercallEnded(over + wrap, agent, queue, f"t{number}", over, over + MINUTE, "early", "anna"),
        ]
    elif how != "open":
        told.append(f.CallLost(at + waited, queue, name, how, waited))
    return told


def record(seed: int, calls: int = 200) -> list[Fact]:
    chance = random.Random(seed)
    told: list[Fact] = [*life("anna", chance), *life("bob", chance)]
    for number in range(calls):
        told += call(number, chance)
    return sorted(told, key=lambda fact: fact.at)


def piece(at: Moment, step: Step) -> str:
    """By Python's own calendar, without a formula of ours."""
    local = dt.datetime.fromtimestamp(at / 1000, ZoneInfo(ZONE))
    if step is Step.DAY:
        return local.date().isoformat()
    if step is Step.WEEK:
        year, week, _ = local.isocalendar()
        return f"{year}-W{week:02}"
    if step is Step.ALL:
        return ""
    minutes = {Step.QUARTER: 15, Step.HALF: 30, Step.HOUR: 60}[step]
    return local.replace(minute=local.minute // minutes * minutes, second=0, microsecond=0).isoformat(
        " ", "minutes"
    )


def calls_by_hand(told: Sequence[Fact], step: Step) -> dict[tuple[str, str], dict[str, int]]:
    """(queue, piece) -> what is added up."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    joined = {fact.call: fact.at for fact in told if isinstance(fact, f.CallQueued)}
    for fact in told:
        at = joined.get(getattr(fact, "call", ""), fact.at)
        row = found[getattr(fact, "queue", None) or "", piece(at, step)] if BEGIN <= at < END else None
        match fact:
            case f.CallQueued() if row is not None:
                row["offered"] += 1
            case f.CallAnswered() if row is not None:
                row["answered"] += 1
                row["in_level"] += fact.waited <= LEVEL
                row["waited"] += fact.waited
                row["longest"] = max(row["longest"], fact.waited)
            case f.CallLost() if row is not None:
                known = fact.how if fact.how in ("abandoned", "timeout") else "other"
                row[known] += 1
                row["short"] += fact.how == "abandoned" and fact.waited <= LEVEL
                row["longest"] = max(row["longest"], fact.waited)
    ended = {fact.token: fact for fact in told if isinstance(fact, f.CallEnded)}
    for fact in told:
        if isinstance(fact, f.AftercallEnded) and BEGIN <= fact.began < END:
            row = found[fact.queue, piece(fact.began, step)]
            row["handled"] += 1
            row["length"] += ended[fact.token].talked
            row["aftercall"] += fact.at - fact.began
    return {key: {name: n for name, n in row.items() if n} for key, row in found.items() if any(row.values())}


def time_by_hand(
    told: Sequence[Fact], corrections: Sequence[Correction] = ()
) -> dict[tuple[str, str, str, str], int]:
    """(agent, type, state, day) -> milliseconds, as an agent's day counts them."""
    found: dict[tuple[str, str, str, str], int] = {}
    for agent in ("anna", "bob"):
        moves = [
            Move(seq, fact.agent, fact.at, fact.state, fact.type, fact.session, fact.before)
            for seq, fact in enumerate(told)
            if isinstance(fact, f.AgentMoved) and fact.agent == agent
        ]
        his = [one for one in corrections if one.agent == agent]
        for number in range((LAST - FIRST).days + 1):
            date = FIRST + dt.timedelta(days=number)
            begin, end = bounds(date, ZONE)
            before = [move for move in moves if move.at < begin][-1:]
            during = [move for move in moves if begin <= move.at < end]
            day = make_day(agent, [*before, *during], begin, end, his)
            for (state, kind), span in day.sums.items():
                found[agent, kind or "", state, date.isoformat()] = span
    return found
