"""Is an agent's row right? Pure: what should hold of any day, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from acd.core.moment import Moment
from acd.store.interval import OFF, STATES, Correction, Move, corrected, intervals, sessions


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an agent's row, at which moment: `what` for programs, `text` for people."""

    agent: str
    at: Moment
    what: str
    text: str


def check_day(
    moves: Sequence[Move], begin: Moment, end: Moment, corrections: Sequence[Correction] = ()
) -> list[Fault]:
    """All that is wrong with these moves and what is made of them; nothing, if the promise holds.

    `moves` are one agent's, by seq: those in `[begin, end)` and the last one before.
    """
    faults = _check_first(moves, begin)
    for move in moves:
        faults += _check_move(move)
    for last, move in pairwise(moves):
        faults += _check_pair(last, move)
    for correction in corrections:
        faults += check_correction(correction)
    if not faults:  # else the row is wrong for a reason that is already told
        faults += _check_row(moves, begin, end, corrections)
    return faults


def _check_first(moves: Sequence[Move], begin: Moment) -> list[Fault]:
    """With no move before `begin`, the agent was off."""
    if moves and moves[0].at >= begin:
        return _check_pair(Move(0, moves[0].agent, begin, OFF, None, None, OFF), moves[0])
    return []


def _check_move(move: Move) -> list[Fault]:
    if move.state not in STATES:
        return [_fault(move, "unknown state", f"counts under {move.state!r}, which is no state")]
    if (move.state == OFF) != (move.session is None):
        return [_fault(move, "session", f"is {move.state} with the session {move.session}")]
    if (move.state == OFF) != (move.type is None):
        return [_fault(move, "type", f"is {move.state} with the type {move.type}")]
    return []


def _check_pair(last: Move, move: Move) -> list[Fault]:
    faults = []
    if move.seq <= last.seq:
        faults.append(_fault(move, "order", f"number {move.seq} follows number {last.seq}"))
    if move.at < last.at:
        faults.append(_fault(move, "overlap", f"begins {last.at - move.at} ms before the move it follows"))
    if move.before != last.state:
        faults.append(
            _fault(move, "hole", f"was {last.state}, but comes from {move.before}: a move is missing")
        )
    if last.state == OFF and move.state != OFF and move.session != move.at:
        faults.append(_fault(move, "no log-in", f"begins the session {move.session} at {move.at}"))
    if last.state != OFF and move.state != OFF and move.session != last.session:
        faults.append(
            _fault(move, "session", f"goes from session {last.session} to {move.session} without log-out")
        )
    return faults


def check_correction(correction: Correction) -> list[Fault]:
    faults = []
    if correction.end <= correction.begin:
        faults.append("is empty")
    if not correction.by:
        faults.append("names no supervisor")
    if correction.state not in STATES or (correction.state == OFF) != (correction.type is None):
        faults.append(f"has the state {correction.state!r} with the type {correction.type!r}")
    return [
        Fault(correction.agent, correction.begin, "correction", f"the correction {why}") for why in faults
    ]


def _check_row(
    moves: Sequence[Move], begin: Moment, end: Moment, corrections: Sequence[Correction]
) -> list[Fault]:
    """Edge to edge from `begin` to `end`, and the parts of each log-in add up to its length."""
    agent = moves[0].agent if moves else ""
    faults = []
    row = corrected(intervals(moves, begin, end), corrections)
    edges = [begin, *(edge for part in row for edge in (part.begin, part.end)), end]
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        if left != right:
            faults.append(Fault(agent, left, "row", f"the row is open or double from {left} to {right}"))
    for one in sessions(moves, begin, end):
        if one.length != one.sum:
            text = f"the log-in lasted {one.length} ms, its parts {one.sum} ms"
            faults.append(Fault(agent, one.begin, "sum", text))
    return faults


def _fault(move: Move, what: str, text: str) -> Fault:
    return Fault(move.agent, move.at, what, text)
