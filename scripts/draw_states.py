"""Draw the agent's two tables (into docs/architecture.md) and the item's (into docs/reference/items.md) as Mermaid diagrams, straight
from the tables.

python scripts/draw_states.py            rewrite the pages' diagrams
python scripts/draw_states.py --check    fail if a page shows anything else
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from acd.core.agent import PRESENCE, WORK
from acd.core.item import STAGES

DOCS = Path(__file__).parent.parent / "docs"
Drawing = tuple[str, Mapping[Any, Mapping[Any, Any]]]
PAGES: Mapping[Path, tuple[Drawing, ...]] = {
    DOCS / "architecture.md": (("presence", PRESENCE), ("work", WORK)),
    DOCS / "reference" / "items.md": (("stages", STAGES),),
}


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


def drawn(path: Path, page: str) -> str:
    """The page with its diagrams as the tables are now."""
    for name, table in PAGES[path]:
        begin, end = f"<!-- {name}: drawn -->", f"<!-- {name}: end -->"
        between = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        new = f"{begin}\n{diagram(table, next(iter(table)))}\n{end}"
        page, count = between.subn(lambda _: new, page)  # noqa: B023
        if count != 1:
            raise SystemExit(f"{path}: needs exactly one place between {begin} and {end}")
    return page


def main() -> None:
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        new = drawn(path, page)
        if "--check" not in sys.argv:
            path.write_text(new, encoding="utf-8")
        elif new != page:
            raise SystemExit(f"{path} does not show the tables as they are: run python {sys.argv[0]}")


if __name__ == "__main__":
    main()
