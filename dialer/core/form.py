"""A form that an agent filled in, against the fields that the campaign has. What is wrong is told field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from acd.core.reason import Reason
from dialer.core import reasons
from dialer.core.cards import FormField

LONGEST: Final = {"text": 500, "long text": 20_000}
"""Characters."""

_YES: Final = frozenset({"yes", "true", "1", "on"})
_NO: Final = frozenset({"no", "false", "0", "off"})


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is its code; `why` says what to do too."""

    field: str
    reason: Reason

    @property
    def why(self) -> str:
        """In English."""
        return self.reason.text


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
            errors.append(FieldError(one.code, reasons.FORM_MISSING(label=one.label)))
        elif text:
            try:
                values[one.code] = _READ[one.kind](one, text)
            except _NotSoError as no:
                errors.append(FieldError(one.code, no.reason))
    return Filled(values, tuple(errors))


class _NotSoError(Exception):
    """What is wrong with a value, and how it is written."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text)
        self.reason = reason


def _unknown(form: tuple[FormField, ...]) -> Reason:
    known = ", ".join(one.code for one in form) or "none"
    return reasons.FORM_NO_FIELD(known=known)


def _text(one: FormField, text: str) -> str:
    most = LONGEST[one.kind]
    if len(text) > most:
        raise _NotSoError(reasons.FORM_LONG(label=one.label, count=len(text), most=most))
    if any(ord(each) < 32 and each not in "\n\t\r" for each in text):
        raise _NotSoError(reasons.FORM_CONTROL(label=one.label))
    return text


def _number(one: FormField, text: str) -> str:
    """A decimal comma is read as a point; thousands are not parted. Kept exactly as written else."""
    try:
        number = Decimal(text.replace(",", ".", 1))
    except InvalidOperation as error:
        raise _NotSoError(reasons.FORM_NO_NUMBER(label=one.label, value=text)) from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise _NotSoError(reasons.FORM_ODD_NUMBER(label=one.label, value=text))
    return f"{number:f}"


def _date(one: FormField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise _NotSoError(reasons.FORM_NO_DATE(label=one.label, value=text)) from error


def _choice(one: FormField, text: str) -> str:
    if text not in one.choices:
        raise _NotSoError(reasons.FORM_NO_CHOICE(label=one.label, value=text, choices=", ".join(one.choices)))
    return text


def _yes_or_no(one: FormField, text: str) -> str:
    word = text.lower()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise _NotSoError(reasons.FORM_NOT_YES_OR_NO(label=one.label, value=text))


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
