"""What the command prints: tables for people, JSON for programs, both fit for a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

Json = Annotated[bool, typer.Option("--json", help="JSON for programs instead of a table.")]

PIPE_WIDTH: Final = 1000
"""Nothing is cut where nobody looks at a screen."""


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


def table(columns: Sequence[Column], rows: Iterable[Sequence[str | Text]]) -> Table:
    """No frame, so that it can be cut into fields; numbers on the right."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(
            column.name,
            justify="right" if column.right else "left",
            no_wrap=True,
            overflow="ellipsis",
            min_width=None if column.fold else len(column.name),
            ratio=None,
        )
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return made


def show(columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], empty: str) -> None:
    """A table, or the sentence `empty` where there is nothing to show. In a pipe no line ends in blanks."""
    if not rows:
        line(empty)
        return
    screen = console()
    if screen.is_terminal:
        screen.print(table(columns, rows))
        return
    with screen.capture() as text:
        screen.print(table(columns, rows))
    sys.stdout.write("".join(f"{one.rstrip()}\n" for one in text.get().splitlines()))
