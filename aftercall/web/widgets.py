"""Chat widgets, as they are configured."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import structlog
from pydantic import ConfigDict, Field

from acd.board.fields import Text
from aftercall.web import routers
from aftercall.web.answers import Answer, Removed
from aftercall.web.bodies import Body
from aftercall.web.caller import Configurer, House
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service
from aftercall.widget.card import Widget

log = structlog.get_logger(__name__)
router = routers.asked("/widgets", tags=["widgets"])
Language = Literal["en", "pl", "ru", "et", "es"]
Asked = Literal["name", "email", "phone"]


class WidgetBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "queue": "help",
                    "origins": ["https://shop.example"],
                    "colour": "#1d4ed8",
                    "ask": {"name": True, "email": False},
                    "texts": {"en": {"greeting": "Hello! What may we do for you?"}},
                }
            ]
        }
    )

    queue: str = Field(default="", description="where its chats wait")
    origins: list[str] = Field(
        default=[], max_length=100, description="the sites that may show it: https://shop.example"
    )
    colour: str = Field(default="#1d4ed8", description="of its button and head; dark enough for white text")
    side: Literal["right", "left"] = "right"
    language: Language = Field(default="en", description="where the browser asks for one that we have not")
    texts: dict[Language, dict[str, Annotated[str, Field(max_length=500)]]] = Field(
        default={}, description="texts of its own, by language and name"
    )
    ask: dict[Asked, bool] = Field(
        default={}, description="what a visitor is asked before he writes, and whether he must say it"
    )
    active: bool = Field(default=True, description="one that is not active is not there")


class WidgetItem(Answer):
    """`script`: the line that puts it on a page; `try_it`: where it can be seen. `open`: chats are taken now."""

    code: str
    queue: str
    origins: tuple[str, ...]
    colour: str
    side: Literal["right", "left"]
    language: Language
    texts: dict[str, dict[str, Text]]
    ask: dict[str, bool]
    active: bool
    open: bool
    script: Text
    try_it: Text


class SavedWidget(WidgetItem):
    done: Literal["made", "changed", "same"]


@router.get("", summary="All chat widgets")
async def all_widgets(house: House, by: Configurer) -> list[WidgetItem]:
    return [WidgetItem.model_validate(values(house, card)) for card in house.widgets.all()]


@router.get("/{code}", summary="One chat widget", responses=NOT_KNOWN)
async def one_widget(code: str, house: House, by: Configurer) -> WidgetItem:
    return WidgetItem.model_validate(values(house, house.widgets.one(code)))


@router.put("/{code}", summary="Make a chat widget, or change what is sent", responses=NOT_TAKEN)
async def put_widget(code: str, body: WidgetBody, house: House, by: Configurer) -> SavedWidget:
    card, done = await house.widgets.change(code, body.changes())
    log.info("widget", code=code, done=done, by=by.name)
    return SavedWidget.model_validate(values(house, card) | {"done": done})


@router.delete("/{code}", summary="Remove a chat widget; its chats stay", responses=IN_USE)
async def delete_widget(code: str, house: House, by: Configurer) -> Removed:
    await house.widgets.remove(code)
    log.info("widget", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code)


def values(house: Service, card: Widget) -> dict[str, Any]:
    root = (house.web.public_url or house.address or "").rstrip("/")
    return {
        "code": card.code,
        "queue": card.queue,
        "origins": card.origins,
        "colour": card.colour,
        "side": card.side,
        "language": card.language,
        "texts": {language: dict(own) for language, own in card.texts.items()},
        "ask": dict(card.ask),
        "active": card.active,
        "open": house.widgets.hours(card)[0],
        "script": f'<script src="{root}/widget/{card.code}.js" async></script>',
        "try_it": f"{root}/widget/{card.code}/try",
    }
