"""What may be sent of attempts: dispositions, forms, promised calls."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AwareDatetime, ConfigDict, Field, NaiveDatetime, model_validator

from acd.core.moment import DAY
from aftercall.contacts import Promise, Said
from aftercall.web.bodies import Body, milliseconds

FIELDS: Final = 200
LONGEST: Final = 20_000


class CallbackBody(Body):
    """When he is called back: `at`, or `local` by his own clocks; one of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"local": "2026-11-24T15:00", "agent": "1001", "moves": 1_800_000}],
        }
    )

    at: Annotated[AwareDatetime, Field(strict=False)] | None = None
    local: Annotated[NaiveDatetime, Field(strict=False)] | None = Field(
        default=None, description="a time in the contact's zone, without one in it"
    )
    agent: str | None = Field(default=None, description="who calls; null: anyone")
    number: str | None = Field(
        default=None, description="one of the contact's; null: the one that was called, else his first"
    )
    moves: int | None = Field(
        default=None, ge=0, le=30 * DAY, description="ms after which anyone may make it; null: it stays his"
    )

    @model_validator(mode="after")
    def one_moment(self) -> CallbackBody:
        if (self.at is None) == (self.local is None):
            raise ValueError("say at, or local, one of them")
        return self

    def promise(self) -> Promise:
        at = None if self.at is None else milliseconds(self.at)
        return Promise(at, self.local, self.agent, self.number, self.moves)


class SaidBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"disposition": "sale", "form": {"size": "L", "when": "2026-12-24"}}]}
    )

    disposition: str = Field(max_length=100, description="one of the campaign's codes")
    form: dict[str, Annotated[str, Field(max_length=LONGEST)]] | None = Field(
        default=None, max_length=FIELDS, description="answers by field; null: as they stand"
    )
    callback: CallbackBody | None = Field(default=None, description="for a disposition that calls back")

    def said(self) -> Said:
        return Said(self.disposition, self.form, self.callback.promise() if self.callback else None)
