"""A form that an agent filled in, against the fields that the campaign has. What is wrong is told field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from dialer.core.cards import FormField

LONGEST: Final = {"text": 500, "long text": 20_000}
"""Characters."""

_YES: Final = frozenset({"yes", "true", "1", "on"})
_NO: Final = frozenset({"no", "false", "0", "off"})


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is its code; `why` says what to do too."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Filled:
    """`values` as they are kept: text, in one spelling for each kind; fields left empty are not in it."""

    values: Mapping[str, str]
    errors: tuple[FieldError, ...] = ()


def fill(form: tuple[FormField, ...], given: Mapping[str, str]) -> Filled:
    values: dict[str, str] = {}
    errors = [FieldError(code, _unknown(form)) for code in given if all(one.code != code for one in form)]
    for one in form:
        text = given.get(one.code, "").strip()
        if not text and one.required:
            errors.append(FieldError(one.code, f"{one.label} is missing"))
        elif text:
            try:
                values[one.code] = _READ[one.kind](one, text)
            except _NotSoError as no:
                errors.append(FieldError(one.code, f"{one.label}: {no}"))
    return Filled(values, tuple(errors))


class _NotSoError(Exception):
    """What is wrong with a value, and how it is written."""


def _unknown(form: tuple[FormField, ...]) -> str:
    known = ", ".join(one.code for one in form) or "none"
    return f"the form has no such field; it has {known}"


def _text(one: FormField, text: str) -> str:
    most = LONGEST[one.kind]
    if len(text) > most:
        raise _NotSoError(f"{len(text)} characters are too many, at most {most}")
    if any(ord(each) < 32 and each not in "\n\t\r" for each in text):
        raise _NotSoError("control characters cannot be kept, leave them out")
    return text


def _number(one: FormField, text: str) -> str:
    """A decimal comma is read as a point; thousands are not parted. Kept exactly as written else."""
    try:
        number = Decimal(text.replace(",", ".", 1))
    except InvalidOperation as error:
        raise _NotSoError(f"{text!r} is no number, write it as 12 or 12.50") from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise _NotSoError(f"{text!r} is no number of everyday size")
    return f"{number:f}"


def _date(one: FormField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise _NotSoError(f"{text!r} is no date, write it as 2026-12-24") from error


def _choice(one: FormField, text: str) -> str:
    if text not in one.choices:
        raise _NotSoError(f"{text!r} is none of {', '.join(one.choices)}")
    return text


def _yes_or_no(one: FormField, text: str) -> str:
    word = text.lower()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise _NotSoError(f"{text!r} is neither yes nor no")


_READ: Final[Mapping[str, Callable[[FormField, str], str]]] = {
    "text": _text,
    "long text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "yes or no": _yes_or_no,
}

KINDS: Final = tuple(_READ)
"""Of fields, for whoever reads a campaign's card."""
