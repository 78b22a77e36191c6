"""`aftercall campaigns`: made, tuned, started, paused and stopped; how each stands and how far it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.live import Live

from aftercall.cli import campaign_view as view
from aftercall.cli.campaign_fields import (
    OF_A_RULE,
    OF_CAMPAIGNS,
    cap,
    card_file,
    codes,
    ratio,
    retries,
    text_of,
)
from aftercall.cli.cards import add_new, change, is_known, remove_known
from aftercall.cli.daemon import Broken, NotThere, Refused, ask, get, path
from aftercall.cli.fields import given, none, span, whole
from aftercall.cli.say import Json, as_json, json_line, line, note, show
from aftercall.cli.spans import short

app = typer.Typer(
    no_args_is_help=True, help="Outbound campaigns: made, tuned, started, paused, stopped; how each stands."
)

Campaign = Annotated[str, typer.Argument(help="The campaign's code.", show_default=False)]
LOOK: Final = 1.0
"""Seconds between two looks: the board is told once a second."""


@app.command("list")
def list_(json: Json = False) -> None:
    """All campaigns as they stand now."""
    boards = get("/state")["campaigns"]
    if json:
        as_json(boards)
    else:
        show(
            view.COLUMNS,
            [view.row(board) for board in boards],
            "no campaigns yet: aftercall campaigns add CODE",
        )


@app.command("show")
def show_(campaign: Campaign, json: Json = False) -> None:
    """One campaign: how it is configured."""
    card = get(path("campaigns", campaign))
    if json:
        as_json(card)
        return
    width = max(map(len, card))
    for name, value in card.items():
        line(f"{name:{width}}  {_read(name, value)}")


def _read(name: str, value: Any) -> str:
    if name == "cap":
        return "the regime's" if value is None else f"{value / 100:g} %"
    if name in OF_CAMPAIGNS | OF_A_RULE and not isinstance(value, str):
        return short(value)
    match value:
        case None | "" | []:
            return "-"
        case dict() if not value:
            return "-"
        case bool():
            return "yes" if value else "no"
        case dict():
            return "; ".join(f"{key}: {_read(key, one)}" for key, one in value.items())
        case list():
            return ", ".join(one["code"] if isinstance(one, dict) else str(one) for one in value)
        case str():
            return value if "\n" not in value else f"{len(value.splitlines())} lines"
    return str(value)


def _span(help: str) -> Any:
    return typer.Option(metavar="SPAN", help=help)


def _saving(save: Callable[[str, str, dict[str, Any], bool], Any]) -> Callable[..., None]:
    """`add` and `set` take the same options and differ in what must be there before."""

    def command(
        campaign: Campaign,
        name: Annotated[str | None, typer.Option(help="Its name, as people read it.")] = None,
        mode: Annotated[str | None, typer.Option(help="preview, progressive, power or predictive.")] = None,
        trunk: Annotated[
            list[str] | None, typer.Option(help="Over which it dials, in order of preference; repeat it.")
        ] = None,
        regime: Annotated[str | None, typer.Option(help="The law that holds: us, uk or eu.")] = None,
        cap_: Annotated[
            str | None,
            typer.Option(
                "--cap",
                metavar="PERCENT",
                help="Abandoned of live answers; never above the regime's: regime.",
            ),
        ] = None,
        ratio_: Annotated[
            str | None, typer.Option("--ratio", metavar="LINES", help="Power: lines for each free agent.")
        ] = None,
        weight: Annotated[
            int | None, typer.Option(help="Its share of agents who are in several campaigns.")
        ] = None,
        region: Annotated[
            str | None, typer.Option(help="Country of numbers written without one, as PL.")
        ] = None,
        language: Annotated[str | None, typer.Option(help="Of what people hear: en, pl, ru, et, es.")] = None,
        caller_id: Annotated[
            str | None,
            typer.Option(help="The number shown; who calls it reaches the campaign; none: no number."),
        ] = None,
        ring: Annotated[str | None, _span("How long a line rings; not under the regime's least.")] = None,
        per_day: Annotated[int | None, typer.Option(help="Attempts to a contact in a day, at most.")] = None,
        per_contact: Annotated[int | None, typer.Option(help="Attempts to a contact in all.")] = None,
        per_number: Annotated[int | None, typer.Option(help="Attempts to one of its numbers in all.")] = None,
        gap: Annotated[str | None, _span("Between two attempts to a contact.")] = None,
        retry: Annotated[
            list[str] | None,
            typer.Option(metavar="OUTCOME=AFTER:TIMES[:same]", help="What follows an outcome; repeat it."),
        ] = None,
        calendar: Annotated[
            str | None,
            typer.Option(metavar="FILE", help="Its own hours: a calendar's file; none: the regime's alone."),
        ] = None,
        amd: Annotated[str | None, typer.Option(help="Answering machines: off, hang up or message.")] = None,
        amd_message: Annotated[str | None, typer.Option(help="The sound that machines hear.")] = None,
        message: Annotated[str | None, typer.Option(help="The sound that abandoned people hear.")] = None,
        countdown: Annotated[
            str | None, _span("Preview: it is dialled by itself after it; none: never.")
        ] = None,
        premium: Annotated[
            bool | None, typer.Option(help="May premium and shared-cost numbers be dialled?")
        ] = None,
        auto_answer: Annotated[
            str | None, typer.Option(help="SIP header that makes agents' phones answer; none: they cannot.")
        ] = None,
        work_type: Annotated[str | None, typer.Option(help="The type that joining sets.")] = None,
        leave_type: Annotated[
            str | None, typer.Option(help="The type that leaving the last one sets.")
        ] = None,
        script: Annotated[
            str | None, typer.Option(metavar="FILE", help="What agents read; none: nothing.")
        ] = None,
        aftercall: Annotated[str | None, _span("Time after each conversation; 0: none.")] = None,
        step: Annotated[str | None, _span("What one extension of an aftercall adds.")] = None,
        longest: Annotated[str | None, _span("The longest that an aftercall may be extended to.")] = None,
        early: Annotated[bool | None, typer.Option(help="May an agent end his aftercall early?")] = None,
        disposition: Annotated[bool | None, typer.Option(help="Must he give a disposition first?")] = None,
        wait: Annotated[
            bool | None, typer.Option(help="Aftercall after previews that nobody answered, too?")
        ] = None,
        misses: Annotated[
            int | None, typer.Option(help="Missed rings in a row that hold an agent; 0: never.")
        ] = None,
        agent_ring: Annotated[str | None, _span("How long an agent's phone rings.")] = None,
        strategy: Annotated[str | None, typer.Option(help="Whose turn it is: leastrecent, random, …")] = None,
        recording: Annotated[bool | None, typer.Option(help="Record the conversations?")] = None,
        retention: Annotated[
            str | None, typer.Option(help="Days after which recordings are deleted; none: kept.")
        ] = None,
        file: Annotated[
            str | None, typer.Option(metavar="FILE", help="Dispositions, form and any other field, as TOML.")
        ] = None,
        json: Json = False,
    ) -> None:
        body = card_file(file) | given(
            name=name,
            mode=mode,
            trunks=codes(trunk),
            regime=regime,
            cap=cap(cap_),
            ratio=ratio(ratio_),
            weight=weight,
            region=region,
            language=language,
            caller_id="" if caller_id == "none" else caller_id,
            ring=span(ring, "--ring"),
            per_day=per_day,
            per_contact=per_contact,
            per_number=per_number,
            gap=span(gap, "--gap"),
            retries=retries(retry, _retries(campaign) if retry else {}),
            calendar=text_of(calendar, "--calendar"),
            amd=amd,
            amd_message=amd_message,
            message=message,
            countdown=span(countdown, "--countdown"),
            premium=premium,
            auto_answer="" if auto_answer == "none" else auto_answer,
            work_type=work_type,
            leave_type=leave_type,
            script="" if script == "none" else text_of(script, "--script"),
            aftercall=span(aftercall, "--aftercall"),
            step=span(step, "--step"),
            longest=span(longest, "--longest"),
            early=early,
            disposition=disposition,
            wait=wait,
            misses=misses,
            agent_ring=span(agent_ring, "--agent-ring"),
            strategy=strategy,
            recording=recording,
            retention=none(retention, whole),
        )
        save("campaigns", campaign, body, json)

    return command


def _retries(campaign: str) -> Any:
    return get(path("campaigns", campaign))["retries"] if is_known("campaigns", campaign) else {}


app.command("add", help="Make a campaign, and the queue of its agents; it is stopped.")(_saving(add_new))
app.command("set", help="Change a campaign, also while it runs; what is not given stays.")(_saving(change))


@app.command()
def remove(campaign: Campaign, json: Json = False) -> None:
    """Remove a campaign that is stopped and has no contacts; its attempts stay on record."""
    remove_known("campaigns", campaign, json)


# --- states ------------------------------------------------------------------------------------------------------


@app.command()
def start(campaign: Campaign, json: Json = False) -> None:
    """Start dialling; refused with all reasons where it cannot dial."""
    _set(campaign, "start", json)


@app.command()
def pause(campaign: Campaign, json: Json = False) -> None:
    """Dial nobody new; what is out goes on."""
    _set(campaign, "pause", json)


@app.command()
def stop(
    campaign: Campaign,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask what may happen to calls in progress.")
    ] = False,
    json: Json = False,
) -> None:
    """Stop: first it says what happens to calls in progress; then lines that ring are taken back, and agents leave."""
    try:
        _set(campaign, "stop", json, {"yes": yes})
    except Refused as refused:
        if not (_calls(refused) and sys.stdin.isatty() and not json):
            raise
        if not typer.confirm(f"{refused.why}. Stop it?", err=True):
            raise typer.Exit(1) from None
        _set(campaign, "stop", json, {"yes": True})


def _calls(refused: Refused) -> bool:
    return isinstance(refused.body, dict) and refused.body.get("error", {}).get("code") == "calls-in-progress"


def _set(campaign: str, verb: str, json: bool, body: Any = None) -> None:
    answer = ask("POST", path("campaigns", campaign, verb), body)
    if json:
        as_json(answer)
    else:
        line(
            f"campaign {campaign} is {answer['state']}" + (f"; {answer['calls']}" if answer["calls"] else "")
        )
    if answer["warning"]:
        note(f"aftercall: {answer['warning']}")


# --- now ---------------------------------------------------------------------------------------------------------


@app.command()
def progress(campaign: Campaign, json: Json = False) -> None:
    """How far a campaign is: contacts, attempts by outcome, abandonment against the cap, and when it will be through."""
    found = get(path("campaigns", campaign, "progress"))
    if json:
        as_json(found)
        return
    for text in view.progress(found):
        line(text)


@app.command()
def watch(
    campaign: Annotated[str | None, typer.Argument(help="One campaign; else all.")] = None,
    count: Annotated[int, typer.Option(help="So many looks, one a second; 0: until Ctrl-C.", min=0)] = 0,
    json: Json = False,
) -> None:
    """Watch campaigns live: agents, lines, pace, abandonment against the cap, and why it dials as it does."""
    looks = iter(range(count)) if count else iter(int, 1)
    console = Console(highlight=False, emoji=False)
    if json or not console.is_terminal:
        _watch(campaign, looks, _tell_json if json else _tell_plain)
        return
    with Live(console=console, screen=True, auto_refresh=False) as live:
        _watch(campaign, looks, lambda boards: live.update(view.picture(boards, console.width), refresh=True))


def _watch(campaign: str | None, looks: Any, tell: Callable[[list[Any]], None]) -> None:
    """That nobody is there is an error the first time; later he is waited for."""
    seen = False
    for number, _ in enumerate(looks):
        if number:
            time.sleep(LOOK)
        try:
            tell(_boards(campaign))
            seen = True
        except (NotThere, Broken):
            if not seen:
                raise


def _boards(campaign: str | None) -> list[Any]:
    if campaign is not None:
        return [get(path("campaigns", campaign, "board"))]
    return [get(path("campaigns", card["code"], "board")) for card in get("/campaigns")]


def _tell_json(boards: list[Any]) -> None:
    for board in boards:
        json_line(board)


def _tell_plain(boards: list[Any]) -> None:
    for board in boards:
        line(view.plain(board))
