"""What people write in a cell, read as numbers that can be dialled.

Only what can be nothing but a number is read: digits and the marks that people put between them. All else is refused
with a reason, for half a number, or one with a guessed digit, is somebody else's. What comes out is `+` and digits: nothing in it
can be a second channel, a variable or another line for Asterisk.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneNumber,
    PhoneNumberType,
    is_emergency_number,
    is_number_type_geographical,
    is_possible_short_number_for_region,
    national_significant_number,
    number_type,
    parse,
    region_code_for_number,
)
from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

from acd.core.reason import Reason
from dialer.core import reasons
from dialer.core.zones import REGION_ZONES

KINDS: Final = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed or mobile",
    PhoneNumberType.TOLL_FREE: "toll free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared cost",
    PhoneNumberType.VOIP: "voip",
}
"""All that is valid and not among them is `other`."""

DEAR: Final = frozenset({"premium", "shared cost"})
"""Never dialled unless the campaign says so."""

LONGEST: Final = 40
"""Characters of one number, with all that people put between its digits."""

NO_ZONE: Final = "Etc/Unknown"

STANDS_FOR: Final = {
    ("RU", "Europe/Bucharest"): "Europe/Kaliningrad",
    ("PS", "Europe/Bucharest"): "Asia/Hebron",
}
"""Zones that phonenumbers names for others with the same winter time, but with another summer time."""

_APART: Final = re.compile(r"[,;\r\n\v\f\u2028\u2029]+")
_ROUNDED: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_FLOAT: Final = re.compile(r"(\+?\d{6,})[.,]0+")
_TEXT_FORMULA: Final = re.compile(r'="?(\+?[\d ]+)"?')
_STRANGE: Final = re.compile(r"(?!^\+)[^\d\s().\-/~\u2010-\u2015\u2212]")
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Called:
    """A number that can be dialled: `+48512345678`. `zones`: all in which it may be, in order of their names."""

    e164: str
    region: str
    kind: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoNumber:
    """`kind` groups reasons in a summary; `reason` is for the person who wrote the cell or typed it."""

    kind: str
    reason: Reason

    @property
    def why(self) -> str:
        return self.reason.text


def read_cell(text: str, region: str | None) -> tuple[Called, ...] | NoNumber:
    """All numbers of a cell, each once; `,` `;` `/` and line breaks part them. One that is none, and the whole cell is refused."""
    found: list[Called] = []
    for part in _parts(text.strip(), region):
        number = read_number(part, region)
        if isinstance(number, NoNumber):
            return number
        if all(number.e164 != one.e164 for one in found):
            found.append(number)
    return tuple(found)


def _parts(text: str, region: str | None) -> list[str]:
    """`030/1234567` is one number, `512345678/512345679` are two."""
    if _FLOAT.fullmatch(text) or _ROUNDED.fullmatch(text):
        return [text]
    parts = [part.strip() for part in _APART.split(text)]
    return [
        piece
        for part in parts
        for piece in (part.split("/") if _are_several(part, region) else [part])
        if piece.strip()
    ]


def _are_several(part: str, region: str | None) -> bool:
    return "/" in part and isinstance(read_number(part, region), NoNumber)


def read_number(text: str, region: str | None) -> Called | NoNumber:
    """One number. `region`, as PL, is where it is from when no country code says; None: it must begin with + and one."""
    text = _plain(text)
    if refusal := _refused(text):
        return refusal
    if region is not None and is_emergency_number(text, region):
        return NoNumber("emergency", reasons.NUMBER_EMERGENCY(typed=_safe(text)))
    try:
        number = parse(text, region)
    except NumberParseException as error:
        return _not_parsed(text, region, error)
    return _judged(text, number)


def _plain(text: str) -> str:
    """Without what spreadsheets and address books put around a number: `'+48…`, `="512…"`, `512….0`, direction marks."""
    text = "".join(c for c in text if unicodedata.category(c) != "Cf") if not text.isascii() else text
    text = text.strip().removeprefix("'").strip().replace("\uff0b", "+")
    if found := _TEXT_FORMULA.fullmatch(text) or _FLOAT.fullmatch(text):
        text = found[1]
    return text


def _refused(text: str) -> NoNumber | None:
    """What cannot be read without guessing."""
    if not text:
        return NoNumber("empty", reasons.NUMBER_EMPTY())
    if len(text) > LONGEST:
        return NoNumber("too long", reasons.NUMBER_TOO_LONG(typed=_safe(text[:LONGEST])))
    if _ROUNDED.fullmatch(text):
        return NoNumber("rounded", reasons.NUMBER_ROUNDED(typed=_safe(text)))
    if strange := _STRANGE.search(text):
        kind = "letters" if strange[0].isalpha() else "strange characters"
        return NoNumber(kind, reasons.NUMBER_STRANGE(typed=_safe(text), strange=_safe(strange[0])))
    if not _DIGIT.search(text):
        return NoNumber("empty", reasons.NUMBER_NO_DIGIT(typed=_safe(text)))
    return None


def _not_parsed(text: str, region: str | None, error: NumberParseException) -> NoNumber:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        if region is None and not text.startswith("+"):
            return NoNumber("no country", reasons.NUMBER_NO_COUNTRY(typed=_safe(text)))
        return NoNumber("no country", reasons.NUMBER_STRANGE_COUNTRY(typed=_safe(text)))
    if error.error_type == NumberParseException.TOO_LONG:
        return NoNumber("too long", reasons.NUMBER_MANY_DIGITS(typed=_safe(text)))
    return NoNumber("too short", reasons.NUMBER_FEW_DIGITS(typed=_safe(text)))


def _judged(text: str, number: PhoneNumber) -> Called | NoNumber:
    # number_type asks for the pattern and the region, so it is the whole of "is it valid" at half the price
    kind = number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        return _not_valid(text, number)
    if number.extension:
        return NoNumber("extension", reasons.NUMBER_EXTENSION(typed=_safe(text)))
    national = national_significant_number(number)
    region = region_code_for_number(number) or ""
    zones = _zones(f"{number.country_code}{national}", number.country_code or 0, region, kind)
    return Called(f"+{number.country_code}{national}", region, KINDS.get(kind, "other"), zones)


def _not_valid(text: str, number: PhoneNumber) -> NoNumber:
    country = COUNTRY_CODE_TO_REGION_CODE.get(number.country_code or 0, ("",))[0]
    national = national_significant_number(number)
    if country in SUPPORTED_REGIONS and len(national) < 7:
        if is_emergency_number(national, country):
            return NoNumber("emergency", reasons.NUMBER_EMERGENCY(typed=_safe(text)))
        if is_possible_short_number_for_region(number, country):
            return NoNumber("short", reasons.NUMBER_SHORT(typed=_safe(text)))
    if country:
        return NoNumber("not valid", reasons.NUMBER_NOT_VALID_IN(typed=_safe(text), country=country))
    return NoNumber("not valid", reasons.NUMBER_NOT_VALID(typed=_safe(text)))


def _safe(text: str) -> str:
    """With what no terminal should get (control characters) written out."""
    return repr(text)[1:-1]


# --- zones -------------------------------------------------------------------------------------------------------


def _zones(digits: str, country: int, region: str, kind: int) -> tuple[str, ...]:
    """The region's, if it lies in one; else those of the number's prefix, or of its whole country."""
    if zone := REGION_ZONES.get(region):
        return (zone,)
    has_place = is_number_type_geographical(kind, country)
    return _zones_of(digits[:TIMEZONE_LONGEST_PREFIX] if has_place else str(country), region)


@lru_cache(maxsize=65536)
def _zones_of(prefix: str, region: str) -> tuple[str, ...]:
    """By the longest prefix that is known; none: nobody knows where it is."""
    for length in range(len(prefix), 0, -1):
        if zones := TIMEZONE_DATA.get(prefix[:length]):
            return tuple(sorted({STANDS_FOR.get((region, zone), zone) for zone in zones if zone != NO_ZONE}))
    return ()
