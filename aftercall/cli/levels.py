"""`aftercall levels`: what is promised to whom (SLA), which level an item would get, and how many promises were kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import typer
from rich.text import Text

from aftercall.cli import level_fields as fields
from aftercall.cli.cards import add_new, change, remove_known
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.fields import given
from aftercall.cli.moments import by_clock, site_zone
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import short

app = typer.Typer(no_args_is_help=True, help="Levels (SLA): what is promised to whom, and what became of it.")

COLUMNS: Final = (
    Column("level"),
    Column("name", fold=True),
    Column("promises", fold=True),
    Column("for", fold=True),
    Column("calendar"),
    Column("warn", right=True),
    Column("credit", right=True),
)
AHEAD: Final = (Column("promise"), Column("within", right=True), Column("warned"), Column("due"))
SUMS: Final = (
    Column("day"),
    Column("level"),
    Column("queue"),
    Column("promise"),
    Column("kept", right=True),
    Column("broken", right=True),
    Column("late", right=True),
    Column("dropped", right=True),
    Column("credit", right=True),
)
Level = Annotated[str, typer.Argument(help="The level's code.", show_default=False)]


@app.command("list")
def list_(json: Json = False) -> None:
    """All levels, in the order in which they are asked: the first that fits is it."""
    levels = get("/levels")
    if json:
        as_json(levels)
        return
    show(COLUMNS, [_row(one) for one in levels], "nothing is promised: aftercall levels add CODE --target …")


def _row(one: Any) -> list[str | Text]:
    return [
        one["code"] if one["active"] else f"{one['code']} (out of use)",
        one["name"],
        fields.targets_told(one["targets"]),
        fields.whens_told(one["when"]),
        one["calendar"] or "the queue's",
        f"{one['warn']} %" if one["warn"] else "-",
        fields.credit_told(one["credit"]),
    ]


@app.command("show")
def show_(level: Level, json: Json = False) -> None:
    """One level: all its fields."""
    card = get(path("levels", level))
    if json:
        as_json(card)
        return
    told = {column.name: value for column, value in zip(COLUMNS, _row(card), strict=True)}
    told |= {"order": str(card["order"]), "priority": str(card["priority"])}
    told["pauses"] = "while the customer is waited for" if card["pauses"] else "never"
    for name, value in told.items():
        line(f"{name:10} {value}")


def _saving(save: Callable[[str, str, dict[str, Any], bool], Any]) -> Callable[..., None]:
    """`add` and `set` take the same options and differ in what must be there before."""

    def command(
        level: Level,
        name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
        target: Annotated[
            list[str] | None,
            typer.Option(
                metavar="WHAT=SPAN",
                help="'call answered=20s', chat answered, first answered, next answered, solved; all of them, or none.",
            ),
        ] = None,
        calendar: Annotated[
            str | None, typer.Option(help="By which open time counts; none: the queue's.")
        ] = None,
        when: Annotated[
            list[str] | None,
            typer.Option(
                metavar="NAME=VALUE,…",
                help="queue, tag, customer, priority (at least): all of one must hold, any one is enough; none: for all.",
            ),
        ] = None,
        warn: Annotated[
            int | None, typer.Option(help="Per cent of a target after which to warn; 0: never.")
        ] = None,
        pauses: Annotated[
            bool | None, typer.Option(help="Does the clock stand while the customer is waited for?")
        ] = None,
        credit: Annotated[
            str | None, typer.Option(metavar="PERCENT", help="What a broken promise costs, as 2.5 or 2.5%.")
        ] = None,
        priority: Annotated[int | None, typer.Option(help="What its items have at least.")] = None,
        order: Annotated[int | None, typer.Option(help="The lowest is asked first.")] = None,
        active: Annotated[bool | None, typer.Option(help="Is it in use?")] = None,
        json: Json = False,
    ) -> None:
        body = given(
            name=name,
            targets=fields.targets(target),
            calendar="" if calendar == "none" else calendar,
            when=fields.whens(when),
            warn=warn,
            pauses=pauses,
            credit=fields.credit(credit),
            priority=priority,
            order=order,
            active=active,
        )
        save("levels", level, body, json)

    return command


app.command("add", help="Make a level.")(_saving(add_new))
app.command("set", help="Change a level; what is not given stays, what runs is computed anew.")(
    _saving(change)
)


@app.command()
def remove(level: Level, json: Json = False) -> None:
    """Remove a level; what it promised goes to the next that fits, or is dropped."""
    remove_known("levels", level, json)


@app.command()
def order(
    levels: Annotated[
        list[str], typer.Argument(help="The first is asked first; the rest follow as they are.")
    ],
    json: Json = False,
) -> None:
    """Say in which order levels are asked."""
    found = ask("POST", "/levels/order", {"levels": levels})
    if json:
        as_json(found)
    else:
        line(", ".join(one["code"] for one in found))


@app.command("try")
def try_(
    queue: Annotated[str, typer.Argument(help="Where it comes.", show_default=False)],
    tag: Annotated[list[str] | None, typer.Option(help="It has this tag; as often as you like.")] = None,
    customer: Annotated[
        list[str] | None, typer.Option(help="Its customer's level, or his key; as often as you like.")
    ] = None,
    priority: Annotated[int, typer.Option(help="Its priority.")] = 0,
    json: Json = False,
) -> None:
    """Which level would an item get, and what would be promised if it came now?"""
    asked = [("queue", queue), ("priority", str(priority))]
    asked += [("tag", one) for one in tag or ()] + [("customer", one) for one in customer or ()]
    found = get(f"/promises/level?{urlencode(asked)}")
    if json:
        as_json(found)
        return
    passed = f" ({', '.join(found['passed'])} did not fit)" if found["passed"] else ""
    if found["level"] is None:
        line(f"no level fits: nothing is promised{passed}")
        return
    line(f"level {found['level']['code']}{passed}, by {found['calendar'] or 'no calendar: always open'}")
    zone = get(path("calendars", found["calendar"]))["zone"] if found["calendar"] else site_zone().key
    rows = [_ahead(one, zone) for one in found["promises"]]
    show(AHEAD, rows, "it promises nothing")


def _ahead(one: Any, zone: str) -> list[str | Text]:
    """By the clock that the promise counts by."""
    warned, due = (by_clock(at, zone) if at else "" for at in (one["warn"], one["due"]))
    return [one["target"], short(one["span_ms"]), warned or "-", due or "never"]


@app.command()
def sums(
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Today, if not given.")] = None,
    to: Annotated[str | None, typer.Option(metavar="DATE", help="The last day.")] = None,
    level: Annotated[str | None, typer.Option(help="Only of this level.")] = None,
    queue: Annotated[str | None, typer.Option(help="Only in this queue.")] = None,
    json: Json = False,
) -> None:
    """Promises kept and broken, by day of the site's zone, and what the broken ones cost."""
    asked = {"from": first, "to": to, "level": level, "queue": queue}
    found = get(f"/promises/sums?{urlencode({k: v for k, v in asked.items() if v is not None})}")
    if json:
        as_json(found)
        return
    rows: list[list[str | Text]] = [_sum_row(one, one["day"]) for one in found["rows"]]
    if len(rows) > 1:
        total = found | {"level": "", "queue": "", "target": ""}
        rows.append(_sum_row(total, "together"))
    show(SUMS, rows, f"no promise was decided from {found['first']} to {found['last']}")


def _sum_row(one: Any, day: str) -> list[str | Text]:
    counted = [str(one[name]) for name in ("kept", "broken", "late", "dropped")]
    return [
        day,
        one["level"],
        one["queue"],
        one["target"],
        *counted,
        fields.credit_told(one["credit"]),
    ]
