"""`aftercall mailboxes`: whose letters become tickets, and how that goes."""

from __future__ import annotations

import sys
from typing import Annotated, Any, Literal

import typer
from rich.text import Text

from aftercall.cli.cards import add_new, change, remove_known, show_card
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.faults import Fault
from aftercall.cli.fields import given
from aftercall.cli.moments import when
from aftercall.cli.passwords import new_password
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import moment

app = typer.Typer(no_args_is_help=True, help="Mailboxes: letters become tickets, answers leave as mail.")

COLUMNS = (
    Column("mailbox"),
    Column("address"),
    Column("queue"),
    Column("reading", fold=True),
    Column("sending", fold=True),
    Column("waiting", right=True),
)
LETTERS = (
    Column("at"),
    Column("from"),
    Column("subject", fold=True),
    Column("became"),
    Column("why", fold=True),
)
Mailbox = Annotated[str, typer.Argument(help="The mailbox's code.", show_default=False)]
Queue = Annotated[str | None, typer.Option(help="Where its tickets wait.")]
Address = Annotated[str | None, typer.Option(help="Whom customers write to, and answers come from.")]
Name = Annotated[str | None, typer.Option(help="The name beside it.")]
Imap = Annotated[str | None, typer.Option(help="The IMAP server: HOST or HOST:PORT.")]
Smtp = Annotated[str | None, typer.Option(help="The SMTP server: HOST or HOST:PORT; `site`: the site's own.")]
Tls = Annotated[Literal["tls", "starttls", "none"] | None, typer.Option(help="How it is encrypted.")]
User = Annotated[str | None, typer.Option(help="Who logs in.")]
Folder = Annotated[str | None, typer.Option(help="Which folder is read.")]
Signature = Annotated[str | None, typer.Option(help="Below every answer; `-`: read from standard input.")]
Acknowledge = Annotated[str | None, typer.Option(help="Answered at once to a new letter; empty: nothing.")]
Password = Annotated[
    bool, typer.Option("--password", help="Ask for the passwords, or read one from standard input.")
]


@app.command("list")
def list_(json: Json = False) -> None:
    """All mailboxes, and how they stand."""
    found = get("/mailboxes")
    if json:
        as_json(found)
    else:
        none = (
            "no mailboxes yet: aftercall mailboxes add CODE --queue Q --address A --imap HOST --imap-user U"
        )
        show(COLUMNS, [_row(one) for one in found], none)


@app.command("show")
def show_(mailbox: Mailbox, json: Json = False) -> None:
    """One mailbox: all its fields but the passwords."""
    show_card(get(path("mailboxes", mailbox)), json)


@app.command()
def add(
    mailbox: Mailbox,
    queue: Annotated[str, typer.Option(help="Where its tickets wait.")],
    address: Annotated[str, typer.Option(help="Whom customers write to, and answers come from.")],
    imap: Annotated[str, typer.Option(help="The IMAP server: HOST or HOST:PORT.")],
    imap_user: Annotated[str, typer.Option(help="Who logs in there.")],
    imap_tls: Tls = None,
    name: Name = None,
    smtp: Smtp = None,
    smtp_user: User = None,
    smtp_tls: Tls = None,
    folder: Folder = None,
    signature: Signature = None,
    acknowledge: Acknowledge = None,
    old: Annotated[bool, typer.Option("--old", help="Bring what lies there already, too.")] = False,
    json: Json = False,
) -> None:
    """Read a mailbox from now on. Its password is asked for, or read from standard input; the same one logs in at the SMTP server."""
    body = given(
        queue=queue, address=address, name=name, imap_user=imap_user, imap_tls=imap_tls, smtp_user=smtp_user,
        smtp_tls=smtp_tls, folder=folder, signature=_text(signature), acknowledge=acknowledge, old=old or None,
    )  # fmt: skip
    body |= _place("imap", imap) | _place("smtp", smtp) | _passwords(imap_user, smtp_user)
    add_new("mailboxes", mailbox, body, json)
    if not json:
        line(f"try it: aftercall mailboxes test {mailbox}")


@app.command("set")
def set_(
    mailbox: Mailbox,
    queue: Queue = None,
    address: Address = None,
    name: Name = None,
    imap: Imap = None,
    imap_user: User = None,
    imap_tls: Tls = None,
    smtp: Smtp = None,
    smtp_user: User = None,
    smtp_tls: Tls = None,
    folder: Folder = None,
    signature: Signature = None,
    acknowledge: Acknowledge = None,
    password: Password = False,
    active: Annotated[bool | None, typer.Option(help="Is it read, and sent from?")] = None,
    json: Json = False,
) -> None:
    """Change a mailbox; what is not given stays."""
    body = given(
        queue=queue, address=address, name=name, imap_user=imap_user, imap_tls=imap_tls, smtp_user=smtp_user,
        smtp_tls=smtp_tls, folder=folder, signature=_text(signature), acknowledge=acknowledge, active=active,
    )  # fmt: skip
    body |= _place("imap", imap) | _place("smtp", smtp)
    if password:
        there = get(path("mailboxes", mailbox))
        body |= _passwords(imap_user or there["imap_user"], smtp_user or there["smtp_user"])
    change("mailboxes", mailbox, body, json)


@app.command()
def remove(mailbox: Mailbox, json: Json = False) -> None:
    """Read it no more; what it brought stays."""
    remove_known("mailboxes", mailbox, json)


@app.command("test")
def try_out(mailbox: Mailbox, json: Json = False) -> None:
    """Log in at both its servers; nothing is read, and nothing sent."""
    said = ask("POST", path("mailboxes", mailbox, "test"))
    if json:
        as_json(said)
    wrong = "; ".join(f"{door.upper()}: {said[door]}" for door in ("imap", "smtp") if said[door])
    if wrong:
        raise Fault(f"mailbox {mailbox} does not work: {wrong}", "see docs/how-to/mailbox.md")
    if not json:
        line(f"mailbox {mailbox}: both servers let us in")


@app.command()
def now(mailbox: Mailbox, json: Json = False) -> None:
    """Look, and send, now, without waiting for the next time."""
    answer = ask("POST", path("mailboxes", mailbox, "now"))
    if json:
        as_json(answer)
    else:
        line(f"mailbox {mailbox}: looked into")


@app.command()
def letters(mailbox: Mailbox, json: Json = False) -> None:
    """The last letters, and what became of them."""
    found = get(path("mailboxes", mailbox, "letters"))
    if json:
        as_json(found)
    else:
        show(LETTERS, [_letter(one) for one in found], "no letter was brought yet")


def _row(one: Any) -> list[str | Text]:
    standing = [_standing(one["reading"]), _standing(one["sending"])]
    return [one["code"], one["address"], one["queue"], *standing, str(one["waiting"])]


def _standing(one: Any) -> str:
    return f"{one['state']}: {one['why']}" if one["why"] else str(one["state"])


def _letter(one: Any) -> list[str | Text]:
    became = f"{one['became']} {one['item']}" if one["item"] else one["became"]
    return [when(moment(one["at"])), one["sender"], one["subject"], became, one["why"]]


def _place(which: str, said: str | None) -> dict[str, Any]:
    if said is None:
        return {}
    if said == "site":
        return {f"{which}_host": ""}
    host, colon, port = said.rpartition(":")
    if colon and port.isdigit() and "]" not in port and (":" not in host or host.startswith("[")):
        return {f"{which}_host": host.strip("[]"), f"{which}_port": int(port)}
    return {f"{which}_host": said.strip("[]")}


def _passwords(imap_user: str, smtp_user: str | None) -> dict[str, str]:
    word = new_password(imap_user)
    return {"imap_password": word, **({"smtp_password": word} if smtp_user else {})}


def _text(said: str | None) -> str | None:
    return sys.stdin.read().rstrip("\n") if said == "-" else said
