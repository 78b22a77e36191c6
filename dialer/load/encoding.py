"""Which encoding: chosen by hand, else by the file's mark, else UTF-8 if all of it is, else the code page of the list's language.

Nothing cleverer: detectors of encodings were wrong for most Polish, Estonian and Spanish lists. So the first rows are shown, and a
person may choose.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from dialer.load.errors import WrongWish
from dialer.load.scan import Scan

CODE_PAGES: Final = {"pl": "cp1250", "ru": "cp1251", "et": "cp1257", "es": "cp1252", "en": "cp1252"}
WESTERN: Final = "cp1252"

MIXED: Final = 4
"""So many bytes that are not UTF-8, at most, for each character that is: it is UTF-8 with other text put in. Few are by chance."""


@dataclass(frozen=True, slots=True)
class Found:
    """`how` for people."""

    encoding: str
    how: str


def find_encoding(scan: Scan, language: str, chosen: str | None = None) -> Found:
    """Raises WrongWish for an encoding that nobody knows."""
    if chosen is not None:
        return Found(_known(chosen, scan), "chosen")
    if scan.bom:
        return Found(scan.bom, "the file is marked so")
    if scan.utf8:
        return Found("utf-8", "all of it is")
    if scan.good * MIXED >= scan.bad:
        return Found(
            "utf-8",
            f"mixed: {scan.good:,} characters are, {scan.bad:,} bytes are not, and their rows are rejected",
        )
    page = CODE_PAGES.get(language, WESTERN)
    return Found(
        page,
        f"not UTF-8; the usual one for {language or 'this language'}: look at the rows, or choose with --encoding",
    )


def _known(name: str, scan: Scan) -> str:
    try:
        known = codecs.lookup(name).name
        "".encode(known)  # a codec that is no text encoding says so here
    except LookupError:
        raise WrongWish(
            f"encoding {name!r} is not known",
            "for example utf-8, cp1250, cp1251, iso8859-2, utf-16",
            "encoding",
        ) from None
    return "utf-8-sig" if known == "utf-8" and scan.bom == "utf-8-sig" else known
