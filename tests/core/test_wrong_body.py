"""What is wrong with a request, in our words: pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from aftercall.web.item_bodies import PendBody
from aftercall.web.wrong_body import ITEM_ID, WrongBody, told


def wrong(kind: Any, value: Any, where: str = "field") -> WrongBody:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    error = refused.value.errors()[0]
    return told({**error, "loc": ("query", where, *error["loc"])})


@pytest.mark.parametrize(
    ("kind", "value", "why", "remedy"),
    [
        (date, "22.11.2026", "is no date", "write it as 2026-11-22"),
        (AwareDatetime, "2026-11-22T10:00", "says no time zone", "write it as 2026-11-24T08:00:00Z"),
        (AwareDatetime, "soon", "is no moment", "write it as 2026-11-24T08:00:00Z"),
        (Annotated[str, Field(pattern=ITEM_ID)], "x", "is no id of a chat or ticket", "c17 or t18"),
        (Annotated[str, Field(pattern="^a$")], "b", "has another form", "it must fit ^a$"),
        (Annotated[int, Field(le=5)], 6, "is more than 5", "take 5 at most"),
        (Annotated[int, Field(ge=1)], 0, "is less than 1", "take 1 or more"),
        (int, "five", "is no whole number", "digits"),
        (Literal["a", "b"], "c", "is none of those", "take 'a' or 'b'"),
        (Annotated[str, Field(max_length=2)], "abc", "has more than 2 characters", "shorten it"),
    ],
)
def test_says_what_is_wrong_and_what_to_write(kind: Any, value: Any, why: str, remedy: str) -> None:
    """No sentence of pydantic's reaches anybody for what people mistype most."""
    found = wrong(kind, value)
    assert (found.code, found.field) == ("bad-field", "field")
    assert why in found.why
    assert remedy in found.remedy
    assert "should" not in found.why


def test_nothing_of_what_was_sent_is_said_again() -> None:
    """It may be a password."""
    found = wrong(Annotated[str, Field(max_length=3)], "secret")
    assert "secret" not in found.why + found.remedy


def test_a_field_that_there_is_not() -> None:
    """Its name is said, for it is mostly mistyped."""
    with pytest.raises(ValidationError) as refused:
        PendBody.model_validate({"untill": None})
    assert told(refused.value.errors()[0]).code == "unknown-field"
    assert told(refused.value.errors()[0]).field == "untill"
