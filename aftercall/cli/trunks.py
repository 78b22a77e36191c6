"""`aftercall trunks`: over which campaigns dial."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from aftercall.cli.cards import add_new, change, remove_known, show_card
from aftercall.cli.daemon import get, path
from aftercall.cli.fields import given
from aftercall.cli.say import Column, Json, as_json, show

app = typer.Typer(no_args_is_help=True, help="Trunks, over which campaigns dial; with their limits.")

COLUMNS = (
    Column("trunk"),
    Column("endpoint"),
    Column("lines", right=True),
    Column("at most", right=True),
    Column("a second", right=True),
    Column("strip"),
    Column("prefix"),
    Column("used"),
    Column("rests until"),
)
Trunk = Annotated[str, typer.Argument(help="The trunk's code.", show_default=False)]


@app.command("list")
def list_(json: Json = False) -> None:
    """All trunks, with their lines now."""
    trunks = get("/trunks")
    if json:
        as_json(trunks)
    else:
        show(
            COLUMNS,
            [row(trunk) for trunk in trunks],
            "no trunks yet: aftercall trunks add CODE --endpoint NAME",
        )


def row(trunk: Any) -> list[str]:
    return [
        trunk["code"],
        trunk["endpoint"],
        str(trunk["out"]),
        str(trunk["channels"]),
        str(trunk["rate"] or "-"),
        trunk["strip"] or "-",
        trunk["prefix"] or "-",
        "yes" if trunk["active"] else "no",
        trunk["rests_until"] or "",
    ]


@app.command("show")
def show_(trunk: Trunk, json: Json = False) -> None:
    """One trunk: all its fields."""
    show_card(get(path("trunks", trunk)), json)


def _saving(save: Callable[[str, str, dict[str, Any], bool], Any]) -> Callable[..., None]:
    """`add` and `set` take the same options and differ in what must be there before."""

    def command(
        trunk: Trunk,
        endpoint: Annotated[
            str | None, typer.Option(help="The PJSIP endpoint in Asterisk; a new trunk's is its code.")
        ] = None,
        channels: Annotated[int | None, typer.Option(help="Lines at once, at most.")] = None,
        rate: Annotated[int | None, typer.Option(help="New lines in a second, at most; 0: no limit.")] = None,
        strip: Annotated[
            str | None, typer.Option(help="Taken from the front of a number, as +; none: nothing.")
        ] = None,
        prefix: Annotated[str | None, typer.Option(help="Put before it, as 00; none: nothing.")] = None,
        active: Annotated[bool | None, typer.Option(help="Is it used?")] = None,
        json: Json = False,
    ) -> None:
        body = given(
            endpoint=endpoint,
            channels=channels,
            rate=rate,
            strip="" if strip == "none" else strip,
            prefix="" if prefix == "none" else prefix,
            active=active,
        )
        save("trunks", trunk, body, json)

    return command


app.command("add", help="Make a trunk of an endpoint that stands in Asterisk's files.")(_saving(add_new))
app.command("set", help="Change a trunk, also while lines are out; what is not given stays.")(_saving(change))


@app.command()
def remove(trunk: Trunk, json: Json = False) -> None:
    """Remove a trunk that no campaign uses."""
    remove_known("trunks", trunk, json)
