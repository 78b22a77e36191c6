"""`aftercall reports`: figures by day, week or part of an hour, with their definitions: as a table, a file, and by mail."""

from __future__ import annotations

import asyncio
import json as json_
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from aftercall.asking import Asking
from aftercall.cli.cards import is_known, put, remove_known, show_card
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.faults import ExitCode, Fault, Usage
from aftercall.cli.fields import given
from aftercall.cli.moments import localised
from aftercall.cli.say import Column, Json, as_json, line, note, show
from aftercall.cli.spans import clock
from aftercall.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Reports: figures with their definitions, and by mail.")
mails = typer.Typer(no_args_is_help=True, help="Reports that are mailed on a schedule.")
app.add_typer(mails, name="mails")

LINES: Final = "application/x-ndjson"
REPORTS = (Column("report"), Column("what it tells", fold=True), Column("by"), Column("steps"), Column("of"))
MAILS = (
    Column("mail"),
    Column("report"),
    Column("when"),
    Column("to", fold=True),
    Column("next"),
    Column("last", fold=True),
)
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Code = Annotated[
    str, typer.Argument(metavar="REPORT", help="As `reports list` shows it.", show_default=False)
]
Step = Annotated[str | None, typer.Option(help="15m, 30m, 1h, day, week or all.")]
Queue = Annotated[str | None, typer.Option(help="Of this queue or campaign only.")]
Agent = Annotated[str | None, typer.Option(help="Of this agent only.")]
Team = Annotated[str | None, typer.Option(help="Of this team only.")]
Mail = Annotated[str, typer.Argument(help="Its code.", show_default=False)]
To = Annotated[list[str] | None, typer.Option("--to", help="A mail address; again for more of them.")]
Every = Annotated[str | None, typer.Option(help="day, or a day of the week: mon, tue, …")]
At = Annotated[str | None, typer.Option(metavar="HH:MM", help="When, in the site's zone.")]
Kind = Annotated[str | None, typer.Option(help="csv or xlsx.")]


@app.command("list")
def list_(json: Json = False) -> None:
    """The reports there are."""
    found = get("/reports")
    if json:
        as_json(found)
        return
    rows = [
        [
            one["code"],
            one["what"],
            ", ".join(key["code"] for key in one["keys"]),
            " ".join(one["steps"]),
            ", ".join(one["filters"]),
        ]
        for one in found
    ]
    show(REPORTS, [list(row) for row in rows], "no reports")


@app.command("show")
def show_(
    report: Code,
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day; else today.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="The last day, included.")
    ] = None,
    step: Step = None,
    queue: Queue = None,
    agent: Agent = None,
    team: Team = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-o", help="Into this file: .csv, .xlsx or .json.")
    ] = None,
    definitions: Annotated[bool, typer.Option("--definitions", help="What each figure means.")] = False,
    json: Json = False,
) -> None:
    """A report. Exit code 1 where counting it a second way, from the journal, gave other numbers."""
    params = given(step=step, queue=queue, agent=agent, team=team) | given(**{"from": first, "to": last})
    if file is not None:
        _check_file(file)
        if file.suffix != ".json":
            _save(file, asyncio.run(_raw(path("reports", report + file.suffix), params, "*/*")))
            return
    found = _counted(report, params)
    if file is not None:
        _save(file, (json_.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
    elif json:
        as_json(found)
    else:
        _show(found)
        _meanings(found) if definitions else None
    _same(found)


def _counted(report: str, params: dict[str, str]) -> Any:
    """With a line on the error stream that says how far it is, where somebody looks at one."""
    found, looks = None, sys.stderr.isatty()
    for told in _lines(path("reports", report), params):
        if "far" in told and looks:
            sys.stderr.write(f"\r{told['far'][0]} of {told['far'][1]} parts counted ")
        if "error" in told:
            raise Fault(told["error"]["why"], told["error"].get("remedy") or "")
        found = told.get("report", found)
    if looks:
        sys.stderr.write("\r" + " " * 40 + "\r")
    if found is None:
        raise Fault("the daemon broke off", "see its log", ExitCode.UNREACHABLE)
    return found


def _lines(path: str, params: dict[str, str]) -> Any:
    answer = asyncio.run(_raw(path, params, LINES))
    return [json_.loads(one) for one in answer.decode().splitlines()]


async def _raw(path: str, params: dict[str, str], accept: str) -> bytes:
    async with Asking(load_settings().api.socket, timeout=900, accept=accept) as asking:
        answer = await asking.send("GET", path, params=params)
    if answer.status_code >= 400:
        error = answer.json()["error"]
        field = f"{error['field']}: " if error.get("field") else ""
        raise Fault(field + error["why"], error.get("remedy") or "")
    return answer.content


def _check_file(file: Path) -> None:
    """Before anything is counted for it."""
    if file.suffix not in (".csv", ".xlsx", ".json"):
        raise Usage(
            f"--file {file}: a report is no {file.suffix or 'file without an ending'}",
            "name it .csv, .xlsx or .json",
        )
    if not file.parent.is_dir():
        raise Usage(f"--file {file}: there is no folder {file.parent}", "make it, or name another one")


def _save(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Usage(f"--file {file} cannot be written: {error.strerror}", "name another one") from error
    line(f"{file}: {len(content):,} bytes")


def _show(found: Any) -> None:
    report = found["report"]
    line(f"{report['name']}, {found['from']} to {found['to']} ({found['zone']})")
    line()
    keys = [key["code"] for key in report["keys"]]
    figures = [one for one in report["figures"] if _any(found, one["code"])]
    columns = [Column("time"), *(Column(key, fold=True) for key in keys)]
    columns += [Column(figure["name"].lower(), right=True) for figure in figures]
    rows: list[list[str | Text]] = [
        [one["at"], *(one["key"][key] for key in keys), *_values(figures, one["figures"])]
        for one in found["lines"]
    ]
    if rows:
        rows.append(["total", *("" for _ in keys), *_values(figures, found["total"])])
    show(columns, rows, "nothing in this time")
    for one in found["corrections"]:
        kind = f"{one['state']} {one['type'] or ''}".strip()
        begin, end = localised(one["begin"]), localised(one["end"])
        line(f"corrected: agent {one['agent']}, {begin} to {end}: {kind}, by {one['by']}: {one['why']}")


def _any(found: Any, code: str) -> bool:
    """A column of nothing is left out."""
    return any(one["figures"][code] for one in found["lines"])


def _values(figures: list[Any], values: Any) -> list[str]:
    return [_value(figure["unit"], values[figure["code"]]) for figure in figures]


def _value(unit: str, value: Any) -> str:
    if value is None:
        return "-"
    return clock(value) if unit == "ms" else f"{value:.1f} %" if unit == "per cent" else f"{value:,}"


def _meanings(found: Any) -> None:
    line()
    for figure in found["report"]["figures"]:
        line(f"{figure['name']}: {figure['formula']} [{figure['source']}]")


def _same(found: Any) -> None:
    wrong = [one for one in found["doubles"] if not one["same"]]
    for one in wrong:
        note(f"{one['what']}: {one['one']} in the report, {one['other']} in the journal ({one['of']})")
    if wrong:
        raise Fault(
            "counted a second way it is not the same", "keep the database: one of its records is incomplete"
        )


# --- by mail ---------------------------------------------------------------------------------------------------------


@mails.command("list")
def mails_list(json: Json = False) -> None:
    """Which reports are mailed, and how that goes."""
    found = get("/report-mails")
    if json:
        as_json(found)
        return
    show(
        MAILS, [_mail(one) for one in found], "none yet: aftercall reports mails add CODE REPORT --to ADDRESS"
    )


def _mail(one: Any) -> list[str | Text]:
    day = "daily" if one["every"] == "day" else DAYS[one["weekday"]]
    last = one["last"]
    said = "" if last is None else f"{last['state']} {localised(last['due'])} {last['why']}".strip()
    return [
        one["code"],
        one["report"],
        f"{day} {one['at']}",
        ", ".join(one["to"]),
        localised(one["next"] or "off"),
        said,
    ]


@mails.command("show")
def mails_show(mail: Mail, json: Json = False) -> None:
    """One of them: all its fields."""
    show_card(get(path("report-mails", mail)), json)


@mails.command()
def add(
    mail: Mail,
    report: Code,
    to: To = None,
    every: Every = None,
    at: At = None,
    kind: Kind = None,
    step: Step = None,
    queue: Queue = None,
    agent: Agent = None,
    team: Team = None,
    language: Annotated[str | None, typer.Option(help="Of mail and headings.")] = None,
    json: Json = False,
) -> None:
    """Have a report mailed: each day, of the day before; or once a week, of the seven days before."""
    if is_known("report-mails", mail):
        raise Fault(
            f"mailed report {mail} is there already", f"change it with `aftercall reports mails set {mail}`"
        )
    body = given(
        report=report,
        to=to,
        at=at,
        kind=kind,
        step=step,
        queue=queue,
        agent=agent,
        team=team,
        language=language,
    )
    put("report-mails", mail, body | _when(every), json, "made")


@mails.command("set")
def mails_set(
    mail: Mail,
    to: To = None,
    every: Every = None,
    at: At = None,
    kind: Kind = None,
    active: Annotated[bool | None, typer.Option(help="Is it mailed? What is due meanwhile never is.")] = None,
    json: Json = False,
) -> None:
    """Change one; what is not given stays."""
    body = given(to=to, at=at, kind=kind, active=active) | _when(every)
    if not body:
        raise Usage("nothing to change", "see `aftercall reports mails set --help`")
    if not is_known("report-mails", mail):
        raise Fault(f"mailed report {mail!r} is not known", "`aftercall reports mails list` shows what is")
    put("report-mails", mail, body, json, "changed")


@mails.command()
def remove(mail: Mail, json: Json = False) -> None:
    """Mail it no more."""
    remove_known("report-mails", mail, json)


@mails.command()
def send(mail: Mail, json: Json = False) -> None:
    """Mail it now, once more."""
    answer = ask("POST", path("report-mails", mail, "send"))
    if json:
        as_json(answer)
    else:
        line(f"{mail}: mailed as {answer['mail_id']}")


def _when(every: str | None) -> dict[str, Any]:
    if every is None:
        return {}
    if every == "day":
        return {"every": "day"}
    names = [day.lower() for day in DAYS]
    if every[:3].lower() not in names:
        raise Usage(f"--every {every!r} is no day", "write day, or mon, tue, …")
    return {"every": "week", "weekday": names.index(every[:3].lower())}
