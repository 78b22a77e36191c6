"""How many more lines now? The crew, its lines, what was learned and what the cap allows go in; a number and its reason come out.

Never fewer lines than free agents (progressive), never a line with no agent there, and beyond progressive only lines whose
risk of finding no agent (`ahead`) is under what the cap allows now (`guard`).
"""

from __future__ import annotations

from typing import Final

from acd.core.moment import Moment
from dialer.core.ahead import Ahead, look_ahead
from dialer.core.crew import Crew, Lines, Paced, PaceRules, Tally
from dialer.core.guard import WHOLE, credit, guard, rate_of
from dialer.core.learned import Learned

MOST: Final = 15
"""Lines for each agent, ringing and new, at most; and no more than were seen before: the first minutes go by doubling."""


ANSWERS_LEAST: Final = 10
LINES_LEAST: Final = 30
"""So much must be seen of a campaign before it dials ahead: answered lines for the ring's law, lines for the answer rate."""


def pace(crew: Crew, lines: Lines, learned: Learned, tally: Tally, rules: PaceRules, now: Moment) -> Paced:
    """So many lines may be dialled at `now`. `rules.lines` counts those that ring and those that wait for an agent."""
    if crew.size == 0:
        return Paced(0, "none: no agent is there")
    out = len(lines.ringing) + len(lines.waiting)
    least = max(0, crew.free - out)
    count, why = _wanted(crew, lines, learned, tally, rules, now, least)
    if rules.lines is not None and count > max(0, rules.lines - out):
        count = max(0, rules.lines - out)
        why = f"{why}; no more than {rules.lines} lines at once"
    return Paced(count, f"{count or 'no'} more: {why}")


def _wanted(
    crew: Crew, lines: Lines, learned: Learned, tally: Tally, rules: PaceRules, now: Moment, least: int
) -> tuple[int, str]:
    state = f"{crew.free} free, {len(lines.ringing)} ringing"
    if rules.progressive:
        return least, f"{state}, a line for each free agent"
    if crew.size < rules.team_least:
        return (
            least,
            f"{state}, a line for each free agent: {crew.size} agents are fewer than {rules.team_least}",
        )
    spent = f"abandoned {_percent(rate_of(tally))} of at most {_percent(rules.cap / WHOLE)}"
    if credit(tally, rules) <= 0:
        return least, f"{state}, a line for each free agent while {spent}"
    if learned.rings.seen < ANSWERS_LEAST or learned.answering.known < LINES_LEAST:
        return least, f"{state}, a line for each free agent until enough calls are known"
    if rules.ratio is not None:
        wanted = crew.free * rules.ratio // 100 - len(lines.ringing) - len(lines.waiting)
        return max(least, wanted), f"{state}, {rules.ratio / 100:g} lines for each free agent, {spent}"
    share = learned.answering.share((now - age for age in lines.ringing), learned.horizon.answered, now)
    view = look_ahead(crew, lines, learned.horizon, share, rules.patience)
    allowed = guard(tally, rules, crew.size, share.rate, view.shortage())
    most = max(least, min(MOST * crew.size, int(learned.answering.known)) - len(lines.ringing))
    count = max(least, most_within(view, allowed.risk, most))
    soon = view.free[len(view.free) // 2].mean - crew.free
    return count, (
        f"{crew.free} free + {soon:.1f} soon, {len(lines.ringing)} ringing at {_percent(share.rate)}, {spent}"
    )


def most_within(view: Ahead, risk: float, most: int) -> int:
    """The risk grows with each line: the largest number whose last line is within it. Mostly it is none, or few."""
    low, high = 0, 1
    while high <= most and view.risk(high - 1) <= risk:
        low, high = high, 2 * high
    high = min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if view.risk(middle - 1) <= risk:
            low = middle
        else:
            high = middle
    return low


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
