"""Campaigns as they stand, as people read them: lines of a table, sentences. Pure: boards in, text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from acd.core.moment import DAY, HOUR
from aftercall.cli.moments import site_zone, to_the_minute
from aftercall.cli.say import Column, table
from aftercall.cli.spans import clock, moment

Board = Mapping[str, Any]
"""A campaign's board as it is told in JSON (`dialer.board.models.CampaignBoard`)."""

COLUMNS: Final = (
    Column("campaign"),
    Column("state"),
    Column("mode"),
    Column("free", right=True),
    Column("booked", right=True),
    Column("talking", right=True),
    Column("aftercall", right=True),
    Column("away", right=True),
    Column("rings", right=True),
    Column("waits", right=True),
    Column("a minute", right=True),
    Column("today", right=True),
    Column("live", right=True),
    Column("abandoned", right=True),
    Column("cap", right=True),
    Column("left", right=True),
)
STATES: Final = {"running": "white on #1b7f3b", "paused": "black on #ff9800", "stopped": "white on #5f6368"}


def row(board: Board) -> list[str | Text]:
    agents, lines, cap = board["agents"], board["lines"], board["cap"]
    left = board["contacts_left"]
    return [
        board["code"],
        Text(board["state"], style=STATES.get(board["state"], "")),
        board["mode"],
        *(str(agents[name] or "") for name in ("free", "booked")),
        str(agents["talking"] + agents["ringing"] or ""),
        *(str(agents[name] or "") for name in ("aftercall", "away")),
        str(lines["ringing"] or ""),
        Text(str(lines["waiting"] or ""), style="bold red" if lines["waiting"] else ""),
        str(board["minute"] or ""),
        str(board["today"]),
        str(cap["live"]),
        Text(abandoned(cap), style="bold red" if over(cap) else ""),
        f"{cap['cap']:g} %",
        "" if left is None else str(left),
    ]


def abandoned(cap: Mapping[str, Any]) -> str:
    """`3 (2.5 %)`."""
    rate = "" if cap["rate"] is None else f" ({cap['rate']:g} %)"
    return f"{cap['abandoned']}{rate}"


def over(cap: Mapping[str, Any]) -> bool:
    return cap["rate"] is not None and cap["rate"] > cap["cap"]


def why(board: Board) -> str:
    again = f"; nobody may be called before {at(board['again'])}" if board["again"] else ""
    return f"{board['code']}: {board['why']}{again}"


def at(iso: str) -> str:
    """To the minute, by the site's clock, which is named: contacts live in many zones."""
    return f"{to_the_minute(moment(iso))} {site_zone().key}"


def picture(boards: Sequence[Board], width: int) -> RenderableType:
    """The table, and below it why each dials as it does."""
    if not boards:
        return Text("no campaigns: aftercall campaigns add CODE")
    rows = [row(board) for board in boards]
    reasons = Text("\n".join(why(board) for board in boards), style="dim", overflow="ellipsis")
    return Group(table(COLUMNS, rows, width), Text(""), reasons)


def plain(board: Board) -> str:
    """The same of one campaign in one line, for pipes and logs."""
    agents, lines, cap = board["agents"], board["lines"], board["cap"]
    return (
        f"{board['code']} {board['state']} | {agents['free']} free, {agents['booked']} booked, {agents['talking']} talking,"
        f" {agents['aftercall']} aftercall, {agents['away']} away | {lines['ringing']} ringing, {lines['waiting']} waiting"
        f" | {board['minute']} a minute, {board['today']} today | {abandoned(cap)} of {cap['live']} live, cap {cap['cap']:g} %"
        f" | {why(board).partition(': ')[2]}"
    )


# --- progress ----------------------------------------------------------------------------------------------------


def progress(found: Mapping[str, Any]) -> list[str]:
    """Lines for people: contacts, attempts, the cap, the end."""
    contacts, tries = found["contacts"], found["attempts"]
    lines = [
        f"contacts   {contacts['left']} left: {contacts['due']} due, {contacts['later']} later, {contacts['out']} being called;"
        f" {contacts['finished']} finished",
        f"finished   {_counts(found['finished_why'])}",
        f"attempts   {tries['all']} in all, {tries['today']} today, {tries['hour']} in the last hour",
        f"outcomes   {_counts(tries['by_outcome'])}",
        f"said       {_counts(tries['by_disposition'])}",
    ]
    if contacts["resting"]:
        lines.insert(1, f"resting    {contacts['resting']} in lists that are not active")
    if contacts["next"]:
        lines.insert(1, f"next due   {at(contacts['next'])}")
    if (cap := found["cap"]) is not None:
        lines.append(
            f"abandoned  {abandoned(cap)} of {cap['live']} live answers in {_days(cap['window_ms'])}, cap {cap['cap']:g} %"
        )
    return [*lines, f"forecast   {forecast(found['forecast'])}"]


def _days(span: int) -> str:
    days = span // DAY
    return f"{days} days" if days > 1 else f"{span // HOUR} h"


def forecast(told: Mapping[str, Any]) -> str:
    if told["dialling_ms"] is None:
        return "nobody can say yet"
    left = f"{clock(told['dialling_ms'])} of dialling"
    return f"{left}, over at {at(told['end'])}" if told["end"] else left


def _counts(counts: Mapping[str, int]) -> str:
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {count}" for name, count in most) or "-"
