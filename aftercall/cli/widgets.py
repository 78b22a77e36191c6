"""`aftercall widgets`: chats on other sites."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli.cards import add_new, change, remove_known, show_card
from aftercall.cli.daemon import get, path
from aftercall.cli.faults import Usage
from aftercall.cli.fields import given
from aftercall.cli.say import Column, Json, as_json, line, show

app = typer.Typer(no_args_is_help=True, help="Chat widgets: a chat on your own web site.")

COLUMNS = (Column("widget"), Column("queue"), Column("shown on", fold=True), Column("asks"), Column("state"))
Widget = Annotated[str, typer.Argument(help="The widget's code.", show_default=False)]
Queue = Annotated[str | None, typer.Option(help="Where its chats wait.")]
Origin = Annotated[
    list[str] | None,
    typer.Option(help="A site that may show it: https://shop.example; `none`: no other site."),
]
Colour = Annotated[str | None, typer.Option(help="Of its button and head: #1d4ed8.")]
Side = Annotated[str | None, typer.Option(help="right or left.")]
Language = Annotated[str | None, typer.Option(help="Where the browser asks for one that we have not.")]
Asks = Annotated[
    list[str] | None,
    typer.Option(
        "--ask", help="What a visitor is asked first: name, email, phone; name! if he must; `none`."
    ),
]
Texts = Annotated[
    list[str] | None,
    typer.Option("--text", help="A text of its own: en.greeting=Hello! All of them at once."),
]


@app.command("list")
def list_(json: Json = False) -> None:
    """All chat widgets."""
    found = get("/widgets")
    if json:
        as_json(found)
    else:
        show(
            COLUMNS, [_row(one) for one in found], "no widgets yet: aftercall widgets add CODE --queue QUEUE"
        )


@app.command("show")
def show_(widget: Widget, json: Json = False) -> None:
    """One widget: all its fields, and the line that puts it on a page."""
    show_card(get(path("widgets", widget)), json)


@app.command()
def add(
    widget: Widget,
    queue: Annotated[str, typer.Option(help="Where its chats wait.")],
    origin: Origin = None,
    colour: Colour = None,
    side: Side = None,
    language: Language = None,
    asks: Asks = None,
    text: Texts = None,
    json: Json = False,
) -> None:
    """Make a widget, and show the line that puts it on a page."""
    made = add_new("widgets", widget, _body(queue, origin, colour, side, language, asks, text), json)
    if not json:
        line(f"put this on the page: {made['script']}")
        line(f"or look at it: {made['try_it']}")


@app.command("set")
def set_(
    widget: Widget,
    queue: Queue = None,
    origin: Origin = None,
    colour: Colour = None,
    side: Side = None,
    language: Language = None,
    asks: Asks = None,
    text: Texts = None,
    active: Annotated[bool | None, typer.Option(help="Is it there?")] = None,
    json: Json = False,
) -> None:
    """Change a widget; what is not given stays."""
    body = _body(queue, origin, colour, side, language, asks, text) | given(active=active)
    change("widgets", widget, body, json)


@app.command()
def remove(widget: Widget, json: Json = False) -> None:
    """Remove it; its chats stay."""
    remove_known("widgets", widget, json)


def _row(one: Any) -> list[str | Text]:
    asks = ", ".join(f"{name}!" if must else name for name, must in one["ask"].items())
    state = "not active" if not one["active"] else "open" if one["open"] else "closed"
    return [one["code"], one["queue"], ", ".join(one["origins"]), asks, state]


def _body(
    queue: str | None,
    origin: list[str] | None,
    colour: str | None,
    side: str | None,
    language: str | None,
    asks: list[str] | None,
    text: list[str] | None,
) -> dict[str, Any]:
    origins = [] if origin == ["none"] else origin
    ask = None if asks is None else {one.rstrip("!"): one.endswith("!") for one in asks if one != "none"}
    return given(
        queue=queue, origins=origins, colour=colour, side=side, language=language, ask=ask, texts=_texts(text)
    )


def _texts(said: list[str] | None) -> dict[str, dict[str, str]] | None:
    if said is None:
        return None
    found: dict[str, dict[str, str]] = {}
    for one in said:
        name, is_said, words = one.partition("=")
        language, dot, key = name.partition(".")
        if not (is_said and dot and key):
            raise Usage(f"--text {one!r} cannot be read", "write LANGUAGE.NAME=TEXT: en.greeting=Hello!")
        found.setdefault(language, {})[key] = words
    return found
