"""Drafts: what an agent is writing about a call and has not said yet. The screen keeps it at every pause in typing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import ConfigDict, Field

from acd.board.fields import Instant
from aftercall.office import NotKnown
from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import Answer
from aftercall.web.barred import Barred
from aftercall.web.bodies import Body
from aftercall.web.caller import House, Worker
from aftercall.web.reaching import is_his
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN

router = routers.asked("/agents/{code}/drafts/{about}", tags=["attempts"])
Code = Annotated[str, Path(description="the agent's code: his own")]
About = Annotated[str, Path(description="the attempt or the call that it is about", max_length=100)]


class DraftBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"content": {"values": {"size": "L"}}}]})

    content: dict[str, Any] = Field(description="whatever the screen wants back")


class DraftItem(Answer):
    about: str
    content: dict[str, Any]


class DraftKept(Answer):
    about: str
    at: Instant


@router.get("", summary="What he was writing", responses=NOT_KNOWN)
async def draft(code: Code, about: About, house: House, by: Worker) -> DraftItem:
    _his(by, code)
    found = await house.contacts.draft(code, about)
    if found is None:
        raise NotKnown("draft", about, ())
    return DraftItem(about=about, content=found)


@router.put("", summary="Keep what he is writing", responses=NOT_TAKEN)
async def keep(code: Code, about: About, body: DraftBody, house: House, by: Worker) -> DraftKept:
    """For three days, or until it is said."""
    _his(by, code)
    return DraftKept(about=about, at=await house.contacts.keep_draft(code, about, body.content))


@router.delete("", summary="Throw it away", status_code=204, responses=NOT_TAKEN)
async def drop(code: Code, about: About, house: House, by: Worker) -> None:
    _his(by, code)
    await house.contacts.drop_draft(code, about)


def _his(by: Asker, code: str) -> None:
    if not is_his(by, code):
        raise Barred(403, "right", f"drafts of agent {code} are his own", "ask for your own")
