"""How many more lines now? The crew, its lines, what was learned and what the cap allows go in; a number and its reason come out.

Never fewer lines than free agents (progressive), never a line with no agent there, and beyond progressive only lines whose
risk of finding no agent (`ahead`) is under what the cap allows now (`guard`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from acd.core.moment import Moment
from acd.core.reason import Reason
from dialer.core import reasons
from dialer.core.ahead import Ahead, look_ahead
from dialer.core.crew import Crew, Lines, Paced, PaceRules, Tally
from dialer.core.guard import WHOLE, credit, guard, rate_of
from dialer.core.learned import Learned

MOST: Final = 15
"""Lines for each agent, ringing and new, at most; and no more than were seen before: the first minutes go by doubling."""


ANSWERS_LEAST: Final = 6
LINES_LEAST: Final = 30
"""So much must be seen of a campaign before it dials ahead: answered lines for the ring's law (four of them are belief), lines for
the answer rate. To wait for more answers costs five agents at 10 % answered ten minutes of the first hour."""


def pace(crew: Crew, lines: Lines, learned: Learned, tally: Tally, rules: PaceRules, now: Moment) -> Paced:
    """So many lines may be dialled at `now`. `rules.lines` counts those that ring and those that wait for an agent."""
    if crew.size == 0:
        return Paced(0, (reasons.NOBODY(),))
    out = len(lines.ringing) + len(lines.waiting)
    least = max(0, crew.free - out)
    state = {"free": crew.free, "ringing": len(lines.ringing)}
    if reason := _progressive(crew, learned, tally, rules, state):
        count, why = least, reason
    elif rules.ratio is not None:
        count = max(least, crew.free * rules.ratio // 100 - out)
        why = reasons.POWER(**state, ratio=rules.ratio / 100, **_spent(tally, rules))
    else:
        count, why = _ahead(crew, lines, learned, tally, rules, now, least)
    limits: tuple[Reason, ...] = ()
    if rules.lines is not None and count > max(0, rules.lines - out):
        count = max(0, rules.lines - out)
        limits = (reasons.MOST_LINES(lines=rules.lines),)
    return Paced(count, (reasons.MORE(count=count) if count else reasons.NO_MORE(), why, *limits))


def _progressive(
    crew: Crew, learned: Learned, tally: Tally, rules: PaceRules, state: Mapping[str, int]
) -> Reason | None:
    """Why not more lines than free agents; None: more may be dialled."""
    if rules.progressive:
        return reasons.PROGRESSIVE(**state)
    if crew.size < rules.team_least:
        return reasons.SMALL_TEAM(**state, size=crew.size, least=rules.team_least)
    left = credit(tally, rules)
    if left <= 0 or (rules.ratio is not None and left < 1):  # a ratio heeds no risk: another one must fit
        return reasons.CAP_USED(**state, **_spent(tally, rules))
    unknown = learned.rings.seen < ANSWERS_LEAST or learned.answering.known < LINES_LEAST
    return reasons.TOO_LITTLE_KNOWN(**state) if unknown and rules.ratio is None else None


def _ahead(
    crew: Crew, lines: Lines, learned: Learned, tally: Tally, rules: PaceRules, now: Moment, least: int
) -> tuple[int, Reason]:
    dialled, law = [now - age for age in lines.ringing], learned.horizon.answered
    share = learned.answering.share(dialled, law, now)
    view = look_ahead(crew, lines, learned.horizon, share, rules.patience)
    allowed = guard(tally, rules, crew.size, share.rate, view.shortage())
    most = max(least, min(MOST * crew.size, int(learned.answering.known)) - len(lines.ringing))
    count = most_within(view.risk, allowed.risk, most)
    if count > least and (steady := learned.answering.steady(dialled, law, now)).rate > share.rate:
        doubted = look_ahead(crew, lines, learned.horizon, steady, rules.patience)
        count = _borne(doubted, credit(tally, rules), count)
    count = max(least, count)
    soon = view.free[len(view.free) // 2].mean - crew.free
    why = reasons.AHEAD(
        free=crew.free,
        soon=round(soon, 1),
        ringing=len(lines.ringing),
        answered=_percent(share.rate),
        **_spent(tally, rules),
    )
    return count, why


def _borne(doubted: Ahead, left: float, most: int) -> int:
    """Fewer answers are believed than the longest memory says. Now and then nobody answers for half a minute, by chance: should the
    list be as it was, those who would find nobody must be within the credit that is left. At a cap of a few tenths of a per cent one
    such clump is all of a day's cap."""
    return most_within(lambda more: doubted.shortage(more + 1), left, most)


def _spent(tally: Tally, rules: PaceRules) -> dict[str, float]:
    return {"rate": _percent(rate_of(tally)), "cap": _percent(rules.cap / WHOLE)}


def most_within(risk: Callable[[int], float], limit: float, most: int) -> int:
    """The risk of the next line grows with the lines before it: the largest number whose last line is within the limit. Mostly it is
    none, or few."""
    low, high = 0, 1
    while high <= most and risk(high - 1) <= limit:
        low, high = high, 2 * high
    high = min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if risk(middle - 1) <= limit:
            low = middle
        else:
            high = middle
    return low


def _percent(share: float) -> float:
    return float(f"{100 * share:.3g}")
