"""How lines go on and end: answered, judged, connected, left, gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as changed
from typing import Final

from acd.core import facts as floor_facts
from acd.core.agent import IN_CALL
from acd.core.moment import SECOND, Moment, Span
from acd.core.value import replace
from dialer.core import facts, heard
from dialer.core.attempt import Attempt, is_attempt
from dialer.core.cards import Amd
from dialer.core.causes import outcome_of
from dialer.core.dispositions import NONE_GIVEN
from dialer.core.learned import (
    AftercallEnded,
    Learnable,
    LineAnsweredAfter,
    LineFailedAfter,
    LineWithdrawnAfter,
    TalkEnded,
)
from dialer.core.line import Line, Stage, Wrap
from dialer.core.outcome import LIVE, Outcome
from dialer.core.room import Bench
from dialer.core.rules import stricter
from dialer.core.trunks import answered_by_network, failed_or_not

RUNG: Final = frozenset({Outcome.BUSY, Outcome.NO_ANSWER, Outcome.DECLINED, Outcome.INVALID, Outcome.FAILED})
PATIENCE: Final[Span] = 2 * SECOND
"""For a line whose campaign is no more."""
TALK_TOLD: Final[Span] = 2 * SECOND
"""After the end of its line, within which the floor tells that an agent's talk is over: it hears of both at once, but the dialer of
the line first."""


def on_out(bench: Bench, event: heard.LineOut) -> None:
    """Asterisk has it: nothing changes, it was counted as out from the moment it was ordered."""


def on_refused(bench: Bench, event: heard.LineRefused) -> None:
    """Nobody knows what became of a silent one: it ends when its end is heard, or with the next list of lines."""
    line = bench.lines.get(event.attempt)
    if line is not None and not event.silent:
        end(bench, line, refused=True)


def on_forbidden(bench: Bench, event: heard.LineForbidden) -> None:
    line = bench.lines.get(event.attempt)
    if line is not None:
        end(bench, replace(line, stage=Stage.SHOWN), outcome=Outcome.NO_AGENT)


def on_answered(bench: Bench, event: heard.LineAnswered) -> None:
    line = bench.lines.get(event.attempt)
    if line is None or line.attempt.answered is not None:
        return
    attempt = changed(line.attempt, answered=event.at, connected=event.at if line.preview else None)
    line = replace(line, attempt=attempt, stage=Stage.TALKING if line.preview else Stage.LIVE)
    bench.tell(facts.AttemptAnswered(event.at, attempt.id, attempt.campaign))
    bench.trunks = answered_by_network(bench.trunks, attempt.trunk)
    bench.lines[attempt.id] = line
    if line.preview or not _listens(bench, attempt):
        _person(bench, line, event.at)


def _listens(bench: Bench, attempt: Attempt) -> bool:
    campaign = bench.campaigns.get(attempt.campaign)
    return campaign is not None and campaign.card.amd is not Amd.OFF


def on_judged(bench: Bench, event: heard.LineJudged) -> None:
    """AMD has spoken. Where it is not sure, a person is taken for one."""
    line = bench.lines.get(event.attempt)
    if line is None or line.told:
        return
    line = replace(line, attempt=changed(line.attempt, amd=event.status), told=True)
    if event.status == "machine":
        bench.lines[line.attempt.id] = replace(line, stage=Stage.MACHINE)
        bench.learn(line.attempt.campaign, LineFailedAfter(event.at, event.at - line.since))
    elif event.status in ("human", "not sure"):
        _person(bench, line, event.at)
    else:
        bench.lines[line.attempt.id] = line


def _person(bench: Bench, line: Line, at: Moment) -> None:
    bench.lines[line.attempt.id] = replace(line, live=at, told=True)
    if not line.preview:
        bench.learn(line.attempt.campaign, LineAnsweredAfter(at, at - line.since))


def on_connected(bench: Bench, event: floor_facts.CallAnswered) -> None:
    """An agent has him. The agent is anybody's again afterwards: whom he serves next is decided anew."""
    bench.serves.pop(event.agent, None)
    line = bench.lines.get(event.call)
    if line is None:
        return
    if line.preview and line.attempt.answered is None:
        bench.lines[event.call] = replace(
            line, stage=Stage.TALKING
        )  # with his own phone at the ear, hearing it ring
        return
    attempt = changed(
        line.attempt, connected=event.at, agent=event.agent, answered=line.attempt.answered or event.at
    )
    line = replace(line, attempt=attempt, stage=Stage.TALKING)
    bench.lines[attempt.id] = line
    if line.live is None:
        _person(bench, line, event.at)


def on_talked(bench: Bench, event: floor_facts.CallEnded) -> None:
    """Whoever had him from a colleague is not whom the attempt was for."""
    if event.handed:
        return
    bench.learn(event.queue, TalkEnded(event.at, event.talked))
    line = bench.lines.get(event.call)
    if line is not None:
        bench.lines[event.call] = replace(line, attempt=_talked(line, event))
        _without_aftercall(bench, line, event.queue)


def _talked(line: Line, event: floor_facts.CallEnded) -> Attempt:
    """Of a conversation that nobody heard, this is the first that is told."""
    attempt = changed(line.attempt, talked=event.talked)
    if attempt.connected is not None or (line.preview and attempt.answered is None):
        return attempt
    began = event.at - event.talked
    return changed(attempt, connected=began, agent=event.agent, answered=attempt.answered or began)


def _without_aftercall(bench: Bench, line: Line, code: str) -> None:
    """Where there is none, the end of the call is the deadline for a disposition that is demanded."""
    queue, attempt = bench.floor.queues.get(code), line.attempt
    demanded = queue is not None and queue.card.disposition and not queue.card.aftercall
    if demanded and attempt.disposition is None:
        _said(bench, attempt.id, attempt.campaign, NONE_GIVEN, "system")


def on_wrap(bench: Bench, event: floor_facts.AftercallBegan) -> None:
    if event.queue in bench.campaigns and is_attempt(event.call):
        line = bench.lines.get(event.call)
        said = line.attempt.disposition if line is not None else None
        bench.wraps[event.token] = Wrap(event.call, event.queue, said)


def on_wrapped(bench: Bench, event: floor_facts.AftercallEnded) -> None:
    """What is on record already is not said again."""
    bench.learn(event.queue, AftercallEnded(event.at, max(0, event.at - event.began)))
    wrap = bench.wraps.pop(event.token, None)
    if wrap is not None and event.disposition and event.disposition != wrap.said:
        _said(bench, wrap.attempt, wrap.campaign, event.disposition, event.by)


def on_disposed(bench: Bench, event: heard.Disposed) -> None:
    for token, wrap in bench.wraps.items():
        if wrap.attempt == event.attempt:
            bench.wraps[token] = replace(wrap, said=event.disposition)
    _said(bench, event.attempt, event.campaign, event.disposition, event.by)


def _said(bench: Bench, attempt: str, campaign: str, disposition: str, by: str) -> None:
    line = bench.lines.get(attempt)
    if line is not None:
        bench.lines[attempt] = replace(line, attempt=changed(line.attempt, disposition=disposition))
    bench.tell(facts.DispositionGiven(bench.at, attempt, campaign, disposition, by))


def on_left(bench: Bench, event: heard.LineLeft) -> None:
    line = bench.lines.get(event.attempt)
    if line is not None:
        bench.lines[event.attempt] = replace(line, left=True, stage=Stage.LEFT)


def on_ended(bench: Bench, event: heard.LineEnded) -> None:
    line = bench.lines.get(event.attempt)
    if line is None:
        return
    attempt = changed(line.attempt, cause=event.cause, tech=event.tech, reason=event.reason)
    line = replace(line, attempt=attempt)
    if attempt.connected is not None and attempt.talked is None and not event.no_agent:
        bench.lines[attempt.id] = replace(
            line, over=line.over or event.at
        )  # how long he talked comes with the agent's end
    else:
        end(bench, line, refused=event.silent, no_agent=event.no_agent)


def on_tick_of_ended(bench: Bench) -> None:
    """Lines that are over, once their agent's talk is told, or will not be any more."""
    for line in list(bench.lines.values()):
        if line.over is not None and (line.attempt.talked is not None or bench.at - line.over >= TALK_TOLD):
            end(bench, line)


def on_remembered(bench: Bench, event: heard.Remembered) -> None:
    """Rings, answers and talks of before the start are as good a lesson as later ones."""
    for attempt in event.attempts:
        for lesson in _lessons(attempt):
            bench.learn(event.campaign, lesson)


def _lessons(attempt: Attempt) -> Iterator[Learnable]:
    ended = attempt.ended if attempt.ended is not None else attempt.began
    if attempt.answered is not None:
        age = attempt.answered - attempt.began
        machine = attempt.outcome is Outcome.MACHINE
        yield LineFailedAfter(attempt.answered, age) if machine else LineAnsweredAfter(attempt.answered, age)
        if attempt.talked is not None:
            yield TalkEnded(ended, attempt.talked)
    elif attempt.outcome is Outcome.CANCELLED:
        yield LineWithdrawnAfter(ended, ended - attempt.began)
    elif attempt.outcome in RUNG:
        yield LineFailedAfter(ended, ended - attempt.began)


def on_lines(bench: Bench, event: heard.LinesAre) -> None:
    """After a (re)connect. A line that is gone ended while nobody listened; one that is there may have its agent by now."""
    alive = set(event.attempts)
    talks = {a.talk.call: a for a in bench.floor.agents.values() if a.work in IN_CALL and a.talk is not None}
    for line in list(bench.lines.values()):
        attempt = line.attempt
        if line.stage is Stage.SHOWN:
            continue
        if attempt.id not in alive:
            end(bench, line)
            continue
        line = bench.lines[attempt.id] = replace(
            line, seen=event.at, cancelled=False
        )  # an order may have been lost
        if attempt.id in talks and attempt.connected is None and not line.preview:
            agent = talks[attempt.id]
            began = agent.talk.began if agent.talk else event.at
            known = changed(attempt, connected=began, agent=agent.code, answered=attempt.answered or began)
            bench.lines[attempt.id] = replace(
                line, attempt=known, stage=Stage.TALKING, live=line.live or began
            )


def end(
    bench: Bench, line: Line, *, refused: bool = False, no_agent: bool = False, outcome: Outcome | None = None
) -> None:
    """The attempt is over: its outcome, what the cap counts, what was learned."""
    campaign = bench.campaigns.get(line.attempt.campaign)
    patience = stricter(campaign.card).patience if campaign is not None else PATIENCE
    attempt = changed(line.attempt, ended=bench.at if line.over is None else line.over)
    if outcome is None:
        outcome = outcome_of(attempt, patience, cancelled=line.cancelled, left=line.left, refused=refused)
    attempt = changed(attempt, outcome=Outcome.NO_AGENT if no_agent else outcome)
    bench.lines.pop(attempt.id, None)
    bench.tell(facts.AttemptEnded(bench.at, attempt))
    bench.trunks, down = failed_or_not(bench.trunks, attempt, bench.at)
    if down is not None:
        bench.tell(down)
    _learn_failure(bench, line, attempt)
    if campaign is not None and outcome in LIVE:
        _count(bench, line, attempt, patience)


def _learn_failure(bench: Bench, line: Line, attempt: Attempt) -> None:
    if line.stage is not Stage.OUT or line.preview or attempt.answered is not None:
        return
    age = bench.at - line.since
    event = LineWithdrawnAfter(bench.at, age) if line.cancelled else LineFailedAfter(bench.at, age)
    bench.learn(attempt.campaign, event)


def _count(bench: Bench, line: Line, attempt: Attempt, patience: Span) -> None:
    """A person who got his agent later than the law allows was abandoned, for the cap, though he was served."""
    campaign = bench.campaigns[attempt.campaign]
    since = line.live if line.live is not None else attempt.answered
    late = attempt.connected is not None and since is not None and attempt.connected - since > patience
    abandoned = attempt.outcome is Outcome.ABANDONED or late
    bench.put(
        replace(campaign, window=campaign.window.counted(attempt.answered or bench.at, 1, int(abandoned)))
    )
