"""Tables on screens of every width, and in pipes."""

from __future__ import annotations

import pytest
from rich.text import Text

from aftercall.cli.agents import COLUMNS, row
from aftercall.cli.say import Column, show, widths

BOARD = {
    "code": "1004",
    "name": "Dmitri Alexandrowitsch Orlov",
    "state": "aftercall",
    "since": "2026-11-21T19:43:12.345Z",
    "type": {"code": "phone"},
    "aftercall": {"deadline": "2026-11-21T19:44:12.345Z"},
    "next": {"type": "training"},
    "phone": "1004",
    "queues": ["reception", "sales", "support"],
}
NOW = 1_795_290_200_000


def test_at_80_columns_only_names_give_way() -> None:
    """State, times, types and phone of an agent are whole on a terminal of 80 columns; name and queues are cut."""
    cells = [cell if isinstance(cell, Text) else Text(cell) for cell in row(BOARD, NOW)]
    wide = widths(COLUMNS, [cells], 80)
    assert sum(wide) + 2 * len(wide) <= 80
    cut = {c.name for c, w, cell in zip(COLUMNS, wide, cells, strict=True) if w < cell.cell_len}
    assert cut == {"name", "queues"}


def test_numbers_stand_on_the_right_and_wide_letters_count_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe: no blanks at the end, columns in line also where a name is written in wide letters."""
    columns = (Column("name"), Column("calls", right=True), Column("x"))
    show(columns, [["Anna", "5", ""], ["田中", "125", ""]], "none")
    assert capsys.readouterr().out.splitlines() == ["name  calls  x", "Anna      5", "田中    125"]


def test_nothing_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty table is a sentence that says what to do."""
    show((Column("queue"),), [], "no queues yet: aftercall queues add CODE")
    assert capsys.readouterr().out == "no queues yet: aftercall queues add CODE\n"
