"""A contact's language, as lists say it: `pl`, `PL`, `Polish`, `polski`."""

from __future__ import annotations

from typing import Final

from dialer.load.fields import plain

_NAMES: Final = {
    "en": "english angielski английский inglise ingles inglés",
    "pl": "polish polski польский poola polaco",
    "ru": "russian rosyjski русский vene ruso",
    "et": "estonian estonski эстонский eesti estonio",
    "es": "spanish hiszpanski испанский hispaania espanol español castellano",
}
_CODES: Final = {plain(name): code for code, names in _NAMES.items() for name in (code, *names.split())}


def read_language(text: str) -> str | None:
    """The code; any two letters are taken as one. None: it says no language."""
    word = plain(text)
    if word in _CODES:
        return _CODES[word]
    code = word.partition(" ")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
