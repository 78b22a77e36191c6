"""What is typed of a disposition, its form, and a promised call."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from aftercall.cli.faults import Usage
from aftercall.cli.fields import given
from aftercall.cli.inputs import now_ms, one_number
from aftercall.cli.spans import parse

Code = Annotated[str, typer.Argument(help="One of the campaign's dispositions.", show_default=False)]
Field = Annotated[
    list[str] | None,
    typer.Option(
        "--field", metavar="FIELD=ANSWER", help="Of the form; more than once. All of it is sent anew."
    ),
]
At = Annotated[
    str | None,
    typer.Option(metavar="WHEN", help="Call back then: 2026-11-24T15:00+01:00, or +2h from now."),
]
Local = Annotated[
    str | None,
    typer.Option(metavar="WHEN", help="Call back then by his own clock: 2026-11-24 15:00."),
]
To = Annotated[str | None, typer.Option("--to", metavar="AGENT", help="Who calls back; else anyone.")]
Number = Annotated[str | None, typer.Option(help="Call back on this number of his.")]
Moves = Annotated[
    str | None, typer.Option(metavar="SPAN", help="After so long anyone may call; else it stays his.")
]

_DAY_AND_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d?:\d\d(:\d\d)?")


def form(fields: list[str] | None) -> dict[str, str] | None:
    """`size=L`; an answer may hold `=` itself."""
    if fields is None:
        return None
    found: dict[str, str] = {}
    for text in fields:
        field, equals, answer = text.partition("=")
        if not equals or not field:
            raise Usage(f"--field {text!r} names no answer", "write it as FIELD=ANSWER")
        found[field] = answer
    return found


def callback(
    at: str | None, local: str | None, to: str | None, number: str | None, moves: str | None
) -> dict[str, Any] | None:
    """As the API takes it; None: no word of a callback."""
    if (at, local, to, number, moves) == (None,) * 5:
        return None
    if (at is None) == (local is None):
        raise Usage("a callback needs one moment", "say --at or --local, one of them")
    return given(
        at=None if at is None else _moment(at),
        local=None if local is None else _local(local),
        agent=to,
        number=None if number is None else one_number(number, None),
        moves=None if moves is None else parse(moves, "--moves"),
    )


def _moment(text: str) -> str:
    if text.startswith("+"):
        return datetime.fromtimestamp((now_ms() + parse(text[1:], "--at")) / 1000).astimezone().isoformat()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        remedy = "write it as 2026-11-24T15:00+01:00 or +2h; --local for the contact's own clock"
        raise Usage(f"--at {text!r} is no moment", remedy)
    return found.isoformat()


def _local(text: str) -> str:
    word = text.strip()
    if not _DAY_AND_TIME.fullmatch(word):
        raise Usage(f"--local {text!r} is no time of a day", "write it as 2026-11-24 15:00")
    try:
        return datetime.strptime(word[:16].replace("T", " "), "%Y-%m-%d %H:%M").isoformat()
    except ValueError as error:
        raise Usage(
            f"--local {text!r} is no day or time that there is", "write it as 2026-11-24 15:00"
        ) from error
