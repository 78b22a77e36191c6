"""What is wished of an agent, one verb a path; answered when the switch confirmed it, or when nobody can know."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final
from uuid import uuid4

from fastapi import Body, Path, Response

from acd.board.models import AgentBoard, Part, parts
from acd.core import facts, heard
from acd.core.heard import Wish
from acd.core.reason import Reason
from aftercall.people.rights import Asker, Right
from aftercall.web import reasons, routers
from aftercall.web.answers import ErrorBody, Granted, Refused, Unknown
from aftercall.web.bodies import (
    CampaignChoice,
    FinishBody,
    HoldBody,
    LoginBody,
    NoBody,
    RecordingBody,
    TypeChoice,
)
from aftercall.web.caller import Handler, House
from aftercall.web.errors import answer
from aftercall.web.reaching import over
from aftercall.web.service import Service

PATIENCE: Final = 1.0
"""Seconds beyond the floor's own: then its answer cannot be put on record, or nobody is there any more to give one."""

ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": ErrorBody, "description": "This agent is not known."},
    409: {"model": Refused, "description": "Refused: nothing changed."},
    504: {"model": Unknown, "description": "Asterisk has not confirmed it; it stays asked for."},
}
router = routers.asked(
    "/agents/{code}",
    tags=["wishes"],
    responses=ANSWERS,
)
Code = Annotated[str, Path(description="the agent's code")]
Empty = Annotated[NoBody | None, Body()]


@router.post("/login", summary="Log in", response_model=Granted)
async def login(code: Code, house: House, by: Handler, body: LoginBody | None = None) -> Response:
    body = body or LoginBody()
    return await wish(house, heard.LogIn, code, by, type=body.type, phone=body.phone)


@router.post(
    "/logout", summary="Log out; in a call, when it and its aftercall are over", response_model=Granted
)
async def logout(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.LogOut, code, by)


@router.post("/type", summary="Take a work or break type", response_model=Granted)
async def choose(code: Code, house: House, by: Handler, body: TypeChoice) -> Response:
    return await wish(house, heard.Choose, code, by, type=body.type)


@router.post(
    "/resume", summary="End the break, and one's own missed-call or lost-phone hold", response_model=Granted
)
async def resume(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.Resume, code, by)


@router.post("/takeback", summary="Take back what was to come next", response_model=Granted)
async def take_back(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.TakeBack, code, by)


@router.post("/extend", summary="Extend the aftercall by the queue's step", response_model=Granted)
async def extend(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.Extend, code, by)


@router.post("/finish", summary="End the aftercall now", response_model=Granted)
async def finish(code: Code, house: House, by: Handler, body: FinishBody | None = None) -> Response:
    """A disposition must be one of the campaign's, and go without a callback's moment: else give it before."""
    over(house, by, code)
    disposition = body.disposition if body else None
    if disposition is not None and (why := house.contacts.refusal(code, disposition)):
        refused = Refused(code=why.code, why=why.text, why_parts=parts((why,)), agent=house.agent(code))
        return _json(409, refused)
    return await wish(house, heard.Finish, code, by, disposition=disposition)


@router.post("/hold", summary="Hold an agent (a supervisor)", response_model=Granted)
async def hold(code: Code, house: House, by: Handler, body: HoldBody | None = None) -> Response:
    return await wish(house, heard.SetHold, code, by, reason=body.reason if body else "")


@router.post("/lift", summary="Lift the supervisor's hold", response_model=Granted)
async def lift(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.LiftHold, code, by)


@router.post("/join", summary="Log in to a campaign; this sets its work type", response_model=Granted)
async def join(code: Code, house: House, by: Handler, body: CampaignChoice) -> Response:
    """In a call the work type comes next; he is in the campaign's queue at once, and rung when he is free."""
    return await wish(house, heard.Join, code, by, queue=body.campaign)


@router.post(
    "/leave", summary="Log out of a campaign; the last one sets its type of rest", response_model=Granted
)
async def leave(code: Code, house: House, by: Handler, body: CampaignChoice) -> Response:
    return await wish(house, heard.Leave, code, by, queue=body.campaign)


@router.post("/recording", summary="Pause the recording of his call, or resume it", response_model=Granted)
async def record(code: Code, house: House, by: Handler, body: RecordingBody) -> Response:
    """A pause ends by itself with the call."""
    return await wish(house, heard.Record, code, by, on=body.on)


async def wish(
    house: Service, kind: type[Wish], agent: str, by: Asker, right: Right = Right.STEER, **more: Any
) -> Response:
    """`right`: by which he asks, if he is not the agent himself."""
    who = over(house, by, agent, right)
    asked = kind(at=house.desk.now(), id=uuid4().hex, by=who, agent=agent, **more)
    try:
        async with asyncio.timeout(house.floor.rules.answer_within / 1000 + PATIENCE):
            fact = await house.desk.ask(asked)
    except TimeoutError:
        return unanswered(house, agent)
    return told(house, agent, fact)


def unanswered(house: Service, code: str) -> Response:
    agent = house.agent(code)
    state = agent.state if agent else "unknown"
    return _unknown(state, reasons.SILENT(agent=code, state=state), agent)


def told(house: Service, code: str, fact: facts.Fact) -> Response:
    agent = house.agent(code)
    match fact:
        case facts.Refused(code="unknown-agent"):
            return answer(404, fact.code, fact.why, why_parts=why_parts(fact))
        case facts.Refused():
            return _json(409, Refused(code=fact.code, why=fact.why, why_parts=why_parts(fact), agent=agent))
        case facts.Unknown():
            why = reasons.NOT_CONFIRMED(agent=fact.agent, state=fact.state)
            return _unknown(fact.state, why, agent)
        case facts.Kept():
            return _json(200, Granted(answer="kept", text=fact.next, agent=_there(agent)))
        case facts.Granted():
            return _json(200, Granted(answer="granted", text=fact.text, agent=_there(agent)))
    raise TypeError(f"{fact!r} is no answer")


def why_parts(fact: facts.Refused) -> tuple[Part, ...]:
    return (Part(says=fact.says, values=dict(fact.values)),) if fact.says else ()


def _unknown(state: str, why: Reason, agent: AgentBoard | None) -> Response:
    return _json(504, Unknown(state=state, why=why.text, why_parts=parts((why,)), agent=agent))


def _there(agent: Any) -> Any:
    if agent is None:
        raise LookupError("an agent was removed while a wish of his was granted")
    return agent


def _json(status: int, body: Granted | Refused | Unknown) -> Response:
    return Response(body.model_dump_json(), status_code=status, media_type="application/json")
