"""A report as a file: CSV for programs and spreadsheets, XLSX with the definitions and the second counts on sheets of their own.

A cell that begins with = + - @ would be a formula where the file is opened: in CSV it gets an apostrophe, in XLSX it is written as
text, whatever it looks like. Spans are seconds in CSV (12.345) and times in XLSX, shares per cent in both.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from acd.core.moment import DAY, SECOND
from acd.core.wall import shown
from aftercall.reporting.answer import answer
from aftercall.reporting.catalogue import HEADINGS
from aftercall.reporting.definitions import Figure, Unit, Value
from aftercall.reporting.question import Counted
from dialer.load.returned import guarded

Words = Callable[[str], str]
WORDS: Final = Path(__file__).parent.parent / "screens" / "words"
KINDS: Final[Mapping[str, str]] = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LOOKS: Final = {Unit.COUNT: "#,##0", Unit.SPAN: "[h]:mm:ss", Unit.SHARE: "0.00"}


def words_of(language: str) -> Words:
    """The same words as on the screens; English where there is none."""
    file = WORDS / f"{language}.json"
    known: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return lambda text: str(known.get(text) or text)


def write(counted: Counted, kind: str, path: Path, language: str = "en") -> None:
    if kind == "json":
        path.write_text(answer(counted).model_dump_json(by_alias=True), "utf-8")
    elif kind == "csv":
        _csv(counted, path, words_of(language))
    else:
        _xlsx(counted, path, words_of(language))


def name_of(counted: Counted, kind: str) -> str:
    ask = counted.question
    days = ask.first.isoformat() if ask.first == ask.last else f"{ask.first}_{ask.last}"
    return f"{ask.report}_{days}.{kind}"


# --- CSV ---------------------------------------------------------------------------------------------------------


def _csv(counted: Counted, path: Path, words: Words) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([words("Time"), *_keys(counted, words), *_headings(counted, words)])
        for at, key, values in _rows(counted):
            writer.writerow([at, *map(guarded, key), *values])


def _keys(counted: Counted, words: Words) -> list[str]:
    return [words(HEADINGS[by]) for by in counted.question.card.by]


def _headings(counted: Counted, words: Words) -> list[str]:
    ends = {Unit.SPAN: " (s)", Unit.SHARE: " (%)", Unit.COUNT: ""}
    return [words(figure.name) + ends[figure.unit] for figure in counted.question.card.figures]


def _rows(counted: Counted) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    figures = counted.question.card.figures
    for line in counted.lines:
        values = [_plain(figure, figure.of(line.sums)) for figure in figures]
        yield counted.clock.label(line.piece, counted.question.step), line.key, values


def _plain(figure: Figure, value: Value) -> str:
    if value is None:
        return ""
    return f"{value / SECOND:.3f}" if figure.unit is Unit.SPAN else str(value)


# --- XLSX --------------------------------------------------------------------------------------------------------


def _xlsx(counted: Counted, path: Path, words: Words) -> None:
    import xlsxwriter  # for who asks for a sheet: it is a tenth of the start of a process that counts

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), {**options, "constant_memory": True})
    try:
        _lines(counted, book, words)
        _definitions(counted, book, words)
        _doubles(counted, book, words)
    finally:
        book.close()


def _lines(counted: Counted, book: Any, words: Words) -> None:
    card, sheet = counted.question.card, book.add_worksheet(words(counted.question.card.name)[:31])
    bold = book.add_format({"bold": True})
    looks = {unit: book.add_format({"num_format": look}) for unit, look in LOOKS.items()}
    sums = {unit: book.add_format({"num_format": look, "bold": True}) for unit, look in LOOKS.items()}
    first = 1 + len(card.by)
    sheet.freeze_panes(1, first)
    sheet.set_column(0, first - 1, 20)
    sheet.set_column(first, first + len(card.figures), 14)
    for column, text in enumerate(
        [words("Time"), *_keys(counted, words), *(words(f.name) for f in card.figures)]
    ):
        sheet.write_string(0, column, text, bold)
    row = 0
    for row, line in enumerate(counted.lines, 1):
        for column, text in enumerate([counted.clock.label(line.piece, counted.question.step), *line.key]):
            sheet.write_string(row, column, text)
        _numbers(sheet, row, first, card.figures, line.sums, looks)
    sheet.write_string(row + 1, 0, words("Total"), bold)
    _numbers(sheet, row + 1, first, card.figures, counted.total, sums)


def _numbers(sheet: Any, row: int, first: int, figures: Any, sums: Any, looks: Any) -> None:
    for column, figure in enumerate(figures, first):
        value = figure.of(sums)
        if value is not None:
            number = value / DAY if figure.unit is Unit.SPAN else value
            sheet.write_number(row, column, number, looks[figure.unit])


def _definitions(counted: Counted, book: Any, words: Words) -> None:
    sheet, ask = book.add_worksheet(words("Definitions")[:31]), counted.question
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    told = [
        (words(ask.card.name), words(ask.card.what)),
        (words("Time"), f"{ask.first} - {ask.last}, {ask.zone}"),
        *((words(figure.name), words(figure.formula)) for figure in ask.card.figures),
    ]
    for row, (name, text) in enumerate(told):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)


def _doubles(counted: Counted, book: Any, words: Words) -> None:
    sheet = book.add_worksheet(words("Counted twice")[:31])
    rows: list[tuple[str, ...]] = [
        (words("Figure"), words("In the report"), words("In the journal"), words("Same"))
    ]
    for double in counted.doubles:
        same = words("yes") if double.same else words("no")
        rows.append((double.what, str(double.one), f"{double.other} ({double.of})", same))
    for one in counted.corrections:
        span = " - ".join(
            shown(counted.question.zone, at).isoformat(" ", "seconds") for at in (one.begin, one.end)
        )
        rows.append((words("Corrected"), one.agent, span, f"{one.state} {one.type or ''}", one.by, one.why))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
