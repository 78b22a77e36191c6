"""The figure of the docs, as SVG: occupancy against abandonment, a point for each policy; one panel for each scenario.

python -m benchmarks.pacing.figure build/pacing/all.csv docs/reference/pacing.svg n20-p30 n100-p30
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Final

WIDE, HIGH, EDGE = 420, 320, 46
MOST: Final = 6.0
"""Per cent abandoned at the right edge; what is beyond is drawn there."""

COLOURS: Final = {
    "aftercall": "#c0392b",
    "progressive": "#444444",
    "look-ahead": "#2471a3",
    "constant": "#1e8449",
}
OTHER: Final = "#b7950b"


def main() -> None:
    source, target, *names = sys.argv[1:]
    with Path(source).open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    panels = [
        _panel([row for row in rows if row["scenario"] == name], name, i) for i, name in enumerate(names)
    ]
    size = f'width="{WIDE * len(names)}" height="{HIGH}"'
    body = "\n".join(panels)
    style = "<style>text{font:11px sans-serif;fill:#333}</style>"
    Path(target).write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{style}\n{body}\n</svg>\n')


def _panel(rows: list[dict[str, str]], name: str, number: int) -> str:
    least = min(float(row["occupancy"]) for row in rows) // 5 * 5
    drawn = [_frame(name, least), *(_point(row, least, i) for i, row in enumerate(rows))]
    return f'<g transform="translate({number * WIDE} 0)">\n' + "\n".join(drawn) + "\n</g>"


def _frame(name: str, least: float) -> str:
    lines = [f'<text x="{EDGE}" y="18">{name}: occupancy (%) against abandoned (% of live answers)</text>']
    for share in range(int(least), 101, 5):
        y = _y(share, least)
        lines.append(
            f'<path d="M{EDGE} {y}H{WIDE - 14}" stroke="#ddd"/><text x="18" y="{y + 4}">{share}</text>'
        )
    lines += [f'<text x="{_x(share) - 3}" y="{HIGH - 12}">{share}</text>' for share in range(int(MOST) + 1)]
    lines.append(f'<path d="M{_x(3)} 28V{HIGH - 28}" stroke="#999" stroke-dasharray="4"/>')
    return "\n".join(lines)


def _point(row: dict[str, str], least: float, number: int) -> str:
    x, y = _x(min(float(row["abandoned"]), MOST)), _y(float(row["occupancy"]), least)
    word = row["policy"].partition(":")[0]
    colour = COLOURS.get(word, OTHER)
    left = x > WIDE - 120
    anchor = f'x="{x - 7}" text-anchor="end"' if left else f'x="{x + 7}"'
    return (
        f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>'
        f'<text {anchor} y="{y + 4 + 9 * (number % 2)}">{row["policy"].partition("..")[0]}</text>'
    )


def _x(share: float) -> float:
    return round(EDGE + share / MOST * (WIDE - EDGE - 20), 1)


def _y(share: float, least: float) -> float:
    return round(HIGH - 30 - (share - least) / (100 - least) * (HIGH - 60), 1)


if __name__ == "__main__":
    main()
