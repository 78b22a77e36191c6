"""A QR code, drawn as SVG: black on white with its quiet zone, so that it is read on dark pages too. The only import of segno."""

from __future__ import annotations

from io import BytesIO

import segno


def drawn(text: str) -> str:
    """One `<svg>` element without anything that a page would load."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, light="#ffffff", omitsize=True
    )
    return out.getvalue().decode()
