"""`aftercall contacts`: lists of people to call, loaded from files; works on the database, with the daemon or without."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli import lists as whole_lists
from aftercall.cli import people
from aftercall.cli.faults import Fault
from aftercall.cli.inputs import (
    now_ms,
    one_number,
    read_day,
    read_delimiter,
    read_mapping,
    read_region,
    read_zone,
)
from aftercall.cli.moments import moment_or_dash
from aftercall.cli.say import Column, Json, as_json, line, show
from dialer.load.how import Scope

# What reads files and databases is loaded by the command that needs it: all others start without.

Row = dict[str, Any]

app = typer.Typer(no_args_is_help=True, help="Lists of people to call, and the loads that brought them.")

Campaign = Annotated[str | None, typer.Option(help="Of this campaign only.")]
Region = Annotated[
    str | None, typer.Option(help="Country of numbers without a code, as PL; else the campaign's.")
]


@app.command("load")
def load_(
    file: Annotated[
        Path, typer.Argument(help="CSV, XLSX, XLS or ODS.", exists=True, dir_okay=False, show_default=False)
    ],
    campaign: Annotated[str, typer.Option(help="Into this campaign.", show_default=False)],
    list_: Annotated[str, typer.Option("--list", help="Into this list; else the file's name.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Load nothing; show a verdict for each row.")
    ] = False,
    mapping: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME|COLUMN=FIELD", help="A kept mapping, or one column; more than once."),
    ] = None,
    keep: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep the mapping under this name.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="As cp1250; else it is found.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="One character, or tab; else it is found.")] = None,
    header: Annotated[bool | None, typer.Option(help="Is the first row a header? Else it is found.")] = None,
    sheet: Annotated[str, typer.Option(help="Of a spreadsheet; else the first that holds anything.")] = "",
    region: Region = None,
    zone: Annotated[
        str | None, typer.Option(help="For numbers that may be in several zones, this among them.")
    ] = None,
    scope: Annotated[
        Scope, typer.Option(help="Where a number must not stand already.", case_sensitive=False)
    ] = Scope.CAMPAIGN,
    consent_source: Annotated[str, typer.Option(help="Where rows do not say it.")] = "",
    consent_date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The same.")] = None,
    consent_basis: Annotated[str, typer.Option(help="Lawful basis, the same.")] = "",
    rejected: Annotated[
        Path | None,
        typer.Option(
            help="File for rows that were not loaded; else NAME.rejected.csv, or NAME.rejected-2.csv …; of a dry run only if named."
        ),
    ] = None,
    verdicts: Annotated[
        Path | None, typer.Option(help="With --dry-run: file for the verdict of each row.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=0, max=16, help="Processes that read numbers; else by size and cores.")
    ] = None,
    json: Json = False,
) -> None:
    """Load a list. Cut at any moment, the same command goes on where it was."""
    from aftercall.cli.load import Wish, load
    from dialer.load.examine import Wishes

    template, columns = read_mapping(mapping or [])
    load(
        Wish(
            file=file,
            campaign=campaign,
            name=list_,
            wishes=Wishes(encoding, read_delimiter(delimiter), header, sheet, template, columns),
            scope=scope,
            region=read_region(region),
            zone=read_zone(zone),
            consent=(consent_source, read_day(consent_date), consent_basis),
            keep=keep,
            rejected=rejected,
            verdicts=verdicts,
            trial=dry_run,
            yes=yes,
            json=json,
            workers=workers,
        )
    )


# --- what is there -----------------------------------------------------------------------------------------------

LISTS = (
    Column("id", right=True),
    Column("campaign"),
    Column("list", fold=True),
    Column("active"),
    Column("open", right=True),
    Column("out", right=True),
    Column("finished", right=True),
    Column("removed", right=True),
)


@app.command()
def lists(campaign: Campaign = None, json: Json = False) -> None:
    """All lists, with their contacts."""
    from aftercall.cli.opened import known, opened, run
    from dialer.load import views

    async def look() -> list[Row]:
        async with opened() as database:
            found = await views.all_lists(database, campaign)
            await known(database, campaign, found)
            return found

    found = run(look())
    if json:
        as_json(found)
        return
    show(
        LISTS, [list_row(one) for one in found], "no lists yet: aftercall contacts load FILE --campaign CODE"
    )


def list_row(one: Row) -> list[str | Text]:
    counts = [f"{one[name]:,}" for name in ("open", "out", "finished", "removed")]
    return [str(one["id"]), one["campaign"], one["name"], "yes" if one["active"] else "no", *counts]


LOADS = (
    Column("load", right=True),
    Column("state"),
    Column("campaign"),
    Column("list", fold=True),
    Column("file", fold=True),
    Column("row", right=True),
    Column("loaded", right=True),
    Column("duplicates", right=True),
    Column("do not call", right=True),
    Column("rejected", right=True),
    Column("began"),
    Column("by"),
)


@app.command()
def loads(
    campaign: Campaign = None,
    last: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 50,
    json: Json = False,
) -> None:
    """Loads, the newest first; one that is running but that nobody runs was cut."""
    from aftercall.cli.opened import known, opened, run
    from dialer.load import views

    async def look() -> list[Row]:
        async with opened() as database:
            found = await views.all_loads(database, campaign, last)
            await known(database, campaign, found)
            return found

    found = run(look())
    if json:
        as_json(found)
        return
    show(LOADS, [load_row(one) for one in found], "no loads yet")


def load_row(one: Row) -> list[str | Text]:
    counts = [f"{one[name]:,}" for name in ("row", "loaded", "duplicates", "blocked", "rejected")]
    who = [moment_or_dash(one["began"]), one["by"]]
    return [str(one["id"]), one["state"], one["campaign"], one["name"], one["file"], *counts, *who]


@app.command("show")
def show_(
    contact: Annotated[
        str, typer.Argument(help="Its id, or a number that it has, with +.", show_default=False)
    ],
    region: Annotated[str | None, typer.Option(help="Country of a number without a code.")] = None,
    json: Json = False,
) -> None:
    """A contact, its numbers, and what was tried; all contacts that have the number."""
    from aftercall.cli.opened import opened, run
    from dialer.load import views

    async def look() -> list[Row]:
        async with opened() as database:
            if contact.isdecimal() and region is None:
                return await views.contact(database, int(contact))
            return await views.contacts_with(database, one_number(contact, region))

    found = run(look())
    if json:
        as_json(found)
    elif not found:
        raise Fault(f"no contact is or has {contact}")
    for one in [] if json else found:
        show_contact(one)


def show_contact(one: Row) -> None:
    facts = {
        "contact": one["id"],
        "name": one["name"],
        "campaign": one["campaign"],
        "list": f"{one['list_name']} (load {one['load']}, row {one['row']})",
        "standing": f"{one['standing']} {one['why']}".strip(),
        "due": moment_or_dash(one["due"]) if one["due"] else "now",
        "zone": one["zone"],
        "language": one["language"],
        "priority": one["priority"],
        "consent": _consent(one),
    }
    for number in one["numbers"]:
        facts[f"number {number['place'] + 1}"] = _number(number)
    facts |= one["fields"]
    width = max(map(len, facts))
    for name, value in facts.items():
        line(f"{name:{width}}  {'-' if value in (None, '') else value}")
    for tried in one["attempts"]:
        line(_tried(tried))
    line()


def _tried(one: Any) -> str:
    parts = (
        moment_or_dash(one["began"]),
        one["number"],
        one["outcome"] or "under way",
        one["disposition"] or "",
    )
    return "  ".join(parts).rstrip()


def _consent(one: Row) -> str:
    parts = [one["consent_source"], one["consent_basis"]]
    if one["consent_at"] is not None:
        parts.append(moment_or_dash(one["consent_at"]))
    return ", ".join(filter(None, parts))


def _number(number: Any) -> str:
    zones = number["zones"].split(",")
    where = zones[0] if len(zones) == 1 else f"{len(zones)} zones"
    return (
        f"{number['e164']}  {number['kind']}  {where or 'zone unknown'}{'  dead' if number['dead'] else ''}"
    )


# --- taken back, and mappings ------------------------------------------------------------------------------------


@app.command("undo")
def undo_(
    load: Annotated[int, typer.Argument(help="As `aftercall contacts loads` shows it.", show_default=False)],
    json: Json = False,
) -> None:
    """Take a load back: who was not dialled is gone, who was is marked removed."""
    from aftercall.cli.opened import opened, run
    from dialer.load.undo import Undone, undo

    async def take_back() -> Undone:
        async with opened() as database:
            return await undo(database, load, now_ms())

    done = run(take_back())
    if json:
        as_json({"load": load, "gone": done.gone, "kept": done.kept})
        return
    line(
        f"load {load} undone: {done.gone:,} contacts gone, {done.kept:,} that were dialled are marked removed"
    )


@app.command()
def mappings(
    forget: Annotated[str | None, typer.Option(metavar="NAME", help="Forget this one.")] = None,
    json: Json = False,
) -> None:
    """Kept mappings: which column is what."""
    from aftercall.cli.opened import opened, run
    from dialer.load.templates import forget as forget_template
    from dialer.load.templates import templates

    async def look() -> dict[str, dict[str, str]]:
        async with opened() as database:
            if forget is not None:
                await forget_template(database, forget)
            return {name: dict(one) for name, one in (await templates(database)).items()}

    found = run(look())
    if json:
        as_json(found)
        return
    rows = [
        [name, ", ".join(f"{column}={field}" for column, field in one.items())] for name, one in found.items()
    ]
    show(
        (Column("mapping"), Column("columns", fold=True)), rows, "no mappings are kept: load with --keep NAME"
    )


app.add_typer(people.app)
app.add_typer(whole_lists.app)
