"""`aftercall types`: work and break types; changed without a restart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli.cards import add_new, change, remove_known, show_card
from aftercall.cli.daemon import get, path
from aftercall.cli.fields import NONE, NULL, given, names, none, span, whole
from aftercall.cli.say import Column, Json, as_json, show
from aftercall.cli.spans import short

app = typer.Typer(no_args_is_help=True, help="Work and break types; changed without a restart.")

COLUMNS = (
    Column("type"),
    Column("name", fold=True),
    Column("group"),
    Column("takes"),
    Column("paid"),
    Column("length", right=True),
    Column("limit", right=True),
    Column("quota", right=True),
    Column("star", right=True),
    Column("needs"),
)
Type = Annotated[str, typer.Argument(help="The type's code.", show_default=False)]


@app.command("list")
def list_(json: Json = False) -> None:
    """All work and break types."""
    cards = get("/types")
    if json:
        as_json(cards)
        return
    show(COLUMNS, [row(card) for card in cards], "no types: aftercall types add CODE --group work")


def row(card: Any, language: str = "en") -> list[str | Text]:
    takes = [name for name in ("calls", "chats", "tickets") if card[name]]
    return [
        card["code"],
        card["names"].get(language, ""),
        card["group"],
        " ".join(takes) or "-",
        "yes" if card["paid"] else "no",
        short(card["length"]),
        short(card["limit"]),
        "-" if card["quota"] is None else str(card["quota"]),
        "-" if card["star"] is None else f"*6{card['star']}",
        "a supervisor" if card["approval"] else "",
    ]


@app.command("show")
def show_(type: Type, json: Json = False) -> None:
    """One type: all its fields."""
    show_card(get(path("types", type)), json)


def _saving(save: Callable[[str, str, dict[str, Any], bool], Any]) -> Callable[..., None]:
    """`add` and `set` take the same options and differ in what must be there before."""

    def command(
        type: Type,
        group: Annotated[str | None, typer.Option(help="work or break.")] = None,
        name: Annotated[
            list[str] | None, typer.Option(help="Lunch, pl=Obiad; once for each language.")
        ] = None,
        calls: Annotated[bool | None, typer.Option(help="Does an agent on it take calls?")] = None,
        chats: Annotated[bool | None, typer.Option(help="Chats?")] = None,
        tickets: Annotated[bool | None, typer.Option(help="Tickets?")] = None,
        queue: Annotated[
            list[str] | None, typer.Option(help="Only these of his queues; none: all of them.")
        ] = None,
        paid: Annotated[bool | None, typer.Option(help="Is it working time?")] = None,
        length: Annotated[
            str | None, typer.Option(metavar="SPAN", help="Makes a break timed; none: not timed.")
        ] = None,
        returns: Annotated[
            bool | None, typer.Option(help="Does he resume by himself when it is over?")
        ] = None,
        warn: Annotated[
            str | None, typer.Option(metavar="SPAN", help="How long before the end he is warned.")
        ] = None,
        limit: Annotated[
            str | None, typer.Option(metavar="SPAN", help="A length with a warning only.")
        ] = None,
        quota: Annotated[
            str | None, typer.Option(help="How many of a team at once; none: any number.")
        ] = None,
        approval: Annotated[bool | None, typer.Option(help="May only a supervisor set it?")] = None,
        star: Annotated[str | None, typer.Option(help="N of its star code *6N; none: no star code.")] = None,
        colour: Annotated[str | None, typer.Option(help="As #1b7f3b.")] = None,
        order: Annotated[int | None, typer.Option(help="Its place in lists.")] = None,
        json: Json = False,
    ) -> None:
        body = given(
            group=group,
            names=names(name),
            calls=calls,
            chats=chats,
            tickets=tickets,
            queues=NULL if queue == [NONE] else queue or None,
            paid=paid,
            length=span(length, "--length"),
            returns=returns,
            warn=span(warn, "--warn"),
            limit=span(limit, "--limit"),
            quota=none(quota, whole),
            approval=approval,
            star=none(star, whole),
            colour=colour,
            order=order,
        )
        save("types", type, body, json)

    return command


app.command("add", help="Make a work or break type.")(_saving(add_new))
app.command("set", help="Change a type; what is not given stays.")(_saving(change))


@app.command()
def remove(type: Type, json: Json = False) -> None:
    """Remove a type that nobody is on."""
    remove_known("types", type, json)
