"""`aftercall calendars`: those by which queues and numbers are open. As files they are TOML (docs/reference/calendars.md)."""

from __future__ import annotations

import json as json_of
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from aftercall.cli import spans
from aftercall.cli.cards import add_new, change, remove_known, warn
from aftercall.cli.daemon import get, path
from aftercall.cli.faults import Fault, Usage
from aftercall.cli.fields import given
from aftercall.cli.moments import by_clock
from aftercall.cli.say import Column, Json, as_json, line, show

app = typer.Typer(no_args_is_help=True, help="Calendars: when queues and numbers are open.")

COLUMNS: Final = (
    Column("calendar"),
    Column("name", fold=True),
    Column("zone"),
    Column("now"),
    Column("until"),
    Column("used by", fold=True),
)
Calendar = Annotated[str, typer.Argument(help="The calendar's code.", show_default=False)]
File = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, help="The calendar, a TOML file.", show_default=False),
]
Moment = "ISO 8601, by the calendar's clock unless it says a zone"


@app.command("list")
def list_(json: Json = False) -> None:
    """All calendars, and whether each is open now."""
    calendars = get("/calendars")
    if json:
        as_json(calendars)
        return
    show(
        COLUMNS, [_row(one) for one in calendars], "no calendars yet: aftercall calendars add CODE FILE.toml"
    )


def _row(one: Any) -> list[str]:
    until = _by_its_clock(one) or ("for ever" if one["ever_opens"] else "it never opens")
    return [
        one["code"],
        one["name"],
        one["zone"],
        _word(one["open"]),
        until,
        ", ".join(one["used_by"]) or "-",
    ]


def _by_its_clock(one: Any) -> str:
    """Its next change; empty: there is none."""
    if not one["next_change"]:
        return ""
    return by_clock(one["next_change"], one["zone"])


def _word(open_: bool) -> str:
    return "open" if open_ else "closed"


@app.command("show")
def show_(calendar: Calendar, json: Json = False) -> None:
    """One calendar, as the file that `add` and `set` take."""
    card = get(path("calendars", calendar))
    if json:
        as_json(card)
    else:
        line(toml_of(card).rstrip())


@app.command()
def add(calendar: Calendar, file: File, json: Json = False) -> None:
    """Make a calendar of a file."""
    add_new("calendars", calendar, _read(file), json)


@app.command("set")
def set_(calendar: Calendar, file: File, json: Json = False) -> None:
    """Replace a calendar by a file; what is open by it opens or closes at once."""
    change("calendars", calendar, {"name": "", "holidays": [], "days": []} | _read(file), json)


@app.command()
def remove(calendar: Calendar, json: Json = False) -> None:
    """Remove a calendar that nothing is open by."""
    remove_known("calendars", calendar, json)


def _read(file: Path) -> dict[str, Any]:
    """As the daemon takes it: dates as texts, a single table as a list of one."""
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise Usage(f"{file} is no TOML: {error}", "put texts in quotes, lists in brackets") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"{file} cannot be read: {error}", "give a text file in UTF-8") from error
    for name in ("holidays", "days"):
        if isinstance(read.get(name), dict):
            read[name] = [read[name]]
    found: dict[str, Any] = json_of.loads(json_of.dumps(read, default=_text))
    return found


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise Usage(f"{value!r} has no place in a calendar", "see docs/reference/calendars.md")


def toml_of(card: Any) -> str:
    """The file of a calendar that the daemon told."""
    lines = [f"zone = {_quoted(card['zone'])}"]
    lines += [f"name = {_quoted(card['name'])}"] if card["name"] else []
    lines += ["", "[week]", *(f"{day} = {_listed(hours)}" for day, hours in card["week"].items() if hours)]
    for one in card["holidays"]:
        lines += ["", "[[holidays]]", f"country = {_quoted(one['country'])}"]
        lines += [f"{name} = {_quoted(one[name])}" for name in ("region", "language") if one.get(name)]
        lines += [f"categories = {_listed(one['categories'])}"] if one["categories"] != ["public"] else []
        lines += [f"hours = {_listed(one['hours'])}"] if one["hours"] else []
    for one in card["days"]:
        dates = (("date", one["date"]), ("from", one["first"]), ("to", one["to"]))
        lines += ["", "[[days]]", *(f"{name} = {_quoted(value)}" for name, value in dates if value)]
        lines += [f"name = {_quoted(one['name'])}", f"hours = {_listed(one['hours'])}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's is one."""
    return json_of.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(texts: list[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


# --- questions ---------------------------------------------------------------------------------------------------


@app.command("now")
def now_(
    calendar: Calendar,
    at: Annotated[str | None, typer.Option("--at", metavar="MOMENT", help="At another moment.")] = None,
    json: Json = False,
) -> None:
    """Is it open, until when, and when it opens next."""
    told = get(path("calendars", calendar, "now"), given(at=at))
    if json:
        as_json(told)
        return
    until = f"until {_by_its_clock(told)}" if told["next_change"] else "for ever"
    line(f"{_word(told['open'])} {until}")


@app.command()
def between(
    calendar: Calendar,
    start: Annotated[str, typer.Argument(metavar="A", help=f"From this moment ({Moment}),")],
    end: Annotated[str, typer.Argument(metavar="B", help="until this one.")],
    json: Json = False,
) -> None:
    """The open time between two moments."""
    told = get(path("calendars", calendar, "between"), {"from": start, "to": end})
    if json:
        as_json(told)
    else:
        line(f"{spans.open_time(told['open_ms'])} open")


@app.command()
def due(
    calendar: Calendar,
    received: Annotated[str, typer.Option(metavar="MOMENT", help=Moment)],
    target: Annotated[str, typer.Option(metavar="SPAN", help="Open time that was promised, as 1h or 90m.")],
    at: Annotated[str | None, typer.Option("--at", metavar="MOMENT", help="Age and time left then.")] = None,
    json: Json = False,
) -> None:
    """When a promise is reached, and when it is due."""
    asked = given(received=received, target=str(spans.parse(target, "--target")), at=at)
    told = get(path("calendars", calendar, "due"), asked)
    if json:
        as_json(told)
    else:
        zone = get(path("calendars", calendar))["zone"]
        for word in ("reached", "due"):
            line(f"{word:8} {by_clock(told[word], zone) if told[word] else 'never'}")
        if told["at"]:
            verdict = "breached" if told["breached"] else "kept so far"
            line(
                f"age      {spans.open_time(told['age_ms'])}, left {spans.open_time(told['left_ms'])}, {verdict}"
            )
        warn(told)
    if told["reached"] is None:
        raise Fault(
            f"calendar {calendar} is never open for so long", "give it hours, or make the target shorter"
        )


@app.command()
def changes(
    calendar: Calendar,
    days: Annotated[int, typer.Option(min=1, max=400, help="For how many times 24 hours.")] = 14,
    start: Annotated[
        str | None, typer.Option("--from", metavar="MOMENT", help="From when on; else now.")
    ] = None,
    json: Json = False,
) -> None:
    """What holds now, then every opening and closing to come."""
    asked = given(days=str(days)) | ({"from": start} if start else {})
    told = get(path("calendars", calendar, "changes"), asked)
    if json:
        as_json(told)
    else:
        show((Column("from"), Column("is")), [[one["local"], _word(one["open"])] for one in told], "")
