"""`aftercall customers`: whom chats, tickets and calls are with, and all that there was with one."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli.cards import show_card
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.faults import Usage
from aftercall.cli.fields import NONE, NULL, given
from aftercall.cli.moments import stamp
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import clock, moment

app = typer.Typer(no_args_is_help=True, help="Customers: whom chats, tickets and calls are with.")

COLUMNS = (
    Column("customer", right=True),
    Column("name", fold=True),
    Column("email", fold=True),
    Column("phone"),
    Column("key"),
    Column("level"),
)
HISTORY = (
    Column("at"),
    Column("what"),
    Column("which"),
    Column("queue"),
    Column("agent"),
    Column("state"),
    Column("talked", right=True),
    Column("subject", fold=True),
)
Customer = Annotated[int, typer.Argument(help="The customer's id.", show_default=False)]


@app.command("list")
def list_(
    search: Annotated[str | None, typer.Argument(help="Part of a name, mail address, number or key.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="So many at most.")] = 50,
    json: Json = False,
) -> None:
    """The newest first."""
    found = get("/customers", given(q=search, limit=str(limit)))
    if json:
        as_json(found)
    else:
        show(COLUMNS, [row(one) for one in found], "no such customers")


def row(one: Any) -> list[str | Text]:
    words = (one["name"], one["email"], one["phone"], one["key"], one["level"])
    return [str(one["id"]), *(word or "" for word in words)]


@app.command("show")
def show_(customer: Customer, json: Json = False) -> None:
    """One customer: all that is known of him."""
    show_card(get(path("customers", str(customer))), json)


@app.command()
def history(
    customer: Customer,
    limit: Annotated[int, typer.Option(min=1, max=500, help="So many at most.")] = 50,
    json: Json = False,
) -> None:
    """Calls in and out by his number, chats and tickets, the newest first."""
    found = get(path("customers", str(customer), "history"), {"limit": str(limit)})
    if json:
        as_json(found)
    else:
        show(HISTORY, [_entry(one) for one in found], "nothing yet")


def _entry(one: Any) -> list[str | Text]:
    talked = "" if one["talked_ms"] is None else clock(one["talked_ms"])
    at = stamp(moment(one["at"]))
    what = one["kind"] or one["what"]
    return [at, what, one["ref"], one["queue"], one["agent"] or "", one["state"], talked, one["subject"]]


@app.command("set")
def set_(
    customer: Customer,
    name: Annotated[str | None, typer.Option(help="His name.")] = None,
    email: Annotated[str | None, typer.Option(help="His mail address; `none`: none.")] = None,
    phone: Annotated[str | None, typer.Option(help="His number, as +48512345678; `none`: none.")] = None,
    key: Annotated[
        str | None, typer.Option(help="What the site's own systems call him; `none`: nothing.")
    ] = None,
    level: Annotated[
        str | None, typer.Option(help="A word that service levels choose by; `none`: none.")
    ] = None,
    notes: Annotated[str | None, typer.Option(help="What colleagues should know.")] = None,
    json: Json = False,
) -> None:
    """Change what is known of him; what is not given stays."""
    empty = {
        word: NULL if text == NONE else text
        for word, text in (("email", email), ("phone", phone), ("key", key))
    }
    body = given(name=name, level="" if level == NONE else level, notes=notes, **empty)
    if not body:
        raise Usage("nothing to change", "see `aftercall customers set --help`")
    changed = ask("PUT", path("customers", str(customer)), body)
    if json:
        as_json(changed)
    else:
        line(f"customer {customer}: {changed['done']}")


@app.command()
def merge(
    customer: Customer,
    into: Annotated[int, typer.Argument(help="The id of the customer who stays.", show_default=False)],
    json: Json = False,
) -> None:
    """He is the same as another: that one stays, and has all of his."""
    kept = ask("POST", path("customers", str(customer), "merge"), {"into": into})
    if json:
        as_json(kept)
    else:
        line(f"customer {customer} is {into} now: {kept['name'] or 'without a name'}")


@app.command()
def erase(
    customer: Customer,
    yes: Annotated[bool, typer.Option("--yes", help="Yes, for good.")] = False,
    json: Json = False,
) -> None:
    """Erase him, and all that was written and attached; that he came, and when, stays."""
    done = ask("POST", path("customers", str(customer), "erase"), {"yes": yes})
    if json:
        as_json(done)
    else:
        line(f"customer {customer} is erased")
