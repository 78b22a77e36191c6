"""`aftercall contacts activate`, `deactivate` and `recycle`: whole lists, by their id."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from aftercall.cli.faults import Usage
from aftercall.cli.inputs import now_ms
from aftercall.cli.say import Json, as_json, line

app = typer.Typer()

List = Annotated[
    int, typer.Argument(metavar="LIST", help="As `aftercall contacts lists` shows it.", show_default=False)
]

OUTCOMES: Final = ("busy", "no answer", "machine", "declined", "abandoned", "hung up", "failed", "unknown")


@app.command()
def activate(list_: List, json: Json = False) -> None:
    """Call from this list again."""
    _set(list_, True, json)


@app.command()
def deactivate(list_: List, json: Json = False) -> None:
    """Take nobody new from this list; who is being called now goes on."""
    _set(list_, False, json)


def _set(which: int, active: bool, json: bool) -> None:
    from aftercall.cli.opened import opened, run
    from dialer.store.lists import Lists

    async def work() -> None:
        async with opened() as database:
            await Lists(database).set_active(which, active)

    run(work())
    if json:
        as_json({"list": which, "active": active})
    else:
        line(f"list {which} is {'active' if active else 'not active any more'}")


@app.command()
def recycle(
    list_: List,
    outcomes: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME,…", help=f"Whose last attempt ended so: {', '.join(OUTCOMES)}; more than once."
        ),
    ] = None,
    dispositions: Annotated[
        list[str] | None, typer.Option(metavar="CODE,…", help="Or was given this disposition.")
    ] = None,
    json: Json = False,
) -> None:
    """Open finished contacts again; what was tried so far no longer counts towards totals. Do-not-call and gaps hold."""
    from aftercall.cli.opened import opened, run
    from dialer.core.outcome import Outcome
    from dialer.store.lists import Lists

    words, codes = _parts(outcomes), _parts(dispositions)
    known = {one.value: one for one in Outcome}
    if not words and not codes:
        raise Usage("nobody is named to be called again", f"say --outcomes, of {', '.join(OUTCOMES)}")
    for word in words:
        if word not in known:
            raise Usage(f"--outcomes {word!r} is no outcome", f"take of {', '.join(known)}")

    async def work() -> int:
        async with opened() as database:
            return await Lists(database).recycle(list_, [known[word] for word in words], now_ms(), codes)

    opened_again = run(work())
    if json:
        as_json({"list": list_, "outcomes": words, "dispositions": codes, "opened": opened_again})
    else:
        line(f"list {list_}: {opened_again:,} contacts are open again")


def _parts(texts: list[str] | None) -> list[str]:
    parts = (part.strip() for text in texts or () for part in text.split(","))
    return [part for part in parts if part]
