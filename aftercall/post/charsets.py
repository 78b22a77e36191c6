"""Bytes that say what they are, or lie, or say nothing: always text in the end, and never a character that a database refuses."""

from __future__ import annotations

import codecs
from typing import Final

ALIASES: Final = {
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "cp-850": "cp850",
    "x-cp1251": "cp1251",
    "x-windows-1251": "cp1251",
    "windows-1250": "cp1250",
    "koi8": "koi8-r",
    "default": "",
    "unknown-8bit": "",
    "x-unknown": "",
    "us-ascii": "",
    "ascii": "",
}
"""Names that mailers write. Whoever says ASCII and sends more said nothing."""
_WESTERN: Final = "cp1252"
_CYRILLIC: Final = ("cp1251", "koi8-r")


def text_of(data: bytes, charset: str = "") -> str:
    """As declared where that fits; else UTF-8 if it is; else what it looks like."""
    for name in (_known(charset), "utf-8"):
        if name:
            try:
                return clean(data.decode(name))
            except (UnicodeError, ValueError):
                continue
    return clean(data.decode(guess(data), "replace"))


def guess(data: bytes) -> str:
    """Of one byte a letter: Cyrillic where most letters are high ones; KOI8-R has its small letters where CP1251 has its capitals."""
    low = sum(byte < 0x80 and chr(byte).isalpha() for byte in data)
    capitals = sum(0xC0 <= byte < 0xE0 for byte in data)
    small = sum(byte >= 0xE0 for byte in data)
    if capitals + small <= 0.6 * (low + capitals + small):
        return _WESTERN
    return _CYRILLIC[capitals > small]


def clean(text: str) -> str:
    """Without NUL and halves of surrogate pairs; lines end in one way."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def smuggled(text: str) -> str:
    """A header that carried raw bytes, which the parser hid in surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text_of(text.encode("utf-8", "surrogateescape"))
    return clean(text)


def _known(charset: str) -> str:
    name = charset.strip().strip("\"'").lower()
    name = ALIASES.get(name, name)
    try:
        return codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""
