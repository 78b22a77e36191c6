"""What is wished of an agent's call: hold, transfer, consult, three-way, hang up, dial; and supervisors who listen.

As for all wishes: granted when the effect was heard, refused with the reason, unknown after 5 s.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from fastapi import Body, Path, Response
from pydantic import Field, model_validator

from acd.core import heard
from acd.core.aim import AGENT, NUMBER, QUEUE, Aim
from acd.core.heard import Wish
from aftercall.people.rights import Asker, Right
from aftercall.web import routers
from aftercall.web.answers import ErrorBody, Granted, Refused
from aftercall.web.bodies import Body as Sent
from aftercall.web.bodies import NoBody
from aftercall.web.caller import Handler, House, Listener
from aftercall.web.reaching import within
from aftercall.web.responses import Responses
from aftercall.web.service import Service
from aftercall.web.wishes import ANSWERS, wish

router = routers.asked("/agents/{code}", tags=["calls"], responses=ANSWERS)
NUMBER_DIALLED: Final[Responses] = {
    409: {
        "model": Refused | ErrorBody,
        "description": "Refused: nothing changed. With `error`: this number is not dialled, and why.",
    }
}
Code = Annotated[str, Path(description="the agent's code")]
Empty = Annotated[NoBody | None, Body()]
Named = Annotated[str | None, Field(min_length=1, max_length=40)]


class WhereTo(Sent):
    """Exactly one of them: a colleague who is free, a queue in which somebody is logged in, or a number."""

    model_config = Sent.model_config | {
        "json_schema_extra": {
            "examples": [{"agent": "1002"}, {"queue": "help"}, {"number": "+48 22 123 45 67"}]
        }
    }

    agent: Named = None
    queue: Named = None
    number: Named = None

    @model_validator(mode="after")
    def one(self) -> Self:
        if sum(given is not None for given in (self.agent, self.queue, self.number)) != 1:
            raise ValueError("name one of agent, queue and number")
        return self


class DialBody(Sent):
    """`number` may be a colleague's phone. `queue`: the queue or campaign whose call it is, with its aftercall.

    Of a campaign, also with its trunk, its caller id and its rules on who may be called. None: that of the campaign he is in, else
    nobody's.
    """

    model_config = Sent.model_config | {
        "json_schema_extra": {
            "examples": [{"number": "+48 22 123 45 67", "queue": "spring"}, {"agent": "1002"}]
        }
    }

    agent: Named = None
    number: Named = None
    queue: Named = None

    @model_validator(mode="after")
    def one(self) -> Self:
        if (self.agent is None) == (self.number is None):
            raise ValueError("name one of agent and number")
        return self


class ListenBody(Sent):
    """`phone`: where the supervisor hears it; None: the phone of the agent that he is. Asked again with another mode, that changes."""

    mode: Literal["listen", "whisper", "join"] = "listen"
    phone: Named = None


@router.post("/call/hold", summary="Put the other party on hold, with music", response_model=Granted)
async def hold(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.PutOnHold, code, by)


@router.post("/call/unhold", summary="Take the other party back", response_model=Granted)
async def unhold(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.TakeOffHold, code, by)


@router.post("/call/hangup", summary="End the call", response_model=Granted)
async def hang_up(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.HangUp, code, by)


@router.post(
    "/call/transfer",
    summary="Give the call away, without a word before",
    response_model=Granted,
    responses=NUMBER_DIALLED,
)
async def transfer(code: Code, house: House, by: Handler, body: WhereTo) -> Response:
    """If nobody takes it there, the caller goes back to the queue from which he came, ahead of those who wait."""
    return await wish(house, heard.Transfer, code, by, to=aim(house, code, body))


@router.post(
    "/call/consult",
    summary="Call somebody while the other party waits",
    response_model=Granted,
    responses=NUMBER_DIALLED,
)
async def consult(code: Code, house: House, by: Handler, body: WhereTo) -> Response:
    return await wish(house, heard.Consult, code, by, to=aim(house, code, body))


@router.post("/call/complete", summary="Leave the call to whom he consulted", response_model=Granted)
async def complete(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    """Also out of a call of three."""
    return await wish(house, heard.CompleteTransfer, code, by)


@router.post("/call/cancel", summary="End the consult, and take the other party back", response_model=Granted)
async def cancel(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.CancelConsult, code, by)


@router.post("/call/join", summary="Make it a call of three", response_model=Granted)
async def join(code: Code, house: House, by: Handler, body: Empty = None) -> Response:
    return await wish(house, heard.ThreeWay, code, by)


@router.post(
    "/call/dial",
    summary="Dial a number or a colleague: his own phone is rung first",
    response_model=Granted,
    responses=NUMBER_DIALLED,
)
async def dial(code: Code, house: House, by: Handler, body: DialBody) -> Response:
    """Only while he is in no call, no aftercall and on no break."""
    if body.agent is not None:
        return await wish(house, heard.DialOut, code, by, to=Aim(AGENT, body.agent))
    number = body.number or ""
    queue = body.queue or house.by_hand.campaign_of(code, number)
    to = house.by_hand.aim(number, queue)
    waits = await house.by_hand.permitted(to, queue, code)
    return await wish(
        house, heard.DialOut, code, by, to=to, queue=queue if to.kind == NUMBER else "", wait=waits
    )


@router.post("/listen", summary="Listen, whisper or join, from a phone of one's own", response_model=Granted)
async def listen(code: Code, house: House, by: Listener, body: ListenBody | None = None) -> Response:
    body = body or ListenBody()
    phone = body.phone or own_phone(house, by)
    return await _ask(house, heard.ListenIn, code, by, mode=body.mode, phone=phone)


@router.post("/unlisten", summary="Listen no more", response_model=Granted)
async def unlisten(code: Code, house: House, by: Listener, body: Empty = None) -> Response:
    return await _ask(house, heard.StopListening, code, by)


async def _ask(house: Service, kind: type[Wish], code: str, by: Asker, **more: Any) -> Response:
    """Of an agent's calls in the queues that the supervisor is there for; what the call is of, he may hear."""
    agent = house.floor.agents.get(code)
    if agent is not None and agent.talk is not None and agent.talk.queue:
        within(by, agent.talk.queue)
    return await wish(house, kind, code, by, Right.LISTEN, **more)


def aim(house: Service, code: str, body: WhereTo) -> Aim:
    """Of a number: over the trunk of the campaign whose call it is."""
    if body.agent is not None:
        return Aim(AGENT, body.agent)
    if body.queue is not None:
        return Aim(QUEUE, body.queue)
    agent = house.floor.agents.get(code)
    talk = agent.talk if agent is not None else None
    return house.by_hand.aim(body.number or "", talk.queue if talk is not None else "")


def own_phone(house: Service, by: Asker) -> str:
    """That of the agent he is: where he is logged in, else his own; "" if there is none."""
    agent = house.floor.agents.get(by.agent or "")
    return (agent.phone or agent.card.phone or "") if agent is not None else ""
