"""Screen pops: an address in which a caller's name is never more than a value."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.pop import filled, wrong

TEMPLATE = "https://crm.example:8443/open/{contact}?phone={number}&name={name}&plan={Plan B}#by={agent}"


def test_a_template_is_taken() -> None:
    """Values stand where they were named; what is not known stays empty."""
    assert wrong(TEMPLATE) == ""
    values = {"contact": "7", "number": "+48 500", "name": "Jan & Co", "Plan B": "ä/?", "agent": "1001"}
    assert filled(TEMPLATE, values) == (
        "https://crm.example:8443/open/7?phone=%2B48%20500&name=Jan%20%26%20Co&plan=%C3%A4%2F%3F#by=1001"
    )
    assert filled("https://a.b/{x}", {}) == "https://a.b/"


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert({name})",
        "ftp://crm.example/",
        "crm.example/{number}",
        "https://{name}/",
        "https://crm.example{number}/",
        "https://user@crm.example/",
        "https://crm.example/{number",
        "https://crm.example/}",
        "https://crm.example/a b",
        'https://crm.example/"',
        "https://crm.example/\n",
        "https://crm.example/" + "x" * 1000,
    ],
)
def test_what_is_refused(template: str) -> None:
    """Another scheme, a machine that is filled in, a brace alone, characters that are none of an address."""
    assert wrong(template)


@given(st.text(), st.text())
def test_values_stay_values(name: str, number: str) -> None:
    """Whatever a caller is called, host and parameters are those of the template."""
    template = "https://crm.example/x?name={name}&phone={number}"
    parts = urlsplit(filled(template, {"name": name, "number": number}))
    found = parse_qs(parts.query, keep_blank_values=True)
    assert (parts.netloc, parts.path, set(found)) == ("crm.example", "/x", {"name", "phone"})
    assert found["phone"] == [number.encode("utf-8", "replace").decode()]
