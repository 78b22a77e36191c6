"""`aftercall agents correct`: a supervisor's word on a span of an agent's day."""

from __future__ import annotations

from typing import Annotated

import typer

from aftercall.cli.daemon import ask, get, path
from aftercall.cli.fields import given
from aftercall.cli.moments import localised, typed
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.wishes import Agent

COLUMNS = (
    Column("from"),
    Column("to"),
    Column("counts as"),
    Column("by"),
    Column("at"),
    Column("why", fold=True),
)


def correct(
    agent: Agent,
    begin: Annotated[
        str, typer.Argument(metavar="FROM", help="2026-11-21T09:00, by the site's clock; or with a zone.")
    ],
    end: Annotated[str, typer.Argument(metavar="TO", help="The same.")],
    state: Annotated[
        str, typer.Argument(help="What it counts as: free, working, break, …; off: not at all.")
    ],
    why: Annotated[str, typer.Option(help="Told to everybody who looks at it.")],
    type: Annotated[str | None, typer.Option("--type", help="The work or break type; none for off.")] = None,
    json: Json = False,
) -> None:
    """Correct a span of an agent's day. A new entry by you; what was recorded stays and is shown beside it."""
    body = {"begin": typed(begin, "FROM"), "end": typed(end, "TO"), "state": state, "why": why} | given(
        type=type
    )
    answer = ask("POST", path("agents", agent, "corrections"), body)
    if json:
        as_json(answer)
    else:
        kind = f"{answer['state']} {answer['type'] or ''}".strip()
        line(
            f"agent {agent}: {localised(answer['begin'])} to {localised(answer['end'])} counts as {kind}, by {answer['by']}"
        )


def corrections(
    agent: Agent,
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day; today.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="The last day, included.")
    ] = None,
    json: Json = False,
) -> None:
    """What supervisors said of an agent's time."""
    found = get(path("agents", agent, "corrections"), given(**{"from": first, "to": last}))
    if json:
        as_json(found)
        return
    rows = [
        [
            localised(one["begin"]),
            localised(one["end"]),
            f"{one['state']} {one['type'] or ''}".strip(),
            one["by"],
            localised(one["at"]),
            one["why"],
        ]
        for one in found
    ]
    show(COLUMNS, [list(row) for row in rows], "nothing was corrected")
