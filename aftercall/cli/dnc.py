"""`aftercall dnc`: numbers that must not be called, everywhere or in one campaign."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from acd.core.moment import Moment
from aftercall.cli.contacts import Region
from aftercall.cli.faults import Fault
from aftercall.cli.inputs import now_ms, one_number, read_day, read_delimiter, read_mapping, read_region
from aftercall.cli.moments import moment_or_dash
from aftercall.cli.say import Column, Json, as_json, line, show

EVERYWHERE = "everywhere"

app = typer.Typer(
    no_args_is_help=True, help="Numbers that must not be called, everywhere or in one campaign."
)

Row = dict[str, Any]
Campaign = Annotated[str | None, typer.Option(help="In this campaign only; else everywhere.")]
Source = Annotated[
    str, typer.Option(help="Where it is from: a register, a letter, the call.", show_default=False)
]
Date = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Since when; else today.")]

COLUMNS = (Column("number"), Column("where"), Column("source", fold=True), Column("since"), Column("by"))


@app.command("load")
def load_(
    file: Annotated[
        Path, typer.Argument(help="CSV, XLSX, XLS or ODS.", exists=True, dir_okay=False, show_default=False)
    ],
    source: Source,
    campaign: Campaign = None,
    date: Date = None,
    region: Region = None,
    mapping: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN=FIELD", help="Which column is the phone.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="As cp1250; else it is found.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="One character, or tab; else it is found.")] = None,
    header: Annotated[bool | None, typer.Option(help="Is the first row a header? Else it is found.")] = None,
    sheet: Annotated[str, typer.Option(help="Of a spreadsheet; else the first that holds anything.")] = "",
    rejected: Annotated[
        Path | None,
        typer.Option(
            help="File for rows that no number could be read from; else NAME.rejected.csv, or NAME.rejected-2.csv …; "
            "of a dry run only if named."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Block nothing; count.")] = False,
    json: Json = False,
) -> None:
    """Load a file of numbers. Loading it again changes nothing."""
    from aftercall.cli.block import BlockWish, load_blocks
    from dialer.load.blocklist import Listed
    from dialer.load.examine import Wishes

    template, columns = read_mapping(mapping or [])
    load_blocks(
        BlockWish(
            file=file,
            listed=Listed(campaign or EVERYWHERE, source, since(date), getpass.getuser()),
            region=read_region(region),
            wishes=Wishes(encoding, read_delimiter(delimiter), header, sheet, template, columns),
            rejected=rejected,
            trial=dry_run,
            json=json,
        )
    )


def since(date: str | None) -> Moment:
    at = read_day(date)
    return now_ms() if at is None else at


Numbers = Annotated[
    list[str], typer.Argument(metavar="NUMBER...", help="With +, or with --region.", show_default=False)
]
Number = Annotated[str, typer.Argument(help="With +, or with --region.", show_default=False)]
Country = Annotated[str | None, typer.Option(help="Country of numbers without a code, as PL.")]


@app.command()
def add(
    numbers: Numbers,
    source: Source,
    campaign: Campaign = None,
    date: Date = None,
    region: Country = None,
    json: Json = False,
) -> None:
    """Block numbers from now on."""
    from aftercall.cli.block import add_numbers
    from aftercall.cli.opened import run

    found = [one_number(text, region) for text in numbers]
    new = run(add_numbers(campaign, found, source, since(date)))
    if json:
        as_json({"numbers": found, "where": campaign or EVERYWHERE, "new": new})
        return
    line(f"{', '.join(found)}: not to be called {_at(campaign or EVERYWHERE)}")
    if known := len(set(found)) - new:
        line(f"{known} of them known before: their first entry stays")


@app.command()
def remove(number: Number, campaign: Campaign = None, region: Country = None, json: Json = False) -> None:
    """Take an entry away: of this campaign, or the one for everywhere."""
    from aftercall.cli.opened import opened, run
    from dialer.load.blocking import unblock

    e164, where = one_number(number, region), campaign or EVERYWHERE

    async def take_away() -> bool:
        async with opened() as database:
            return await unblock(database, where, e164)

    if not run(take_away()):
        raise Fault(f"{e164} is not blocked {_at(where)}", f"`aftercall dnc ask {e164}` shows where it is")
    if json:
        as_json({"number": e164, "where": where, "removed": True})
    else:
        line(f"{e164} may be called again, as far as it was blocked {_at(where)}")


def _at(where: str) -> str:
    return where if where == EVERYWHERE else f"in campaign {where}"


@app.command()
def ask(number: Number, campaign: Campaign = None, region: Country = None, json: Json = False) -> None:
    """May this number be called? All entries; with a campaign, those that hold there."""
    from aftercall.cli.opened import known, opened, run
    from dialer.load.blocking import entries_of

    e164 = one_number(number, region)

    async def look() -> list[Row]:
        async with opened() as database:
            entries = await entries_of(database, e164)
            found = [one for one in entries if campaign is None or one["where"] in (EVERYWHERE, campaign)]
            await known(database, campaign, found)
            return found

    found = run(look())
    if json:
        as_json({"number": e164, "blocked": bool(found), "entries": found})
        return
    show(COLUMNS, [row(one) for one in found], f"{e164} is on no do-not-call list")


def row(one: Row) -> list[str | Text]:
    return [one["number"], one["where"], one["source"], moment_or_dash(one["since"]), one["by"]]


@app.command("list")
def list_(
    campaign: Annotated[
        str | None, typer.Option(help="Of this campaign only; `everywhere` for the others.")
    ] = None,
    last: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 50,
    json: Json = False,
) -> None:
    """The newest entries, and how many there are."""
    from aftercall.cli.opened import known, opened, run
    from dialer.load.blocking import newest

    async def look() -> tuple[int, list[Row]]:
        async with opened() as database:
            count, found = await newest(database, campaign, last)
            await known(database, None if campaign == EVERYWHERE else campaign, found)
            return count, found

    count, found = run(look())
    if json:
        as_json({"count": count, "entries": found})
        return
    show(COLUMNS, [row(one) for one in found], "nobody is on a do-not-call list")
    if count > len(found):
        line(f"{len(found)} of {count:,}")
