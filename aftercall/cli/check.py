"""`aftercall check`: is everything reachable and right; each failure with its remedy."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Final

import typer
from rich.text import Text

from aftercall.checks.finding import Finding, Result
from aftercall.cli.daemon import ask
from aftercall.cli.faults import ExitCode, Fault
from aftercall.cli.say import Json, as_json, line
from aftercall.settings import load_settings

STYLES: Final = {
    Result.OK: "green",
    Result.WARNING: "bold yellow",
    Result.FAILED: "bold red",
    Result.SKIPPED: "dim",
}
WORDS: Final = {Result.OK: "ok", Result.WARNING: "warn", Result.FAILED: "FAIL", Result.SKIPPED: "-"}


def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="First write all that is configured to Asterisk again.")
    ] = False,
    json: Json = False,
) -> None:
    """Is everything reachable and right? Exit code 1 if anything is not."""
    from aftercall.checks.everything import look  # every door is loaded for it

    settings = load_settings()
    if repair:
        _repair(json)
    found = look(settings)
    bad = [finding for finding in found if finding.result is Result.FAILED]
    if json:
        as_json({"ok": not bad, "findings": [_as_dict(finding) for finding in found]})
    else:
        show_all(found)
    if bad:
        raise Fault(f"{len(bad)} of {len(found)} checks failed", code=ExitCode.REFUSED)


def _repair(json: bool) -> None:
    drift = ask("POST", "/provision")["drift"]
    if not json:
        for thing in drift:
            line(f"written again: {thing}")


def show_all(found: Iterable[Finding]) -> None:
    """Part by part."""
    for part, findings in groupby(found, key=lambda finding: finding.part):
        line(Text(part, style="bold"))
        for finding in findings:
            show(finding)


def show(finding: Finding) -> None:
    """One line, and under a failure its remedy."""
    text = Text(f"{WORDS[finding.result]:>6}  ", style=STYLES[finding.result])
    text.append(f"{finding.what:<30} {finding.text}".rstrip(), style="default")
    line(text)
    if finding.remedy:
        line(f"        -> {finding.remedy}")


def _as_dict(finding: Finding) -> dict[str, str]:
    return {
        "part": finding.part,
        "what": finding.what,
        "result": finding.result.value,
        "text": finding.text,
        "remedy": finding.remedy,
    }
