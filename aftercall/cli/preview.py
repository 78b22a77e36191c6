"""What a person sees of a file before it is loaded, and of a load when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from acd.core.moment import Moment
from aftercall.cli.say import Column, line, show
from aftercall.cli.spans import short
from aftercall.loading.summary import ambiguous, reasons, verdict_of, who, why
from dialer.core.cards import CampaignCard
from dialer.load.examine import Look
from dialer.load.progress import Counts
from dialer.load.verdict import Draft, Judged, Row, Verdict

COLUMNS: Final = (Column("column", fold=True), Column("is"), Column("for example", fold=True))
ROWS: Final = (
    Column("row", right=True),
    Column("verdict"),
    Column("contact", fold=True),
    Column("why", fold=True),
)
STYLES: Final = {
    Verdict.LOADED: "green",
    Verdict.DUPLICATE: "yellow",
    Verdict.BLOCKED: "bold yellow",
    Verdict.REJECTED: "bold red",
}
NAMED_DELIMITERS: Final = {"\t": "tab", None: "none: one column"}


def show_look(look: Look) -> None:
    """How it is read, and what its columns are."""
    reading = look.how.reading
    if look.encoding is None:
        line(f"spreadsheet, sheet {reading.sheet!r}; header: {_yes(reading.header)}; mapping: {look.mapped}")
    else:
        delimiter = NAMED_DELIMITERS.get(reading.delimiter, reading.delimiter)
        line(f"encoding: {look.encoding.encoding} ({look.encoding.how})")
        line(f"delimiter: {delimiter}; header: {_yes(reading.header)}; mapping: {look.mapped}")
    line()
    show(COLUMNS, [_column(look, index) for index in range(len(reading.columns))], "no columns")
    line()


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _column(look: Look, index: int) -> list[str | Text]:
    cells = [row.cells[index] for row in look.sample if index < len(row.cells) and row.cells[index]]
    shown = " | ".join(" ".join(cell.split())[:40] for cell in cells[:3])
    return [look.how.reading.columns[index], look.how.targets[index], shown]


def show_rows(rows: Sequence[Row], judged: Sequence[Judged]) -> None:
    """A line for each, with its verdict."""
    show(ROWS, [_row(row, one) for row, one in zip(rows, judged, strict=True)], "no rows")
    line()


def _row(row: Row, one: Judged) -> list[str | Text]:
    verdict = verdict_of(one)
    person = who(one) if isinstance(one, Draft) else " | ".join(filter(None, row.cells))[:60]
    return [str(row.number), Text(verdict.value, STYLES[verdict]), " ".join(person.split()), why(one)]


# --- afterwards --------------------------------------------------------------------------------------------------


def show_counts(counts: Counts, card: CampaignCard, at: Moment, trial: bool) -> None:
    rows: list[list[str | Text]] = [
        [Text(Verdict.LOADED.value, STYLES[Verdict.LOADED]), f"{counts.loaded:,}"],
        [Text(Verdict.DUPLICATE.value, STYLES[Verdict.DUPLICATE]), f"{counts.duplicates:,}"],
        [Text(Verdict.BLOCKED.value, STYLES[Verdict.BLOCKED]), f"{counts.blocked:,}"],
        [Text(Verdict.REJECTED.value, STYLES[Verdict.REJECTED]), f"{counts.rejected:,}"],
    ]
    show((Column("would be" if trial else "verdict"), Column("rows", right=True)), rows, "")
    found = reasons(counts)
    if found:
        line()
        show(
            (Column("reason", fold=True), Column("rows", right=True)),
            [[kind, f"{count:,}"] for kind, count in found.items()],
            "",
        )
    for one in ambiguous(counts, card, at):
        left = f"{short(one['left_ms'])} a day are" if one["left_ms"] else "no hour of the coming week is"
        line(
            f"{one['rows']:,} rows may be in any of {len(one['zones'])} zones ({_few(one['zones'])}): {left} lawful in all of them"
        )


def _few(zones: Sequence[str]) -> str:
    return ", ".join(zones) if len(zones) <= 3 else f"{zones[0]} … {zones[-1]}"
