"""A preview: the contact that an agent looks at is dialled or passed on when he says so."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Path, Response

from acd.board.models import parts
from acd.core.reason import Reason
from aftercall.office import NotKnown
from aftercall.people.rights import Asker
from aftercall.web import reasons, routers
from aftercall.web.answers import ErrorBody, Granted, Refused
from aftercall.web.bodies import NoBody
from aftercall.web.caller import Handler, House
from aftercall.web.reaching import over
from aftercall.web.service import Service
from dialer.core import heard
from dialer.core.line import Line, Stage
from dialer.core.room import dials

router = routers.asked(
    "/agents/{code}",
    tags=["campaigns"],
    responses={
        404: {"model": ErrorBody, "description": "This agent is not known."},
        409: {"model": Refused, "description": "He is shown no contact, or nothing is dialled now."},
    },
)
Code = Annotated[str, Path(description="the agent's code")]
Empty = Annotated[NoBody | None, Body()]


@router.post("/dial", summary="Dial the contact he is shown", response_model=Granted)
async def dial(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return _do(house, by, code, heard.DialNow(house.desk.now(), code), "the contact is dialled")


@router.post("/skip", summary="Pass on the contact he is shown", response_model=Granted)
async def skip(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return _do(house, by, code, heard.SkipNow(house.desk.now(), code), "passed on")


def _do(house: Service, by: Asker, code: str, event: heard.DialNow | heard.SkipNow, text: str) -> Response:
    over(house, by, code)
    _must_be_known(house, code)
    line = _shown(house, code)
    if line is None:
        return _refused(house, code, reasons.NO_PREVIEW(agent=code))
    if isinstance(event, heard.DialNow) and not dials(house.dialing.room, line.attempt.campaign):
        return _refused(house, code, reasons.PREVIEW_RESTS(agent=code, campaign=line.attempt.campaign))
    house.dialing.hear(event)
    agent = house.agent(code)
    assert agent is not None  # known, as was just seen
    granted = Granted(answer="granted", text=text, agent=agent)
    return Response(granted.model_dump_json(), media_type="application/json")


def _refused(house: Service, code: str, why: Reason) -> Response:
    body = Refused(code=why.code, why=why.text, why_parts=parts((why,)), agent=house.agent(code))
    return Response(body.model_dump_json(), status_code=409, media_type="application/json")


def _must_be_known(house: Service, code: str) -> None:
    if code not in house.floor.agents:
        raise NotKnown("agent", code, house.floor.agents)


def _shown(house: Service, code: str) -> Line | None:
    lines = house.dialing.room.lines.values()
    return next((line for line in lines if line.stage is Stage.SHOWN and line.attempt.agent == code), None)
