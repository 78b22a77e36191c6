"""`aftercall audit`: who did what."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from aftercall.cli.daemon import get
from aftercall.cli.fields import given
from aftercall.cli.moments import localised, typed
from aftercall.cli.say import Column, Json, as_json, show

COLUMNS = (
    Column("at"),
    Column("who"),
    Column("via"),
    Column("from"),
    Column("status", right=True),
    Column("what", fold=True),
    Column("about", fold=True),
)


def audit(
    who: Annotated[str | None, typer.Option(help="This user, or system user, alone.")] = None,
    what: Annotated[str | None, typer.Option(help="Begins so, as PUT /users.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="From then on, as 2026-11-21T08:00.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="MOMENT", help="Before then.")] = None,
    failed: Annotated[
        bool | None, typer.Option("--failed/--done", help="Only what was refused, or done.")
    ] = None,
    last: Annotated[int, typer.Option(min=1, max=500, help="So many of the newest.")] = 50,
    json: Json = False,
) -> None:
    """The audit trail: who did what, the newest last."""
    asked = given(
        who=who, what=what, since=_typed(since, "--since"), until=_typed(until, "--until"), limit=str(last)
    )
    if failed is not None:
        asked["failed"] = str(failed).lower()
    found = get("/audit", asked)[::-1]
    if json:
        as_json(found)
        return
    show(COLUMNS, [row(one) for one in found], "nothing is on the audit trail yet")


def _typed(text: str | None, option: str) -> str | None:
    return None if text is None else typed(text, option)


def row(one: Any) -> list[str]:
    about = " ".join(f"{name}={value}" for name, value in one["about"].items())
    words = [
        localised(one["at"]),
        one["who"],
        one["via"] or "-",
        one["address"] or "-",
        str(one["status"]),
        one["what"],
    ]
    return [*words, " ".join(filter(None, (about, one["note"])))]
