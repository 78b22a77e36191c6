"""Draw the agent's two tables as Mermaid diagrams, straight from the tables, into docs/architecture.md.

python scripts/draw_states.py            rewrite the page's diagrams
python scripts/draw_states.py --check    fail if the page shows anything else
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from acd.core.agent import PRESENCE, WORK

PAGE = Path(__file__).parent.parent / "docs" / "architecture.md"


def diagram(table: Mapping[Any, Mapping[Any, Any]], first: Enum) -> str:
    """One arrow a pair of states; what moves between them stands on it."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for state, moves in table.items():
        for signal, after in moves.items():
            arrows.setdefault((_id(state), _id(after)), []).append(signal.value)
    lines = ["stateDiagram-v2", f"    [*] --> {_id(first)}"]
    lines += [f"    {_id(s)} : {s.value}" for s in table]
    lines += [f"    {a} --> {b} : {', '.join(words)}" for (a, b), words in arrows.items()]
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _id(state: Enum) -> str:
    return state.name.lower()


def drawn(page: str) -> str:
    """The page with both diagrams as the tables are now."""
    for name, table, first in (
        ("presence", PRESENCE, next(iter(PRESENCE))),
        ("work", WORK, next(iter(WORK))),
    ):
        begin, end = f"<!-- {name}: drawn -->", f"<!-- {name}: end -->"
        between = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        new = f"{begin}\n{diagram(table, first)}\n{end}"
        page, count = between.subn(lambda _: new, page)  # noqa: B023
        if count != 1:
            raise SystemExit(f"{PAGE}: needs exactly one place between {begin} and {end}")
    return page


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    new = drawn(page)
    if "--check" in sys.argv:
        if new != page:
            raise SystemExit(f"{PAGE} does not show the tables as they are: run python {sys.argv[0]}")
    else:
        PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
