"""Forms: what an agent filled in, field by field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.core.cards import FormField
from dialer.core.form import KINDS, fill

FORM = (
    FormField("name", "Name", required=True),
    FormField("amount", "Amount", "number"),
    FormField("day", "Day", "date"),
    FormField("plan", "Plan", "choice", ("small", "large")),
    FormField("post", "By post", "yes or no"),
    FormField("note", "Note", "long text"),
)


@pytest.mark.parametrize(
    ("code", "given_", "kept"),
    [
        ("name", "  Jan ", "Jan"),
        ("amount", "12,50", "12.50"),
        ("amount", "1e3", "1000"),
        ("amount", "-0.10", "-0.10"),
        ("day", "2026-12-24", "2026-12-24"),
        ("plan", "large", "large"),
        ("post", "Yes", "yes"),
        ("post", "0", "no"),
        ("note", "two\nlines", "two\nlines"),
    ],
)
def test_what_is_kept(code: str, given_: str, kept: str) -> None:
    """Each kind in one spelling."""
    filled = fill(FORM, {"name": "Jan", code: given_})
    assert filled.errors == ()
    assert filled.values[code] == kept


@pytest.mark.parametrize(
    ("code", "given_", "why"),
    [
        ("name", "   ", "Name is missing"),
        ("name", "x" * 501, "501 characters are too many, at most 500"),
        ("name", "a\x00b", "control characters"),
        ("amount", "twelve", "'twelve' is no number, write it as 12 or 12.50"),
        ("amount", "1,234,567", "is no number"),
        ("amount", "NaN", "is no number of everyday size"),
        ("amount", "1e999999", "is no number of everyday size"),
        ("day", "24.12.2026", "is no date, write it as 2026-12-24"),
        ("day", "2026-02-30", "is no date"),
        ("plan", "medium", "'medium' is none of small, large"),
        ("post", "perhaps", "is neither yes nor no"),
        ("colour", "red", "the form has no such field; it has name, amount"),
    ],
)
def test_what_is_refused(code: str, given_: str, why: str) -> None:
    """The error names the field and what to do; what was right is kept beside it."""
    filled = fill(FORM, {"name": "Jan", "plan": "small"} | {code: given_})
    assert [error.field for error in filled.errors] == [code]
    assert why in filled.errors[0].why
    assert "plan" in filled.values or code == "plan"


def test_empty_fields_are_not_kept() -> None:
    """A field left empty is no value, unless it is required: then it is an error."""
    assert fill(FORM, {"name": "Jan", "amount": ""}).values == {"name": "Jan"}
    assert [error.field for error in fill(FORM, {}).errors] == ["name"]


@given(kind=st.sampled_from(KINDS), text=st.text())
def test_anything_may_be_typed(kind: str, text: str) -> None:
    """Kept or refused, never a crash; what is kept is kept again the same."""
    form = (FormField("it", "It", kind, ("a",) if kind == "choice" else ()),)
    filled = fill(form, {"it": text})
    assert len(filled.values) + len(filled.errors) == (1 if text.strip() else 0)
    assert fill(form, filled.values).values == filled.values
