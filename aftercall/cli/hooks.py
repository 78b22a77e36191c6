"""`aftercall hooks`: which programs are told what happens, and how that goes."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli.cards import is_known, put, remove_known, show_card
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.faults import Fault, Usage
from aftercall.cli.fields import given
from aftercall.cli.moments import localised, when
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import moment

app = typer.Typer(no_args_is_help=True, help="Webhooks: which programs are told what happens.")

COLUMNS = (
    Column("hook"),
    Column("receiver", fold=True),
    Column("told"),
    Column("state"),
    Column("waiting", right=True),
    Column("given up", right=True),
)
ATTEMPTS = (
    Column("at"),
    Column("events"),
    Column("attempt", right=True),
    Column("ms", right=True),
    Column("answer", fold=True),
)
Hook = Annotated[str, typer.Argument(help="The hook's code.", show_default=False)]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--told", help="calls, states, dispositions, items, promises; all, if none is named."),
]
Queues = Annotated[
    list[str] | None, typer.Option("--queue", help="Only of this queue or campaign; `all`: of all.")
]
Numbers = Annotated[bool | None, typer.Option(help="With callers' numbers and names?")]


@app.command("list")
def list_(json: Json = False) -> None:
    """All hooks, and how they stand."""
    found = get("/hooks")
    if json:
        as_json(found)
    else:
        show(COLUMNS, [row(one) for one in found], "no hooks yet: aftercall hooks add CODE URL")


def row(one: Any) -> list[str | Text]:
    told, state = ", ".join(one["kinds"]), one["state"]
    why = f"{state}: {one['why']}" if one["why"] else state
    return [one["code"], one["url"], told, why, str(one["waiting"]), str(one["given_up"])]


@app.command("show")
def show_(hook: Hook, json: Json = False) -> None:
    """One hook: all its fields."""
    show_card(get(path("hooks", hook)), json)


@app.command()
def add(
    hook: Hook,
    url: Annotated[str, typer.Argument(help="Where it is told.", show_default=False)],
    told: Kinds = None,
    queue: Queues = None,
    numbers: Numbers = None,
    json: Json = False,
) -> None:
    """Tell a program what happens from now on. Its secret is shown once."""
    if is_known("hooks", hook):
        raise Fault(f"hook {hook} is there already", f"change it with `aftercall hooks set {hook}`")
    body = given(url=url, kinds=told, queues=_queues(queue), numbers=numbers)
    made = put("hooks", hook, body, json, "made")
    if not json:
        line(f"it signs with {made['secret']}, which is not shown again; try it: aftercall hooks test {hook}")


@app.command("set")
def set_(
    hook: Hook,
    url: Annotated[str | None, typer.Option(help="Where it is told.")] = None,
    told: Kinds = None,
    queue: Queues = None,
    numbers: Numbers = None,
    active: Annotated[bool | None, typer.Option(help="Is it told? What happens meanwhile never is.")] = None,
    new_secret: Annotated[bool, typer.Option("--new-secret", help="Sign with another secret.")] = False,
    json: Json = False,
) -> None:
    """Change a hook; what is not given stays."""
    body = given(url=url, kinds=told, queues=_queues(queue), numbers=numbers, active=active)
    if new_secret:
        body["secret"] = None
    if not body:
        raise Usage("nothing to change", "see `aftercall hooks set --help`")
    if not is_known("hooks", hook):
        raise Fault(f"hook {hook!r} is not known", "`aftercall hooks list` shows what is")
    changed = put("hooks", hook, body, json, "changed")
    if new_secret and not json:
        line(f"it signs with {changed['secret']}, which is not shown again")


@app.command()
def remove(hook: Hook, json: Json = False) -> None:
    """Tell it no more; what waits for it is not told either."""
    remove_known("hooks", hook, json)


@app.command("test")
def try_out(hook: Hook, json: Json = False) -> None:
    """Send it a signed POST without an event."""
    _came(ask("POST", path("hooks", hook, "test")), hook, json)


@app.command()
def now(hook: Hook, json: Json = False) -> None:
    """Try again what it did not take, without waiting for the next time."""
    answer = ask("POST", path("hooks", hook, "now"))
    if json:
        as_json(answer)
    else:
        line(f"hook {hook}: tried again")


@app.command()
def again(
    hook: Hook,
    event: Annotated[int, typer.Argument(help="The event's number.", show_default=False)],
    json: Json = False,
) -> None:
    """Tell it once more an event that was given up."""
    _came(ask("POST", path("hooks", hook, "deliveries", str(event))), hook, json)


@app.command()
def deliveries(hook: Hook, json: Json = False) -> None:
    """The last attempts, and what was given up."""
    found = get(path("hooks", hook, "deliveries"))
    if json:
        as_json(found)
        return
    show(
        ATTEMPTS, [_attempt(one) for one in found["recent"]], "nothing was sent since the daemon was started"
    )
    for one in found["given_up"]:
        line(f"given up: event {one['seq']} ({one['kind']}) of {localised(one['at'])}: {one['why']}")


def _attempt(one: Any) -> list[str | Text]:
    events = str(one["first"]) if one["count"] == 1 else f"{one['first']}-{one['last']}"
    said = "taken" if one["taken"] else one["why"]
    return [when(moment(one["at"])), events, str(one["attempt"]), str(one["took_ms"]), said]


def _came(answer: Any, hook: str, json: bool) -> None:
    if json:
        as_json(answer)
    if not answer["taken"]:
        raise Fault(f"hook {hook} did not take it: {answer['why']}", "see docs/how-to/webhooks.md")
    if not json:
        line(f"hook {hook} took it in {answer['took_ms']} ms")


def _queues(given: list[str] | None) -> list[str] | None:
    return [] if given == ["all"] else given
