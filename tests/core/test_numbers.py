"""What people write in a cell, read as numbers that can be dialled."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialer.core.numbers import Called, NoNumber, read_cell, read_number
from dialer.core.zones import REGION_ZONES

PLAIN = "+48512345678"


def numbers(text: str, region: str | None = "PL") -> list[str]:
    found = read_cell(text, region)
    assert not isinstance(found, NoNumber), found
    return [one.e164 for one in found]


def refusal(text: str, region: str | None = "PL") -> str:
    found = read_cell(text, region)
    assert isinstance(found, NoNumber), found
    return found.kind


@pytest.mark.parametrize(
    "text",
    [
        "512345678",
        "512 345 678",
        "+48 512-345-678",
        "(512) 345.678",
        "0048512345678",
        "48512345678",
        "512/345/678",
        "'+48512345678",
        "=512345678",
        '="512345678"',
        "\u202a+48\u00a0512\u00a0345\u00a0678\u202c",
        "５１２３４５６７８",
        "\uff0b48512345678",
    ],
)
def test_one_number_written_in_many_ways(text: str) -> None:
    """Marks between digits, apostrophes of spreadsheets and invisible marks of address books change nothing."""
    assert numbers(text) == [PLAIN]


@pytest.mark.parametrize("text", ["512345678.0", "512345678,0", "512345678.00"])
def test_a_float_of_a_spreadsheet(text: str) -> None:
    """`512345678.0` is 512345678, not the number with a 0 behind it."""
    assert numbers(text) == [PLAIN]


@pytest.mark.parametrize("text", ["5.12345678E8", "5,12345678E+08", "4.85E+10", "5e8"])
def test_a_rounded_number_is_refused(text: str) -> None:
    """`E+`: digits are lost, and what is left would be somebody else."""
    assert refusal(text) == "rounded"


def test_two_numbers_in_a_cell() -> None:
    """`,` `;` `/` and a line break part numbers; the same one twice is one."""
    both = [PLAIN, "+48512345679"]
    for mark in (",", ";", "/", "\n", "\r\n", " , "):
        assert numbers(f"512345678{mark}512345679") == both
    assert numbers("512345678;+48 512 345 678") == [PLAIN]


def test_half_a_number_is_nobodys() -> None:
    """If one part is no number, none of the cell is taken: `0048/512345678` might be anything."""
    assert refusal("512345678; brak") == "letters"
    assert refusal("+49 30\n512345678") == "not valid"
    assert refusal("512,345,678") == "short"


def test_a_slash_within_one_number() -> None:
    """`030/1234567` is how Germans write one number."""
    assert numbers("030/1234567", "DE") == ["+49301234567"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("512345678&512345679", "strange characters"),
        ("${EXTEN}", "strange characters"),
        ("512345678${EXTEN}", "strange characters"),
        ("*100#", "strange characters"),
        ("512345678@trunk", "strange characters"),
        ("512345678\r\nAction: Originate", "letters"),
        ("1-800-FLOWERS", "letters"),
        ("512345678 ext. 5", "letters"),
        ("tel 512345678", "letters"),
        ("++48512345678", "strange characters"),
        ("512345678\x00", "strange characters"),
        ("=A1+B1", "strange characters"),
        ("-", "empty"),
        ("5" * 41, "too long"),
        ("1", "too short"),
        ("+999123456789", "no country"),
    ],
)
def test_what_no_number_has(text: str, kind: str) -> None:
    """Letters, second channels, variables, headers of AMI: refused with the character that gave it away."""
    assert refusal(text) == kind


@pytest.mark.parametrize(
    ("text", "region"),
    [("112", "PL"), ("997", "PL"), ("+48 112", None), ("911", "US"), ("999", "GB"), ("112", "EE")],
)
def test_emergency_numbers(text: str, region: str | None) -> None:
    """Never read, in whatever country's way they are written."""
    assert refusal(text, region) == "emergency"


def test_kinds() -> None:
    """Dear numbers are known as what they are, so that a campaign can refuse them."""
    kinds = {
        text: read_number(text, "PL")
        for text in ("512345678", "700123456", "801123456", "800123456", "221234567")
    }
    assert [one.kind for one in kinds.values() if isinstance(one, Called)] == [
        "mobile",
        "premium",
        "shared cost",
        "toll free",
        "fixed",
    ]


def test_a_country_is_needed() -> None:
    """Without a region only numbers with + are read."""
    assert refusal("512345678", None) == "no country"
    assert numbers("+48512345678", None) == [PLAIN]


def test_invalid_numbers() -> None:
    """A number that its country cannot have is refused; those for films are among them."""
    assert refusal("+447700900123") == "not valid"
    assert refusal("5123456") == "not valid"


def zones(text: str, region: str = "PL") -> tuple[str, ...]:
    found = read_number(text, region)
    assert isinstance(found, Called)
    return found.zones


def test_zones() -> None:
    """The region's own zone where it has one; else those of the prefix; none for numbers of no country."""
    assert zones("512345678") == ("Europe/Warsaw",)
    assert zones("+3725123456") == ("Europe/Tallinn",)  # phonenumbers: Europe/Bucharest
    assert zones("+218912345678") == ("Africa/Tripoli",)  # the same, and Libya has no summer time
    assert zones("+12125552368") == ("America/New_York",)
    assert zones("+34612345678") == ("Atlantic/Canary", "Europe/Madrid")
    assert zones("+80012345678") == ()


def test_a_russian_mobile_may_be_anywhere() -> None:
    """Sixteen zones; Kaliningrad is among them, and Bucharest, with its summer time, is not."""
    found = zones("+79161234567")
    assert len(found) == 16
    assert "Europe/Kaliningrad" in found
    assert "Europe/Bucharest" not in found


def test_regions_with_one_zone() -> None:
    """The table is that of the tz database."""
    lines = (files("tzdata") / "zoneinfo/zone.tab").read_text().splitlines()
    pairs = [line.split("\t")[:3] for line in lines if not line.startswith("#")]
    regions = [region for region, _, _ in pairs]
    assert dict(REGION_ZONES) == {region: zone for region, _, zone in pairs if regions.count(region) == 1}


@given(st.text(max_size=60), st.sampled_from(["PL", "RU", "EE", "ES", "US", None]))
@example("0512345678", "PL")
@example("512345678,,512345679", "PL")
@example("١٢٣٤٥٦٧٨٩", "PL")
@example("tel:+48-512;phone-context=+1", "PL")
def test_whatever_is_written(text: str, region: str | None) -> None:
    """No text makes reading fail, and what comes out is + and digits, with a zone and a kind, and nothing else."""
    found = read_cell(text, region)
    if isinstance(found, NoNumber):
        assert found.kind
        assert found.why.isprintable()
        assert found.reason.says.startswith("number-")
        return
    for one in found:
        assert re.fullmatch(r"\+[1-9][0-9]{5,14}", one.e164)
        assert one.kind


@given(
    st.from_regex(r"\+?[0-9 ()./,;&${}\n-]{6,30}", fullmatch=True), st.sampled_from(["PL", "US", "GB", "DE"])
)
def test_digits_are_never_made_up(text: str, region: str) -> None:
    """Each number that is read stands in the text, but for its country code: no digit is changed, dropped in the middle or taken from
    two numbers."""
    found = read_cell(text, region)
    if isinstance(found, NoNumber):
        return
    digits = [re.sub(r"\D", "", part) for part in re.split(r"[,;\n]", re.sub(r"[.,]0+$", "", text.strip()))]
    for one in found:
        assert any(part and (one.e164.endswith(part[-6:]) or one.e164[-6:] in part) for part in digits)
