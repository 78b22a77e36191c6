"""Draws the reports and their figures, from aftercall/reporting, into docs/reference/reports.md and the screens' tooltips.

python scripts/draw_reports.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from aftercall.reporting.catalogue import HEADINGS, REPORTS, Report

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/reference/reports.md"
SCREEN = ROOT / "aftercall/screens/static/reports/meaning.js"
IN_FILES = (
    "Time",
    "Total",
    "Definitions",
    "Counted twice",
    "Figure",
    "In the report",
    "In the journal",
    "Same",
    "yes",
    "no",
    "Corrected",
)
BEGIN, END = "<!-- reports: drawn -->\n", "<!-- reports: end -->\n"


def page(old: str) -> str:
    before, _, rest = old.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n".join(_report(one) for one in REPORTS.values()) + END + after


def _report(one: Report) -> str:
    lines = [
        f"## {one.name} (`{one.code}`)",
        "",
        f"{one.what} By {', '.join(one.by)}; time by {', '.join(one.steps)}; of one {', '.join(one.filters)}.",
        "",
        "| figure | unit | what it is | read from |",
        "|---|---|---|---|",
        *(f"| {f.name} (`{f.code}`) | {f.unit} | {f.formula} | {f.source} |" for f in one.figures),
        "",
    ]
    return "\n".join(lines)


def screen() -> str:
    texts = dict.fromkeys([*(text for one in REPORTS.values() for text in _texts(one)), *IN_FILES])
    lines = [
        "// Drawn by scripts/draw_reports.py from aftercall/reporting: names and definitions of reports and figures.",
        'import { t } from "~/core/i18n.js";',
        "",
        "/** By the English text that the API gives. @returns {Record<string, string>} */",
        "export const meanings = () => ({",
        *(f"  {json.dumps(text)}: t({json.dumps(text)})," for text in texts),
        "});",
        "",
    ]
    return "\n".join(lines)


def _texts(one: Report) -> list[str]:
    of_figures = [text for figure in one.figures for text in (figure.name, figure.formula)]
    return [one.name, one.what, *(HEADINGS[by] for by in one.by), *of_figures]


def main() -> None:
    drawn = {PAGE: page(PAGE.read_text("utf-8")), SCREEN: screen()}
    for path, text in drawn.items():
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
        elif path.read_text("utf-8") != text:
            raise SystemExit(f"{path} is not what the definitions say: run python scripts/draw_reports.py")


if __name__ == "__main__":
    main()
