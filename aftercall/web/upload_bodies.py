"""What may be sent of files of contacts, of kept mappings, lists and do-not-call entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, Literal
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field, field_validator

from acd.core.moment import Moment
from aftercall.loading.upload import Wish
from aftercall.web.bodies import Body
from aftercall.web.wrong_body import COUNTRY
from dialer.load.dates import read_date
from dialer.load.how import LONGEST_LIST, Scope

Day = Annotated[date, Field(strict=False)]
Country = Annotated[str, Field(pattern=COUNTRY)]
ColumnField = Literal[
    "phone",
    "name",
    "first name",
    "last name",
    "zone",
    "language",
    "priority",
    "consent source",
    "consent date",
    "consent basis",
    "own",
    "ignore",
]
ANEW: Final = frozenset({"encoding", "delimiter", "header", "sheet", "template"})
"""What they change may leave the file without a column that was mapped by hand."""

COLUMNS: Final = 200


class WishBody(Body):
    """How a file is read and what becomes of it. Null and empty: to be found, or as the campaign has it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"encoding": "cp1250", "mapping": {"Kontakt": "phone"}}]}
    )

    list: str | None = Field(
        default=None, max_length=LONGEST_LIST, description="of contacts, by its name; null: the file's name"
    )
    encoding: str | None = Field(default=None, max_length=40, description="as cp1250")
    delimiter: str | None = Field(default=None, description="one character, or tab")
    header: bool | None = Field(default=None, description="is the first row one?")
    sheet: str | None = Field(default=None, max_length=100, description="of a spreadsheet")
    template: str | None = Field(default=None, max_length=100, description="a kept mapping, by its name")
    mapping: dict[str, ColumnField] = Field(
        default={}, max_length=COLUMNS, description="column: field, where it is otherwise than found"
    )
    scope: Literal["file", "list", "campaign", "everywhere"] = Field(
        default="campaign", description="where a number must not stand already"
    )
    region: Country | None = Field(default=None, description="of numbers without a country")
    zone: str | None = Field(
        default=None, description="for contacts whose number may be in several zones, this among them"
    )
    consent_source: str = Field(default="", max_length=200)
    consent_date: Day | None = None
    consent_basis: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=200, description="do not call: where the numbers are from")
    since: Day | None = Field(default=None, description="do not call: since when; null: today")

    @field_validator("delimiter")
    @classmethod
    def one_character(cls, value: str | None) -> str | None:
        value = "\t" if value == "tab" else value
        if value is not None and (len(value) != 1 or value in '"\r\n'):
            raise ValueError("is one character, or tab")
        return value

    @field_validator("zone")
    @classmethod
    def a_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("is no time zone; write it as Europe/Warsaw")
        return value

    def over(self, wish: Wish) -> Wish:
        """What was sent, over what was wished before."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        if sent.keys() & ANEW and "mapping" not in sent:
            wish = replace(wish, columns=())
        return replace(wish, **{_ITS.get(name, name): _its(name, value) for name, value in sent.items()})


_ITS: Final = {"mapping": "columns", "consent_date": "consent_at"}


def _its(name: str, value: Any) -> Any:
    match name:
        case "mapping":
            return tuple(value.items())
        case "scope":
            return Scope(value)
        case "consent_date" | "since":
            return None if value is None else day_begins(value)
        case "list" | "sheet":
            return value or ""
        case "region":
            return value and value.upper()
        case _:
            return value


def day_begins(day: date) -> Moment:
    """As the command reads a day."""
    found = read_date(day.isoformat(), "")
    assert found is not None  # it is a date
    return found


class MappingBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"mapping": {"Telefon": "phone", "Imię": "first name"}}]}
    )

    mapping: dict[str, ColumnField] = Field(
        min_length=1, max_length=COLUMNS, description="column: field, in the order of the file"
    )


class ListBody(Body):
    active: bool = Field(description="false: nobody new is taken from it; who is being called goes on")


class RecycleBody(Body):
    """Whose last attempt got one of the dispositions, or none and ended in one of the outcomes."""

    outcomes: list[
        Literal["busy", "no answer", "machine", "declined", "abandoned", "hung up", "failed", "unknown"]
    ] = Field(default=[], max_length=20)
    dispositions: list[str] = Field(default=[], max_length=200)


class EraseBody(Body):
    yes: bool = Field(default=False, description="for good: it cannot be undone")
    block: bool = Field(default=False, description="his numbers go on the do-not-call list, everywhere")


class BlockBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"numbers": ["+48512345678"], "source": "letter"}]}
    )

    numbers: list[str] = Field(min_length=1, max_length=1000, description="with +, or with a region")
    source: str = Field(min_length=1, max_length=200, description="a register, a letter, the call")
    campaign: str | None = Field(default=None, description="in this one only; null: everywhere")
    since: Day | None = Field(default=None, description="null: from now on")
    region: Country | None = Field(default=None, description="of numbers without a country")
