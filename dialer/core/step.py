"""The dialer takes a step: `step(room, event, floor) -> room, facts, orders`. Which handler hears what is one table.

It hears its own inputs and the floor's facts. The same room, event and floor always give the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from acd.core import facts as floor_facts
from acd.core.facts import Fact
from acd.core.heard import Heard
from acd.core.orders import Order
from acd.core.scene import Floor
from acd.core.value import replace
from dialer.core import ending, facts, heard, trunks
from dialer.core.attempt import Attempt, is_attempt
from dialer.core.cards import BOOKS, CampaignCard, Mode
from dialer.core.line import Line, Stage, Wrap, adopted, phone_first
from dialer.core.outcome import Outcome
from dialer.core.room import LOOK_AGAIN, TROUBLE, Bench, Campaign, Room, dials, new_campaign, with_hours
from dialer.core.ticking import dial, dial_shown, on_tick

Event = Heard | Fact


@dataclass(frozen=True, slots=True)
class Underway(Heard):
    """After a start: attempts on record without an end, whose lines may still be there. `LinesAre` tells which are."""

    attempts: tuple[Attempt, ...]


def step(room: Room, event: Event, floor: Floor) -> tuple[Room, tuple[Fact, ...], tuple[Order, ...]]:
    handler = HANDLERS.get(type(event))
    if handler is None:
        return room, (), ()
    bench = Bench(room, floor, event.at)
    handler(bench, event)
    return bench.room(), tuple(bench.facts), tuple(bench.orders)


def hears(event: Event) -> bool:
    """Most of the floor's facts are nothing to the dialer."""
    return type(event) in HANDLERS


# --- configuration -----------------------------------------------------------------------------------------------


def _on_campaign(bench: Bench, event: heard.CampaignSet) -> None:
    card = event.card
    before = bench.campaigns.get(card.code)
    if before is None:
        bench.put(new_campaign(card))
    else:
        fresh = new_campaign(card)
        window = replace(before.window, span=fresh.window.span)
        bench.put(replace(before, card=card, window=window, again=0))
    if before is not None and before.card != card:
        why = _tuned(before.card, card)
        bench.tell(facts.CampaignChanged(event.at, card.code, card.state.value, event.by, why))


def _tuned(before: CampaignCard, card: CampaignCard) -> str:
    """Whose record it is wants to know what was changed; empty: its state alone."""
    names = (field.name for field in fields(card) if field.name != "state")
    changed = [name for name in names if getattr(before, name) != getattr(card, name)]
    return f"changed: {', '.join(changed)}" if changed else ""


def _on_no_campaign(bench: Bench, event: heard.CampaignUnset) -> None:
    bench.campaigns.pop(event.campaign, None)


def _on_trunk(bench: Bench, event: heard.TrunkSet) -> None:
    bench.trunks = bench.trunks.with_card(event.card)


def _on_no_trunk(bench: Bench, event: heard.TrunkUnset) -> None:
    bench.trunks = bench.trunks.without(event.trunk)


def _on_tallies(bench: Bench, event: heard.TalliesAre) -> None:
    campaign = bench.campaigns.get(event.campaign)
    if campaign is not None:
        bench.put(with_hours(campaign, event.hours))


# --- the link ----------------------------------------------------------------------------------------------------


def _on_link(bench: Bench, event: floor_facts.LinkChanged) -> None:
    """Up again, nothing is dialled until it is known which lines still are."""
    if not event.up:
        bench.linked = False


def _on_underway(bench: Bench, event: Underway) -> None:
    """Aftercalls of attempts go on, too, and may still get a disposition."""
    for agent in bench.floor.agents.values():
        wrap = agent.aftercall
        if wrap is not None and wrap.queue in bench.campaigns and is_attempt(wrap.call):
            bench.wraps[wrap.token] = Wrap(wrap.call, wrap.queue)
    for attempt in event.attempts:
        campaign = bench.campaigns.get(attempt.campaign)
        preview = campaign is not None and phone_first(campaign.card, attempt)
        bench.lines[attempt.id] = adopted(attempt, preview)
        bench.trunks = trunks.adopted(bench.trunks, attempt.trunk)


def _on_lines(bench: Bench, event: heard.LinesAre) -> None:
    """The link may be down again by now."""
    ending.on_lines(bench, event)
    bench.linked = bench.floor.linked


# --- taking ------------------------------------------------------------------------------------------------------


def _on_taken(bench: Bench, event: heard.Taken) -> None:
    campaign = _answered(bench, event)
    _give_back(bench, event.trunks, [attempt.trunk for attempt in event.attempts])
    for attempt in event.attempts:
        line = Line(attempt, Stage.OUT, event.at)
        bench.lines[attempt.id] = line
        bench.tell(
            facts.AttemptBegan(
                event.at,
                attempt.id,
                attempt.campaign,
                attempt.contact,
                attempt.number,
                attempt.trunk,
                attempt.agent,
            )
        )
    if campaign is not None and (campaign.card.mode in BOOKS or not event.agents):
        campaign = bench.put(replace(campaign, promised=frozenset(event.promised)))
        if len(event.attempts) < event.wanted:
            again = event.at + LOOK_AGAIN
            bench.put(replace(campaign, again=min(again, event.again or again), due=event.again or 0))
    for attempt in event.attempts:
        _go(bench, bench.lines[attempt.id])


def _give_back(bench: Bench, chosen: tuple[str, ...], used: Sequence[str] = ()) -> None:
    """What was chosen and nobody is dialled over."""
    left = Counter(chosen) - Counter(used)
    bench.trunks = trunks.given_back(bench.trunks, left.elements())


def _go(bench: Bench, line: Line) -> None:
    """On record: dialled if it still may be, else over, and nobody was rung."""
    code = line.attempt.campaign
    if not dials(bench, code) or not _there(bench, line.attempt):
        bench.lines[line.attempt.id] = line = replace(line, stage=Stage.SHOWN)
        ending.end(bench, line, outcome=Outcome.NO_AGENT)
    elif bench.campaigns[code].card.mode is Mode.PREVIEW:
        bench.lines[line.attempt.id] = replace(line, stage=Stage.SHOWN, preview=True)
    else:
        dial(bench, line)


def _there(bench: Bench, attempt: Attempt) -> bool:
    staff = bench.staff(attempt.campaign)
    return attempt.agent in staff.booked if attempt.agent is not None else staff.size > 0


def _on_not_taken(bench: Bench, event: heard.NotTaken) -> None:
    campaign = _answered(bench, event)
    _give_back(bench, event.trunks)
    if campaign is not None:
        bench.put(replace(campaign, again=event.at + TROUBLE))


def _answered(bench: Bench, event: heard.Taken | heard.NotTaken) -> Campaign | None:
    for agent in event.agents:
        bench.taking_for.pop(agent, None)
    campaign = bench.campaigns.get(event.campaign)
    return bench.put(replace(campaign, taking=max(0, campaign.taking - event.wanted))) if campaign else None


def _on_booked(bench: Bench, event: heard.Booked) -> None:
    bench.booking.pop(event.agent, None)


def _on_dial_now(bench: Bench, event: heard.DialNow) -> None:
    for line in _shown_to(bench, event.agent):
        dial_shown(bench, line)


def _on_skip(bench: Bench, event: heard.SkipNow) -> None:
    for line in _shown_to(bench, event.agent):
        ending.end(bench, line, outcome=Outcome.SKIPPED)


def _shown_to(bench: Bench, agent: str) -> list[Line]:
    return [
        line for line in bench.lines.values() if line.stage is Stage.SHOWN and line.attempt.agent == agent
    ]


def _on_tick(bench: Bench, event: heard.Tick) -> None:
    on_tick(bench)


HANDLERS: Final[Mapping[type[Any], Callable[[Bench, Any], None]]] = {
    heard.CampaignSet: _on_campaign,
    heard.CampaignUnset: _on_no_campaign,
    heard.TrunkSet: _on_trunk,
    heard.TrunkUnset: _on_no_trunk,
    heard.TalliesAre: _on_tallies,
    heard.Remembered: ending.on_remembered,
    heard.Taken: _on_taken,
    heard.NotTaken: _on_not_taken,
    heard.Booked: _on_booked,
    heard.DialNow: _on_dial_now,
    heard.SkipNow: _on_skip,
    heard.Disposed: ending.on_disposed,
    heard.LineOut: ending.on_out,
    heard.LineRefused: ending.on_refused,
    heard.LineForbidden: ending.on_forbidden,
    heard.LineAnswered: ending.on_answered,
    heard.LineJudged: ending.on_judged,
    heard.LineLeft: ending.on_left,
    heard.LineEnded: ending.on_ended,
    heard.LinesAre: _on_lines,
    heard.Tick: _on_tick,
    Underway: _on_underway,
    floor_facts.LinkChanged: _on_link,
    floor_facts.CallAnswered: ending.on_connected,
    floor_facts.CallEnded: ending.on_talked,
    floor_facts.AftercallBegan: ending.on_wrap,
    floor_facts.AftercallEnded: ending.on_wrapped,
}
