"""What the command prints: tables for people, JSON for programs, both fit for a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

Json = Annotated[bool, typer.Option("--json", help="JSON for programs instead of a table.")]

PIPE_WIDTH: Final = 1000
"""Nothing is cut where nobody looks at a screen."""

GAP: Final = 2
LEAST: Final = 8
"""Nothing is cut below this."""


@dataclass(frozen=True, slots=True)
class Column:
    """`fold`: may be cut with `…` on a narrow screen; the others never are."""

    name: str
    right: bool = False
    fold: bool = False


def console(stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False, soft_wrap=False)


def line(text: str | Text = "") -> None:
    """One line, whole, whatever the screen's width; names of people are never taken for markup."""
    console().print(text, markup=False, soft_wrap=True)


def note(text: str) -> None:
    """Beside the answer: to the error stream, so that a pipe gets the answer alone."""
    console(stderr=True).print(text, markup=False, soft_wrap=True)


def as_json(value: Any) -> None:
    """Indented for eyes, but one value: `jq` and `python -m json.tool` take it as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def json_line(value: Any) -> None:
    """One line of a stream (NDJSON), out at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def table(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], width: int) -> Table:
    """No frame, so that it can be cut into fields; numbers on the right; `fold` columns give way where it is narrow."""
    cells = [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
    made = Table(box=None, padding=(0, GAP, 0, 0), header_style="bold")
    for column, wide in zip(columns, widths(columns, cells, width), strict=True):
        justify: Literal["left", "right"] = "right" if column.right else "left"
        made.add_column(column.name, justify=justify, no_wrap=True, overflow="ellipsis", width=wide)
    for row in cells:
        made.add_row(*row)
    return made


def widths(columns: Sequence[Column], rows: Sequence[Sequence[Text]], width: int) -> list[int]:
    """As wide as their cells; what is too much is taken from the widest of those that may be cut."""
    wide = [max(len(c.name), *(row[i].cell_len for row in rows)) for i, c in enumerate(columns)]
    over = sum(wide) + GAP * len(wide) - width
    while over > 0:
        widest = max((i for i, c in enumerate(columns) if c.fold), key=lambda i: wide[i], default=None)
        if widest is None or wide[widest] <= LEAST:
            return wide
        wide[widest] -= 1
        over -= 1
    return wide


def show(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], empty: str) -> None:
    """A table, or the sentence `empty` where there is nothing to show. In a pipe no line ends in blanks."""
    if not rows:
        line(empty)
        return
    screen = console()
    if screen.is_terminal:
        screen.print(table(columns, rows, screen.width))
        return
    with screen.capture() as text:
        screen.print(table(columns, rows, screen.width))
    sys.stdout.write("".join(f"{one.rstrip()}\n" for one in text.get().splitlines()))
