"""Each moment: how many more lines, for whom; which are too many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from acd.core.agent import HoldKind
from acd.core.moment import SECOND, Span
from acd.core.value import replace
from dialer.core import facts, orders, reasons
from dialer.core.cards import BOOKS, Mode
from dialer.core.crew import Lines, Paced, PaceRules
from dialer.core.ending import end, on_tick_of_ended
from dialer.core.learned import CrewSeen
from dialer.core.line import Line, Stage, phone_first
from dialer.core.outcome import Outcome
from dialer.core.pacing import pace
from dialer.core.room import Bench, Campaign, dials
from dialer.core.rules import Rules, stricter
from dialer.core.staff import Staff
from dialer.core.trunks import choose

OVERDUE: Final[Span] = 30 * SECOND
"""A line that rings so much longer than it was to: its end was never told."""
MOST_AT_ONCE: Final = 100
NONE_DUE: Final = Paced(0, (reasons.NONE_DUE(),))


def on_tick(bench: Bench) -> None:
    on_tick_of_ended(bench)
    for code in list(bench.campaigns):
        _overdue(bench, bench.campaigns[code])
        if bench.campaigns[code].card.mode in BOOKS:
            _booked(bench, code)
        else:
            _promised(bench, code)
            _paced(bench, code)
        _previews(bench, code)
        _surplus(bench, code)
    _release(bench)


def _overdue(bench: Bench, campaign: Campaign) -> None:
    """Without a link nobody hears what became of them; with it, those that are there yet may ring from now on."""
    if not bench.linked:
        return
    longest = stricter(campaign.card).ring + OVERDUE
    for line in bench.lines_of(campaign.card.code):
        if line.stage is Stage.OUT and bench.at - max(line.since, line.seen) > longest:
            bench.order(orders.Cancel(line.attempt.id))
            end(bench, line, outcome=Outcome.UNKNOWN)


# --- paced: power and predictive ---------------------------------------------------------------------------------


def _paced(bench: Bench, code: str) -> None:
    campaign, staff = bench.campaigns[code], bench.staff(code)
    if not campaign.running:
        return
    out = lines_out(bench, campaign)
    bench.learn(code, CrewSeen(bench.at, staff.crew(), out))
    campaign = bench.campaigns[code]
    if not campaign.callable(bench.at):
        bench.put(replace(campaign, paced=NONE_DUE))
        return
    paced = pace(
        staff.crew(),
        out,
        campaign.learned,
        campaign.window.tally(bench.at),
        pace_rules(campaign, stricter(campaign.card)),
        bench.at,
    )
    bench.put(replace(campaign, paced=paced))
    if paced.count and bench.linked:
        taken = take(bench, code, min(paced.count, MOST_AT_ONCE))
        if taken:
            bench.tell(facts.CampaignPaced(bench.at, code, taken, paced.why))


def lines_out(bench: Bench, campaign: Campaign) -> Lines:
    """What is being taken will ring; a person whose agent's phone rings already is the agent's."""
    lines = [line for line in bench.lines_of(campaign.card.code) if not line.preview]
    ringing = [bench.at - line.since for line in lines if line.stage is Stage.OUT and not line.cancelled]
    offered = {agent.offer.call for agent in bench.floor.agents.values() if agent.offer is not None}
    waiting = [
        bench.at - (line.live or line.attempt.answered or bench.at)
        for line in lines
        if line.stage is Stage.LIVE and line.attempt.id not in offered
    ]
    return Lines(tuple(ringing) + (0,) * campaign.taking, tuple(waiting))


def pace_rules(campaign: Campaign, rules: Rules) -> PaceRules:
    power = campaign.card.mode is Mode.POWER
    return PaceRules(
        cap=rules.cap,
        patience=rules.patience,
        ring=rules.ring,
        team_least=rules.regime.team_least,
        ratio=campaign.card.ratio if power else None,
    )


def take(bench: Bench, code: str, count: int, agents: tuple[str, ...] = ()) -> int:
    """Ask the store for as many as the trunks have room for."""
    campaign = bench.campaigns[code]
    bench.trunks, trunks = choose(bench.trunks, campaign.card, count, bench.at)
    if not trunks:
        return 0
    bench.put(replace(campaign, taking=campaign.taking + len(trunks)))
    some = agents[: len(trunks)]
    bench.taking_for |= dict.fromkeys(some, code)
    bench.order(orders.Take(code, len(trunks), trunks, some))
    return len(trunks)


def _promised(bench: Bench, code: str) -> None:
    """Who promised a call himself is booked for it when he is free, and nobody else is called for him."""
    campaign, staff = bench.campaigns[code], bench.staff(code)
    if not bench.linked or not campaign.running:
        return
    having = {line.attempt.agent for line in bench.lines.values()} | bench.taking_for.keys()
    for agent in sorted(campaign.promised.intersection(staff.booked) - having):
        if take(bench, code, 1, (agent,)):
            campaign = bench.campaigns[code]
            bench.put(replace(campaign, promised=campaign.promised - {agent}))
    book(bench, code, sorted(campaign.promised.intersection(staff.free)))


# --- booked: progressive and preview -----------------------------------------------------------------------------


def _booked(bench: Bench, code: str) -> None:
    """One line for each booked agent; who is free is booked while there is somebody to call."""
    campaign, staff = bench.campaigns[code], bench.staff(code)
    lines = [line for line in bench.lines_of(code) if line.stage in (Stage.SHOWN, Stage.OUT, Stage.LIVE)]
    having = {line.attempt.agent for line in lines}
    idle = [agent for agent in staff.booked if agent not in having and agent not in bench.taking_for]
    room = max(0, len(staff.booked) - len(lines) - campaign.taking)
    able = bench.linked and campaign.callable(bench.at)
    if able and idle and room:
        take(bench, code, min(len(idle), room), tuple(idle[:room]))
    if able:
        book(bench, code, staff.free)
    if campaign.running:
        why = reasons.BOOKED(out=len(lines), booked=len(staff.booked), free=len(staff.free))
        rests = not lines and not campaign.callable(bench.at)
        bench.put(replace(bench.campaigns[code], paced=NONE_DUE if rests else Paced(0, (why,))))


def book(bench: Bench, code: str, agents: Iterable[str]) -> None:
    for agent in agents:
        if agent not in bench.booking:
            bench.booking[agent] = code
            bench.order(orders.Book(agent, code))


def _release(bench: Bench) -> None:
    """Who is booked, has no line and will get none: his campaign has nobody to call, rests, or counts him no more."""
    having = {line.attempt.agent for line in bench.lines.values()} | bench.taking_for.keys()
    for agent in bench.floor.agents.values():
        hold = agent.holds.get(HoldKind.BOOKED)
        if hold is None or agent.code in having or agent.open or HoldKind.BOOKED in agent.lifting:
            continue
        campaign = bench.campaigns.get(hold.reason)
        wanted = campaign is not None and bench.linked and _books(bench, campaign, agent.code)
        if not wanted or bench.serves.get(agent.code) != hold.reason:
            bench.order(orders.Unbook(agent.code, hold.reason))


def _books(bench: Bench, campaign: Campaign, agent: str) -> bool:
    if campaign.card.mode in BOOKS:
        return campaign.callable(bench.at)
    return campaign.running and agent in campaign.promised


def _previews(bench: Bench, code: str) -> None:
    """A countdown that is over dials by itself; who is no more booked for it, or whose campaign rests or dials otherwise by now, looks
    at nothing any more."""
    campaign, staff = bench.campaigns[code], bench.staff(code)
    shows = campaign.running and campaign.card.mode is Mode.PREVIEW
    for line in bench.lines_of(campaign.card.code):
        if line.stage is not Stage.SHOWN:
            continue
        if line.attempt.agent not in staff.booked or not shows:
            end(bench, line, outcome=Outcome.NO_AGENT)
        elif campaign.card.countdown is not None and bench.at - line.since >= campaign.card.countdown:
            dial_shown(bench, line)


def dial_shown(bench: Bench, line: Line) -> None:
    """Without a link he goes on looking at it."""
    if dials(bench, line.attempt.campaign):
        dial(bench, line)


def dial(bench: Bench, line: Line) -> None:
    """Out it goes: the attempt is on record."""
    campaign, trunk = bench.campaigns[line.attempt.campaign], bench.trunks.card(line.attempt.trunk)
    if trunk is None:
        end(bench, line, outcome=Outcome.NO_AGENT)
        return
    first = phone_first(campaign.card, line.attempt)
    bench.lines[line.attempt.id] = replace(line, stage=Stage.OUT, since=bench.at, preview=first)
    phone = _phone(bench, line) if first else ""
    bench.order(orders.Dial(line.attempt, campaign.card, trunk, stricter(campaign.card).ring, phone))


def _phone(bench: Bench, line: Line) -> str:
    """Where the agent sits, who is rung first."""
    agent = bench.floor.agents.get(line.attempt.agent or "")
    return (agent.phone or "") if agent is not None else ""


# --- too many ----------------------------------------------------------------------------------------------------


def _surplus(bench: Bench, code: str) -> None:
    """Agents went: lines that are too many ring on to the least ringing time and are taken back then."""
    campaign, staff = bench.campaigns[code], bench.staff(code)
    rules = stricter(campaign.card)
    if staff.size >= campaign.peak or bench.at - campaign.peak_at > rules.ring:
        campaign = bench.put(replace(campaign, peak=staff.size, peak_at=bench.at))
    out = [line for line in bench.lines_of(code) if line.stage is Stage.OUT and not line.cancelled]
    if campaign.card.mode not in BOOKS:
        out = [line for line in out if not line.preview]
    if not out or (staff.size and staff.size >= campaign.peak):
        return
    due = [line for line in out if bench.at - line.since >= rules.ring_least]
    for line in due[: max(0, len(out) - _allowed(bench, campaign, staff))]:
        bench.lines[line.attempt.id] = replace(line, cancelled=True)
        bench.order(orders.Cancel(line.attempt.id))


def _allowed(bench: Bench, campaign: Campaign, staff: Staff) -> int:
    """As many lines as these agents would be given now, if none were out."""
    if campaign.card.mode in BOOKS:
        return len(staff.booked) + staff.coming
    waiting = lines_out(bench, campaign).waiting
    rules = pace_rules(campaign, stricter(campaign.card))
    tally = campaign.window.tally(bench.at)
    return pace(staff.crew(), Lines((), waiting), campaign.learned, tally, rules, bench.at).count
