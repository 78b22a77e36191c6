"""Levels, and what is asked of them, as they are sent and answered. Spans are whole milliseconds of open time."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from acd.board.fields import Instant, Text
from acd.core.level import LONGEST, Target, When
from aftercall.web.answers import Answer, Done
from aftercall.web.bodies import Body

TargetWord = Literal["call answered", "chat answered", "first answered", "next answered", "solved"]
Open = Annotated[
    int, Field(description="ms of open time; more than 0", json_schema_extra={"maximum": LONGEST})
]


class WhenBody(Body):
    """For which calls and items; all that is named must hold. `customer`: his level's word, or his key. `priority`: at least."""

    queue: str | None = None
    tag: str | None = None
    customer: str | None = None
    priority: int | None = None


class LevelBody(Body):
    """`targets` and `when` are replaced as a whole."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Gold",
                    "targets": {"call answered": 20_000, "first answered": 3_600_000, "solved": 28_800_000},
                    "warn": 80,
                    "credit": 500,
                    "when": [{"customer": "gold"}, {"queue": "support", "priority": 8}],
                }
            ]
        }
    )

    name: str = ""
    priority: int = Field(default=0, description="what its items have at least")
    calendar: str = Field(default="", description="empty: the queue's, and without one always")
    targets: dict[TargetWord, Open] = Field(default={}, description="what is promised; each more than 0")
    warn: int = Field(default=80, description="per cent of a target after which a warning is told; 0: none")
    pauses: bool = Field(
        default=True, description="the clock of *solved* stands while the customer is waited for"
    )
    credit: int = Field(
        default=0, description="what one broken promise costs, in hundredths of a per cent; 500 is 5 %"
    )
    when: list[WhenBody] = Field(
        default=[], description="one of them must hold; none: all that no level before took"
    )
    order: int = Field(default=0, description="the lowest is asked first")
    active: bool = True

    def changes(self) -> dict[str, Any]:
        sent = {name: getattr(self, name) for name in sorted(self.model_fields_set)}
        if "targets" in sent:
            sent["targets"] = {Target(word): span for word, span in self.targets.items()}
        if "when" in sent:
            sent["when"] = tuple(When(**one.model_dump()) for one in self.when)
        return sent


class OrderBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"levels": ["gold", "standard"]}]})

    levels: list[str] = Field(description="codes, the one that is asked first first; those left out follow")


class WhenItem(Answer):
    queue: str | None = None
    tag: Text | None = None
    customer: Text | None = None
    priority: int | None = None


class LevelItem(Answer):
    code: str
    name: Text
    priority: int
    calendar: str
    targets: dict[TargetWord, int]
    warn: int
    pauses: bool
    credit: int
    when: tuple[WhenItem, ...]
    order: int
    active: bool


class SavedLevel(Done, LevelItem):
    pass


class PromiseAhead(Answer):
    """What would be promised to one that comes now. `due` null: it never opens again after *reached*."""

    target: TargetWord
    span_ms: int
    warn: Instant | None
    reached: Instant | None
    due: Instant | None


class ChosenItem(Answer):
    """Which level an item would get. `passed`: the levels that were asked before and did not fit. `level` null: nothing is promised.
    `calendar` empty: it counts always."""

    at: Instant
    level: LevelItem | None
    passed: tuple[str, ...]
    calendar: str
    promises: tuple[PromiseAhead, ...]


class PromiseSumItem(Answer):
    """Of one day, level, queue and target. `late`: of the broken, those that were kept afterwards. `dropped`: neither kept nor broken.
    `credit`: what the broken ones cost together, in hundredths of a per cent."""

    day: str
    level: str
    queue: str
    target: Text
    kept: int
    broken: int
    late: int
    dropped: int
    credit: int


class PromiseSums(Answer):
    """`zone`: whose days they are. The sums of all rows stand beside them."""

    zone: str
    first: str
    last: str
    kept: int
    broken: int
    late: int
    dropped: int
    credit: int
    rows: tuple[PromiseSumItem, ...]
